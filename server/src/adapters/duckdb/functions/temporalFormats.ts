/**
 * Formats of moments: MySQL's (date_format, date_parse) and Joda's (format_datetime, parse_datetime).
 * Invariant: a pattern letter without a rule here is an error with its name: Trino's where Trino has one, NOT_SUPPORTED where only we lack it.
 */
import type { Zoned } from './define';
import { Failure } from './failure';
import { civil, daysOf, floorDiv, fraction } from './printTemporal';
import { isoWeekStart } from './temporalText';
import { instantOf, normalizeZone } from './timeZone';

const invalid = (message: string): Failure => new Failure('INVALID_FUNCTION_ARGUMENT', message);
const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const dayMicros = 86_400_000_000n;

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micros: bigint;
  /** 1 is Monday. */
  readonly weekday: number;
  readonly dayOfYear: number;
  readonly week: number;
  readonly weekYear: number;
}

function partsOf(micros: bigint): Parts {
  const days = Number(floorDiv(micros, dayMicros));
  const seconds = Number(floorDiv(micros, 1_000_000n) - BigInt(days) * 86400n);
  const { year, month, day } = civil(days);
  const weekday = ((((days + 3) % 7) + 7) % 7) + 1;
  const weekYear = civil(days - weekday + 4).year;
  return {
    year,
    month,
    day,
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    micros,
    weekday,
    dayOfYear: days - daysOf({ year, month: 1, day: 1 })! + 1,
    week: Math.floor((days - isoWeekStart(weekYear)) / 7) + 1,
    weekYear,
  };
}

const two = (value: number): string => String(value).padStart(2, '0');
const twelve = (hour: number): number => (hour % 12 === 0 ? 12 : hour % 12);
const half = (hour: number): string => (hour < 12 ? 'AM' : 'PM');

const mysqlLetters: Readonly<Record<string, (p: Parts) => string>> = {
  a: p => dayNames[p.weekday - 1]!.slice(0, 3),
  b: p => monthNames[p.month - 1]!.slice(0, 3),
  c: p => String(p.month),
  d: p => two(p.day),
  e: p => String(p.day),
  f: p => fraction(p.micros, 6),
  H: p => two(p.hour),
  h: p => two(twelve(p.hour)),
  I: p => two(twelve(p.hour)),
  i: p => two(p.minute),
  j: p => String(p.dayOfYear).padStart(3, '0'),
  k: p => String(p.hour),
  l: p => String(twelve(p.hour)),
  M: p => monthNames[p.month - 1]!,
  m: p => two(p.month),
  p: p => half(p.hour),
  r: p => `${two(twelve(p.hour))}:${two(p.minute)}:${two(p.second)} ${half(p.hour)}`,
  S: p => two(p.second),
  s: p => two(p.second),
  T: p => `${two(p.hour)}:${two(p.minute)}:${two(p.second)}`,
  v: p => two(p.week),
  W: p => dayNames[p.weekday - 1]!,
  x: p => String(p.weekYear).padStart(4, '0'),
  Y: p => String(p.year).padStart(4, '0'),
  y: p => two(p.year % 100),
  '%': () => '%',
};
const unsupportedMysql = 'DUuVwX';

export function formatMysql(micros: bigint, format: string): string {
  const parts = partsOf(micros);
  return format.replaceAll(/%([\s\S]?)/g, (_, letter: string) => {
    const print = mysqlLetters[letter];
    if (print) return print(parts);
    if (unsupportedMysql.includes(letter) && letter !== '') throw invalid(`%${letter} not supported in date format string`);
    return letter;
  });
}

interface Read {
  year?: number;
  month?: number;
  day?: number;
  hour?: number;
  hour12?: number;
  pm?: boolean;
  minute?: number;
  second?: number;
  micros?: bigint;
  dayOfYear?: number;
  zone?: string;
}

type Reader = readonly [pattern: string, take: (read: Read, text: string) => void];

const number = (digits: string, set: (read: Read, value: number) => void): Reader => [
  `(${digits})`,
  (read, text) => set(read, Number(text)),
];
const monthText: Reader = [
  `([A-Za-z]+)`,
  (read, text) => {
    const at = monthNames.findIndex(
      name => name.toLowerCase() === text.toLowerCase() || name.slice(0, 3).toLowerCase() === text.toLowerCase(),
    );
    if (at >= 0) read.month = at + 1;
  },
];
const dayText: Reader = [`([A-Za-z]+)`, () => undefined];
const halfDay: Reader = ['([AaPp][Mm])', (read, text) => (read.pm = text.toLowerCase() === 'pm')];
const secondFraction: Reader = ['(\\d{1,9})', (read, text) => (read.micros = BigInt(text.slice(0, 6).padEnd(6, '0')))];
const yearOfTwo = number('\\d{2}', (read, value) => (read.year = value < 70 ? 2000 + value : 1900 + value));

