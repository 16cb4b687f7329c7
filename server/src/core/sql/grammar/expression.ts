/**
 * Boolean and value expressions: everything with operators.
 * Invariant: Trino's precedence (OR, AND, NOT, one predicate, ||, + -, * / %, sign, AT TIME ZONE); a predicate cannot follow a predicate.
 */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { E } from './expectation';
import type { ParserState } from './ParserState';
import { isNumberType } from './literal';
import { parsePrimary } from './primary';
import { startsExpression } from './startsExpression';

/** Longer chains of one operator are refused: trees are walked by recursion. */
const MAX_CHAIN = 1000;

export function parseExpression(p: ParserState): tree.Expression {
  return p.nested(parseOr, tooDeep);
}

/** An expression without AND, OR, NOT and predicates. */
export function parseValueExpression(p: ParserState): tree.Expression {
  return p.nested(parseConcatenation, tooDeep);
}

/** Goes on with an expression whose first value has been read already. */
export function continueExpression(p: ParserState, value: tree.Expression): tree.Expression {
  return parseOr(p, value);
}

export function parseExpressions(p: ParserState): readonly tree.Expression[] {
  const expressions = [parseExpression(p)];
  while (p.accept(T.Comma)) expressions.push(parseExpression(p));
  return expressions;
}

function tooDeep(p: ParserState): tree.Missing {
  return p.missing('expression');
}

function parseOr(p: ParserState, first?: tree.Expression): tree.Expression {
  return parseLogical(p, 'OR', K.OR, parseAnd, first);
}

function parseAnd(p: ParserState, first?: tree.Expression): tree.Expression {
  return parseLogical(p, 'AND', K.AND, parseNot, first);
}

function parseLogical(
  p: ParserState,
  operator: 'AND' | 'OR',
  word: number,
  parseTerm: (p: ParserState, first?: tree.Expression) => tree.Expression,
  first?: tree.Expression,
): tree.Expression {
  const begin = first ? -1 : p.index;
  const term = parseTerm(p, first);
  if (!p.at(word)) return term;
  p.decide(begin);
  const terms = [term];
  while (p.accept(word)) terms.push(parseTerm(p));
  return { kind: 'LogicalExpression', start: term.start, end: terms.at(-1)!.end, operator, terms };
}

function parseNot(p: ParserState, first?: tree.Expression): tree.Expression {
  if (first) return parsePredicate(p, first, -1);
  const { start, index } = p;
  if (!p.accept(K.NOT)) return parsePredicate(p, parseValueExpression(p), index);
  p.decide(index);
  const value = p.nested(state => parseNot(state), tooDeep);
  return { kind: 'NotExpression', start, end: value.end, value };
}

const COMPARISONS: Readonly<Record<number, tree.ComparisonOperator>> = {
  [T.Equal]: '=',
  [T.NotEqual]: '<>',
  [T.Less]: '<',
  [T.LessEqual]: '<=',
  [T.Greater]: '>',
  [T.GreaterEqual]: '>=',
};

function parsePredicate(p: ParserState, value: tree.Expression, begin: number): tree.Expression {
  const operatorAt = p.start;
  const { start } = value;
  const comparison = COMPARISONS[p.type];
  if (comparison) {
    p.decide(begin);
    p.advance();
    return parseComparison(p, value, comparison, operatorAt);
  }
  p.note(E.Operator);
  if (p.at(K.IS)) {
    p.decide(begin);
    return parseIs(p, value);
  }
  const negated = p.type === K.NOT && isNegatable(p.peek(1));
  const word = negated ? p.peek(1) : p.type;
  if (negated || word === K.IN || word === K.BETWEEN || word === K.LIKE) p.decide(begin);
  const before = word === K.IN && !negated ? { blame: p.blame(p.index, Number.POSITIVE_INFINITY) } : undefined;
  if (p.type === K.NOT && !negated && p.peek(1) !== T.Hole) {
    // Only a predicate can begin with NOT here.
    p.advance();
    for (const expected of [K.BETWEEN, K.IN, K.LIKE]) p.note(expected);
    p.unexpected();
    return value;
  }
  if (!negated && !p.atAny(K.BETWEEN, K.IN, K.LIKE)) {
    if (p.type === K.NOT) p.note(E.Operator);
    return value;
  }
  if (negated) p.advance();
  p.advance();
  if (word === K.BETWEEN) {
    const min = parseValueExpression(p);
    const max = p.expect(K.AND) || !p.atClauseEnd ? parseValueExpression(p) : p.missing('expression');
    return { kind: 'BetweenPredicate', start, end: max.end, operatorAt, not: negated, value, min, max };
  }
  if (word === K.LIKE) {
    const pattern = parseValueExpression(p);
    const escape = p.accept(K.ESCAPE) ? parseValueExpression(p) : undefined;
    return { kind: 'LikePredicate', start, end: (escape ?? pattern).end, operatorAt, not: negated, value, pattern, escape };
  }
  const list = parseInList(p);
  if (before) p.restoreBlame(before.blame);
  return { kind: 'InPredicate', start, end: Math.max(list.end, value.end), operatorAt, not: negated, value, list };
}

function isNegatable(type: number): boolean {
  return type === K.BETWEEN || type === K.IN || type === K.LIKE;
}

