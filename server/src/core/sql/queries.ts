/** Ways through a tree that features share. Invariant: nothing here recurses, since queries may be deep. */
import * as tree from './tree';

export interface OwnedSpecification {
  readonly spec: tree.QuerySpecification;
  /** The query whose body it is; undefined for an operand of a set operation. */
  readonly query: tree.Query | undefined;
}

/** Every node of a statement, parents first. */
export function nodesOf(statement: tree.Node): readonly tree.Node[] {
  const found: tree.Node[] = [];
  tree.walk(statement, node => {
    found.push(node);
    return undefined;
  });
  return found;
}

/** Every query specification among nodes that stand parents first, with the query around it, the outer ones first. */
export function specifications(nodes: readonly tree.Node[]): readonly OwnedSpecification[] {
  const owners = new Map<tree.Node, tree.Query>();
  const found: OwnedSpecification[] = [];
  for (const node of nodes) {
    if (node.kind === 'Query') owners.set(node.body, node);
    if (node.kind === 'QuerySpecification') found.push({ spec: node, query: owners.get(node) });
  }
  return found;
}

export interface Joins {
  /** What is joined, from left to right, with aliases and samples around it. */
  readonly relations: readonly tree.Relation[];
  readonly types: readonly tree.Join['type'][];
  /** The predicates behind ON. */
  readonly conditions: readonly tree.Expression[];
}

/** What FROM joins, by JOIN or by comma; long chains of joins lean to the left. */
export function outermostJoins(from: tree.From | undefined): Joins {
  const relations: tree.Relation[] = [];
  const types: tree.Join['type'][] = [];
  const conditions: tree.Expression[] = [];
  const open: tree.Relation[] = [...(from?.relations ?? [])].reverse();
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.kind !== 'Join') {
      relations.push(next);
      continue;
    }
    types.push(next.type);
    if (next.criteria?.kind === 'JoinOn') conditions.push(next.criteria.expression);
    open.push(next.right, next.left);
  }
  return { relations, types, conditions };
}

/** Without aliases and samples around it. */
export function bare(relation: tree.Relation): tree.Relation {
  let at = relation;
  while (at.kind === 'AliasedRelation' || at.kind === 'SampledRelation') at = at.relation;
  return at;
}

/** The terms of a predicate that all have to hold. */
export function conjuncts(predicate: tree.Expression | undefined): readonly tree.Expression[] {
  if (!predicate) return [];
  return predicate.kind === 'LogicalExpression' && predicate.operator === 'AND' ? predicate.terms.flatMap(conjuncts) : [predicate];
}

/** The query that a statement returns or writes; undefined where it has none. */
export function queryOf(statement: tree.Node): tree.Query | undefined {
  switch (statement.kind) {
    case 'Query':
      return statement;
    case 'CreateTableAsSelect':
    case 'CreateView':
    case 'Insert':
      return statement.query.kind === 'Query' ? statement.query : undefined;
    default:
      return undefined;
  }
}
