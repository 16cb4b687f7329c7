/** JSON functions over text. Invariant: values of the json type are canonical text; text that is not JSON gives NULL, except where Trino fails. */
import { bigint, boolean, define, double, integer, string, strings } from './define';
import type { FunctionDefinition } from './define';
import { Failure } from './failure';
import { isArray, isNumber, isObject, numberText, printInOrder, printCanonical, readJson } from './jsonText';
import type { Json } from './jsonText';
import { doubleText } from './numberText';

const invalid = (message: string): Failure => new Failure('INVALID_FUNCTION_ARGUMENT', message);
const badCast = (json: string, type: string): Failure => new Failure('INVALID_CAST_ARGUMENT', `Cannot cast '${json}' to ${type}`);

export const jsonFunctions: readonly FunctionDefinition[] = [
  define('mz_json_parse', [string], string, text => {
    const value = readJson(text);
    if (value === undefined) throw invalid(`Cannot convert value to JSON: '${text}'`);
    return printCanonical(value);
  }),
  define('mz_json_string', [string], string, value => JSON.stringify(value)),
  define('mz_json_array', [strings], string, items => `[${items.map(item => item ?? 'null').join(',')}]`),
  define('mz_json_object', [strings, strings, boolean], string, (keys, values, sorted) => {
    const entries = keys.map((key, at) => [key ?? '', values[at] ?? 'null'] as const);
    if (sorted) entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`;
  }),
  define('mz_json_extract', [string, string], string, (text, path) => {
    const found = find(text, path);
    return found === undefined ? undefined : printInOrder(found);
  }),
  define('mz_json_extract_scalar', [string, string], string, (text, path) => scalarText(find(text, path))),
  define('mz_json_array_length', [string], bigint, text => {
    const value = readJson(text);
    return value !== undefined && isArray(value) ? BigInt(value.length) : undefined;
  }),
  define('mz_json_array_get', [string, bigint], string, (text, index) => {
    const value = readJson(text);
    const item = value !== undefined && isArray(value) ? value.at(Number(index)) : undefined;
    if (item === undefined || item === null) return undefined;
    return typeof item === 'string' ? item : printInOrder(item);
  }),
  define('mz_json_array_contains', [string, string], boolean, (text, wanted) => {
    const value = readJson(text);
    if (value === undefined || !isArray(value)) return undefined;
    const other = readJson(wanted);
    return value.some(item => sameScalar(item, other));
  }),
  define('mz_json_size', [string, string], bigint, (text, path) => {
    const found = find(text, path);
    if (found === undefined) return undefined;
    return BigInt(isArray(found) ? found.length : isObject(found) ? found.size : 0);
  }),
  define('mz_is_json_scalar', [string], boolean, text => {
    const value = readJson(text);
    if (value === undefined) throw invalid(`Invalid JSON value: ${text}`);
    return !isArray(value) && !isObject(value);
  }),
  define('mz_json_is_null', [string], boolean, text => readJson(text) === null),
  define('mz_json_elements', [string], strings, text => {
    const value = parsed(text, 'array');
    if (value === null) return undefined;
    if (!isArray(value)) throw badCast(text, 'array');
    return value.map(item => (item === null ? null : printCanonical(item)));
  }),
  define('mz_json_keys', [string], strings, text => {
    const value = parsed(text, 'map');
    if (value === null) return undefined;
    if (!isObject(value)) throw badCast(text, 'map');
    return [...value.keys()];
  }),
  define('mz_json_members', [string], strings, text => {
    const value = parsed(text, 'map');
    if (value === null || !isObject(value)) return undefined;
    return [...value.values()].map(item => (item === null ? null : printCanonical(item)));
  }),
  define('mz_json_field', [string, string, integer], string, (text, name, place) => {
    const value = parsed(text, 'row');
    if (value === null) return undefined;
    if (!isArray(value) && !isObject(value)) throw badCast(text, 'row');
    const member = isArray(value) ? value[place] : [...value].find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
    return member === undefined || member === null ? undefined : printCanonical(member);
  }),
  define('mz_json_scalar', [string, string], string, (text, type) => {
    const value = parsed(text, type);
    if (value === null) return undefined;
    if (isArray(value) || isObject(value)) throw badCast(text, type);
    if (isNumber(value)) return /[.eE]/.test(value.digits) ? doubleText(Number(value.digits)) : value.digits;
    return String(value);
  }),
  define('mz_json_boolean', [string], boolean, text => {
    const value = parsed(text, 'boolean');
    if (value === null) return undefined;
    if (typeof value === 'boolean') return value;
    if (isNumber(value)) return Number(value.digits) !== 0;
    if (value === 'true' || value === 'false') return value === 'true';
    throw badCast(text, 'boolean');
  }),
  define('mz_json_integer', [string, string], string, (text, type) => {
    const value = parsed(text, type);
    if (value === null) return undefined;
    if (typeof value === 'boolean') return value ? '1' : '0';
    if (isNumber(value)) return /[.eE]/.test(value.digits) ? String(BigInt(roundHalfUp(Number(value.digits), text, type))) : value.digits;
    if (typeof value === 'string' && /^[+-]?\d+$/.test(value)) return value.replace(/^\+/, '');
    throw badCast(text, type);
  }),
  define('mz_json_number', [string, string], string, (text, type) => {
    const value = parsed(text, type);
    if (value === null) return undefined;
    if (typeof value === 'boolean') return value ? '1' : '0';
    if (isNumber(value)) return value.digits;
    if (typeof value === 'string' && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value)) return value;
    throw badCast(text, type);
  }),
  define('mz_json_to_double', [string, string], double, (text, type) => {
    const value = parsed(text, type);
    if (value === null) return undefined;
    if (typeof value === 'boolean') return value ? 1 : 0;
    if (isNumber(value)) return Number(value.digits);
    if (typeof value === 'string' && value !== '' && (Number.isFinite(Number(value)) || value === 'NaN')) return Number(value);
    throw badCast(text, type);
  }),
];

function parsed(text: string, type: string): Json {
  const value = readJson(text);
  if (value === undefined) throw badCast(text, type);
  return value;
}

function roundHalfUp(value: number, text: string, type: string): number {
  if (!Number.isFinite(value)) throw badCast(text, type);
  return Math.sign(value) * Math.round(Math.abs(value));
}

function scalarText(value: Json | undefined): string | undefined {
  if (value === undefined || value === null || isArray(value) || isObject(value)) return undefined;
  return isNumber(value) ? value.digits : String(value);
}

function sameScalar(a: Json, b: Json | undefined): boolean {
  if (b === undefined) return false;
  if (isObjectLike(a) || isObjectLike(b)) return isNumber(a) && isNumber(b) && numberText(a) === numberText(b);
  return a === b;
}

function isObjectLike(value: Json): boolean {
  return typeof value === 'object' && value !== null;
}

/** The value at a path of members and places: `$.a["b c"][0]`; undefined where there is none or the text is not JSON. */
function find(text: string, path: string): Json | undefined {
  const steps = readPath(path);
  let value = readJson(text);
  for (const step of steps) {
    if (value === undefined) return undefined;
    if (isArray(value)) value = /^\d+$/.test(step) ? value[Number(step)] : undefined;
    else value = isObject(value) ? value.get(step) : undefined;
  }
  return value;
}

/** Paths already read; emptied when a query makes it large. */
const paths = new Map<string, readonly string[]>();

function readPath(path: string): readonly string[] {
  const known = paths.get(path);
  if (known) return known;
  const steps: string[] = [];
  if (!path.startsWith('$')) throw invalid(`Invalid JSON path: '${path}'`);
  const pattern = /\.([\p{L}\p{N}_$:-]+)|\[\s*(\d+)\s*\]|\["((?:[^"\\]|\\["\\])*)"\]|\[([\p{L}\p{N}_$:.-]+)\]/uy;
  let at = 1;
  while (at < path.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(path);
    if (!match) {
      if (/^(?:\.\.|\.\*|\[\s*(?:\*|\?|-|\d+\s*[:,]))/.test(path.slice(at)))
        throw new Failure('NOT_SUPPORTED', `the JSON path ${path} is not available on the embedded engine`);
      throw invalid(`Invalid JSON path: '${path}'`);
    }
    steps.push(match[1] ?? match[2] ?? match[3]?.replaceAll(/\\(["\\])/g, '$1') ?? match[4] ?? '');
    at = pattern.lastIndex;
  }
  if (paths.size > 1000) paths.clear();
  paths.set(path, steps);
  return steps;
}
