/**
 * Arithmetic, comparison and `||`. Invariant: integer and decimal arithmetic is exact and fails on overflow and on division by zero,
 * comparisons know NaN, zones and NULL inside arrays and rows as Trino does.
 */
import { canCoerce, commonSuperType } from '../../../core/analysis/types/coercion';
import { isNumeric } from '../../../core/analysis/types/properties';
import { decimalType, type DecimalType, type TrinoType } from '../../../core/analysis/types/TrinoType';
import type * as tree from '../../../core/sql/tree';
import { fieldNames } from '../duckType';
import { quote, text } from '../sqlText';
import type { Translator } from './Translator';

export function negate(t: Translator, node: tree.ArithmeticUnary): string {
  const type = t.typeOf(node);
  if (isNumeric(type)) return `(-(${t.as(node.value, type)}))`;
  if (type.base === 'interval day to second' || type.base === 'interval year to month') return `(-(${t.expression(node.value)}))`;
  throw t.refuse(node, `the negation of ${type.display}`);
}

export function arithmetic(t: Translator, node: tree.ArithmeticBinary): string {
  const left = t.typeOf(node.left);
  const right = t.typeOf(node.right);
  const result = t.typeOf(node);
  if (isNumeric(result) && (isNumeric(left) || left.base === 'unknown') && (isNumeric(right) || right.base === 'unknown')) {
    if (result.kind === 'decimal') return decimalArithmetic(t, node, result);
    const a = t.as(node.left, result);
    const b = t.as(node.right, result);
    if (result.base === 'double' || result.base === 'real') return floating(node.operator, a, b, t.home(result, node));
    if (node.operator === '/') return `mz_divide(${a}, ${b})`;
    if (node.operator === '%') return `mz_modulo(${a}, ${b})`;
    return `(${a} ${node.operator} ${b})`;
  }
  return temporal(t, node, left, right, result);
}

function floating(operator: string, a: string, b: string, home: string): string {
  return operator === '%' ? `CAST(mz_double_modulo(${a}, ${b}) AS ${home})` : `(${a} ${operator} ${b})`;
}

/** Decimal operands keep their own scales; the result's type follows Trino's rules, its value is exact and rounded half up. */
function decimalArithmetic(t: Translator, node: tree.ArithmeticBinary, result: DecimalType): string {
  const leftType = asDecimal(t.typeOf(node.left));
  const rightType = asDecimal(t.typeOf(node.right));
  if (!leftType || !rightType) throw t.refuse(node, 'decimal arithmetic of these types');
  const a = t.as(node.left, leftType);
  const b = t.as(node.right, rightType);
  const home = t.home(result, node);
  switch (node.operator) {
    case '+':
    case '-': {
      const wide = t.home(decimalType(result.precision, result.scale), node);
      return `CAST((CAST(${a} AS ${wide}) ${node.operator} CAST(${b} AS ${wide})) AS ${home})`;
    }
    case '*':
      if (leftType.precision + rightType.precision > 38) throw t.refuse(node, 'the product of decimals of more than 38 digits');
      return `CAST((${a} * ${b}) AS ${home})`;
    case '/':
      return divideDecimals(t, a, leftType.scale, b, rightType.scale, result, node);
    case '%':
      return `CAST(mz_modulo(CAST(${a} AS ${home}), CAST(${b} AS ${t.home(decimalType(38, rightType.scale), node)})) AS ${home})`;
  }
}

/** a / b as whole numbers: a is scaled so that the quotient has the result's scale, then rounded half up. */
export function divideDecimals(
  t: Translator,
  a: string,
  scaleA: number,
  b: string,
  scaleB: number,
  result: DecimalType,
  node: tree.Node,
): string {
  const shift = result.scale + scaleB - scaleA;
  const factor = `CAST('${String(10n ** BigInt(shift))}' AS HUGEINT)`;
  const quotient = `mz_divide_rounded(mz_unscaled(${a}, ${scaleA}), mz_unscaled(${b}, ${scaleB}), ${factor})`;
  return `CAST(mz_point(${quotient}, ${result.scale}) AS ${t.home(result, node)})`;
}

function asDecimal(type: TrinoType): DecimalType | undefined {
  if (type.kind === 'decimal') return type;
  switch (type.base) {
    case 'tinyint':
      return decimalType(3, 0);
    case 'smallint':
      return decimalType(5, 0);
    case 'integer':
      return decimalType(10, 0);
    case 'bigint':
      return decimalType(19, 0);
    case 'unknown':
      return decimalType(1, 0);
    default:
      return undefined;
  }
}

const dayInterval = 'interval day to second';
const monthInterval = 'interval year to month';

