/**
 * Queries: WITH, set operations, SELECT and its clauses.
 * Invariant: whatever stands between the clauses, each clause that is there gets into the tree, so that the query keeps its scope.
 */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { parseExpressions } from './expression';
import { E } from './expectation';
import { fromFollows } from './lookahead';
import { isNameType, type ParserState } from './ParserState';
import { parseClauses, type Clauses } from './queryClauses';
import { parseSelect } from './select';
import { parseSortItems } from './sorting';
import { startsExpression } from './startsExpression';

export function parseQuery(p: ParserState): tree.Query {
  return p.nested(parseWithAndBody, missingQuery);
}

/** A query whose first operand, in parentheses, was read as a value or relation already. */
export function continueQuery(p: ParserState, first: tree.SubqueryExpression | tree.TableSubquery): tree.Query {
  const operand: tree.TableSubquery = { kind: 'TableSubquery', start: first.start, end: first.end, query: first.query };
  return parseBodyAndTail(p, first.start, undefined, operand);
}

/** The clauses of a query whose SELECT is missing. */
export function headlessQuery(p: ParserState, from: number): tree.Query {
  const { start } = p;
  const select: tree.Select = { kind: 'Select', start, end: start, quantifier: undefined, items: [] };
  const outer = p.enterQuery(from);
  const specification = finishSpecification(p, start, select, parseClauses(p));
  p.leaveQuery(outer, specification);
  return parseBodyAndTail(p, start, undefined, specification);
}

/** `selct a from t`: from the list on, if a FROM follows it. */
export function selectListQuery(p: ParserState, start: number): tree.Query | undefined {
  if (!fromFollows(p)) return undefined;
  const body = readSelectList(p, start);
  return parseBodyAndTail(p, start, undefined, body);
}

/** The same as an operand. */
function selectListBody(p: ParserState): tree.QuerySpecification | undefined {
  return fromFollows(p) ? readSelectList(p, p.start) : undefined;
}

function readSelectList(p: ParserState, start: number): tree.QuerySpecification {
  const outer = p.enterQuery();
  const select = parseSelect(p, start);
  const specification = finishSpecification(p, start, select, parseClauses(p));
  p.leaveQuery(outer, specification);
  return specification;
}

function missingQuery(p: ParserState): tree.Query {
  const body = p.missing('query');
  return plainQuery(body.start, body.end, undefined, body);
}

function plainQuery(start: number, end: number, withClause: tree.With | undefined, body: tree.QueryBody): tree.Query {
  return {
    kind: 'Query',
    start,
    end,
    functions: [],
    sessionProperties: [],
    with: withClause,
    body,
    orderBy: undefined,
    offset: undefined,
    limit: undefined,
  };
}

function parseWithAndBody(p: ParserState): tree.Query {
  const { start } = p;
  const outer = p.enterQuery();
  const withClause = p.at(K.WITH) ? parseWith(p) : undefined;
  const query = parseBodyAndTail(p, start, withClause);
  p.leaveQuery(outer, query);
  return query;
}

export function parseWith(p: ParserState): tree.With {
  const { start } = p;
  p.advance();
  const outer = p.enterClause('with');
  const recursive = p.accept(K.RECURSIVE);
  const queries: tree.WithQuery[] = [];
  do {
    // `WITH a AS (…), SELECT`: the comma is one too many.
    if (queries.length > 0 && p.type === K.SELECT) {
      p.unexpected();
      break;
    }
    queries.push(parseWithQuery(p));
    p.passHoleBeforeStray(T.Comma, K.SELECT);
    p.passStray();
  } while (p.accept(T.Comma) || missingComma(p));
  p.leaveClause(outer);
  return { kind: 'With', start, end: p.previousEnd, recursive, queries };
}

/** `name AS (` behind a CTE: only the comma was forgotten. */
function missingComma(p: ParserState): boolean {
  if (p.type === T.Hole && (p.peek(2) === K.AS || p.peek(2) === T.LeftParen)) p.passHoleBefore(isNameType, T.Comma, K.SELECT);
  if (!isNameType(p.type) || (p.peek(1) !== K.AS && p.peek(1) !== T.LeftParen)) return false;
  p.unexpected();
  return true;
}

function parseWithQuery(p: ParserState): tree.WithQuery {
  const { start } = p;
  const name = p.name(E.NewName);
  const columnNames = p.at(T.LeftParen) && !queryBehindParen(p) ? p.columnAliases(E.NewName) : undefined;
  if (!p.expect(K.AS) && !p.sees(T.LeftParen)) skipToAs(p);
  const outer = p.cteParens;
  p.cteParens = p.parens + 1;
  p.passHoleBefore(type => type === K.SELECT, T.LeftParen);
  const query = p.type === K.SELECT ? unparenthesized(p) : p.parenthesizedQuery();
  p.cteParens = outer;
  return { kind: 'WithQuery', start, end: Math.max(p.previousEnd, query.end), name, columnNames, query };
}

