/**
 * Which tables a statement scans, with the columns each scan needs and the predicates that may prune it. Views are followed to their tables.
 * Invariant: a column is left out only where no output, filter, join, grouping or sort needs it; a predicate is kept only where it holds for every row the scan delivers.
 */
import type { StatementAnalysis } from '../analysis/StatementAnalysis';
import * as tree from '../sql/tree';
import { conjuncts } from '../sql/queries';

export interface TableScan {
  /** `database.table` in lower case; a catalog other than the default one in front. */
  readonly name: string;
  readonly catalog: string | undefined;
  readonly schema: string;
  readonly table: string;
  /** Top-level columns in lower case. */
  readonly columns: ReadonlySet<string>;
  /** Fields of row columns that are read, by column; a column that is not here is read whole. */
  readonly leaves: ReadonlyMap<string, readonly (readonly string[])[]>;
  /** Columns whose values reach the result or another part than the filter. */
  readonly outputs: ReadonlySet<string>;
  /** A join, a subquery's answer or EXISTS may leave files unread. */
  readonly mayStop: boolean;
  /** Terms that all have to hold, over this scan's columns only. */
  readonly predicates: readonly tree.Expression[];
  /** The column a reference in the predicates means; undefined for what is no column of this table. */
  readonly columnOf: (reference: tree.Expression) => string | undefined;
  /** How often it is read: a CTE used twice is read twice. */
  readonly times: number;
}

/** A view's own statement, by `database.view`; undefined for what is no view or cannot be expanded. */
export type ViewResolver = (name: string) => { readonly node: tree.Statement; readonly analysis: StatementAnalysis } | undefined;

/** @param outputs columns of the statement's result that are asked for, in lower case; undefined: all of them */
export function tableScans(
  statement: tree.Statement,
  analysis: StatementAnalysis,
  views: ViewResolver,
  outputs?: ReadonlySet<string>,
  depth = 0,
): readonly TableScan[] {
  const needed = neededColumns(statement, analysis, outputs);
  const times = timesRead(statement, analysis);
  const beyondFilter = outputColumns(analysis, outputs);
  const scans: TableScan[] = [];
  tree.walk(statement, node => {
    const relation = node.kind === 'Table' ? analysis.relationOf(node) : undefined;
    if (relation?.kind !== 'catalog') return undefined;
    const { name } = relation;
    const columns = needed.get(name.key) ?? new Set<string>();
    const count = times(node);
    const view = depth < maximumDepth ? views(name.key) : undefined;
    if (view) {
      for (const scan of tableScans(view.node, view.analysis, views, columns, depth + 1))
        scans.push({ ...scan, times: scan.times * count });
      return undefined;
    }
    const path = tree.pathAt(statement, node.start);
    const qualifier = qualifierOf(node as tree.Table, path);
    const columnOf = (reference: tree.Expression): string | undefined => {
      const field = analysis.fieldOf(reference);
      // Of two scans of one table in a query only the name tells which one is meant.
      if (field?.definition.kind !== 'column' || field.definition.id.relation.key !== name.key || field.qualifier?.join('.') !== qualifier)
        return undefined;
      return field.definition.id.column;
    };
    scans.push({
      name: name.key,
      catalog: name.catalog,
      schema: name.schema,
      table: name.name,
      columns,
      leaves: leavesOf(statement, analysis, name.key, columns),
      outputs: beyondFilter.get(name.key) ?? new Set(),
      mayStop: mayStop(node as tree.Table, path),
      predicates: predicatesFor(node as tree.Table, path),
      columnOf,
      times: count,
    });
    return undefined;
  });
  return scans;
}

/** Views inside views beyond this are taken as tables that are not known. */
const maximumDepth = 20;

/** Columns that do more than filter. */
function outputColumns(analysis: StatementAnalysis, outputs: ReadonlySet<string> | undefined): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const given = (analysis.columns ?? [])
    .filter(({ name }) => !outputs || outputs.has(name.toLowerCase()))
    .flatMap(({ sources }) => sources);
  const used = analysis.uses.filter(({ kind }) => kind !== 'filter').map(({ column }) => column);
  for (const { relation, column } of [...given, ...used]) found.set(relation.key, new Set([...(found.get(relation.key) ?? []), column]));
  return found;
}

function neededColumns(
  statement: tree.Statement,
  analysis: StatementAnalysis,
  outputs: ReadonlySet<string> | undefined,
): ReadonlyMap<string, Set<string>> {
  const needed = new Map<string, Set<string>>();
  const add = (relation: string, column: string): void => {
    const columns = needed.get(relation);
    if (columns) columns.add(column);
    else needed.set(relation, new Set([column]));
  };
  for (const { name, sources } of analysis.columns ?? []) {
    if (outputs && !outputs.has(name.toLowerCase())) continue;
    for (const { relation, column } of sources) add(relation.key, column);
  }
  for (const { column } of analysis.uses) add(column.relation.key, column.column);
  // Which rows are equal depends on every column, also on those that nobody asks for afterwards.
  tree.walk(statement, node => {
    const distinct =
      node.kind === 'QuerySpecification'
        ? node.select.quantifier === 'DISTINCT'
        : node.kind === 'SetOperation' && (node.operator !== 'UNION' || node.quantifier !== 'ALL');
    if (distinct) addOutputs(node, analysis, add);
    return undefined;
  });
  return needed;
}

