/**
 * Numbers, strings, typed literals and intervals.
 * Invariant: a literal that Trino reads but then refuses (digits out of range, wrong escapes) gives a node and one error at its place.
 */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { E } from './expectation';
import { type ParserState } from './ParserState';

export function startsString(type: number): boolean {
  return type === T.String || type === T.UnicodeString || type === T.UnterminatedString;
}

/** A minus before a number belongs to it: -9223372036854775808 is a bigint. */
export function isNumberType(type: number): boolean {
  return type === T.Integer || type === T.Decimal || type === T.Double;
}

/** A number, its minus included. */
export function parseNumber(p: ParserState): tree.LongLiteral | tree.DecimalLiteral | tree.DoubleLiteral {
  const { start } = p;
  const minus = p.type === T.Minus;
  if (minus) p.advance();
  const { type } = p;
  const text = (minus ? '-' : '') + p.tokenText();
  p.advance();
  const end = p.previousEnd;
  if (type === T.Double) return { kind: 'DoubleLiteral', start, end, text };
  if (type === T.Decimal) return { kind: 'DecimalLiteral', start, end, text };
  const digits = BigInt(text.replace('-', '').replaceAll('_', ''));
  const value = minus ? -digits : digits;
  if (value > 9223372036854775807n || value < -9223372036854775808n)
    p.lateError(start, end, `Invalid numeric literal: ${text} does not fit into bigint; write it as decimal '${text}'`);
  return { kind: 'LongLiteral', start, end, text, value };
}

/** A string, or the mark that it is missing. */
export function parseString(p: ParserState): tree.StringLiteral | tree.Missing {
  const { start, type } = p;
  if (type === T.String) {
    const text = p.tokenText();
    p.advance();
    return { kind: 'StringLiteral', start, end: p.previousEnd, value: unquote(text, 1) };
  }
  if (type === T.UnterminatedString) {
    const text = p.tokenText();
    p.error(start, start + 1, 'the string is not closed');
    p.advance();
    return { kind: 'StringLiteral', start, end: p.previousEnd, value: text.slice(text.indexOf("'") + 1).replaceAll("''", "'") };
  }
  if (type === T.UnicodeString) return parseUnicodeString(p);
  p.note(T.String);
  p.unexpected();
  return p.missing('string');
}

export function expectString(p: ParserState): tree.StringLiteral | tree.Missing {
  return parseString(p);
}

function unquote(text: string, from: number): string {
  return text.slice(from, -1).replaceAll("''", "'");
}