const mysqlReaders: Readonly<Record<string, readonly Reader[]>> = {
  a: [dayText],
  b: [monthText],
  c: [number('\\d{1,2}', (r, v) => (r.month = v))],
  d: [number('\\d{1,2}', (r, v) => (r.day = v))],
  e: [number('\\d{1,2}', (r, v) => (r.day = v))],
  f: [secondFraction],
  H: [number('\\d{1,2}', (r, v) => (r.hour = v))],
  k: [number('\\d{1,2}', (r, v) => (r.hour = v))],
  h: [number('\\d{1,2}', (r, v) => (r.hour12 = v))],
  I: [number('\\d{1,2}', (r, v) => (r.hour12 = v))],
  l: [number('\\d{1,2}', (r, v) => (r.hour12 = v))],
  i: [number('\\d{1,2}', (r, v) => (r.minute = v))],
  j: [number('\\d{1,3}', (r, v) => (r.dayOfYear = v))],
  M: [monthText],
  m: [number('\\d{1,2}', (r, v) => (r.month = v))],
  p: [halfDay],
  S: [number('\\d{1,2}', (r, v) => (r.second = v))],
  s: [number('\\d{1,2}', (r, v) => (r.second = v))],
  W: [dayText],
  Y: [number('[+-]?\\d{1,9}', (r, v) => (r.year = v))],
  y: [yearOfTwo],
};

