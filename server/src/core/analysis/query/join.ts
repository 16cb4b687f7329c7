/** Joins: which relation sees which, USING, and the columns that come out. Invariant: after USING (k) only the bare k names the joined column. */
import type * as tree from '../../sql/tree';
import { unionSources, type Analyzer } from '../Analyzer';
import { requireBoolean } from '../expression/operators';
import { joined, matchingFields, type Field, type RelationType } from '../scope/Field';
import { childScope, type Scope } from '../scope/Scope';
import { commonSuperType } from '../types/coercion';
import { isComparable } from '../types/properties';
import { unresolvedType } from '../types/TrinoType';
import { requireScalar } from './functionSearch';
import { mayUseLeft } from './lateral';

export function joinScope(a: Analyzer, node: tree.Join, scope: Scope): Scope {
  if (node.criteria?.kind === 'NaturalJoin') a.error('NOT_SUPPORTED', node, 'Natural join not supported');
  const left = a.relation(node.left, scope);
  const lateral = mayUseLeft(node.right);
  const right = lateral ? lateralScope(a, node, left) : a.relation(node.right, scope);
  const { criteria } = node;
  if (criteria?.kind === 'JoinUsing') return childScope(scope, usingRelation(a, criteria, left.relation, right.relation), { outer: true });
  const both = childScope(scope, joined(left.relation, right.relation), { outer: true });
  if (criteria) a.region(criteria.start, criteria.end, both);
  if (criteria?.kind === 'JoinOn') {
    const { expression } = criteria;
    a.setScope(criteria, both);
    a.using('join', () =>
      requireBoolean(a, expression, both, actual => `JOIN ON clause must evaluate to a boolean: actual type ${actual}`),
    );
    requireScalar(a, expression, 'JOIN clause');
    checkLateralCriteria(a, node, expression);
  }
  return both;
}

/** The right side may refer to the left one, but not where it must also give rows that the left one lacks. */
function lateralScope(a: Analyzer, node: tree.Join, left: Scope): Scope {
  if (node.type !== 'RIGHT' && node.type !== 'FULL') return a.relation(node.right, left);
  const before = a.fields.size;
  const right = a.relation(node.right, left);
  const seen = new Set(left.relation.fields);
  let position = 0;
  for (const [reference, field] of a.fields) {
    if (position++ < before || !seen.has(field)) continue;
    a.error('INVALID_COLUMN_REFERENCE', reference, `LATERAL reference not allowed in ${node.type} JOIN`);
    break;
  }
  return right;
}

function checkLateralCriteria(a: Analyzer, node: tree.Join, expression: tree.Expression): void {
  const right = node.right.kind === 'AliasedRelation' ? node.right.relation : node.right;
  if (right.kind !== 'Unnest' && right.kind !== 'JsonTable') return;
  const isTrue = expression.kind === 'BooleanLiteral' && expression.value;
  if (isTrue || expression.kind === 'Missing') return;
  const what = right.kind === 'Unnest' ? 'UNNEST' : 'JSON_TABLE';
  a.error('NOT_SUPPORTED', expression, `${node.type} JOIN involving ${what} is only supported with condition ON TRUE`);
}

function usingRelation(a: Analyzer, using: tree.JoinUsing, left: RelationType, right: RelationType): RelationType {
  const merged: Field[] = [];
  const taken = new Set<Field>();
  const named = new Set<string>();
  for (const column of using.columns) {
    if (column.kind === 'Missing') continue;
    // As spelled: only the very same name counts as one that stands there twice.
    if (named.has(column.value))
      a.error('DUPLICATE_COLUMN_NAME', column, `Column '${column.value}' appears multiple times in USING clause`);
    named.add(column.value);
    const name = column.value.toLowerCase();
    const [l, r] = [oneField(a, column, name, left, 'left'), oneField(a, column, name, right, 'right')];
    if (l) taken.add(l);
    if (r) taken.add(r);
    const leftType = l?.type ?? unresolvedType;
    const rightType = r?.type ?? unresolvedType;
    const type = commonSuperType(leftType, rightType);
    if (!type || !isComparable(type)) a.error('TYPE_MISMATCH', column, `Cannot apply operator: ${leftType.display} = ${rightType.display}`);
    a.using('join', () => {
      if (l) a.count(l);
      if (r) a.count(r);
    });
    // The merged column is coalesce(left, right), whatever the kind of join.
    const sources = unionSources(l?.sources ?? [], r?.sources ?? []);
    const definition = l?.definition ?? r?.definition ?? { kind: 'name', node: column };
    const field: Field = {
      name: column.value,
      type: l && r ? (type ?? unresolvedType) : unresolvedType,
      qualifier: undefined,
      hidden: false,
      sources,
      definition,
      aliased: false,
    };
    a.fields.set(column, field);
    merged.push(field);
  }
  const rest = joined(left, right);
  return { fields: [...merged, ...rest.fields.filter(field => !taken.has(field))], open: rest.open };
}

function oneField(a: Analyzer, column: tree.Identifier, name: string, relation: RelationType, side: 'left' | 'right'): Field | undefined {
  const matches = matchingFields(relation, [name]);
  if (matches.length > 1) a.error('AMBIGUOUS_NAME', column, `Column '${column.value}' is ambiguous on the ${side} side of the join`);
  else if (matches.length === 0 && !relation.open)
    a.error('COLUMN_NOT_FOUND', column, `Column '${column.value}' is missing from ${side} side of join`);
  return matches[0];
}
