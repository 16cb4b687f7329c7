/** Types of literals, and what makes one invalid. Invariant: a literal whose text was not typed yet has its type and no error. */
import type * as tree from '../../sql/tree';
import type { Analyzer } from '../Analyzer';
import { typeByName } from '../types/parseType';
import {
  bigintType,
  booleanType,
  charType,
  datetime,
  decimalType,
  doubleType,
  integerType,
  intervalDayToSecond,
  intervalYearToMonth,
  unknownType,
  unresolvedType,
  varbinaryType,
  varcharType,
  type TrinoType,
} from '../types/TrinoType';
import { timeZone } from './timeZones';

export function literalType(a: Analyzer, node: tree.Literal): TrinoType {
  switch (node.kind) {
    case 'NullLiteral':
      return unknownType;
    case 'BooleanLiteral':
      return booleanType;
    case 'LongLiteral':
      return integerTypeOf(node.value);
    case 'DecimalLiteral':
      return decimalLiteral(a, node, node.text);
    case 'DoubleLiteral':
      return doubleType;
    case 'StringLiteral':
      return varcharType(codePoints(node.value));
    case 'BinaryLiteral':
      return varbinaryType;
    case 'GenericLiteral':
      return genericLiteral(a, node);
    case 'IntervalLiteral':
      return intervalLiteral(a, node);
  }
}

function integerTypeOf(value: bigint): TrinoType {
  return value >= -2147483648n && value <= 2147483647n ? integerType : bigintType;
}

function codePoints(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < text.length) i++;
    count++;
  }
  return count;
}

function decimalLiteral(a: Analyzer, node: tree.Expression, text: string): TrinoType {
  const match = /^[+-]?0*(\d(?:_?\d)*)?(?:\.(\d(?:_?\d)*)?)?$/.exec(text.replace(/^([+-]?)0+(?=_?\d)/, '$1'));
  const whole = (match?.[1] ?? '').replaceAll('_', '').replace(/^0+/, '');
  const fraction = (match?.[2] ?? '').replaceAll('_', '');
  const precision = Math.max(1, whole.length + fraction.length);
  if (!match || !/\d/.test(text) || precision > 38) return invalid(a, node, text, 'DECIMAL');
  return decimalType(precision, fraction.length);
}

function genericLiteral(a: Analyzer, node: tree.GenericLiteral): TrinoType {
  const name = node.type.value.toLowerCase();
  const text = node.value.kind === 'StringLiteral' ? node.value.value : undefined;
  if (name === 'timestamp' || name === 'time') return text === undefined ? datetime(name, 0, false) : datetimeLiteral(a, node, name, text);
  if (name === 'decimal') return text === undefined ? decimalType(38, 0) : decimalLiteral(a, node, text);
  if (name === 'char' && text !== undefined) return charType(codePoints(text));
  const type = name === 'double precision' ? doubleType : typeByName(name, []);
  if (!type) {
    if (text !== undefined) a.error('TYPE_NOT_FOUND', node, `Unknown type: ${node.type.value}`);
    return unresolvedType;
  }
  if (text !== undefined && !isValid(type, text)) {
    a.error('INVALID_LITERAL', node, `'${text}' is not a valid ${type.display.toUpperCase()} literal`);
  }
  return type;
}

function invalid(a: Analyzer, node: tree.Expression, text: string, type: string): TrinoType {
  a.error('INVALID_LITERAL', node, `'${text}' is not a valid ${type} literal`);
  return unresolvedType;
}

function isValid(type: TrinoType, text: string): boolean {
  switch (type.base) {
    case 'tinyint':
      return isInteger(text, 7n);
    case 'smallint':
      return isInteger(text, 15n);
    case 'integer':
      return isInteger(text, 31n);
    case 'bigint':
      return isInteger(text, 63n);
    case 'real':
    case 'double':
      return floatingPoint.test(text);
    case 'boolean':
      return /^(true|false|t|f|1|0)$/i.test(text);
    case 'date':
      return isDate(/^\s*([+-]?\d{1,7})-(\d{1,2})-(\d{1,2})\s*$/.exec(text));
    case 'json':
      return isJson(text);
    case 'uuid':
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
    case 'ipaddress':
      return isIpAddress(text);
    default:
      return true;
  }
}

