/** Expressions. Invariant: the SQL of an expression has DuckDB's home of the expression's Trino type; operands are brought to their common type first. */
import { commonSuperType } from '../../../core/analysis/types/coercion';
import { dataTypeOf } from '../../../core/analysis/types/dataTypeOf';
import { booleanType, varcharType, type TrinoType } from '../../../core/analysis/types/TrinoType';
import type * as tree from '../../../core/sql/tree';
import { fieldNames } from '../duckType';
import { quote, text } from '../sqlText';
import { translateCall } from './calls/call';
import { extractField } from './calls/dates';
import { cast } from './convert';
import { currentValue, literal } from './literals';
import { arithmetic, compare, concatenate, distinctFrom, negate } from './operators';
import type { Translator } from './Translator';

export function translateExpression(t: Translator, node: tree.Expression): string {
  switch (node.kind) {
    case 'Identifier':
      return column(t, node);
    case 'DereferenceExpression':
      return dereference(t, node);
    case 'SubscriptExpression':
      return subscript(t, node);
    case 'NullLiteral':
    case 'BooleanLiteral':
    case 'LongLiteral':
    case 'DecimalLiteral':
    case 'DoubleLiteral':
    case 'StringLiteral':
    case 'BinaryLiteral':
    case 'GenericLiteral':
    case 'IntervalLiteral':
      return literal(t, node);
    case 'ArrayConstructor': {
      const type = t.typeOf(node);
      const element = type.kind === 'array' ? type.element : undefined;
      if (!element || element.base === 'unknown') return `[${node.values.map(value => t.expression(value)).join(', ')}]::INTEGER[]`;
      return `CAST([${node.values.map(value => t.as(value, element)).join(', ')}] AS ${t.home(type, node)})`;
    }
    case 'Row': {
      const type = t.typeOf(node);
      if (type.kind !== 'row') throw t.refuse(node, 'this row');
      const names = fieldNames(type);
      return `struct_pack(${node.fields.map((field, at) => `${quote(names[at]!)} := ${t.as(field.expression, type.fields[at]!.type)}`).join(', ')})`;
    }
    case 'ArithmeticUnary':
      return node.operator === '+' ? t.expression(node.value) : negate(t, node);
    case 'ArithmeticBinary':
      return arithmetic(t, node);
    case 'Concatenation':
      return concatenate(t, node, [node.left, node.right]);
    case 'ComparisonExpression':
      return compareNodes(t, node.operator, node.left, node.right, node);
    case 'BetweenPredicate': {
      const type = common(t, [node.value, node.min, node.max], node);
      const value = t.as(node.value, type);
      const inside = `(${compare(t, '>=', value, t.as(node.min, type), type, node)} AND ${compare(t, '<=', value, t.as(node.max, type), type, node)})`;
      return node.not ? `(NOT ${inside})` : inside;
    }
    case 'InPredicate':
      return inPredicate(t, node);
    case 'LikePredicate':
      return like(t, node);
    case 'IsNullPredicate':
      return `(${t.expression(node.value)} IS ${node.not ? 'NOT ' : ''}NULL)`;
    case 'IsDistinctFromPredicate': {
      const type = common(t, [node.left, node.right], node);
      return distinctFrom(t, node.not, t.as(node.left, type), t.as(node.right, type), type, node);
    }
    case 'ExistsPredicate':
      return `EXISTS (${t.query(node.subquery)})`;
    case 'NotExpression':
      return `(NOT ${t.as(node.value, booleanType)})`;
    case 'LogicalExpression':
      return `(${node.terms.map(term => t.as(term, booleanType)).join(` ${node.operator} `)})`;
    case 'SubqueryExpression':
      return `(${t.query(node.query)})`;
    case 'QuantifiedComparison':
      return quantified(t, node);
    case 'SimpleCaseExpression': {
      const type = t.typeOf(node);
      const branches = node.whenClauses.map(
        when => `WHEN ${compareNodes(t, '=', node.operand, when.operand, when)} THEN ${t.as(when.result, type)}`,
      );
      return `CASE ${branches.join(' ')}${otherwise(t, node.defaultValue, type)} END`;
    }
    case 'SearchedCaseExpression': {
      const type = t.typeOf(node);
      const branches = node.whenClauses.map(when => `WHEN ${t.as(when.operand, booleanType)} THEN ${t.as(when.result, type)}`);
      return `CASE ${branches.join(' ')}${otherwise(t, node.defaultValue, type)} END`;
    }
    case 'Cast':
      return castExpression(t, node);
    case 'AtTimeZone':
      return atTimeZone(t, node);
    case 'Extract':
      return extractField(
        t,
        node.field.kind === 'Identifier' ? node.field.value.toLowerCase() : '',
        t.expression(node.expression),
        t.typeOf(node.expression),
        node,
      );
    case 'Trim': {
      const call = { LEADING: 'ltrim', TRAILING: 'rtrim', BOTH: 'trim' }[node.specification];
      const source = t.as(node.source, varcharType());
      return node.trimCharacter ? `${call}(${source}, ${t.as(node.trimCharacter, varcharType())})` : `mz_${call}(${source})`;
    }
    case 'CurrentValue':
      return currentValue(t, node);
    case 'FunctionCall':
      return translateCall(t, node);
    case 'GroupingOperation':
      return `CAST(grouping(${node.columns.map(name => qualified(name.parts)).join(', ')}) AS INTEGER)`;
    case 'Parameter':
      throw t.refuse(node, 'a parameter without a value');
    case 'LambdaExpression':
      throw t.refuse(node, 'a lambda outside a function');
    case 'WindowOperation':
      throw t.refuse(node, 'row pattern recognition');
    case 'JsonExists':
    case 'JsonValue':
    case 'JsonQuery':
    case 'JsonObject':
    case 'JsonArray':
      throw t.refuse(node, words(node.kind));
    case 'Missing':
      throw t.refuse(node, 'an unfinished expression');
  }
}

