/** Queries used as values, in IN, EXISTS and quantified comparisons. Invariant: their filters count as uses, never as values. */
import type * as tree from '../../sql/tree';
import type { Analyzer } from '../Analyzer';
import { visibleFields, type RelationType } from '../scope/Field';
import type { Scope } from '../scope/Scope';
import { canCoerce, commonSuperType } from '../types/coercion';
import { isComparable, isOrderable } from '../types/properties';
import { booleanType, rowType, unresolvedType, type TrinoType } from '../types/TrinoType';
import { commonTypeOf } from './operators';

/** A subquery as a value: its column, or a row of its columns. */
export function scalarSubqueryType(a: Analyzer, node: tree.SubqueryExpression, scope: Scope): TrinoType {
  const relation = a.query(node.query, scope).relation;
  for (const field of visibleFields(relation)) a.count(field);
  return valueOf(relation);
}

export function existsType(a: Analyzer, node: tree.ExistsPredicate, scope: Scope): TrinoType {
  a.query(node.subquery, scope);
  return booleanType;
}

export function inType(a: Analyzer, node: tree.InPredicate, scope: Scope): TrinoType {
  const { list } = node;
  if (list.kind === 'InListExpression') {
    commonTypeOf(a, [node.value, ...list.values], scope, 'IN value and list items');
    return booleanType;
  }
  const value = a.expression(node.value, scope);
  if (list.kind === 'Missing') return booleanType;
  const relation = a.query(list.query, scope).relation;
  for (const field of visibleFields(relation)) a.count(field);
  a.types.set(list, valueOf(relation));
  compareWithSubquery(a, value, relation, node.operatorAt, node.not ? 'not in'.length : 'in'.length, '=');
  return booleanType;
}

export function quantifiedType(a: Analyzer, node: tree.QuantifiedComparison, scope: Scope): TrinoType {
  const value = a.expression(node.value, scope);
  const relation = a.query(node.subquery, scope).relation;
  for (const field of visibleFields(relation)) a.count(field);
  compareWithSubquery(a, value, relation, node.operatorAt, node.operator.length, node.operator);
  return booleanType;
}

function valueOf(relation: RelationType): TrinoType {
  const fields = visibleFields(relation);
  const [only] = fields;
  if (relation.open || !only) return unresolvedType;
  return fields.length === 1 ? only.type : rowType(fields.map(({ name, type }) => ({ name, type })));
}

function compareWithSubquery(
  a: Analyzer,
  value: TrinoType,
  relation: RelationType,
  at: number,
  length: number,
  operator: tree.ComparisonOperator,
): void {
  const fields = visibleFields(relation);
  if (relation.open || !value.resolved || fields.some(f => !f.type.resolved)) return;
  const expected =
    value.kind === 'row' && !(fields.length === 1 && fields[0]?.type.kind === 'row') ? value : rowType([{ name: undefined, type: value }]);
  const actual = rowType(fields.map(({ name, type }) => ({ name, type })));
  const common = commonSuperType(expected, actual);
  if (!common || (!canCoerce(actual, common) && !canCoerce(expected, common))) {
    const message = `Value expression and result of subquery must be of the same type: ${expected.display} vs ${actual.display}`;
    a.errorAt('TYPE_MISMATCH', at, length, message);
    return;
  }
  const fits = operator === '=' || operator === '<>' ? isComparable(common) : isOrderable(common);
  if (!fits)
    a.errorAt('TYPE_MISMATCH', at, length, `Type [${common.display}] must be comparable in order to be used in quantified comparison`);
}
