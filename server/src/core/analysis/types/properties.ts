/** What values of a type allow: `=`, `<`, GROUP BY, explicit casts. Invariant: an unresolved type allows everything. */
import { canCoerce } from './coercion';
import { unknownType, type TrinoType } from './TrinoType';

const incomparable: ReadonlySet<string> = new Set([
  'hyperloglog',
  'p4hyperloglog',
  'setdigest',
  'tdigest',
  'qdigest',
  'classifier',
  'sphericalgeography',
  'kdbtree',
  'joniregexp',
  'likepattern',
  'jsonpath',
  'json2016',
  'codepoints',
  'regressor',
  'model',
  'function',
]);

const comparableWithoutOrder: ReadonlySet<string> = new Set(['json', 'geometry', 'bingtile', 'color', 'map']);

export function isComparable(type: TrinoType): boolean {
  switch (type.kind) {
    case 'array':
      return isComparable(type.element);
    case 'map':
      return isComparable(type.key) && isComparable(type.value);
    case 'row':
      return type.fields.every(f => isComparable(f.type));
    default:
      return !incomparable.has(type.base);
  }
}

export function isOrderable(type: TrinoType): boolean {
  switch (type.kind) {
    case 'array':
      return isOrderable(type.element);
    case 'row':
      return type.fields.every(f => isOrderable(f.type));
    default:
      return !incomparable.has(type.base) && !comparableWithoutOrder.has(type.base);
  }
}

export function isNumeric(type: TrinoType): boolean {
  return numeric.has(type.base);
}

/** Exact numbers without a fraction. */
export function isExactNumericWithScaleZero(type: TrinoType): boolean {
  return integers.has(type.base) || (type.kind === 'decimal' && type.scale === 0) || !type.resolved;
}

const integers: ReadonlySet<string> = new Set(['tinyint', 'smallint', 'integer', 'bigint']);
const numeric: ReadonlySet<string> = new Set([...integers, 'decimal', 'real', 'double']);

const datetimes = ['date', 'time', 'time with time zone', 'timestamp', 'timestamp with time zone'];

/** Explicit casts between types without elements, beyond implicit ones. */
const scalarCasts: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  [
    ['boolean', [...numeric, 'varchar', 'json']],
    ...[...numeric].map(name => [name, [...numeric, 'boolean', 'varchar', 'json']] as const),
    ['varchar', [...numeric, 'boolean', 'char', 'varbinary', 'json', ...datetimes, 'uuid', 'ipaddress', 'objectid', 'color']],
    ['char', ['varchar', 'json2016']],
    [
      'varbinary',
      ['uuid', 'ipaddress', 'hyperloglog', 'p4hyperloglog', 'setdigest', 'tdigest', 'qdigest', 'objectid', 'sphericalgeography'],
    ],
    ['json', [...numeric, 'boolean', 'varchar', 'array', 'map', 'row']],
    ['date', ['varchar', 'json', 'timestamp', 'timestamp with time zone']],
    ['time', ['varchar', 'time with time zone', 'timestamp', 'timestamp with time zone']],
    ['time with time zone', ['varchar', 'time', 'timestamp', 'timestamp with time zone']],
    ['timestamp', ['varchar', 'json', ...datetimes]],
    ['timestamp with time zone', ['varchar', ...datetimes]],
    ['interval day to second', ['varchar']],
    ['interval year to month', ['varchar']],
    ['uuid', ['varchar', 'varbinary']],
    ['ipaddress', ['varchar', 'varbinary']],
    ['hyperloglog', ['varbinary', 'p4hyperloglog']],
    ['p4hyperloglog', ['varbinary']],
    ['setdigest', ['varbinary', 'hyperloglog']],
    ['tdigest', ['varbinary']],
    ['qdigest', ['varbinary']],
    ['objectid', ['varchar', 'varbinary']],
    ['bingtile', ['bigint', 'varchar']],
    ['bigint', [...numeric, 'boolean', 'varchar', 'json', 'bingtile']],
  ].map(([from, to]) => [from as string, new Set(to)]),
);

/** Whether `CAST(from AS to)` is analysed; the value may still fail when it is converted. */
export function canCast(from: TrinoType, to: TrinoType): boolean {
  if (!from.resolved || !to.resolved || from === unknownType || canCoerce(from, to)) return true;
  if (from.kind === 'array' && to.kind === 'array') return canCast(from.element, to.element);
  if (from.kind === 'map' && to.kind === 'map') return canCast(from.key, to.key) && canCast(from.value, to.value);
  if (from.kind === 'row' && to.kind === 'row') {
    return from.fields.length === to.fields.length && from.fields.every((f, i) => canCast(f.type, to.fields[i]?.type ?? unknownType));
  }
  if (to.base === 'json') return canCastToJson(from);
  if (from.base === 'json') return canCastFromJson(to);
  if (from.base === to.base) return scalarCasts.has(from.base) && from.kind !== 'simple';
  // Values of these types have one spelling: it is not cut to a length.
  if (to.kind === 'varchar' && to.length !== undefined && onlyUnbounded.has(from.base)) return false;
  return scalarCasts.get(from.base)?.has(to.base) === true;
}

const onlyUnbounded: ReadonlySet<string> = new Set(['uuid', 'ipaddress', 'objectid', 'bingtile']);

function canCastToJson(type: TrinoType): boolean {
  switch (type.kind) {
    case 'array':
      return canCastToJson(type.element);
    case 'map':
      return isJsonKey(type.key) && canCastToJson(type.value);
    case 'row':
      return type.fields.every(f => canCastToJson(f.type));
    default:
      return type === unknownType || type.base === 'json' || scalarCasts.get(type.base)?.has('json') === true;
  }
}

function canCastFromJson(type: TrinoType): boolean {
  switch (type.kind) {
    case 'array':
      return canCastFromJson(type.element);
    case 'map':
      return isJsonKey(type.key) && canCastFromJson(type.value);
    case 'row':
      return type.fields.every(f => canCastFromJson(f.type));
    default:
      return type.base === 'json' || scalarCasts.get('json')?.has(type.base) === true;
  }
}

function isJsonKey(type: TrinoType): boolean {
  return type === unknownType || type.base === 'boolean' || type.base === 'varchar' || numeric.has(type.base);
}