function words(kind: string): string {
  return kind.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
}

/** The type that the expressions share. */
export function common(t: Translator, nodes: readonly tree.Expression[], at: tree.Node): TrinoType {
  let type: TrinoType | undefined = t.typeOf(nodes[0]!);
  for (const node of nodes.slice(1)) type = type && commonSuperType(type, t.typeOf(node));
  if (!type) throw t.refuse(at, 'a comparison of these types');
  return type;
}

function compareNodes(
  t: Translator,
  operator: tree.ComparisonOperator,
  left: tree.Expression,
  right: tree.Expression,
  node: tree.Node,
): string {
  const type = common(t, [left, right], node);
  return compare(t, operator, t.as(left, type), t.as(right, type), type, node);
}

function otherwise(t: Translator, node: tree.Expression | undefined, type: TrinoType): string {
  return node ? ` ELSE ${t.as(node, type)}` : '';
}

/** A column, by its relation's name where it has one, so that an alias or an outer column of the same name is never met instead. */
function column(t: Translator, node: tree.Identifier): string {
  const substitute = t.outputItems.get(node);
  if (substitute) return t.expression(substitute);
  const field = t.facts.fieldOf(node);
  const relation = field && !field.lambda ? field.qualifier?.at(-1) : undefined;
  if (node.value.startsWith('$')) throw t.refuse(node, `the hidden column ${node.value}`);
  return relation === undefined ? quote(node.value) : `${quote(relation)}.${quote(node.value)}`;
}

function dereference(t: Translator, node: tree.DereferenceExpression): string {
  const field = t.facts.fieldOf(node);
  const name = node.field.kind === 'Identifier' ? node.field.value : '';
  if (field) {
    if (name.startsWith('$')) throw t.refuse(node, `the hidden column ${name}`);
    const relation = field.qualifier?.at(-1);
    return relation === undefined ? quote(name) : `${quote(relation)}.${quote(name)}`;
  }
  const base = t.typeOf(node.base);
  if (base.kind !== 'row') throw t.refuse(node, 'this name');
  const at = base.fields.findIndex(candidate => candidate.name?.toLowerCase() === name.toLowerCase());
  if (at < 0) throw t.refuse(node, `the field ${name}`);
  return `struct_extract(${t.expression(node.base)}, ${text(fieldNames(base)[at]!)})`;
}

function qualified(parts: readonly tree.Name[]): string {
  return parts
    .slice(-2)
    .map(part => quote(part.kind === 'Identifier' ? part.value : ''))
    .join('.');
}

function subscript(t: Translator, node: tree.SubscriptExpression): string {
  const base = t.typeOf(node.base);
  const sql = t.expression(node.base);
  switch (base.kind) {
    case 'array':
      return `mz_subscript(${sql}, CAST(${t.expression(node.index)} AS BIGINT))`;
    case 'map':
      return `mz_map_subscript(${sql}, ${t.as(node.index, base.key)})`;
    case 'row': {
      const at = node.index.kind === 'LongLiteral' ? Number(node.index.value) : 0;
      const name = fieldNames(base)[at - 1];
      if (name === undefined) throw t.refuse(node, 'this subscript');
      return `struct_extract(${sql}, ${text(name)})`;
    }
    default:
      throw t.refuse(node, `a subscript of ${base.display}`);
  }
}

