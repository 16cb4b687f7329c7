/**
 * Values as Python and YAML know them: what project files hold and what templates compute with.
 * Invariant: integers and floats stay apart (`1` is not `1.0`), mappings keep their order, nothing here is ever changed in place.
 */

export type Value = null | boolean | number | bigint | string | Float | Moment | readonly Value[] | Dict;

export type Key = string | number | bigint | boolean | null;

export type Dict = ReadonlyMap<Key, Value>;

/** A Python float. Plain numbers are integers. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A date or datetime that YAML recognised, as ISO 8601. */
export class Moment {
  readonly kind: 'date' | 'datetime';
  readonly iso: string;

  constructor(kind: 'date' | 'datetime', iso: string) {
    this.kind = kind;
    this.iso = iso;
  }
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export const emptyDict: Dict = new Map<Key, Value>();

export function isDict(value: Value | undefined): value is Dict {
  return value instanceof Map;
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function dictOf(entries: Readonly<Record<string, Value>>): Dict {
  return new Map<Key, Value>(Object.entries(entries));
}

export function asDict(value: Value | undefined): Dict {
  return isDict(value) ? value : emptyDict;
}

export function asList(value: Value | undefined): readonly Value[] {
  return isList(value) ? value : [];
}

export function asString(value: Value | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Strings of a list, or the string alone: the many places of dbt's files that take either. */
export function stringList(value: Value | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  return asList(value).flatMap(item => (item === null || isDict(item) || isList(item) ? [] : [pythonStr(item)]));
}

/** A list of the value, as dbt merges lists: a list stays, anything else becomes its only member. */
export function listify(value: Value | undefined): readonly Value[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}

/** Python's truth of a value. */
export function isTruthy(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === false || value === '' || value === 0 || value === 0n) return false;
  if (value instanceof Float) return value.value !== 0;
  if (isList(value)) return value.length > 0;
  if (isDict(value)) return value.size > 0;
  return true;
}

export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  if (isDict(a)) return isDict(b) && a.size === b.size && [...a].every(([key, item]) => b.has(key) && sameValue(item, b.get(key)));
  if (a instanceof Float) return b instanceof Float && Object.is(a.value, b.value);
  if (a instanceof Moment) return b instanceof Moment && a.iso === b.iso;
  return false;
}

/** JSON as `json.dumps` would give it, with dates as text. */
export function toJson(value: Value): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Float) return value.value;
  if (value instanceof Moment) return value.iso;
  if (isDict(value))
    return Object.fromEntries([...value].map(([key, item]) => [typeof key === 'string' ? key : pythonStr(key), toJson(item)]));
  return value.map(toJson);
}

export function fromJson(json: Json): Value {
  if (typeof json === 'number') return Number.isInteger(json) ? json : new Float(json);
  if (json === null || typeof json !== 'object') return json;
  if (isJsonList(json)) return json.map(fromJson);
  return new Map<Key, Value>(Object.entries(json).map(([key, item]) => [key, fromJson(item)]));
}

function isJsonList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

/** Python's `str(value)`. */
export function pythonStr(value: Value): string {
  return typeof value === 'string' ? value : value instanceof Moment ? value.iso.replace('T', ' ') : pythonRepr(value);
}

/** Python's `repr(value)`. */
export function pythonRepr(value: Value): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'number' || typeof value === 'bigint') return value.toString();
  if (typeof value === 'string') return stringRepr(value);
  if (value instanceof Float) return floatRepr(value.value);
  if (value instanceof Moment) return momentRepr(value);
  if (isDict(value)) return `{${[...value].map(([key, item]) => `${pythonRepr(key)}: ${pythonRepr(item)}`).join(', ')}}`;
  return `[${value.map(pythonRepr).join(', ')}]`;
}

/** The shortest digits that read back as the same float; exponents from 1e16 and below 1e-4, two digits at least. */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  if (size >= 1e16 || size < 1e-4) {
    const [mantissa = '', exponent = ''] = value.toExponential().split('e');
    return `${mantissa}e${exponent.startsWith('-') ? '-' : '+'}${exponent.replace(/^[+-]/, '').padStart(2, '0')}`;
  }
  const plain = value.toString();
  return plain.includes('.') ? plain : `${plain}.0`;
}

const escapes = new Map<string, string>([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let body = '';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    const escape = escapes.get(char);
    if (escape !== undefined) body += escape;
    else if (char === quote) body += `\\${char}`;
    else if (code < 0x20 || (code >= 0x7f && code <= 0xa0) || code === 0xad) body += `\\x${code.toString(16).padStart(2, '0')}`;
    else body += char;
  }
  return quote + body + quote;
}

function momentRepr(value: Moment): string {
  const numbers = value.iso
    .split(/[-T:. +]/)
    .filter(part => /^\d+$/.test(part))
    .map(Number);
  return `datetime.${value.kind}(${numbers.join(', ')})`;
}