function parseComparison(p: ParserState, value: tree.Expression, operator: tree.ComparisonOperator, operatorAt: number): tree.Expression {
  const { start } = value;
  const quantifier = p.type === K.ALL ? 'ALL' : p.type === K.ANY ? 'ANY' : p.type === K.SOME ? 'SOME' : undefined;
  if (quantifier && p.peek(1) === T.LeftParen && startsQuery(p.peek(2))) {
    p.advance();
    const outer = p.blame(p.index, Number.POSITIVE_INFINITY);
    const subquery = p.parenthesizedQuery();
    p.restoreBlame(outer);
    return { kind: 'QuantifiedComparison', start, end: p.previousEnd, operator, operatorAt, quantifier, value, subquery };
  }
  p.note(K.ALL);
  p.note(K.ANY);
  const right = parseValueExpression(p);
  return { kind: 'ComparisonExpression', start, end: right.end, operator, operatorAt, left: value, right };
}

function parseIs(p: ParserState, value: tree.Expression): tree.Expression {
  const operatorAt = p.start;
  const { start } = value;
  p.advance();
  const not = p.accept(K.NOT);
  if (p.accept(K.DISTINCT)) {
    p.expect(K.FROM);
    const right = parseValueExpression(p);
    return { kind: 'IsDistinctFromPredicate', start, end: right.end, operatorAt, not, left: value, right };
  }
  p.expect(K.NULL);
  return { kind: 'IsNullPredicate', start, end: p.previousEnd, operatorAt, not, value };
}

function parseInList(p: ParserState): tree.InPredicate['list'] {
  const { start } = p;
  const open = p.expect(T.LeftParen);
  if (!open && !startsExpression(p.type) && p.type !== K.SELECT) return p.missing('list');
  if (startsQuery(p.type)) {
    const query = p.rules.query(p);
    if (open) p.close(T.RightParen);
    else p.accept(T.RightParen);
    return { kind: 'SubqueryExpression', start, end: p.previousEnd, query };
  }
  // `((select …) union …)` reads as an expression first; see parseParenthesized.
  const values = open ? parseExpressions(p) : [parseValueExpression(p)];
  const only = values.length === 1 ? values[0] : undefined;
  if (only?.kind === 'SubqueryExpression' && p.atSetOperation) {
    const query = p.rules.continueQuery(p, only);
    p.close(T.RightParen);
    return { kind: 'SubqueryExpression', start, end: p.previousEnd, query };
  }
  if (open) p.close(T.RightParen);
  return { kind: 'InListExpression', start, end: p.previousEnd, values };
}

/** Whether a query in parentheses begins with this word (one that begins with a parenthesis is told apart later). */
export function startsQuery(type: number): boolean {
  return type === K.SELECT || type === K.WITH || type === K.VALUES || type === K.TABLE;
}

// --- values

function parseConcatenation(p: ParserState): tree.Expression {
  const begin = p.index;
  let left = parseAdditive(p);
  for (let chain = 0; p.at(T.Concat); chain++) {
    if (chain === MAX_CHAIN) return refuseChain(p, left);
    const operatorAt = p.start;
    p.decide(begin);
    p.advance();
    const right = parseAdditive(p);
    left = { kind: 'Concatenation', start: left.start, end: right.end, operatorAt, left, right };
  }
  return left;
}

function parseAdditive(p: ParserState): tree.Expression {
  const begin = p.index;
  let left = parseMultiplicative(p);
  for (let chain = 0; p.atAny(T.Plus, T.Minus); chain++) {
    if (chain === MAX_CHAIN) return refuseChain(p, left);
    const operator = p.type === T.Plus ? '+' : '-';
    const operatorAt = p.start;
    p.decide(begin);
    p.advance();
    const right = parseMultiplicative(p);
    left = { kind: 'ArithmeticBinary', start: left.start, end: right.end, operator, operatorAt, left, right };
  }
  return left;
}

function parseMultiplicative(p: ParserState): tree.Expression {
  const begin = p.index;
  let left = parseSigned(p);
  for (let chain = 0; p.atAny(T.Asterisk, T.Slash, T.Percent); chain++) {
    if (chain === MAX_CHAIN) return refuseChain(p, left);
    const operator = p.type === T.Asterisk ? '*' : p.type === T.Slash ? '/' : '%';
    const operatorAt = p.start;
    p.decide(begin);
    p.advance();
    const right = parseSigned(p);
    left = { kind: 'ArithmeticBinary', start: left.start, end: right.end, operator, operatorAt, left, right };
  }
  return left;
}

function refuseChain(p: ParserState, left: tree.Expression): tree.Expression {
  p.error(p.start, p.end, `more than ${MAX_CHAIN} operators in a row`);
  p.skipToClause();
  return left;
}

function parseSigned(p: ParserState): tree.Expression {
  const { start, type, index } = p;
  const number = type === T.Minus && isNumberType(p.peek(1));
  if (number || (type !== T.Minus && type !== T.Plus)) return parseAtTimeZone(p, parsePrimary(p), index);
  p.decide(index);
  p.advance();
  const value = p.nested(parseSigned, tooDeep);
  return { kind: 'ArithmeticUnary', start, end: value.end, operator: type === T.Minus ? '-' : '+', value };
}

function parseAtTimeZone(p: ParserState, first: tree.Expression, begin: number): tree.Expression {
  let value = first;
  while (p.type === K.AT && p.peek(1) === K.TIME) {
    p.decide(begin);
    const operatorAt = p.start;
    p.advance();
    p.advance();
    p.expect(K.ZONE);
    const timeZone = parsePrimary(p);
    const literal = timeZone.kind === 'StringLiteral' || timeZone.kind === 'IntervalLiteral' || timeZone.kind === 'Missing';
    if (!literal) p.error(timeZone.start, timeZone.end, 'a time zone is a string or an interval literal');
    value = { kind: 'AtTimeZone', start: value.start, end: Math.max(timeZone.end, p.previousEnd), operatorAt, value, timeZone };
  }
  p.note(K.AT);
  return value;
}
