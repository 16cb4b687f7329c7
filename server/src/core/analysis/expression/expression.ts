/** The type of every kind of expression. Invariant: one switch over all kinds; what a kind needs lives in the file of its subject. */
import type * as tree from '../../sql/tree';
import type { Analyzer } from '../Analyzer';
import type { Scope } from '../scope/Scope';
import { commonSuperType } from '../types/coercion';
import { canCast } from '../types/properties';
import { dataTypeOf } from '../types/dataTypeOf';
import {
  arrayType,
  bigintType,
  booleanType,
  dateType,
  datetime,
  integerType,
  rowType,
  unknownType,
  unresolvedType,
  varcharType,
  type TrinoType,
} from '../types/TrinoType';
import { functionCallType, trimType } from './calls';
import { jsonArrayType, jsonExistsType, jsonObjectType, jsonQueryType, jsonValueType } from './json';
import { literalType } from './literals';
import { dereferenceType, identifierType, subscriptType } from './names';
import {
  arithmeticType,
  betweenType,
  commonTypeOf,
  comparisonType,
  isDistinctFromType,
  likeType,
  requireBoolean,
  unaryType,
} from './operators';
import { concatenationType } from './calls';
import { existsType, inType, quantifiedType, scalarSubqueryType } from './subqueries';
import { windowMeasureType } from './windows';

export function expressionType(a: Analyzer, node: tree.Expression, scope: Scope): TrinoType {
  switch (node.kind) {
    case 'Missing':
      return unresolvedType;
    case 'Identifier':
      return identifierType(a, node, scope);
    case 'DereferenceExpression':
      return dereferenceType(a, node, scope);
    case 'SubscriptExpression':
      return subscriptType(a, node, scope);
    case 'NullLiteral':
    case 'BooleanLiteral':
    case 'LongLiteral':
    case 'DecimalLiteral':
    case 'DoubleLiteral':
    case 'StringLiteral':
    case 'BinaryLiteral':
    case 'GenericLiteral':
    case 'IntervalLiteral':
      return literalType(a, node);
    case 'Parameter':
      return a.parameterTypes[node.position] ?? unresolvedType;
    case 'ArrayConstructor':
      return arrayType(commonTypeOf(a, node.values, scope, 'All ARRAY elements'));
    case 'Row':
      return rowType(node.fields.map(field => ({ name: nameOf(field.name), type: a.expression(field.expression, scope) })));
    case 'ArithmeticUnary':
      return unaryType(a, node, scope);
    case 'ArithmeticBinary':
      return arithmeticType(a, node, scope);
    case 'Concatenation':
      return concatenationType(a, node, scope);
    case 'ComparisonExpression':
      return comparisonType(a, node, scope);
    case 'QuantifiedComparison':
      return quantifiedType(a, node, scope);
    case 'BetweenPredicate':
      return betweenType(a, node, scope);
    case 'InPredicate':
      return inType(a, node, scope);
    case 'LikePredicate':
      return likeType(a, node, scope);
    case 'IsNullPredicate':
      a.expression(node.value, scope);
      return booleanType;
    case 'IsDistinctFromPredicate':
      return isDistinctFromType(a, node, scope);
    case 'ExistsPredicate':
      return existsType(a, node, scope);
    case 'NotExpression':
      requireBoolean(a, node.value, scope, actual => `Value of logical NOT expression must evaluate to a boolean (actual: ${actual})`);
      return booleanType;
    case 'LogicalExpression':
      for (const term of node.terms)
        requireBoolean(a, term, scope, actual => `Logical expression term must evaluate to a boolean (actual: ${actual})`);
      return booleanType;
    case 'SubqueryExpression':
      return scalarSubqueryType(a, node, scope);
    case 'SimpleCaseExpression':
      return simpleCaseType(a, node, scope);
    case 'SearchedCaseExpression':
      for (const { operand } of node.whenClauses)
        requireBoolean(a, operand, scope, actual => `CASE WHEN clause must evaluate to a boolean (actual: ${actual})`);
      return caseResults(a, node, scope);
    case 'Cast':
      return castType(a, node, scope);
    case 'AtTimeZone':
      return atTimeZoneType(a, node, scope);
    case 'Extract':
      return extractType(a, node, scope);
    case 'Trim':
      return trimType(a, node, scope);
    case 'CurrentValue':
      if ((node.precision ?? 0) > 12)
        a.error('NUMERIC_VALUE_OUT_OF_RANGE', node, `The precision must be in range [0, 12]: ${node.precision ?? 0}`);
      return currentValueType(node);
    case 'FunctionCall':
      return functionCallType(a, node, scope);
    case 'WindowOperation':
      return windowMeasureType(a, node, scope);
    case 'GroupingOperation':
      return groupingType(a, node, scope);
    case 'LambdaExpression':
      if (node.body.kind !== 'Missing') a.error('TYPE_MISMATCH', node, 'Lambda expression should always be used inside a function');
      return unresolvedType;
    case 'JsonExists':
      return jsonExistsType(a, node, scope);
    case 'JsonValue':
      return jsonValueType(a, node, scope);
    case 'JsonQuery':
      return jsonQueryType(a, node, scope);
    case 'JsonObject':
      return jsonObjectType(a, node, scope);
    case 'JsonArray':
      return jsonArrayType(a, node, scope);
  }
}

