/** Types of literals, and what makes one invalid. Invariant: a literal whose text was not typed yet has its type and no error. */
import type * as tree from '../../sql/tree';
import type { Analyzer } from '../Analyzer';
import { typeByName } from '../types/parseType';
import {
  bigintType,
  booleanType,
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
import { isTimeZone } from './timeZones';

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

export function integerTypeOf(value: bigint): TrinoType {
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
  const match = /^\s*[+-]?0*(\d(?:_?\d)*)?(?:\.(\d(?:_?\d)*)?)?\s*$/.exec(text.replace(/^(\s*[+-]?)0+(?=_?\d)/, '$1'));
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
      return /^\s*[+-]?(nan|infinity|\d+\.?\d*(e[+-]?\d+)?[df]?|\.\d+(e[+-]?\d+)?[df]?)\s*$/i.test(text);
    case 'boolean':
      return /^(true|false|t|f|1|0)$/i.test(text);
    case 'date':
      return isDate(/^\s*([+-]?\d{4,})-(\d{1,2})-(\d{1,2})\s*$/.exec(text));
    case 'json':
      return isJson(text);
    case 'uuid':
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
    case 'ipaddress':
      return /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*)$/i.test(text);
    default:
      return true;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isInteger(text: string, bits: bigint): boolean {
  if (!/^[+-]?\d+$/.test(text)) return false;
  const value = BigInt(text.replace(/^\+/, ''));
  return value >= -(1n << bits) && value < 1n << bits;
}

function isDate(match: RegExpExecArray | null): boolean {
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= ([31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 31);
}

const timestampPattern = /^\s*([+-]?\d{4,})-(\d{1,2})-(\d{1,2})(?:\s+(?:(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?)?\s*(\S.*)?)?$/;
const timePattern = /^\s*(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?\s*([+-]\d{1,2}(?::\d{1,2})?)?\s*$/;

function datetimeLiteral(a: Analyzer, node: tree.GenericLiteral, base: 'time' | 'timestamp', text: string): TrinoType {
  const match = (base === 'timestamp' ? timestampPattern : timePattern).exec(text);
  const at = base === 'timestamp' ? 4 : 1;
  const [hour, minute, second] = [match?.[at], match?.[at + 1], match?.[at + 2]];
  const fraction = match?.[at + 3] ?? '';
  const zone = match?.[at + 4]?.trim();
  const inRange = Number(hour ?? 0) < 24 && Number(minute ?? 0) < 60 && Number(second ?? 0) < 60 && fraction.length <= 12;
  const zoneFits = zone === undefined || isTimeZone(zone);
  if (!match || !inRange || !zoneFits || (base === 'timestamp' && !isDate(match))) {
    a.error('INVALID_LITERAL', node, `'${text}' is not a valid ${base.toUpperCase()} literal`);
    return unresolvedType;
  }
  return datetime(base, fraction.length, zone !== undefined && zone !== '');
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
  if (last < first || months !== last <= 1) {
    a.error('INVALID_LITERAL', node, `Invalid interval qualifier: ${from} TO ${to}`);
    return unresolvedType;
  }
  if (node.value.kind !== 'StringLiteral') return type;
  let pattern = '^[+-]?\\s*\\d+';
  for (const field of intervalOrder.slice(first + 1, last + 1)) pattern += `${intervalSeparators[field] ?? ' '}\\d+`;
  if (to === 'SECOND') pattern += '(\\.\\d+)?';
  if (!new RegExp(`${pattern}$`).test(node.value.value)) {
    const qualifier = node.to ? `${from} TO ${to}` : from;
    a.error('INVALID_LITERAL', node, `Invalid INTERVAL ${qualifier} value: ${node.value.value}`);
  }
  return type;
}