function parseUnicodeString(p: ParserState): tree.StringLiteral {
  const { start } = p;
  const raw = unquote(p.tokenText(), 3);
  p.advance();
  let escape = '\\';
  if (p.accept(K.UESCAPE)) {
    if (p.at(T.String)) {
      escape = unquote(p.tokenText(), 1);
      p.advance();
    } else p.expect(T.String);
  }
  const end = p.previousEnd;
  if (!/^[^\s0-9a-fA-F+'"]$/u.test(escape)) {
    p.lateError(start, end, `Invalid Unicode escape character: ${escape}`);
    return { kind: 'StringLiteral', start, end, value: raw };
  }
  const decoded = decodeUnicode(raw, escape);
  if (decoded.problem) p.lateError(start, end, decoded.problem);
  return { kind: 'StringLiteral', start, end, value: decoded.value };
}

/** `\0041`, `\+01F600` and a doubled escape, with any escape character. */
function decodeUnicode(raw: string, escape: string): { readonly value: string; readonly problem?: string } {
  let value = '';
  for (let at = 0; at < raw.length;) {
    if (raw[at] !== escape) {
      value += raw[at]!;
      at++;
      continue;
    }
    if (raw[at + 1] === escape) {
      value += escape;
      at += 2;
      continue;
    }
    const long = raw[at + 1] === '+';
    const from = at + (long ? 2 : 1);
    const digits = raw.slice(from, from + (long ? 6 : 4));
    const wrong = /[^\da-fA-F]/.exec(digits)?.[0];
    if (wrong !== undefined) return { value, problem: `Invalid hexadecimal digit: ${wrong}` };
    if (digits.length < (long ? 6 : 4)) return { value, problem: 'Incomplete escape sequence' };
    const code = Number.parseInt(digits, 16);
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return { value, problem: `Invalid escaped character: ${digits}` };
    value += String.fromCodePoint(code);
    at = from + digits.length;
  }
  return { value };
}

export function parseBinary(p: ParserState): tree.BinaryLiteral {
  const { start, end } = p;
  const hex = p
    .tokenText()
    .slice(2, -1)
    .replace(/[ \r\n\t]/g, '');
  p.advance();
  if (/[^\da-fA-F]/.test(hex)) p.lateError(start, end, 'Binary literal can only contain hexadecimal digits');
  else if (hex.length % 2 !== 0) p.lateError(start, end, 'Binary literal must contain an even number of digits');
  return { kind: 'BinaryLiteral', start, end, hex };
}

/** `date '…'`, `double precision '…'`, `interval '…' day`; undefined where the name is just a name. */
export function parseTypedLiteral(p: ParserState): tree.GenericLiteral | tree.IntervalLiteral | undefined {
  if (p.type === K.INTERVAL) {
    const interval = parseInterval(p);
    if (interval) return interval;
  }
  const { start } = p;
  const precise = p.type === K.DOUBLE && p.peek(1) === K.PRECISION;
  if (!startsString(p.peek(precise ? 2 : 1))) return undefined;
  const name = p.name(E.Type);
  if (precise) p.advance();
  const text = precise ? 'double precision' : name.kind === 'Identifier' ? name.text : '';
  const type: tree.Identifier =
    name.kind === 'Identifier' && !precise ? name : { kind: 'Identifier', start, end: p.previousEnd, text, quoted: false, value: text };
  const value = parseString(p);
  return { kind: 'GenericLiteral', start, end: p.previousEnd, type, value };
}

/** An interval literal; undefined where `interval` is a column, or a type without a field. */
export function parseInterval(p: ParserState): tree.IntervalLiteral | undefined {
  const { start } = p;
  const signed = p.peek(1) === T.Minus || p.peek(1) === T.Plus;
  const stringAt = signed ? 2 : 1;
  if (!startsString(p.peek(stringAt))) return undefined;
  const after = p.peek(stringAt + 1);
  if (!intervalField(after) && (signed || after !== T.Hole)) return undefined;
  p.advance();
  const negative = p.type === T.Minus;
  if (signed) p.advance();
  const value = parseString(p);
  const from = acceptIntervalField(p);
  // TO without a field is an alias.
  const to = from && (intervalField(p.peek(1)) || p.peek(1) === T.Hole) && p.accept(K.TO) ? expectIntervalField(p) : undefined;
  if (from && !to) p.note(K.TO);
  return { kind: 'IntervalLiteral', start, end: p.previousEnd, negative, value, from, to };
}

const FIELDS: Readonly<Record<number, tree.IntervalField>> = {
  [K.YEAR]: 'YEAR',
  [K.MONTH]: 'MONTH',
  [K.DAY]: 'DAY',
  [K.HOUR]: 'HOUR',
  [K.MINUTE]: 'MINUTE',
  [K.SECOND]: 'SECOND',
};

export function intervalField(type: number): tree.IntervalField | undefined {
  return FIELDS[type];
}

export function acceptIntervalField(p: ParserState): tree.IntervalField | undefined {
  const field = FIELDS[p.type];
  if (field) p.advance();
  else p.note(E.DateField);
  return field;
}

function expectIntervalField(p: ParserState): tree.IntervalField | undefined {
  const field = acceptIntervalField(p);
  if (!field) p.unexpected();
  return field;
}
