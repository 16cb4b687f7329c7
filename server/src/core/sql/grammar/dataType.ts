/**
 * Types as SQL writes them, Trino's and Hive's. Invariant: any name is a type to the grammar; which exist is for the analyzer.
 */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { E } from './expectation';
import { acceptIntervalField, intervalField } from './literal';
import { isNameType, type ParserState } from './ParserState';

export function parseDataType(p: ParserState): tree.DataType {
  return p.nested(parseType, state => state.missing('type'));
}

/** Whether a type can begin with this token. */
export function startsType(type: number): boolean {
  return isNameType(type);
}

function parseType(p: ParserState): tree.DataType {
  p.passHoleBefore(startsType, E.Type);
  let type = parseBaseType(p);
  // The legacy spelling `bigint array`.
  while (type.kind !== 'Missing' && p.type === K.ARRAY && p.peek(1) !== T.LeftParen && p.peek(1) !== T.Less) {
    const name = takeTypeName(p);
    if (p.accept(T.LeftBracket)) {
      p.expect(T.Integer);
      p.close(T.RightBracket);
    }
    type = { kind: 'GenericDataType', start: type.start, end: p.previousEnd, name, arguments: [type] };
  }
  return type;
}

function parseBaseType(p: ParserState): tree.DataType {
  const { start } = p;
  if (!isNameType(p.type)) {
    p.note(E.Type);
    p.unexpected();
    return p.missing('type');
  }
  const next = p.peek(1);
  switch (p.type) {
    case K.ROW:
      // A number is a parameter, though not one that a row could have.
      if (next === T.LeftParen && p.peek(2) !== T.Integer) return parseRowType(p);
      break;
    case K.STRUCT:
      if (next === T.Less) return parseStructType(p);
      break;
    case K.INTERVAL:
      if (!intervalField(next) && next !== T.Hole) break;
      return parseIntervalType(p);
    case K.TIME:
    case K.TIMESTAMP:
      if (next === T.LeftParen && p.peek(3) === T.Comma) break;
      return parseDateTimeType(p);
    case K.DOUBLE:
      if (next !== K.PRECISION) break;
      p.advance();
      p.advance();
      return {
        kind: 'GenericDataType',
        start,
        end: p.previousEnd,
        name: { kind: 'Identifier', start, end: p.previousEnd, text: 'double precision', quoted: false, value: 'double precision' },
        arguments: [],
      };
    default:
      break;
  }
  const name = takeTypeName(p);
  if (p.type === T.Less && (next === T.Less || p.previousType === K.ARRAY)) return parseAngled(p, name);
  const parameters: (tree.DataType | tree.NumericParameter)[] = [];
  if (p.accept(T.LeftParen)) {
    do {
      parameters.push(parseParameter(p));
    } while (p.accept(T.Comma));
    p.close(T.RightParen);
  }
  return { kind: 'GenericDataType', start, end: p.previousEnd, name, arguments: parameters };
}

function takeTypeName(p: ParserState): tree.Identifier {
  const name = p.name(E.Type);
  return name.kind === 'Identifier' ? name : { kind: 'Identifier', start: name.start, end: name.end, text: '', quoted: false, value: '' };
}

function parseParameter(p: ParserState): tree.DataType | tree.NumericParameter {
  return parseNumericParameter(p) ?? parseDataType(p);
}

function parseNumericParameter(p: ParserState): tree.NumericParameter | undefined {
  const { start } = p;
  if (!p.at(T.Integer)) return undefined;
  const value = BigInt(p.tokenText().replaceAll('_', ''));
  p.advance();
  return { kind: 'NumericParameter', start, end: p.previousEnd, value };
}

/** `array<string>`, `map<string,int>`. */
function parseAngled(p: ParserState, name: tree.Identifier): tree.GenericDataType {
  p.expect(T.Less);
  const parameters = [parseDataType(p)];
  while (p.accept(T.Comma)) parameters.push(parseDataType(p));
  p.close(T.Greater);
  return { kind: 'GenericDataType', start: name.start, end: p.previousEnd, name, arguments: parameters };
}

/** `struct<a:bigint,b:struct<c:string>>`, fields with COMMENT. */
function parseStructType(p: ParserState): tree.RowDataType {
  const { start } = p;
  p.advance();
  p.expect(T.Less);
  const fields: tree.RowDataTypeField[] = [];
  do {
    const fieldStart = p.start;
    const name = p.name(E.NewName);
    p.expect(T.Colon);
    const type = parseDataType(p);
    if (p.accept(K.COMMENT)) p.expect(T.String);
    fields.push({ kind: 'RowDataTypeField', start: fieldStart, end: p.previousEnd, name, type });
  } while (p.accept(T.Comma));
  p.close(T.Greater);
  return { kind: 'RowDataType', start, end: p.previousEnd, fields };
}

function parseRowType(p: ParserState): tree.RowDataType {
  const { start } = p;
  p.advance();
  p.expect(T.LeftParen);
  const fields: tree.RowDataTypeField[] = [];
  do {
    const fieldStart = p.start;
    const name = namedFieldFollows(p) ? p.name(E.NewName) : undefined;
    const type = parseDataType(p);
    fields.push({ kind: 'RowDataTypeField', start: fieldStart, end: p.previousEnd, name, type });
  } while (p.accept(T.Comma));
  p.close(T.RightParen);
  return { kind: 'RowDataType', start, end: p.previousEnd, fields };
}

/** `a bigint`, but not `double precision`, `interval day`, `bigint array`. */
function namedFieldFollows(p: ParserState): boolean {
  const next = p.peek(1);
  if (!isNameType(p.type) || !isNameType(next)) return false;
  const after = p.peek(2);
  const ends = after === T.Comma || after === T.RightParen;
  if (p.type === K.DOUBLE && next === K.PRECISION && ends) return false;
  if (p.type === K.INTERVAL && intervalField(next) && (ends || after === K.TO)) return false;
  if (next === K.ARRAY && ends) return false;
  if ((p.type === K.TIME || p.type === K.TIMESTAMP) && next === K.WITHOUT && after === K.TIME) return false;
  return true;
}

function parseIntervalType(p: ParserState): tree.IntervalDataType {
  const { start } = p;
  p.advance();
  const from = acceptIntervalField(p);
  if (!from) p.unexpected();
  const to = p.accept(K.TO) ? acceptIntervalField(p) : undefined;
  return { kind: 'IntervalDataType', start, end: p.previousEnd, from, to };
}

function parseDateTimeType(p: ParserState): tree.DateTimeDataType {
  const { start } = p;
  const base = p.type === K.TIME ? 'TIME' : 'TIMESTAMP';
  p.advance();
  let precision: tree.DateTimeDataType['precision'];
  if (p.accept(T.LeftParen)) {
    const parameter = parseParameter(p);
    precision = parameter.kind === 'NumericParameter' || parameter.kind === 'GenericDataType' ? parameter : undefined;
    p.close(T.RightParen);
  }
  // WITH PROPERTIES or WITH (…) may follow a column's type: only `WITH TIME` belongs to it.
  let withTimeZone = false;
  if ((p.type === K.WITH || p.type === K.WITHOUT) && p.peek(1) === K.TIME) {
    withTimeZone = p.type === K.WITH;
    p.advance();
    p.advance();
    p.expect(K.ZONE);
  } else {
    p.note(K.WITH);
  }
  return { kind: 'DateTimeDataType', start, end: p.previousEnd, base, precision, withTimeZone };
}