export function parseMysql(text: string, format: string): bigint {
  const failure = (): Failure => invalid(`Invalid format: "${text}"`);
  let pattern = '';
  const takes: Reader[1][] = [];
  const expanded = format.replaceAll('%T', '%H:%i:%S').replaceAll('%r', '%h:%i:%S %p');
  for (const piece of expanded.match(/%[\s\S]|[\s\S]/g) ?? []) {
    const letter = piece[1];
    if (piece.length < 2 || letter === '%' || letter === undefined) {
      pattern += escape(piece.length < 2 ? piece : '%');
      continue;
    }
    const readers = mysqlReaders[letter];
    if (!readers) {
      if (unsupportedMysql.includes(letter)) throw invalid(`%${letter} not supported in date format string`);
      throw new Failure('NOT_SUPPORTED', `date_parse with %${letter} is not available on the embedded engine`);
    }
    for (const [source, take] of readers) {
      pattern += source;
      takes.push(take);
    }
  }
  const read = readBy(text, pattern, takes);
  const local = read && localOf(read);
  if (local === undefined) throw failure();
  return local - (((local % 1000n) + 1000n) % 1000n);
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function readBy(text: string, pattern: string, takes: readonly Reader[1][]): Read | undefined {
  const match = new RegExp(`^${pattern}$`, 'u').exec(text);
  if (!match) return undefined;
  const read: Read = {};
  takes.forEach((take, at) => take(read, match[at + 1]!));
  return read;
}

function localOf(read: Read): bigint | undefined {
  const { year = 1970, month = 1, day = 1, minute = 0, second = 0, micros = 0n, dayOfYear, hour12, pm } = read;
  if (hour12 !== undefined && (hour12 < 1 || hour12 > 12)) return undefined;
  const hour = read.hour ?? (hour12 === undefined ? 0 : (hour12 % 12) + (pm ? 12 : 0));
  if (hour > 23 || minute > 59 || second > 59 || month < 1 || month > 12) return undefined;
  const first = dayOfYear === undefined ? daysOf({ year, month, day }) : daysOf({ year, month: 1, day: 1 });
  if (first === undefined) return undefined;
  const days = first + (dayOfYear === undefined ? 0 : dayOfYear - 1);
  return BigInt(days) * dayMicros + BigInt((hour * 60 + minute) * 60 + second) * 1_000_000n + micros;
}

/** A Joda pattern as runs of one letter and literal text. */
function jodaTokens(pattern: string): readonly { readonly letter: string; readonly count: number; readonly text: string }[] {
  const tokens: { letter: string; count: number; text: string }[] = [];
  for (const [piece] of pattern.matchAll(/'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+/g)) {
    if (piece.startsWith("'")) tokens.push({ letter: '', count: 0, text: piece === "''" ? "'" : piece.slice(1, -1).replaceAll("''", "'") });
    else if (/^[A-Za-z]/.test(piece)) tokens.push({ letter: piece[0]!, count: piece.length, text: piece });
    else tokens.push({ letter: '', count: 0, text: piece });
  }
  return tokens;
}

export function formatJoda(local: bigint, zone: string, pattern: string): string {
  const p = partsOf(local);
  const pad = (value: number, count: number): string =>
    value < 0 ? `-${String(-value).padStart(count, '0')}` : String(value).padStart(count, '0');
  return jodaTokens(pattern)
    .map(({ letter, count, text }) => {
      switch (letter) {
        case '':
          return text;
        case 'y':
        case 'Y':
          return count === 2 ? two(p.year % 100) : pad(p.year, count);
        case 'x':
          return count === 2 ? two(p.weekYear % 100) : pad(p.weekYear, count);
        case 'w':
          return pad(p.week, count);
        case 'e':
          return pad(p.weekday, count);
        case 'E':
          return count > 3 ? dayNames[p.weekday - 1]! : dayNames[p.weekday - 1]!.slice(0, 3);
        case 'D':
          return pad(p.dayOfYear, count);
        case 'M':
          return count > 3 ? monthNames[p.month - 1]! : count === 3 ? monthNames[p.month - 1]!.slice(0, 3) : pad(p.month, count);
        case 'd':
          return pad(p.day, count);
        case 'a':
          return half(p.hour);
        case 'K':
          return pad(p.hour % 12, count);
        case 'h':
          return pad(twelve(p.hour), count);
        case 'H':
          return pad(p.hour, count);
        case 'k':
          return pad(p.hour === 0 ? 24 : p.hour, count);
        case 'm':
          return pad(p.minute, count);
        case 's':
          return pad(p.second, count);
        case 'S':
          return fraction(p.micros, 3).padEnd(count, '0').slice(0, count);
        case 'Z':
          if (zone === 'UTC') return count === 1 ? '+0000' : count === 2 ? '+00:00' : 'UTC';
          break;
        case 'z':
          if (zone === 'UTC') return count > 3 ? 'Coordinated Universal Time' : 'UTC';
          break;
        case 'G':
          return p.year > 0 ? 'AD' : 'BC';
      }
      throw new Failure('NOT_SUPPORTED', `format_datetime with ${text} is not available on the embedded engine`);
    })
    .join('');
}

export function parseJoda(text: string, format: string): Zoned {
  let pattern = '';
  const takes: Reader[1][] = [];
  const tokens = jodaTokens(format);
  tokens.forEach(({ letter, count, text: literal }, at) => {
    if (letter === '') {
      pattern += escape(literal);
      return;
    }
    const next = tokens[at + 1];
    const adjacent = next !== undefined && next.letter !== '' && !'EaZz'.includes(next.letter);
    const digits = (most: number): string => (adjacent ? `\\d{${count}}` : `\\d{1,${most}}`);
    const reader = jodaReader(letter, count, digits);
    if (!reader) throw new Failure('NOT_SUPPORTED', `parse_datetime with ${literal} is not available on the embedded engine`);
    pattern += reader[0];
    takes.push(reader[1]);
  });
  const read = readBy(text, pattern, takes);
  const local = read && localOf(read);
  if (local === undefined) throw invalid(`Invalid format: "${text}"`);
  const zone = normalizeZone(read?.zone ?? 'UTC');
  return { micros: instantOf(local - (((local % 1000n) + 1000n) % 1000n), zone).instant, zone };
}

function jodaReader(letter: string, count: number, digits: (most: number) => string): Reader | undefined {
  switch (letter) {
    case 'y':
    case 'Y':
      return count === 2 ? yearOfTwo : number(`[+-]?${digits(9)}`, (r, v) => (r.year = v));
    case 'M':
      return count > 2 ? monthText : number(digits(2), (r, v) => (r.month = v));
    case 'd':
      return number(digits(2), (r, v) => (r.day = v));
    case 'D':
      return number(digits(3), (r, v) => (r.dayOfYear = v));
    case 'E':
      return dayText;
    case 'a':
      return halfDay;
    case 'h':
      return number(digits(2), (r, v) => (r.hour12 = v));
    case 'H':
      return number(digits(2), (r, v) => (r.hour = v));
    case 'm':
      return number(digits(2), (r, v) => (r.minute = v));
    case 's':
      return number(digits(2), (r, v) => (r.second = v));
    case 'S':
      return secondFraction;
    case 'Z':
      return ['([+-]\\d{2}:?\\d{2}|[A-Za-z]+(?:/[A-Za-z_]+)*)', (read, zone) => (read.zone = zone)];
    default:
      return undefined;
  }
}