function inPredicate(t: Translator, node: tree.InPredicate): string {
  if (node.list.kind === 'SubqueryExpression') {
    const columns = t.facts.columnsOf(node.list.query)?.fields ?? [];
    const [first] = columns;
    if (columns.length !== 1 || !first) throw t.refuse(node, 'IN over a query of several columns');
    const type = commonSuperType(t.typeOf(node.value), first.type);
    if (!type || type.kind === 'row' || type.kind === 'array' || type.kind === 'map' || isZoned(type))
      throw t.refuse(node, 'IN over these types');
    const inner = quote(t.freshName());
    const list =
      first.type === type
        ? t.query(node.list.query)
        : `SELECT ${t.coerce(inner, first.type, type, node)} FROM (${t.query(node.list.query)}) AS q(${inner})`;
    return `(${t.as(node.value, type)} ${node.not ? 'NOT ' : ''}IN (${list}))`;
  }
  if (node.list.kind === 'Missing') throw t.refuse(node, 'an unfinished list');
  const type = common(t, [node.value, ...node.list.values], node);
  const value = t.as(node.value, type);
  const simple =
    type.kind !== 'row' && type.kind !== 'array' && type.kind !== 'map' && !isZoned(type) && type.base !== 'double' && type.base !== 'real';
  const inside = simple
    ? `(${value} IN (${node.list.values.map(item => t.as(item, type)).join(', ')}))`
    : `(${node.list.values.map(item => compare(t, '=', value, t.as(item, type), type, node)).join(' OR ')})`;
  return node.not ? `(NOT ${inside})` : inside;
}

export function isZoned(type: TrinoType): boolean {
  return type.kind === 'timestamp' && type.withTimeZone;
}

function like(t: Translator, node: tree.LikePredicate): string {
  const value = t.as(node.value, varcharType());
  const pattern = t.as(node.pattern, varcharType());
  const matched = node.escape ? `mz_like(${value}, ${pattern}, ${t.as(node.escape, varcharType())})` : `(${value} LIKE ${pattern})`;
  return node.not ? `(NOT ${matched})` : matched;
}

function quantified(t: Translator, node: tree.QuantifiedComparison): string {
  if (node.subquery.kind === 'Missing') throw t.refuse(node, 'an unfinished query');
  const [first] = t.facts.columnsOf(node.subquery)?.fields ?? [];
  const type = first && commonSuperType(t.typeOf(node.value), first.type);
  if (!type || type.kind === 'row' || type.kind === 'array' || type.kind === 'map' || isZoned(type))
    throw t.refuse(node, 'this quantified comparison');
  const inner = quote(t.freshName());
  const list = `SELECT ${t.coerce(inner, first.type, type, node)} FROM (${t.query(node.subquery)}) AS q(${inner})`;
  return `(${t.as(node.value, type)} ${node.operator} ${node.quantifier === 'ALL' ? 'ALL' : 'ANY'} (${list}))`;
}

function castExpression(t: Translator, node: tree.Cast): string {
  const to = dataTypeOf(node.type);
  if (!isType(to)) throw t.refuse(node, 'this type');
  const from = t.typeOf(node.expression);
  if (isConstantZero(node.expression) && to.kind === 'varchar') throw t.refuse(node, 'the text of a constant zero');
  const converted = cast(t, t.expression(node.expression), from, to, node);
  return node.safe ? `TRY(${converted})` : converted;
}

function isType(answer: ReturnType<typeof dataTypeOf>): answer is TrinoType {
  return 'display' in answer;
}

/** Trino unites the constants 0e0 and -0e0 and prints either sign. */
function isConstantZero(node: tree.Expression): boolean {
  if (node.kind === 'ArithmeticUnary') return isConstantZero(node.value);
  return node.kind === 'DoubleLiteral' && Number(node.text) === 0;
}

function atTimeZone(t: Translator, node: tree.AtTimeZone): string {
  const type = t.typeOf(node.value);
  if (type.kind !== 'timestamp') throw t.refuse(node, `AT TIME ZONE of ${type.display}`);
  const zone = t.typeOf(node.timeZone);
  if (zone.kind !== 'varchar') throw t.refuse(node, 'AT TIME ZONE with an interval');
  const value = t.expression(node.value);
  return `mz_at_zone(${type.withTimeZone ? value : `mz_zoned(${value}, 'UTC')`}, ${t.expression(node.timeZone)})`;
}