/** `t n) AS (`: what stands between the name and AS. */
function skipToAs(p: ParserState): void {
  for (let ahead = 0; ahead < 40; ahead++) {
    const type = p.peek(ahead);
    if (type === T.EndOfText || type === K.SELECT) return;
    if (type !== K.AS) continue;
    for (let i = 0; i <= ahead; i++) p.advance();
    return;
  }
}

function queryBehindParen(p: ParserState): boolean {
  const next = p.peek(1);
  return next === K.SELECT || next === K.WITH || next === K.VALUES;
}

/** `a AS SELECT …`: the query is read, its parentheses are missing. */
function unparenthesized(p: ParserState): tree.Query {
  p.at(T.LeftParen);
  p.unexpected();
  const outer = p.unclosed;
  p.unclosed = true;
  const query = parseQuery(p);
  p.unclosed = outer;
  p.accept(T.RightParen);
  return query;
}

// --- body, ORDER BY, OFFSET, LIMIT

function parseBodyAndTail(p: ParserState, start: number, withClause: tree.With | undefined, first?: tree.QueryBody): tree.Query {
  const base = p.parens;
  let body = parseTerm(p, first);
  let orderBy: tree.OrderBy | undefined;
  let offset: tree.Offset | undefined;
  let limit: tree.Limit | tree.FetchFirst | undefined;
  const outer = p.enterQuery();
  p.clause = 'tail';
  for (let last = 0; ;) {
    const order = tailOrder(p);
    if (order === 0) {
      const resumed = resume(p, body, base);
      if (!resumed) break;
      body = resumed;
      continue;
    }
    if (order <= last) p.unexpected();
    last = Math.max(last, order);
    if (order === 1) orderBy = parseOrderBy(p);
    else if (order === 2) offset = parseOffset(p);
    else limit = p.type === K.LIMIT ? parseLimit(p) : parseFetch(p);
  }
  const plain = plainQuery(start, Math.max(p.previousEnd, body.end), withClause, body);
  const query = orderBy || offset || limit ? { ...plain, orderBy, offset, limit } : plain;
  p.leaveQuery(outer, query);
  return query;
}

/** 1 ORDER BY, 2 OFFSET, 3 LIMIT or FETCH, 0 none: notes what could stand. */
function tailOrder(p: ParserState): number {
  if (p.at(K.ORDER)) return 1;
  if (p.at(K.OFFSET)) return 2;
  return p.atAny(K.LIMIT, K.FETCH) ? 3 : 0;
}

/**
 * What stands behind the end of a query that should end here. A clause of SELECT that comes too late, or a set operation
 * behind LIMIT, is still read into the body.
 */
function resume(p: ParserState, body: tree.QueryBody, base: number): tree.QueryBody | undefined {
  if (p.atSetOperation) {
    p.unexpected();
    return parseTerm(p, body);
  }
  if (p.atAny(K.FROM, K.WHERE, K.GROUP, K.HAVING) && body.kind === 'QuerySpecification') {
    p.unexpected();
    const outer = p.enterQuery();
    const resumed = finishSpecification(p, body.start, body.select, parseClauses(p, body));
    p.leaveQuery(outer, resumed);
    return resumed;
  }
  if (p.mayEndQuery(base)) return undefined;
  if (p.type === T.Hole) {
    p.passHole();
    return body;
  }
  p.unexpected();
  p.skipToClause();
  return p.mayEndQuery(base) ? undefined : body;
}

function parseOrderBy(p: ParserState): tree.OrderBy {
  const { start } = p;
  const outer = p.enterClause('order by');
  p.advance();
  p.expect(K.BY);
  const items = parseSortItems(p);
  p.leaveClause(outer);
  return { kind: 'OrderBy', start, end: p.previousEnd, items };
}

function parseOffset(p: ParserState): tree.Offset {
  const { start } = p;
  p.advance();
  const rowCount = parseRowCount(p);
  if (!p.accept(K.ROW)) p.accept(K.ROWS);
  return { kind: 'Offset', start, end: p.previousEnd, rowCount };
}

function parseLimit(p: ParserState): tree.Limit {
  const { start } = p;
  p.advance();
  const rowCount = p.accept(K.ALL) ? undefined : parseRowCount(p);
  return { kind: 'Limit', start, end: p.previousEnd, rowCount };
}

function parseFetch(p: ParserState): tree.FetchFirst {
  const { start } = p;
  p.advance();
  if (!p.accept(K.FIRST)) p.expect(K.NEXT);
  const rowCount = p.type === T.Integer || p.type === T.Question ? parseRowCount(p) : undefined;
  if (!p.accept(K.ROW)) p.expect(K.ROWS);
  const withTies = p.accept(K.WITH);
  if (withTies) p.expect(K.TIES);
  else p.expect(K.ONLY);
  return { kind: 'FetchFirst', start, end: p.previousEnd, rowCount, withTies };
}