function temporal(t: Translator, node: tree.ArithmeticBinary, left: TrinoType, right: TrinoType, result: TrinoType): string {
  const a = t.expression(node.left);
  const b = t.expression(node.right);
  const isInterval = (type: TrinoType): boolean => type.base === dayInterval || type.base === monthInterval;
  if (isInterval(left) && isInterval(right)) return `(${a} ${node.operator} ${b})`;
  if (isInterval(left) && isNumeric(right)) return scaledInterval(t, node, a, left, b, right);
  if (isInterval(right) && isNumeric(left) && node.operator === '*') return scaledInterval(t, node, b, right, a, left);
  if (isInterval(right)) return shifted(t, node, a, left, b, right, result);
  if (isInterval(left) && node.operator === '+') return shifted(t, node, b, right, a, left, result);
  if (node.operator === '-' && result.base === dayInterval) {
    if (left.base === 'date' && right.base === 'date') return `to_days(CAST(${a} - ${b} AS INTEGER))`;
    if (left.kind === 'timestamp' && right.kind === 'timestamp') {
      const type = commonSuperType(left, right)!;
      const from = (sql: string, own: TrinoType): string => instant(t.coerce(sql, own, type, node), type);
      return `(${from(a, left)} - ${from(b, right)})`;
    }
  }
  throw t.refuse(node, `${left.display} ${node.operator} ${right.display}`);
}

function scaledInterval(
  t: Translator,
  node: tree.ArithmeticBinary,
  interval: string,
  type: TrinoType,
  factor: string,
  factorType: TrinoType,
): string {
  const whole = factorType.base !== 'double' && factorType.base !== 'real' && factorType.kind !== 'decimal';
  if (!whole || node.operator !== '*') {
    if (type.base === monthInterval) throw t.refuse(node, 'a part of an interval of months');
    const number = t.coerce(factor, factorType, t.typeOf(node) === factorType ? factorType : factorType, node);
    return `mz_scale_interval(${interval}, CAST(${number} AS DOUBLE), ${node.operator === '/' ? 'true' : 'false'})`;
  }
  return `(${interval} * CAST(${factor} AS BIGINT))`;
}

/** A moment and an interval. */
function shifted(
  t: Translator,
  node: tree.ArithmeticBinary,
  moment: string,
  type: TrinoType,
  interval: string,
  intervalType: TrinoType,
  result: TrinoType,
): string {
  const by = node.operator === '-' ? `(-(${interval}))` : interval;
  if (node.operator !== '+' && node.operator !== '-') throw t.refuse(node, `${node.operator} with an interval`);
  if (type.base === 'date') return intervalType.base === dayInterval ? `mz_add_days(${moment}, ${by})` : `CAST(${moment} + ${by} AS DATE)`;
  if (type.kind === 'time' && intervalType.base === dayInterval) return `(${moment} + ${by})`;
  if (type.kind === 'timestamp') {
    const value = t.coerce(moment, type, result, node);
    if (!type.withTimeZone) return `(${value} + ${by})`;
    return intervalType.base === dayInterval
      ? `mz_zoned((${value}).t + ${by}, (${value}).z)`
      : `mz_from_local(mz_local(${value}) + ${by}, (${value}).z)`;
  }
  throw t.refuse(node, `${type.display} ${node.operator} ${intervalType.display}`);
}

/** The part of a moment that comparisons look at. */
export function instant(sql: string, type: TrinoType): string {
  return type.kind === 'timestamp' && type.withTimeZone ? `(${sql}).t` : sql;
}

export function compare(t: Translator, operator: tree.ComparisonOperator, a: string, b: string, type: TrinoType, node: tree.Node): string {
  switch (type.kind) {
    case 'timestamp':
      return `(${instant(a, type)} ${operator} ${instant(b, type)})`;
    case 'array':
    case 'map':
    case 'row':
      if (operator === '=') return equal(t, a, b, type, node);
      if (operator === '<>') return `(NOT ${equal(t, a, b, type, node)})`;
      if (type.kind === 'map' || holdsNested(type)) throw t.refuse(node, `${operator} of ${type.display}`);
      return `mz_ordered(${a} ${operator} ${b}, ${nullInside(a, type)} OR ${nullInside(b, type)})`;
    case 'simple':
      if (type.base === 'double' || type.base === 'real') return floatingCompare(operator, a, b);
      return `(${a} ${operator} ${b})`;
    case 'function':
    case 'sketch':
      throw t.refuse(node, `a comparison of ${type.display}`);
    default:
      return `(${a} ${operator} ${b})`;
  }
}

