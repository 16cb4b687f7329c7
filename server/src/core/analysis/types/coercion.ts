/**
 * Implicit conversions: which type two values share, and whether one type becomes another unasked.
 * Invariant: an unresolved type agrees with every type, so that nothing unknown raises an error.
 */
import {
  arrayType,
  bigintType,
  charType,
  datetime,
  decimalType,
  doubleType,
  functionType,
  integerType,
  mapType,
  maxCharLength,
  maxDecimalPrecision,
  realType,
  rowType,
  sameType,
  simpleTypes,
  smallintType,
  timestampType,
  timestampWithTimeZone,
  timeWithTimeZone,
  unknownType,
  unresolvedType,
  varcharType,
  type RowType,
  type TrinoType,
} from './TrinoType';

interface Compatibility {
  readonly type: TrinoType;
  /** Whether the first type becomes the second one by itself. */
  readonly coercible: boolean;
}

/** The type both convert to, or undefined where there is none. */
export function commonSuperType(a: TrinoType, b: TrinoType): TrinoType | undefined {
  return compatibility(a, b)?.type;
}

/** Whether a value of type `from` stands where `to` is asked for. */
export function canCoerce(from: TrinoType, to: TrinoType): boolean {
  return compatibility(from, to)?.coercible === true;
}

/** The conversion of a type towards another base type, with the parameters that keep every value: `integer` towards `decimal` is `decimal(10,0)`. */
export function coerceToBase(source: TrinoType, base: string): TrinoType | undefined {
  if (source.base === base) return source;
  if (source === unknownType) return smallestOfBase(base);
  switch (source.base) {
    case 'tinyint':
      return base === 'smallint' ? smallintType : base === 'integer' ? integerType : integral(base, 3);
    case 'smallint':
      return base === 'integer' ? integerType : integral(base, 5);
    case 'integer':
      return integral(base, 10);
    case 'bigint':
      return base === 'bigint' ? undefined : integral(base, 19);
    case 'decimal':
      return base === 'real' ? realType : base === 'double' ? doubleType : undefined;
    case 'real':
      return base === 'double' ? doubleType : undefined;
    case 'date':
      return base === 'timestamp' ? timestampType(0) : base === 'timestamp with time zone' ? timestampWithTimeZone(0) : undefined;
    case 'time':
      return base === 'time with time zone' && source.kind === 'time' ? timeWithTimeZone(source.precision) : undefined;
    case 'timestamp':
      return base === 'timestamp with time zone' && source.kind === 'timestamp' ? timestampWithTimeZone(source.precision) : undefined;
    case 'varchar':
      if (base === 'char' && source.kind === 'varchar') return charType(Math.min(source.length ?? maxCharLength, maxCharLength));
      return patternTypes.has(base) ? simpleTypes.get(base) : undefined;
    case 'char':
      return patternTypes.has(base) ? simpleTypes.get(base) : undefined;
    case 'p4hyperloglog':
      return base === 'hyperloglog' ? simpleTypes.get(base) : undefined;
    default:
      return undefined;
  }
}

const patternTypes: ReadonlySet<string> = new Set(['joniregexp', 'likepattern', 'jsonpath', 'codepoints']);

function integral(base: string, digits: number): TrinoType | undefined {
  switch (base) {
    case 'bigint':
      return bigintType;
    case 'real':
      return realType;
    case 'double':
      return doubleType;
    case 'decimal':
      return decimalType(digits, 0);
    default:
      return undefined;
  }
}

function smallestOfBase(base: string): TrinoType | undefined {
  switch (base) {
    case 'varchar':
      return varcharType(0);
    case 'char':
      return charType(0);
    case 'decimal':
      return decimalType(1, 0);
    case 'time':
    case 'timestamp':
      return datetime(base, 0, false);
    case 'time with time zone':
      return datetime('time', 0, true);
    case 'timestamp with time zone':
      return datetime('timestamp', 0, true);
    default:
      return simpleTypes.get(base);
  }
}

function compatibility(from: TrinoType, to: TrinoType): Compatibility | undefined {
  if (from === to) return { type: to, coercible: true };
  if (from === unresolvedType) return { type: to, coercible: true };
  if (to === unresolvedType) return { type: from, coercible: true };
  if (from === unknownType) return { type: to, coercible: true };
  if (to === unknownType) return { type: from, coercible: false };
  if (from.base === to.base) return sameBase(from, to);
  const raised = coerceToBase(from, to.base);
  if (raised) {
    const both = compatibility(raised, to);
    return both && { type: both.type, coercible: both.coercible };
  }
  const lowered = coerceToBase(to, from.base);
  if (lowered) {
    const both = compatibility(from, lowered);
    return both && { type: both.type, coercible: false };
  }
  return undefined;
}

function sameBase(from: TrinoType, to: TrinoType): Compatibility | undefined {
  if (from.kind === 'decimal' && to.kind === 'decimal') {
    const scale = Math.max(from.scale, to.scale);
    const precision = Math.min(maxDecimalPrecision, Math.max(from.precision - from.scale, to.precision - to.scale) + scale);
    const type = decimalType(precision, scale);
    return { type, coercible: type === to };
  }
  if (from.kind === 'varchar' && to.kind === 'varchar') {
    const type = from.length === undefined || to.length === undefined ? varcharType() : varcharType(Math.max(from.length, to.length));
    return { type, coercible: type === to };
  }
  if (from.kind === 'char' && to.kind === 'char') return { type: from.length > to.length ? from : to, coercible: from.length <= to.length };
  if ((from.kind === 'time' || from.kind === 'timestamp') && from.kind === to.kind) {
    return { type: from.precision > to.precision ? from : to, coercible: from.precision <= to.precision };
  }
  if (from.kind === 'array' && to.kind === 'array') {
    const element = compatibility(from.element, to.element);
    return element && { type: arrayType(element.type), coercible: element.coercible };
  }
  if (from.kind === 'map' && to.kind === 'map') {
    const key = compatibility(from.key, to.key);
    const value = compatibility(from.value, to.value);
    return key && value && { type: mapType(key.type, value.type), coercible: key.coercible && value.coercible };
  }
  if (from.kind === 'row' && to.kind === 'row') return rows(from, to);
  if (from.kind === 'function' && to.kind === 'function' && from.parameters.length === to.parameters.length) {
    const result = compatibility(from.result, to.result);
    const agree = from.parameters.every((p, i) => sameType(p, to.parameters[i] ?? unknownType));
    return agree && result ? { type: functionType(to.parameters, result.type), coercible: result.coercible } : undefined;
  }
  return sameType(from, to) ? { type: to, coercible: true } : undefined;
}

/** Rows convert field by field; a field keeps its name where both agree on it. */
function rows(from: RowType, to: RowType): Compatibility | undefined {
  if (from.fields.length !== to.fields.length) return undefined;
  let coercible = true;
  const fields: { name: string | undefined; type: TrinoType }[] = [];
  for (const [i, field] of from.fields.entries()) {
    const other = to.fields[i];
    const both = other && compatibility(field.type, other.type);
    if (!both) return undefined;
    coercible &&= both.coercible;
    fields.push({ name: field.name === other.name ? field.name : undefined, type: both.type });
  }
  return { type: rowType(fields), coercible };
}