function parseRowCount(p: ParserState): tree.Expression {
  if (p.atAny(T.Integer, T.Question)) return p.rules.primary(p);
  p.unexpected();
  return p.missing('row count');
}

// --- set operations

const MAX_OPERANDS = 1000;

function parseTerm(p: ParserState, first?: tree.QueryBody): tree.QueryBody {
  let left = parseIntersection(p, first);
  for (let count = 0; p.atAny(K.UNION, K.EXCEPT); count++) {
    if (count === MAX_OPERANDS) {
      p.error(p.start, p.end, `more than ${MAX_OPERANDS} set operations in a row`);
      p.skipRest();
      break;
    }
    left = parseOperation(p, left, p.type === K.UNION ? 'UNION' : 'EXCEPT', parseIntersection);
  }
  return left;
}

function parseIntersection(p: ParserState, first?: tree.QueryBody): tree.QueryBody {
  let left = first ?? parseOperand(p);
  for (let count = 0; p.at(K.INTERSECT) && count < MAX_OPERANDS; count++) left = parseOperation(p, left, 'INTERSECT', parseOperand);
  return left;
}

function parseOperation(
  p: ParserState,
  left: tree.QueryBody,
  operator: tree.SetOperation['operator'],
  parseRight: (p: ParserState) => tree.QueryBody,
): tree.SetOperation {
  const operatorAt = p.start;
  p.advance();
  const quantifier = p.accept(K.DISTINCT) ? 'DISTINCT' : p.accept(K.ALL) ? 'ALL' : undefined;
  const corresponding = parseCorresponding(p);
  const right = parseRight(p);
  return {
    kind: 'SetOperation',
    start: left.start,
    end: Math.max(right.end, p.previousEnd),
    operator,
    operatorAt,
    quantifier,
    corresponding,
    left,
    right,
  };
}

function parseCorresponding(p: ParserState): tree.Corresponding | undefined {
  const { start } = p;
  if (!p.accept(K.CORRESPONDING)) return undefined;
  const columns = p.accept(K.BY) ? p.columnAliases(E.Column) : undefined;
  return { kind: 'Corresponding', start, end: p.previousEnd, columns };
}

function parseOperand(p: ParserState): tree.QueryBody {
  const { start } = p;
  p.passHoleBefore(type => type === K.SELECT || type === K.VALUES || type === T.LeftParen, E.Query, K.SELECT, K.VALUES, K.TABLE);
  switch (p.type) {
    case K.SELECT:
      return parseSpecification(p);
    case K.TABLE: {
      p.advance();
      const name = p.qualifiedName(E.Relation);
      return { kind: 'Table', start, end: p.previousEnd, name, period: undefined };
    }
    case K.VALUES: {
      p.advance();
      const rows = parseExpressions(p);
      return { kind: 'Values', start, end: p.previousEnd, rows };
    }
    case T.LeftParen:
      return p.nested<tree.QueryBody>(parseParenthesized, state => state.missing('query'));
    default:
      break;
  }
  for (const wish of [E.Query, K.SELECT, K.VALUES, K.TABLE, T.LeftParen]) p.note(wish);
  p.unexpected();
  const listed = startsExpression(p.type) || p.type === T.Asterisk || p.type === T.Hole ? selectListBody(p) : undefined;
  if (listed) return listed;
  // WITH inside an operand is not Trino's, but its query can be read.
  if (p.type === K.WITH) {
    const query = parseQuery(p);
    return { kind: 'TableSubquery', start: query.start, end: query.end, query };
  }
  return p.missing('query');
}

function parseParenthesized(p: ParserState): tree.TableSubquery {
  const { start } = p;
  p.advance();
  // Inside a set operation's parentheses Trino has no WITH.
  if (p.type === K.WITH) {
    for (const wish of [K.SELECT, K.VALUES, K.TABLE, T.LeftParen]) p.note(wish);
    p.unexpected();
  }
  const query = p.type === K.WITH ? parseQuery(p) : parseBodyAndTail(p, p.start, undefined);
  p.close(T.RightParen);
  return { kind: 'TableSubquery', start, end: p.previousEnd, query };
}

function parseSpecification(p: ParserState): tree.QuerySpecification {
  const { start } = p;
  const outer = p.enterQuery();
  p.advance();
  const select = parseSelect(p, start);
  const specification = finishSpecification(p, start, select, parseClauses(p));
  p.leaveQuery(outer, specification);
  return specification;
}

function finishSpecification(p: ParserState, start: number, select: tree.Select, clauses: Clauses): tree.QuerySpecification {
  return { kind: 'QuerySpecification', start, end: Math.max(p.previousEnd, select.end), select, ...clauses };
}
