/**
 * Trino's types as values. Invariant: types are interned, so two types are equal exactly where they are the same object;
 * `display` is the type's spelling in Trino and its identity.
 */

interface TypeBase {
  /** As Trino prints it: `decimal(10,2)`, `array(row(sku varchar, qty integer))`. */
  readonly display: string;
  /** Name without parameters, as coercion rules know it: `timestamp with time zone`. */
  readonly base: string;
  /** Whether the type is wholly known; false where it holds the type of something that could not be resolved. */
  readonly resolved: boolean;
}

interface SimpleType extends TypeBase {
  readonly kind: 'simple';
}
export interface DecimalType extends TypeBase {
  readonly kind: 'decimal';
  readonly precision: number;
  readonly scale: number;
}
/** `length` undefined: unbounded. */
interface VarcharType extends TypeBase {
  readonly kind: 'varchar';
  readonly length: number | undefined;
}
interface CharType extends TypeBase {
  readonly kind: 'char';
  readonly length: number;
}
interface DatetimeType extends TypeBase {
  readonly kind: 'time' | 'timestamp';
  readonly precision: number;
  readonly withTimeZone: boolean;
}
interface ArrayType extends TypeBase {
  readonly kind: 'array';
  readonly element: TrinoType;
}
export interface MapType extends TypeBase {
  readonly kind: 'map';
  readonly key: TrinoType;
  readonly value: TrinoType;
}
export interface RowField {
  readonly name: string | undefined;
  readonly type: TrinoType;
}
export interface RowType extends TypeBase {
  readonly kind: 'row';
  readonly fields: readonly RowField[];
}
/** The type of a lambda; never the type of a value. */
interface FunctionType extends TypeBase {
  readonly kind: 'function';
  readonly parameters: readonly TrinoType[];
  readonly result: TrinoType;
}
/** Types with a type parameter that only special functions know: `qdigest(bigint)`, `classifier(varchar)`. */
interface SketchType extends TypeBase {
  readonly kind: 'sketch';
  readonly parameter: TrinoType;
}

export type TrinoType =
  SimpleType | DecimalType | VarcharType | CharType | DatetimeType | ArrayType | MapType | RowType | FunctionType | SketchType;

export const maxDecimalPrecision = 38;
export const maxVarcharLength = 2147483647;
export const maxCharLength = 65536;

/** Every type that was asked for, by spelling: few hundred in practice, bounded by what schemas and queries spell. */
const interned = new Map<string, TrinoType>();

function intern<T extends TrinoType>(type: T): T {
  const known = interned.get(type.display);
  if (known) return known as T;
  interned.set(type.display, type);
  return type;
}

function simple(display: string): SimpleType {
  return intern({ kind: 'simple', display, base: display.toLowerCase(), resolved: true });
}

export const booleanType = simple('boolean');
export const tinyintType = simple('tinyint');
export const smallintType = simple('smallint');
export const integerType = simple('integer');
export const bigintType = simple('bigint');
export const realType = simple('real');
export const doubleType = simple('double');
export const varbinaryType = simple('varbinary');
export const dateType = simple('date');
const jsonType = simple('json');
const uuidType = simple('uuid');
export const intervalDayToSecond = simple('interval day to second');
export const intervalYearToMonth = simple('interval year to month');
/** The type of NULL. */
export const unknownType = simple('unknown');
/** The type of something whose definition is not known (a database that is not loaded, broken text): agrees with everything, raises nothing. */
export const unresolvedType: SimpleType = { kind: 'simple', display: 'unknown', base: '?', resolved: false };

const otherSimpleTypes = [
  'ipaddress',
  'HyperLogLog',
  'P4HyperLogLog',
  'SetDigest',
  'tdigest',
  'Geometry',
  'SphericalGeography',
  'BingTile',
  'KdbTree',
  'color',
  'JoniRegExp',
  'LikePattern',
  'JsonPath',
  'json2016',
  'CodePoints',
  'Regressor',
  'Model',
  'ObjectId',
].map(simple);

/** Types without parameters by lower-case name, as CAST accepts them (`unknown` among them, only inside other types). */
export const simpleTypes: ReadonlyMap<string, SimpleType> = new Map(
  [
    booleanType,
    tinyintType,
    smallintType,
    integerType,
    bigintType,
    realType,
    doubleType,
    varbinaryType,
    dateType,
    jsonType,
    uuidType,
    intervalDayToSecond,
    intervalYearToMonth,
    unknownType,
    ...otherSimpleTypes,
  ].map(type => [type.base, type]),
);

export function decimalType(precision: number, scale: number): DecimalType {
  return intern({ kind: 'decimal', display: `decimal(${precision},${scale})`, base: 'decimal', resolved: true, precision, scale });
}

export function varcharType(length?: number): VarcharType {
  const bounded = length !== undefined && length < maxVarcharLength ? length : undefined;
  return intern({
    kind: 'varchar',
    display: bounded === undefined ? 'varchar' : `varchar(${bounded})`,
    base: 'varchar',
    resolved: true,
    length: bounded,
  });
}

export function charType(length: number): CharType {
  return intern({ kind: 'char', display: `char(${length})`, base: 'char', resolved: true, length });
}

export function timeWithTimeZone(precision: number): DatetimeType {
  return datetime('time', precision, true);
}

export function timestampType(precision: number): DatetimeType {
  return datetime('timestamp', precision, false);
}

export function timestampWithTimeZone(precision: number): DatetimeType {
  return datetime('timestamp', precision, true);
}

export function datetime(kind: 'time' | 'timestamp', precision: number, withTimeZone: boolean): DatetimeType {
  const suffix = withTimeZone ? ' with time zone' : '';
  return intern({ kind, display: `${kind}(${precision})${suffix}`, base: kind + suffix, resolved: true, precision, withTimeZone });
}

export function arrayType(element: TrinoType): ArrayType {
  const type: ArrayType = { kind: 'array', display: `array(${element.display})`, base: 'array', resolved: element.resolved, element };
  return element.resolved ? intern(type) : type;
}

export function mapType(key: TrinoType, value: TrinoType): MapType {
  const resolved = key.resolved && value.resolved;
  const type: MapType = { kind: 'map', display: `map(${key.display}, ${value.display})`, base: 'map', resolved, key, value };
  return resolved ? intern(type) : type;
}

export function rowType(fields: readonly RowField[]): RowType {
  const display = `row(${fields.map(f => (f.name === undefined ? f.type.display : `${quoteFieldName(f.name)} ${f.type.display}`)).join(', ')})`;
  const resolved = fields.every(f => f.type.resolved);
  const type: RowType = { kind: 'row', display, base: 'row', resolved, fields };
  return resolved ? intern(type) : type;
}

export function functionType(parameters: readonly TrinoType[], result: TrinoType): FunctionType {
  const display = `function(${[...parameters, result].map(t => t.display).join(',')})`;
  return {
    kind: 'function',
    display,
    base: 'function',
    resolved: result.resolved && parameters.every(p => p.resolved),
    parameters,
    result,
  };
}

export function sketchType(base: 'qdigest' | 'classifier', parameter: TrinoType): SketchType {
  const display = `${base === 'classifier' ? 'Classifier' : base}(${parameter.display})`;
  return intern({ kind: 'sketch', display, base, resolved: parameter.resolved, parameter });
}

/** Whether both are the same type. Types that hold something unresolved are not interned and compare by their parts. */
export function sameType(a: TrinoType, b: TrinoType): boolean {
  return a === b || (a.kind === b.kind && a.resolved === b.resolved && a.display === b.display);
}

function quoteFieldName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/i.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