function nameOf(name: tree.Name | undefined): string | undefined {
  return name?.kind === 'Identifier' ? name.value : undefined;
}

function simpleCaseType(a: Analyzer, node: tree.SimpleCaseExpression, scope: Scope): TrinoType {
  const operand = a.expression(node.operand, scope);
  for (const clause of node.whenClauses) {
    const when = a.expression(clause.operand, scope);
    if (!commonSuperType(operand, when)) {
      const message = `CASE operand type does not match WHEN clause operand type: ${operand.display} vs ${when.display}`;
      a.error('TYPE_MISMATCH', clause.operand, message);
    }
  }
  return caseResults(a, node, scope);
}

function caseResults(a: Analyzer, node: tree.SimpleCaseExpression | tree.SearchedCaseExpression, scope: Scope): TrinoType {
  const results = node.whenClauses.map(clause => clause.result);
  return commonTypeOf(a, node.defaultValue ? [...results, node.defaultValue] : results, scope, 'All CASE results');
}

function castType(a: Analyzer, node: tree.Cast, scope: Scope): TrinoType {
  const from = a.expression(node.expression, scope);
  const to = dataTypeOf(node.type);
  if (to.kind === 'error') {
    a.error(to.code, node, to.message);
    return unresolvedType;
  }
  if (to === unknownType) a.error('TYPE_MISMATCH', node, 'UNKNOWN is not a valid type');
  else if (!canCast(from, to)) a.error('TYPE_MISMATCH', node, `Cannot cast ${from.display} to ${to.display}`);
  return to;
}

function atTimeZoneType(a: Analyzer, node: tree.AtTimeZone, scope: Scope): TrinoType {
  const value = a.expression(node.value, scope);
  const zone = a.expression(node.timeZone, scope);
  if (zone.resolved && zone.kind !== 'varchar' && zone.base !== 'interval day to second' && zone !== unknownType) {
    a.error('TYPE_MISMATCH', node.timeZone, `Time zone must be a varchar or an interval (actual ${zone.display})`);
  }
  if (!value.resolved) return unresolvedType;
  if (value.kind === 'time' || value.kind === 'timestamp') return datetime(value.kind, value.precision, true);
  const message = `Type of value must be a time or timestamp with or without time zone (actual ${value.display})`;
  a.error('TYPE_MISMATCH', node.value, message);
  return unresolvedType;
}

const dateFields = [
  'year',
  'quarter',
  'month',
  'week',
  'day',
  'day_of_month',
  'day_of_week',
  'dow',
  'day_of_year',
  'doy',
  'year_of_week',
  'yow',
];
const timeFields = ['hour', 'minute', 'second'];
const zoneFields = ['timezone_hour', 'timezone_minute'];
/** What EXTRACT takes from a type, by the type's base. */
const extractable: Readonly<Record<string, readonly string[]>> = {
  date: dateFields,
  time: timeFields,
  'time with time zone': [...timeFields, ...zoneFields],
  timestamp: [...dateFields, ...timeFields],
  'timestamp with time zone': [...dateFields, ...timeFields, ...zoneFields],
  'interval year to month': ['year', 'month'],
  'interval day to second': ['day', ...timeFields],
};

function extractType(a: Analyzer, node: tree.Extract, scope: Scope): TrinoType {
  const type = a.expression(node.expression, scope);
  if (node.field.kind === 'Missing' || !type.resolved) return bigintType;
  if (!extractable[type.base]?.includes(node.field.value.toLowerCase())) {
    a.error('TYPE_MISMATCH', node.expression, `Cannot extract ${node.field.value.toUpperCase()} from ${type.display}`);
  }
  return bigintType;
}

function currentValueType(node: tree.CurrentValue): TrinoType {
  const precision = Math.min(12, node.precision ?? 3);
  switch (node.name) {
    case 'current_date':
      return dateType;
    case 'current_time':
      return datetime('time', precision, true);
    case 'current_timestamp':
      return datetime('timestamp', precision, true);
    case 'localtime':
      return datetime('time', precision, false);
    case 'localtimestamp':
      return datetime('timestamp', precision, false);
    default:
      return varcharType();
  }
}

function groupingType(a: Analyzer, node: tree.GroupingOperation, scope: Scope): TrinoType {
  for (const column of node.columns) {
    const reference = column.parts.reduce<tree.Expression | undefined>(
      (base, part) => (base ? { kind: 'DereferenceExpression', base, field: part, start: base.start, end: part.end } : part),
      undefined,
    );
    if (reference) {
      // Which columns are grouped is told, not their values.
      a.using('group', () => a.expression(reference, scope));
      const field = a.fields.get(reference);
      if (field) a.fields.set(column, field);
    }
  }
  return node.columns.length <= 31 ? integerType : bigintType;
}
