/** Text as Trino sees it: places and lengths in code points. */
import { createHash, createHmac } from 'node:crypto';
import { bigint, boolean, bytes, define, double, string, strings } from './define';
import type { FunctionDefinition } from './define';
import { Failure } from './failure';

const invalid = (message: string): Failure => new Failure('INVALID_FUNCTION_ARGUMENT', message);

export const textFunctions: readonly FunctionDefinition[] = [
  define('mz_fail', [string, string], string, (code, message) => {
    throw new Failure(code, message);
  }),
  define('mz_reverse', [string], string, value => Array.from(value).reverse().join('')),
  define(
    'mz_interleave',
    [string, string],
    string,
    (value, by) =>
      by +
      Array.from(value)
        .map(c => c + by)
        .join(''),
  ),
  define('mz_strpos_nth', [string, string, bigint], bigint, positionOf),
  define('mz_split_limit', [string, string, bigint], strings, (value, delimiter, limit) => {
    if (limit <= 0n) throw invalid('Limit must be positive');
    return split(value, delimiter, Number(limit));
  }),
  define('mz_split', [string, string], strings, (value, delimiter) => split(value, delimiter, Infinity)),
  define('mz_split_part', [string, string, bigint], string, (value, delimiter, index) => {
    if (index <= 0n) throw invalid('Index must be greater than zero');
    const parts = delimiter === '' ? Array.from(value) : value.split(delimiter);
    return parts[Number(index) - 1];
  }),
  define('mz_split_map_keys', [string, string, string], strings, (value, entries, pairs) =>
    pairsOf(value, entries, pairs, true).map(([key]) => key),
  ),
  define('mz_split_map_values', [string, string, string], strings, (value, entries, pairs) =>
    pairsOf(value, entries, pairs, true).map(([, item]) => item),
  ),
  define('mz_split_multimap_keys', [string, string, string], strings, (value, entries, pairs) => [
    ...new Set(pairsOf(value, entries, pairs, false).map(([key]) => key)),
  ]),
  define('mz_split_multimap_values', [string, string, string, string], strings, (value, entries, pairs, key) =>
    pairsOf(value, entries, pairs, false)
      .filter(([own]) => own === key)
      .map(([, item]) => item),
  ),
  define('mz_concat_ws', [string, strings], string, (separator, values) => values.filter(value => value !== null).join(separator)),
  define('mz_array_join', [strings, string, string], string, (values, separator, absent) =>
    values.map(value => value ?? absent).join(separator),
  ),
  define('mz_chr', [bigint], string, code => {
    if (code < 0n || code > 0x10ffffn || (code >= 0xd800n && code < 0xe000n)) throw invalid(`Not a valid Unicode code point: ${code}`);
    return String.fromCodePoint(Number(code));
  }),
  define('mz_hamming', [string, string], bigint, (a, b) => {
    const [left, right] = [Array.from(a), Array.from(b)];
    if (left.length !== right.length) throw invalid('The input strings to hamming_distance function must have the same length');
    return BigInt(left.filter((c, at) => c !== right[at]).length);
  }),
  define('mz_soundex', [string], string, soundex),
  define('mz_luhn_check', [string], boolean, value => {
    if (!/^\d*$/.test(value)) throw invalid('luhn_check argument must be digits');
    if (value === '') return false;
    const sum = Array.from(value)
      .reverse()
      .reduce((total, c, at) => total + luhnDigit(Number(c), at), 0);
    return sum % 10 === 0;
  }),
  define('mz_normalize', [string, string], string, (value, form) => value.normalize(form)),
  define('mz_from_utf8', [bytes], string, value => new TextDecoder('utf-8', { ignoreBOM: true }).decode(value)),
  define('mz_from_hex', [string], bytes, value => {
    if (value.length % 2 === 1 || !/^[0-9a-fA-F]*$/.test(value)) throw invalid(`Invalid input for hex: ${value}`);
    return Buffer.from(value, 'hex');
  }),
  define('mz_from_base64', [string], bytes, value => base64(value, /^[A-Za-z0-9+/]*={0,2}$/, 'base64')),
  define('mz_from_base64url', [string], bytes, value => base64(value, /^[A-Za-z0-9_-]*={0,2}$/, 'base64url')),
  define('mz_to_base64url', [bytes], string, value => Buffer.from(value).toString('base64').replaceAll('+', '-').replaceAll('/', '_')),
  define('mz_digest', [bytes, string], bytes, (value, algorithm) => createHash(algorithm).update(value).digest()),
  define('mz_hmac', [bytes, bytes, string], bytes, (value, key, algorithm) => createHmac(algorithm, key).update(value).digest()),
  define('mz_crc32', [bytes], bigint, crc32),
  define('mz_like', [string, string, string], boolean, like),
  define('mz_csv_fields', [string, string, string, string], strings, csvFields),
  define('mz_format_number', [double], string, formatNumber),
  define('mz_url_part', [string, string], string, urlPart),
  define('mz_url_port', [string], bigint, value => {
    const port = readUrl(value)?.port;
    return port === undefined ? undefined : BigInt(port);
  }),
  define('mz_url_parameter', [string, string], string, urlParameter),
  define('mz_url_encode', [string], string, value =>
    encodeURIComponent(value)
      .replaceAll(/[!'()~]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
      .replaceAll('%20', '+'),
  ),
  define('mz_url_decode', [string], string, value => {
    try {
      return decodeURIComponent(value.replaceAll('+', ' '));
    } catch {
      throw invalid(`URLDecoder: cannot decode ${value}`);
    }
  }),
];

/** The place of the nth occurrence, from the end where n is negative; occurrences may overlap. */
function positionOf(value: string, part: string, nth: bigint): bigint {
  if (nth === 0n) throw invalid("'instance' must be a positive or negative number.");
  if (part === '') return 1n;
  let left = nth < 0n ? -nth : nth;
  const next = (from: number): number => (nth > 0n ? value.indexOf(part, from) : from < 0 ? -1 : value.lastIndexOf(part, from));
  for (let at = next(nth > 0n ? 0 : value.length); at >= 0; at = next(nth > 0n ? at + 1 : at - 1)) {
    if (--left === 0n) return BigInt(Array.from(value.slice(0, at)).length + 1);
  }
  return 0n;
}

function split(value: string, delimiter: string, limit: number): readonly string[] {
  if (delimiter === '') throw invalid('The delimiter may not be the empty string');
  const parts: string[] = [];
  let from = 0;
  while (parts.length < limit - 1) {
    const at = value.indexOf(delimiter, from);
    if (at < 0) break;
    parts.push(value.slice(from, at));
    from = at + delimiter.length;
  }
  parts.push(value.slice(from));
  return parts;
}

function pairsOf(value: string, entryDelimiter: string, pairDelimiter: string, unique: boolean): readonly (readonly [string, string])[] {
  if (entryDelimiter === '' || pairDelimiter === '') throw invalid('entryDelimiter and keyValueDelimiter must not be empty');
  if (entryDelimiter === pairDelimiter) throw invalid('entryDelimiter and keyValueDelimiter must not be the same');
  const pairs: (readonly [string, string])[] = [];
  const seen = new Set<string>();
  const entries = value.split(entryDelimiter);
  if (entries.at(-1) === '') entries.pop();
  for (const entry of entries) {
    const at = entry.indexOf(pairDelimiter);
    if (at < 0) throw invalid(`Key-value delimiter must appear exactly once in each entry. Bad input: '${entry}'`);
    const [key, item] = [entry.slice(0, at), entry.slice(at + pairDelimiter.length)];
    if (item.includes(pairDelimiter)) throw invalid(`Key-value delimiter must appear exactly once in each entry. Bad input: '${entry}'`);
    if (unique && seen.has(key)) throw invalid(`Duplicate keys (${key}) are not allowed. Specify a lambda to resolve conflicts`);
    seen.add(key);
    pairs.push([key, item]);
  }
  return pairs;
}

function luhnDigit(digit: number, at: number): number {
  if (at % 2 === 0) return digit;
  return digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
}

function soundex(value: string): string {
  const codes = '01230120022455012623010202';
  const letters = value.toUpperCase().replaceAll(/[^A-Z]/g, '');
  if (letters === '') return '';
  let result = letters[0]!;
  let last = codes[letters.charCodeAt(0) - 65];
  for (const letter of letters.slice(1)) {
    const code = codes[letter.charCodeAt(0) - 65]!;
    if (letter === 'H' || letter === 'W') continue;
    if (code !== '0' && code !== last) result += code;
    last = code;
  }
  return result.slice(0, 4).padEnd(4, '0');
}

function base64(value: string, pattern: RegExp, encoding: 'base64' | 'base64url'): Uint8Array {
  if (!pattern.test(value)) throw invalid(`Illegal base64 character in ${value}`);
  return Buffer.from(value, encoding);
}

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function crc32(value: Uint8Array): bigint {
  let crc = 0xffffffff;
  for (const byte of value) crc = crcTable[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return BigInt((crc ^ 0xffffffff) >>> 0);
}

function like(value: string, pattern: string, escape: string): boolean {
  if (Array.from(escape).length !== 1) throw invalid('Escape string must be a single character');
  let regexp = '';
  const characters = Array.from(pattern);
  for (let at = 0; at < characters.length; at++) {
    const c = characters[at]!;
    if (c === escape) {
      const next = characters[++at];
      if (next !== '%' && next !== '_' && next !== escape)
        throw invalid("Escape character must be followed by '%', '_' or the escape character itself");
      regexp += literal(next);
    } else regexp += c === '%' ? '.*' : c === '_' ? '.' : literal(c);
  }
  return new RegExp(`^${regexp}$`, 'su').test(value);
}

function literal(c: string): string {
  return c.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
}

/** One line of CSV: inside quotes a quote may be doubled, and the escape stands before a quote or itself. */
function csvFields(line: string, separator: string, mark: string, escape: string): readonly string[] {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  for (let at = 0; at < text.length; at++) {
    const c = text[at]!;
    const next = text[at + 1];
    if (c === escape && quoted && (next === mark || next === escape)) {
      field += next;
      at++;
    } else if (c === mark) {
      if (quoted && next === mark) {
        field += mark;
        at++;
      } else quoted = !quoted;
    } else if (c === separator && !quoted) {
      fields.push(field);
      field = '';
    } else field += c;
  }
  fields.push(field);
  return fields;
}

function formatNumber(value: number): string {
  const units = ['', 'K', 'M', 'B', 'T', 'Q'];
  let size = Math.abs(value);
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  const digits = size < 10 ? 2 : size < 100 ? 1 : 0;
  const text = size
    .toFixed(digits)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
  return `${value < 0 ? '-' : ''}${text}${units[unit]!}`;
}

interface Url {
  readonly protocol: string;
  readonly host: string | undefined;
  readonly port: string | undefined;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/** The parts of a URL by RFC 3986; undefined where the text is none. */
function readUrl(value: string): Url | undefined {
  if (!/^(?:[^\s"<>\\^`{|}%]|%[0-9a-fA-F]{2})*$/.test(value)) return undefined;
  const match = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/.exec(value);
  if (!match) return undefined;
  const [, protocol = '', authority, path = '', query = '', fragment = ''] = match;
  const place = authority === undefined ? undefined : /^(?:[^@]*@)?(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(authority);
  return {
    protocol,
    host: place?.[1] === '' ? undefined : place?.[1],
    port: place?.[2] === '' ? undefined : place?.[2],
    path,
    query,
    fragment,
  };
}

function urlPart(value: string, part: string): string | undefined {
  const url = readUrl(value);
  if (!url) return undefined;
  switch (part) {
    case 'protocol':
      return url.protocol;
    case 'host':
      return url.host;
    case 'path':
      return decodeUrl(url.path);
    case 'query':
      return decodeUrl(url.query);
    default:
      return decodeUrl(url.fragment);
  }
}

function urlParameter(value: string, name: string): string | undefined {
  const url = readUrl(value);
  if (!url || url.query === '') return undefined;
  for (const pair of url.query.split('&')) {
    const at = pair.indexOf('=');
    const key = at < 0 ? pair : pair.slice(0, at);
    if (decodeUrl(key) === name) return at < 0 ? '' : decodeUrl(pair.slice(at + 1));
  }
  return undefined;
}

function decodeUrl(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