/** As Java reads them. */
const floatingPoint =
  /^\s*[+-]?(NaN|Infinity|(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[dDfF]?|0[xX]([\da-fA-F]+\.?[\da-fA-F]*|\.[\da-fA-F]+)[pP][+-]?\d+[dDfF]?)\s*$/;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isIpAddress(text: string): boolean {
  if (ipv4.test(text)) return true;
  // The last two groups of an IPv6 address may be written as an IPv4 address.
  const last = text.slice(text.lastIndexOf(':') + 1);
  const whole = last.includes('.') ? (ipv4.test(last) ? `${text.slice(0, -last.length)}0:0` : '') : text;
  const halves = whole.split('::');
  if (whole === '' || halves.length > 2) return false;
  const groups = halves.flatMap(half => (half === '' ? [] : half.split(':')));
  return groups.every(group => /^[\da-fA-F]{1,4}$/.test(group)) && (halves.length === 2 ? groups.length < 8 : groups.length === 8);
}

const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

function isInteger(text: string, bits: bigint): boolean {
  const digits = text.trim();
  // Digits of any script are read; how large such a number is, is not asked.
  if (!/^[+-]?\d+$/.test(digits)) return /^[+-]?\p{Nd}+$/u.test(digits);
  const value = BigInt(digits.replace(/^\+/, ''));
  return value >= -(1n << bits) && value < 1n << bits;
}

function isDate(match: RegExpExecArray | null): boolean {
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1 || Math.abs(year) > 5_881_580) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= ([31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 31);
}

const timestampPattern = /^([+-]?\d{4,})-(\d{1,2})-(\d{1,2})(?: (?:(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?)?\s*(\S+)?)?\s*$/;
const timePattern = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?(?:\s*([+-]\d\d:[0-5]\d)|\s*)$/;

function datetimeLiteral(a: Analyzer, node: tree.GenericLiteral, base: 'time' | 'timestamp', text: string): TrinoType {
  const match = (base === 'timestamp' ? timestampPattern : timePattern).exec(text);
  const at = base === 'timestamp' ? 4 : 1;
  const [hour, minute, second] = [match?.[at], match?.[at + 1], match?.[at + 2]];
  const fraction = match?.[at + 3] ?? '';
  const zone = match?.[at + 4];
  const inRange = Number(hour ?? 0) < 24 && Number(minute ?? 0) < 60 && Number(second ?? 0) < 60;
  const offset = zone === undefined ? 'known' : timeZone(zone);
  const problem = `'${text}' is not a valid ${base.toUpperCase()} literal`;
  // A zone ends the text; only where none stands blanks may.
  const zoneEnds = base === 'time' || zone === undefined || text.endsWith(zone);
  const readable = match && inRange && zoneEnds && offset !== 'unknown' && (base === 'timestamp' ? isDate(match) : offset === 'known');
  if (!readable) a.error('INVALID_LITERAL', node, problem);
  else if (offset === 'unsupported') a.error('NOT_SUPPORTED', node, `Time zone not supported: ${zone ?? ''}`);
  else if (fraction.length > 12) a.error('NUMERIC_VALUE_OUT_OF_RANGE', node, `${problem}: no more than 12 digits of a second`);
  else return datetime(base, fraction.length, zone !== undefined);
  return unresolvedType;
}

const intervalOrder = ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND'] as const;
const intervalSeparators: Readonly<Record<string, string>> = { MONTH: '-', HOUR: ' ', MINUTE: ':', SECOND: ':' };

function intervalLiteral(a: Analyzer, node: tree.IntervalLiteral): TrinoType {
  const { from } = node;
  if (!from) return unresolvedType;
  const to = node.to ?? from;
  const [first, last] = [intervalOrder.indexOf(from), intervalOrder.indexOf(to)];
  const months = first <= 1;
  const type = months ? intervalYearToMonth : intervalDayToSecond;
  if ((node.to && last <= first) || months !== last <= 1) {
    a.error('INVALID_LITERAL', node, `Invalid interval qualifier: ${from} TO ${to}`);
    return unresolvedType;
  }
  if (node.value.kind === 'StringLiteral' && !isInterval(node.value.value, first, last)) {
    const qualifier = node.to ? `${from} TO ${to}` : from;
    a.error('INVALID_LITERAL', node, `Invalid INTERVAL ${qualifier} value: ${node.value.value}`);
  }
  return type;
}

/** Fields from the first one on, each behind its mark; those at the end may be missing, and so may any number. */
function isInterval(text: string, first: number, last: number): boolean {
  let pattern = '';
  for (let field = last; field >= first; field--) {
    const number = intervalOrder[field] === 'SECOND' ? '[+-]?(?:\\d+(?:\\.\\d{0,9})?|\\.\\d{1,9})' : '[+-]?\\d*';
    const mark = field === first ? '' : (intervalSeparators[intervalOrder[field] ?? ''] ?? ' ');
    pattern = field === first ? `(?:${number})?${pattern}` : `(?:${mark}(?:${number})?${pattern})?`;
  }
  if (!new RegExp(`^${pattern}$`).test(text) || /^[: ]/.test(text)) return false;
  const numbers = (text.match(/\d+/g) ?? []).map(Number);
  const mostYears = Math.floor(2147483647 / 12);
  return numbers.every((number, i) => i > 0 || number <= (first === 0 ? mostYears : 2147483647));
}