/** In Trino nothing equals, exceeds or undercuts NaN; in DuckDB NaN equals itself and exceeds all. */
function floatingCompare(operator: tree.ComparisonOperator, a: string, b: string): string {
  const constant = (sql: string): boolean => /^CAST\('[\d.eE+-]+' AS DOUBLE\)$|^CAST\(-?\d+::[A-Z]+ AS (?:DOUBLE|FLOAT)\)$/.test(sql);
  switch (operator) {
    case '<>':
      return `(${a} <> ${b} OR isnan(${a}) OR isnan(${b}))`;
    case '=':
      return constant(a) || constant(b) ? `(${a} = ${b})` : `(${a} = ${b} AND NOT isnan(${a}))`;
    case '<':
    case '<=':
      return constant(b) ? `(${a} ${operator} ${b})` : `(${a} ${operator} ${b} AND NOT isnan(${b}))`;
    case '>':
    case '>=':
      return constant(a) ? `(${a} ${operator} ${b})` : `(${a} ${operator} ${b} AND NOT isnan(${a}))`;
  }
}

/** Equality with three values: NULL where NULL parts leave it open. */
function equal(t: Translator, a: string, b: string, type: TrinoType, node: tree.Node): string {
  switch (type.kind) {
    case 'row': {
      const names = fieldNames(type).map(text);
      const parts = type.fields.map((field, at) =>
        equal(t, `struct_extract(${a}, ${names[at]!})`, `struct_extract(${b}, ${names[at]!})`, field.type, node),
      );
      return `(CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL ELSE (${parts.join(' AND ')}) END)`;
    }
    case 'array': {
      const at = quote(t.freshName());
      const same = equal(t, `list_extract(${a}, ${at})`, `list_extract(${b}, ${at})`, type.element, node);
      return `mz_all_equal(len(${a}) = len(${b}), list_transform(range(1, len(${a}) + 1), lambda ${at}: ${same}))`;
    }
    case 'map': {
      const key = quote(t.freshName());
      if (holdsNested(type)) throw t.refuse(node, 'a comparison of nested maps');
      const same = equal(t, `map_extract_value(${a}, ${key})`, `map_extract_value(${b}, ${key})`, type.value, node);
      const found = `(CASE WHEN map_contains(${b}, ${key}) THEN ${same} ELSE false END)`;
      return `mz_all_equal(len(map_keys(${a})) = len(map_keys(${b})), list_transform(map_keys(${a}), lambda ${key}: ${found}))`;
    }
    default:
      return compare(t, '=', a, b, type, node);
  }
}

/** IS [NOT] DISTINCT FROM. */
export function distinctFrom(t: Translator, not: boolean, a: string, b: string, type: TrinoType, node: tree.Node): string {
  if (type.kind === 'row' || type.kind === 'array' || type.kind === 'map') {
    if (holdsZone(type)) throw t.refuse(node, `IS DISTINCT FROM of ${type.display}`);
  }
  return `(${instant(a, type)} IS ${not ? 'NOT ' : ''}DISTINCT FROM ${instant(b, type)})`;
}

function holdsNested(type: TrinoType): boolean {
  const parts =
    type.kind === 'array'
      ? [type.element]
      : type.kind === 'map'
        ? [type.key, type.value]
        : type.kind === 'row'
          ? type.fields.map(f => f.type)
          : [];
  return parts.some(part => part.kind === 'array' || part.kind === 'map' || part.kind === 'row' || holdsZone(part));
}

function holdsZone(type: TrinoType): boolean {
  if (type.kind === 'timestamp') return type.withTimeZone;
  const parts =
    type.kind === 'array'
      ? [type.element]
      : type.kind === 'map'
        ? [type.key, type.value]
        : type.kind === 'row'
          ? type.fields.map(f => f.type)
          : [];
  return parts.some(holdsZone);
}

function nullInside(sql: string, type: TrinoType): string {
  if (type.kind === 'array') return `coalesce(list_count(${sql}) < len(${sql}), false)`;
  if (type.kind === 'row')
    return `(${sql} IS NOT NULL AND (${fieldNames(type)
      .map(name => `struct_extract(${sql}, ${text(name)}) IS NULL`)
      .join(' OR ')}))`;
  return 'false';
}

/** `||` and concat: text, arrays, arrays with an element before or behind, binary. */
export function concatenate(t: Translator, node: tree.Expression, parts: readonly tree.Expression[]): string {
  const type = t.typeOf(node);
  if (type.kind === 'array') {
    const lists = parts.map(part => {
      const own = t.typeOf(part);
      if (own.base === 'unknown' || (own.kind === 'array' && canCoerce(own, type))) return { sql: t.as(part, type), element: false };
      return { sql: t.as(part, type.element), element: true };
    });
    const isNull = lists.map(({ sql }) => `${sql} IS NULL`).join(' OR ');
    const joined = lists.map(({ sql, element }) => (element ? `[${sql}]` : sql)).reduce((all, next) => `list_concat(${all}, ${next})`);
    return `CASE WHEN ${isNull} THEN NULL ELSE ${joined} END`;
  }
  if (type.kind !== 'varchar' && type.base !== 'varbinary') throw t.refuse(node, `|| of ${type.display}`);
  return `(${parts.map(part => t.as(part, type)).join(' || ')})`;
}