/** Every column that a query's own select list is computed from. */
function addOutputs(query: tree.Node, analysis: StatementAnalysis, add: (relation: string, column: string) => void): void {
  const selects = new Map<tree.Node, tree.QuerySpecification>();
  tree.walk(query, node => {
    if (node.kind === 'QuerySpecification') selects.set(node.select, node);
    return undefined;
  });
  for (const [select, { from }] of selects) {
    if (query.kind === 'QuerySpecification' && select !== query.select) continue;
    tree.walk(select, node => {
      const fields = node.kind === 'AllColumns' ? ((from && analysis.scopeOf(from)?.relation.fields) ?? []) : [analysis.fieldOf(node)];
      for (const field of fields) for (const { relation, column } of field?.sources ?? []) add(relation.key, column);
      return undefined;
    });
  }
}

/** How often a node is evaluated: once in the statement itself, inside a CTE as often as the CTE is named. */
function timesRead(statement: tree.Statement, analysis: StatementAnalysis): (node: tree.Node) => number {
  const queries: tree.WithQuery[] = [];
  const references = new Map<tree.Node, tree.Node[]>();
  tree.walk(statement, node => {
    if (node.kind === 'WithQuery') queries.push(node);
    const relation = node.kind === 'Table' ? analysis.relationOf(node) : undefined;
    if (relation?.kind === 'query') references.set(relation.query.node, [...(references.get(relation.query.node) ?? []), node]);
    return undefined;
  });
  const running = new Set<tree.Node>();
  const times = (node: tree.Node): number => {
    const around = queries
      .filter(query => query.start <= node.start && node.end <= query.end && query !== node)
      .sort((a, b) => a.end - a.start - (b.end - b.start))[0];
    if (!around) return 1;
    // A recursive CTE names itself: that reference reads no table again.
    if (running.has(around)) return 0;
    running.add(around);
    const sum = (references.get(around) ?? []).reduce((total, reference) => total + times(reference), 0);
    running.delete(around);
    return sum;
  };
  return times;
}

/** The name by which a query means this very scan: its alias, else the table's name as it is written. */
function qualifierOf(table: tree.Table, path: readonly tree.Node[]): string {
  const aliased = path.find(node => node.kind === 'AliasedRelation' && node.relation === table);
  return aliased?.kind === 'AliasedRelation' ? tree.canonical(aliased.alias) : tree.canonicalParts(table.name).join('.');
}

/** Terms of the WHERE of the query that reads the table directly. Terms about other tables are among them: they rule nothing out here. */
function predicatesFor(table: tree.Table, path: readonly tree.Node[]): readonly tree.Expression[] {
  const around = path.findLast(node => node.kind === 'QuerySpecification' && table.end <= node.end);
  if (around?.kind !== 'QuerySpecification' || onNullableSide(path)) return [];
  const inner = path.slice(path.indexOf(around));
  const joins = inner.flatMap(node =>
    node.kind === 'Join' && node.type === 'INNER' && node.criteria?.kind === 'JoinOn' ? conjuncts(node.criteria.expression) : [],
  );
  return [...(around.where ? conjuncts(around.where) : []), ...joins, ...onlyFilter(around)];
}

/** `sum(x) FILTER (WHERE p)` as the only output of a query without groups looks at no row that p refuses. */
function onlyFilter(query: tree.QuerySpecification): readonly tree.Expression[] {
  const [item] = query.select.items;
  if (query.select.items.length !== 1 || item?.kind !== 'SingleColumn' || query.groupBy || query.having) return [];
  const call = item.expression;
  return call.kind === 'FunctionCall' && call.filter && !call.window ? conjuncts(call.filter) : [];
}

/** Where what other relations hold decides what of this table is read. */
function mayStop(table: tree.Table, path: readonly tree.Node[]): boolean {
  if (path.some(node => node.kind === 'ExistsPredicate' || (node.kind === 'Query' && node.limit !== undefined))) return true;
  const around = path.findLast(node => node.kind === 'QuerySpecification' && table.end <= node.end);
  if (around?.kind !== 'QuerySpecification') return false;
  if (path.some(node => node.kind === 'Join') || (around.from?.relations.length ?? 0) > 1) return true;
  let found = false;
  if (around.where)
    tree.walk(around.where, node => {
      found ||= node.kind === 'SubqueryExpression' || node.kind === 'ExistsPredicate' || node.kind === 'QuantifiedComparison';
      return undefined;
    });
  return found;
}

/** The fields of row columns that references go into; a reference to a whole row, and any star, takes all of it. */
function leavesOf(
  statement: tree.Statement,
  analysis: StatementAnalysis,
  relation: string,
  columns: ReadonlySet<string>,
): ReadonlyMap<string, readonly (readonly string[])[]> {
  const leaves = new Map<string, string[][]>();
  const whole = new Set<string>();
  const visit = (node: tree.Node, path: readonly string[]): void => {
    if (node.kind === 'AllColumns') columns.forEach(column => whole.add(column));
    const field = analysis.fieldOf(node);
    if (field) {
      for (const source of field.sources) {
        if (source.relation.key !== relation) continue;
        if (path.length === 0 || field.definition.kind !== 'column' || field.type.kind !== 'row') whole.add(source.column);
        else leaves.set(source.column, [...(leaves.get(source.column) ?? []), [...path]]);
      }
      return;
    }
    if (node.kind === 'DereferenceExpression' && node.field.kind === 'Identifier')
      visit(node.base, [node.field.value.toLowerCase(), ...path]);
    else for (const child of tree.children(node)) visit(child, []);
  };
  visit(statement, []);
  return new Map([...leaves].filter(([column]) => !whole.has(column)));
}

/** The nullable side of an outer join delivers rows that a WHERE on it drops later: pruning there would still be right, but IS NULL tests would not. */
function onNullableSide(path: readonly tree.Node[]): boolean {
  return path.some((node, at) => {
    if (node.kind !== 'Join') return false;
    const inside = path[at + 1];
    switch (node.type) {
      case 'LEFT':
        return inside === node.right;
      case 'RIGHT':
        return inside === node.left;
      case 'FULL':
        return true;
      default:
        return false;
    }
  });
}
