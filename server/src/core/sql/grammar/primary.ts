/**
 * Primary expressions: literals, names, calls, parentheses, CASE, CAST, and what follows them with `.` and `[`.
 * Invariant: always answers with a node; where no expression begins, a Missing one, and the token stays for others.
 */
import { isReservedType, K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { blameCall, parseCall, parseGrouping, parseListagg, parseNormalize, parseTrim, parseWindow } from './call';
import { parseDataType } from './dataType';
import { E } from './expectation';
import { parseJsonArray, parseJsonExists, parseJsonObject, parseJsonQuery, parseJsonValue } from './json';
import { isNumberType, parseBinary, parseNumber, parseString, parseTypedLiteral, startsString } from './literal';
import { closesLater } from './lookahead';
import { isNameType, type ParserState } from './ParserState';
import { EXPRESSION_WORDS, startsExpression } from './startsExpression';

export function parsePrimary(p: ParserState): tree.Expression {
  if (p.type === T.Hole && p.peek(1) !== T.LeftParen) p.passHoleBefore(startsExpression, E.Expression, ...EXPRESSION_WORDS);
  const { start } = p;
  return parsePostfix(p, parseHead(p), start);
}

/** `base.field` and `base[index]`; leaves `.*` to the select list. */
function parsePostfix(p: ParserState, first: tree.Expression, start: number): tree.Expression {
  let base = first;
  for (let chain = 0; chain < 1000; chain++) {
    if (p.type === T.Dot && base.kind !== 'Missing') {
      if (p.peek(1) === T.Asterisk && p.starAllowed === start) return base;
      // Where a dot may also begin something else, as `.*` behind a function's first word, the server looks behind it before it takes it.
      const outer = isNameType(p.peek(1)) || p.labelAt === p.index - 1 ? undefined : { blame: p.blame(p.index, p.index + 1) };
      p.advance();
      const field = p.name(E.Field);
      if (outer) p.restoreBlame(outer.blame);
      base = { kind: 'DereferenceExpression', start, end: Math.max(p.previousEnd, field.end), base, field };
    } else if (p.at(T.LeftBracket) && base.kind !== 'Missing') {
      p.advance();
      const index = p.rules.valueExpression(p);
      p.close(T.RightBracket);
      base = { kind: 'SubscriptExpression', start, end: p.previousEnd, base, index };
    } else break;
  }
  p.note(T.Dot);
  return base;
}

function parseHead(p: ParserState): tree.Expression {
  const { type, start } = p;
  if (isNameType(type)) return parseNamed(p);
  switch (type) {
    case T.Integer:
    case T.Decimal:
    case T.Double:
      return parseNumber(p);
    case T.Minus:
      return isNumberType(p.peek(1)) ? parseNumber(p) : noExpression(p);
    case T.Hole:
      // The name of a call is what is being typed.
      if (p.peek(1) !== T.LeftParen) return noExpression(p);
      for (const word of [E.Expression, ...EXPRESSION_WORDS]) p.note(word);
      return parseCall(p);
    case T.String:
    case T.UnicodeString:
    case T.UnterminatedString:
      return parseString(p);
    case T.Binary:
      return parseBinary(p);
    case T.UnterminatedQuoted:
    case T.UnterminatedBackquoted:
      return p.unterminatedName();
    case T.Question:
      p.advance();
      return { kind: 'Parameter', start, end: p.previousEnd, position: p.parameters++ };
    case T.LeftParen:
      return parseParenthesized(p);
    case T.LeftBracket:
      return parseArray(p, start);
    case K.NULL:
      p.advance();
      return { kind: 'NullLiteral', start, end: p.previousEnd };
    case K.TRUE:
    case K.FALSE:
      p.advance();
      return { kind: 'BooleanLiteral', start, end: p.previousEnd, value: type === K.TRUE };
    default:
      return isReservedType(type) ? parseReserved(p) : noExpression(p);
  }
}

function parseReserved(p: ParserState): tree.Expression {
  const { start } = p;
  switch (p.type) {
    case K.CASE:
      return parseCase(p);
    case K.CAST:
      return parseCast(p, start, false);
    case K.EXISTS: {
      p.advance();
      const subquery = p.parenthesizedQuery();
      return { kind: 'ExistsPredicate', start, end: p.previousEnd, subquery };
    }
    case K.EXTRACT:
      return parseExtract(p);
    case K.TRIM:
      return parseTrim(p);
    case K.LISTAGG:
      return parseListagg(p);
    case K.NORMALIZE:
      return parseNormalize(p);
    case K.GROUPING:
      return parseGrouping(p);
    case K.JSON_EXISTS:
      return parseJsonExists(p);
    case K.JSON_VALUE:
      return parseJsonValue(p);
    case K.JSON_QUERY:
      return parseJsonQuery(p);
    case K.JSON_OBJECT:
      return parseJsonObject(p);
    case K.JSON_ARRAY:
      return parseJsonArray(p);
    case K.SELECT:
    case K.WITH:
      // A query where a value belongs lacks its parentheses: read it nevertheless, for its scope.
      if (p.previousType === T.LeftParen || p.previousType === T.Comma || (p.type === K.SELECT && p.previousType !== K.SELECT))
        return bareQuery(p);
      return noExpression(p);
    default:
      return parseCurrentValue(p) ?? noExpression(p);
  }
}

const CURRENT: Readonly<Record<number, tree.CurrentValue['name']>> = {
  [K.CURRENT_DATE]: 'current_date',
  [K.CURRENT_TIME]: 'current_time',
  [K.CURRENT_TIMESTAMP]: 'current_timestamp',
  [K.LOCALTIME]: 'localtime',
  [K.LOCALTIMESTAMP]: 'localtimestamp',
  [K.CURRENT_USER]: 'current_user',
  [K.CURRENT_CATALOG]: 'current_catalog',
  [K.CURRENT_SCHEMA]: 'current_schema',
  [K.CURRENT_PATH]: 'current_path',
};

function parseCurrentValue(p: ParserState): tree.CurrentValue | undefined {
  const { start, type } = p;
  const name = CURRENT[type];
  if (!name) return undefined;
  p.advance();
  let precision: number | undefined;
  const takesPrecision = type === K.CURRENT_TIME || type === K.CURRENT_TIMESTAMP || type === K.LOCALTIME || type === K.LOCALTIMESTAMP;
  if (takesPrecision && p.accept(T.LeftParen)) {
    if (p.at(T.Integer)) precision = Number(p.tokenText());
    p.expect(T.Integer);
    p.close(T.RightParen);
  }
  return { kind: 'CurrentValue', start, end: p.previousEnd, name, precision };
}

function noExpression(p: ParserState): tree.Expression {
  p.note(E.Expression);
  if (p.type === T.Hole) for (const word of EXPRESSION_WORDS) p.note(word);
  if (p.skipRepeated()) return parseHead(p);
  p.unexpected();
  return p.missing('expression');
}

function bareQuery(p: ParserState): tree.SubqueryExpression {
  const { start } = p;
  p.note(E.Expression);
  p.unexpected();
  const query = p.rules.query(p);
  return { kind: 'SubqueryExpression', start, end: query.end, query };
}

// --- names and what they can begin

function parseNamed(p: ParserState): tree.Expression {
  const { type, start } = p;
  const next = p.peek(1);
  if (next === T.Arrow) return parseLambda(p);
  if (next === T.LeftParen) {
    if (type === K.ROW && p.peek(2) !== T.RightParen) return parseRow(p);
    if (type === K.TRY_CAST && castFollows(p)) return parseCast(p, start, true);
  }
  if (type === K.ARRAY && next === T.LeftBracket) {
    p.advance();
    return parseArray(p, start);
  }
  if (startsString(next) || type === K.INTERVAL || (type === K.DOUBLE && next === K.PRECISION)) {
    const literal = parseTypedLiteral(p);
    if (literal) return literal;
  }
  if ((type === K.RUNNING || type === K.FINAL) && callFollows(p)) return parseCall(p);
  if (next === K.OVER && (p.peek(2) === T.LeftParen || isNameType(p.peek(2)))) {
    const name = nameOf(p);
    const window = parseWindow(p);
    return { kind: 'WindowOperation', start, end: p.previousEnd, name, window };
  }
  if (next === T.LeftParen || (next === T.Dot && callFollows(p))) return parseCall(p);
  const name = nameOf(p);
  p.note(T.LeftParen);
  return name;
}

function nameOf(p: ParserState): tree.Identifier {
  const name = p.name(E.Expression);
  return name.kind === 'Identifier' ? name : { kind: 'Identifier', start: name.start, end: name.end, text: '', quoted: false, value: '' };
}

/** Whether `a.b.c(` stands here, RUNNING or FINAL before it allowed. */
function callFollows(p: ParserState): boolean {
  let ahead = p.type === K.RUNNING || p.type === K.FINAL ? (isNameType(p.peek(1)) ? 1 : 0) : 0;
  while (p.peek(ahead + 1) === T.Dot && isNameType(p.peek(ahead + 2))) ahead += 2;
  return p.peek(ahead + 1) === T.LeftParen;
}

function parseLambda(p: ParserState): tree.LambdaExpression {
  const { start } = p;
  const parameters: tree.Identifier[] = [];
  if (p.accept(T.LeftParen)) {
    while (p.type !== T.RightParen) {
      parameters.push(nameOf(p));
      if (!p.accept(T.Comma)) break;
    }
    p.close(T.RightParen);
  } else parameters.push(nameOf(p));
  p.expect(T.Arrow);
  const body = p.rules.expression(p);
  return { kind: 'LambdaExpression', start, end: Math.max(body.end, p.previousEnd), parameters, body };
}

// --- parentheses

function parseParenthesized(p: ParserState): tree.Expression {
  if (lambdaFollows(p)) return parseLambda(p);
  const { start } = p;
  p.advance();
  if (p.type === K.SELECT || p.type === K.WITH || p.type === K.VALUES || p.type === K.TABLE) {
    const query = p.rules.query(p);
    p.close(T.RightParen);
    return { kind: 'SubqueryExpression', start, end: p.previousEnd, query };
  }
  p.note(E.Query);
  const inside = p.index;
  const wholeRow = p.wholeRow === inside - 1;
  // Parentheses around a value, a row, parameters of a lambda: up to the first comma all may follow.
  const outer = p.keepOpen();
  const first = p.rules.expression(p);
  if (p.type === T.Comma && !wholeRow) p.restoreBlame(outer);
  const result = parenthesizedRest(p, start, inside, first);
  p.restoreBlame(outer);
  return result;
}

/** Behind the first expression in parentheses. */
function parenthesizedRest(p: ParserState, start: number, inside: number, first: tree.Expression): tree.Expression {
  if (first.kind === 'SubqueryExpression' && p.atSetOperation) {
    const query = p.rules.continueQuery(p, first);
    p.close(T.RightParen);
    return { kind: 'SubqueryExpression', start, end: p.previousEnd, query };
  }
  if (p.type !== T.Comma) {
    if (headlessFollows(p)) return closeHeadless(p, start, inside);
    p.at(T.Comma);
    p.close(T.RightParen);
    return first;
  }
  const expressions = [first];
  while (p.accept(T.Comma)) expressions.push(p.rules.expression(p));
  if (headlessFollows(p)) return closeHeadless(p, start, inside);
  p.close(T.RightParen);
  const fields = expressions.map(plainField);
  return { kind: 'Row', start, end: p.previousEnd, implicit: true, fields };
}

/** FROM inside the parentheses. */
function headlessFollows(p: ParserState): boolean {
  return p.type === K.FROM && closesLater(p);
}

/** A subquery whose SELECT is missing: what was read so far is its list. */
function closeHeadless(p: ParserState, start: number, inside: number): tree.SubqueryExpression {
  p.at(T.RightParen);
  p.unexpected();
  const query = p.rules.headlessQuery(p, inside);
  p.close(T.RightParen);
  return { kind: 'SubqueryExpression', start, end: p.previousEnd, query };
}

function plainField(expression: tree.Expression): tree.RowItem {
  return { kind: 'RowItem', start: expression.start, end: expression.end, expression, name: undefined };
}

/** `(a, b) ->` and `() ->`; also `()` alone, which can be nothing else. */
function lambdaFollows(p: ParserState): boolean {
  let ahead = 1;
  if (p.peek(ahead) === T.RightParen) return true;
  while (isNameType(p.peek(ahead)) && p.peek(ahead + 1) === T.Comma) ahead += 2;
  return isNameType(p.peek(ahead)) && p.peek(ahead + 1) === T.RightParen && p.peek(ahead + 2) === T.Arrow;
}

function parseRow(p: ParserState): tree.Row {
  const { start } = p;
  p.advance();
  const outer = blameCall(p, true);
  p.advance();
  const fields: tree.RowItem[] = [];
  do {
    fields.push(plainField(p.rules.expression(p)));
  } while (p.accept(T.Comma));
  p.close(T.RightParen);
  p.restoreBlame(outer);
  return { kind: 'Row', start, end: p.previousEnd, implicit: false, fields };
}

function parseArray(p: ParserState, start: number): tree.ArrayConstructor {
  p.expect(T.LeftBracket);
  const values: tree.Expression[] = [];
  if (!p.at(T.RightBracket)) {
    do {
      values.push(p.rules.expression(p));
    } while (p.accept(T.Comma));
  }
  p.close(T.RightBracket);
  return { kind: 'ArrayConstructor', start, end: p.previousEnd, values };
}

// --- forms with words inside

function parseCase(p: ParserState): tree.Expression {
  const { start } = p;
  p.advance();
  const operand = p.at(K.WHEN) ? undefined : p.rules.expression(p);
  const whenClauses: tree.WhenClause[] = [];
  while (p.at(K.WHEN)) {
    const whenStart = p.start;
    p.advance();
    const condition = p.rules.expression(p);
    p.expect(K.THEN);
    const result = p.rules.expression(p);
    whenClauses.push({ kind: 'WhenClause', start: whenStart, end: p.previousEnd, operand: condition, result });
  }
  if (whenClauses.length === 0) p.expect(K.WHEN);
  const defaultValue = p.accept(K.ELSE) ? p.rules.expression(p) : undefined;
  p.expect(K.END);
  const end = p.previousEnd;
  if (operand) return { kind: 'SimpleCaseExpression', start, end, operand, whenClauses, defaultValue };
  return { kind: 'SearchedCaseExpression', start, end, whenClauses, defaultValue };
}

function parseCast(p: ParserState, start: number, safe: boolean): tree.Cast {
  p.advance();
  const outer = safe ? { blame: blameCall(p, true) } : undefined;
  const open = p.expect(T.LeftParen);
  const expression = p.rules.expression(p);
  if (outer) p.restoreBlame(outer.blame);
  const as = p.expect(K.AS);
  const type = as || !p.atClauseEnd ? parseDataType(p) : p.missing('type');
  if (open) p.close(T.RightParen);
  return { kind: 'Cast', start, end: p.previousEnd, safe, expression, type };
}

/** Whether `try_cast(` goes on to AS: without it, it is a function's name. */
function castFollows(p: ParserState): boolean {
  let depth = 0;
  for (let ahead = 2; ahead < 200; ahead++) {
    const type = p.peek(ahead);
    if (type === T.EndOfText || (type === K.AS && depth === 0)) return true;
    if (type === T.LeftParen || type === T.LeftBracket) depth++;
    else if (type === T.RightParen || type === T.RightBracket) depth--;
    if (depth < 0) return false;
  }
  return true;
}

function parseExtract(p: ParserState): tree.Extract {
  const { start } = p;
  p.advance();
  const open = p.expect(T.LeftParen);
  const field = p.name(E.DateField);
  p.expect(K.FROM);
  const expression = p.rules.valueExpression(p);
  if (open) p.close(T.RightParen);
  return { kind: 'Extract', start, end: p.previousEnd, field, expression };
}
