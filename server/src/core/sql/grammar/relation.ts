/**
 * Relations: tables, joins, subqueries, UNNEST, table functions, samples, aliases.
 * Invariant: words such as LIMIT are aliases where Trino reads them as aliases, and clauses where their clause follows.
 */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { E } from './expectation';
import { closesLater, fromFollows } from './lookahead';
import { isNameType, type ParserState } from './ParserState';
import { parseJsonTable } from './jsonTable';
import { parseMatchRecognize } from './matchRecognize';
import { parseTableFunction } from './tableFunction';

export function parseRelation(p: ParserState): tree.Relation {
  return p.nested(parseJoins, state => state.missing('relation'));
}

/** The relations of FROM. A comma or JOIN that is missing between them is one error. */
export function parseRelations(p: ParserState): readonly tree.Relation[] {
  const relations = [parseRelation(p)];
  for (;;) {
    if (p.acceptListComma() || anotherRelation(p)) relations.push(parseRelation(p));
    else if (p.type === K.ON || p.type === K.USING) relations.push(joinToCriteria(p, relations.pop()!, relations.pop()));
    else return relations;
  }
}

/** ON or USING behind a relation: JOIN is missing before it. */
function joinToCriteria(p: ParserState, right: tree.Relation, left: tree.Relation | undefined): tree.Relation {
  p.unexpected();
  const criteria = parseCriteria(p);
  const first = left ?? p.missing('relation');
  return {
    kind: 'Join',
    start: left?.start ?? right.start,
    end: p.previousEnd,
    type: 'INNER',
    left: left ? first : right,
    right: left ? right : p.missing('relation'),
    criteria,
  };
}

/** Names that can only begin a clause where an alias stands already. */
const CLAUSE_WORDS: ReadonlySet<number> = new Set([K.LIMIT, K.OFFSET, K.FETCH, K.WINDOW]);

/** A relation right behind a relation: a comma or a join is missing. */
function anotherRelation(p: ParserState): boolean {
  p.passHoleBefore(startsRelation, T.Comma);
  const starts =
    (isNameType(p.type) && !p.atTail && !CLAUSE_WORDS.has(p.type)) ||
    (p.type === T.LeftParen && (p.peek(1) === K.SELECT || p.peek(1) === K.VALUES || p.peek(1) === K.WITH));
  if (!starts || p.isMisspeltClause()) return false;
  p.note(T.Comma);
  p.unexpected();
  return true;
}

const MAX_JOINS = 1000;

function parseJoins(p: ParserState): tree.Relation {
  let left = parseSampled(p);
  for (let count = 0; count < MAX_JOINS; count++) {
    let joined = parseJoin(p, left);
    if (!joined && p.type === T.Hole) {
      p.passHoleBeforeStray(T.Comma);
      if (p.passStray()) joined = parseJoin(p, left);
    }
    if (!joined) return left;
    left = joined;
  }
  p.error(p.start, p.end, `more than ${MAX_JOINS} joins in a row`);
  p.skipToClause();
  return left;
}

function parseJoin(p: ParserState, left: tree.Relation): tree.Join | undefined {
  const { start } = left;
  if (p.accept(K.CROSS)) {
    p.expect(K.JOIN);
    const right = parseSampled(p);
    return { kind: 'Join', start, end: Math.max(right.end, p.previousEnd), type: 'CROSS', left, right, criteria: undefined };
  }
  const naturalStart = p.start;
  const natural = p.accept(K.NATURAL);
  const type = acceptJoinType(p);
  if (!type) {
    if (!natural) return undefined;
    p.expect(K.JOIN);
  }
  if (natural) {
    const right = parseSampled(p);
    return {
      kind: 'Join',
      start,
      end: Math.max(right.end, p.previousEnd),
      type: type ?? 'INNER',
      left,
      right,
      criteria: { kind: 'NaturalJoin', start: naturalStart, end: naturalStart },
    };
  }
  const right = parseRelation(p);
  const criteria = parseCriteria(p);
  return { kind: 'Join', start, end: Math.max(criteria.end, right.end, p.previousEnd), type: type ?? 'INNER', left, right, criteria };
}

function acceptJoinType(p: ParserState): tree.Join['type'] | undefined {
  let type: tree.Join['type'] | undefined;
  if (p.accept(K.JOIN)) return 'INNER';
  if (p.accept(K.INNER)) type = 'INNER';
  else if (p.accept(K.LEFT)) type = 'LEFT';
  else if (p.accept(K.RIGHT)) type = 'RIGHT';
  else if (p.accept(K.FULL)) type = 'FULL';
  else if (p.sees(K.OUTER)) {
    p.unexpected();
    type = 'FULL';
  } else return undefined;
  if (type !== 'INNER') p.accept(K.OUTER);
  // `LEFT SEMI JOIN`: one word that does not belong there.
  if (!p.expect(K.JOIN) && p.peek(1) === K.JOIN) {
    p.advance();
    p.advance();
  }
  return type;
}

export function parseCriteria(p: ParserState): tree.JoinOn | tree.JoinUsing | tree.Missing {
  const { start } = p;
  if (p.at(K.ON)) {
    const outer = p.enterClause('on');
    p.advance();
    const expression = p.rules.expression(p);
    p.passStray();
    p.leaveClause(outer);
    return { kind: 'JoinOn', start, end: Math.max(expression.end, p.previousEnd), expression };
  }
  if (p.at(K.USING)) {
    const outer = p.enterClause('using');
    p.advance();
    const open = p.expect(T.LeftParen);
    const columns = [p.name(E.Column)];
    while (p.accept(T.Comma)) columns.push(p.name(E.Column));
    p.leaveClause(outer);
    if (open) p.close(T.RightParen);
    return { kind: 'JoinUsing', start, end: p.previousEnd, columns };
  }
  p.unexpected();
  return p.missing('criteria');
}

/** A relation with its alias, MATCH_RECOGNIZE and TABLESAMPLE; the operand of joins. */
function parseSampled(p: ParserState): tree.Relation {
  const { start } = p;
  let relation = parseAlias(p, parsePrimary(p), start);
  if (p.type === K.MATCH_RECOGNIZE && p.peek(1) === T.LeftParen) relation = parseAlias(p, parseMatchRecognize(p, relation), start);
  else p.note(K.MATCH_RECOGNIZE);
  if (!p.accept(K.TABLESAMPLE)) return relation;
  const type = p.accept(K.BERNOULLI) ? 'BERNOULLI' : p.accept(K.SYSTEM) ? 'SYSTEM' : undefined;
  if (!type) p.unexpected();
  p.expect(T.LeftParen);
  const percentage = p.rules.expression(p);
  p.close(T.RightParen);
  return { kind: 'SampledRelation', start, end: p.previousEnd, relation, type, percentage };
}

function parseAlias(p: ParserState, relation: tree.Relation, start: number): tree.Relation {
  p.passHoleBeforeStray(...AFTER_RELATION);
  p.passStray();
  if (relation.kind !== 'Missing' && p.type === T.Hole && endsRelation(p.peek(2))) p.passHoleBefore(isNameType, ...AFTER_RELATION);
  if (p.type === T.Hole && p.columnListFollows(1)) p.passHole();
  // `orders orders o`: the name stands twice, unless the second is the alias.
  if (p.isRepeatedName && isNameType(p.peek(1))) {
    p.advance();
    p.unexpected();
  }
  const as = p.accept(K.AS);
  if (!as && (!isNameType(p.type) || clauseFollows(p) || relation.kind === 'Missing')) {
    if (relation.kind !== 'Missing') p.note(E.NewName);
    if (p.type !== T.LeftParen || relation.kind === 'Missing' || !p.columnListFollows()) return relation;
    // Column names without the alias that they belong to.
    p.unexpected();
    const missing = p.missing('alias');
    const names = p.columnAliases(E.NewName);
    return { kind: 'AliasedRelation', start, end: p.previousEnd, relation, alias: missing, columnNames: names };
  }
  const alias = p.name(E.NewName);
  skipRepeatedAlias(p);
  const columnNames = p.at(T.LeftParen) && p.peek(1) !== K.SELECT ? p.columnAliases(E.NewName) : undefined;
  return { kind: 'AliasedRelation', start, end: Math.max(p.previousEnd, alias.end), relation, alias, columnNames };
}

/** Whether what stands behind a word shows that the word is an alias. */
function endsRelation(type: number): boolean {
  return (
    type === T.EndOfText ||
    type === T.RightParen ||
    (type !== E.NewName && (AFTER_RELATION as readonly number[]).includes(type) && type !== K.AS)
  );
}

function skipRepeatedAlias(p: ParserState): void {
  const repeated = p.type === T.Hole && p.peek(1) === p.previousType && p.tokenText(p.index + 1) === p.tokenText(p.index - 1);
  if (repeated) p.passHoleBefore(isNameType, ...AFTER_RELATION);
  if (!p.isRepeatedName) return;
  p.unexpected();
  p.advance();
}

/** What may stand behind a relation, for the caret. */
const AFTER_RELATION = [
  ...[K.AS, E.NewName, K.JOIN, K.LEFT, K.RIGHT, K.FULL, K.INNER, K.CROSS, K.NATURAL, T.Comma],
  ...[K.WHERE, K.GROUP, K.HAVING, K.ORDER, K.LIMIT, K.UNION, K.EXCEPT, K.INTERSECT],
] as const;

/** Whether a word that could be an alias begins a clause here. */
export function clauseFollows(p: ParserState): boolean {
  const next = p.peek(1);
  switch (p.type) {
    case K.LIMIT:
      return next === T.Integer || next === T.Question || next === K.ALL || next === T.Hole;
    case K.OFFSET:
      return next === T.Integer || next === T.Question || next === T.Hole;
    case K.FETCH:
      return next === K.FIRST || next === K.NEXT || next === T.Hole;
    case K.WINDOW:
      return isNameType(next) && p.peek(2) === K.AS;
    case K.TABLESAMPLE:
      return next === K.BERNOULLI || next === K.SYSTEM || next === T.Hole;
    case K.MATCH_RECOGNIZE:
      return next === T.LeftParen && !p.columnListFollows(1);
    default:
      return false;
  }
}

function startsRelation(type: number): boolean {
  return isNameType(type) || type === T.LeftParen || type === K.UNNEST || type === K.TABLE || type === K.JSON_TABLE;
}

function parsePrimary(p: ParserState): tree.Relation {
  p.passHoleBefore(type => startsRelation(type) || type === K.VALUES || type === K.SELECT, E.Relation, K.UNNEST, K.LATERAL, K.TABLE);
  const { start } = p;
  switch (p.type) {
    case T.LeftParen:
      return parseParenthesized(p);
    case K.UNNEST:
      return parseUnnest(p);
    case K.TABLE:
      return parseTableFunction(p);
    case K.JSON_TABLE:
      return parseJsonTable(p);
    case K.LATERAL:
      if (p.peek(1) !== T.LeftParen) break;
      p.advance();
      return { kind: 'Lateral', start, query: p.parenthesizedQuery(), end: p.previousEnd };
    default:
      break;
  }
  for (const wish of [E.Relation, T.LeftParen, K.UNNEST, K.LATERAL, K.TABLE, K.JSON_TABLE]) p.note(wish);
  if (!p.atName) {
    if (p.isUnterminatedName) return { kind: 'Table', start, end: p.end, name: p.qualifiedName(E.Relation), period: undefined };
    if (p.skipRepeated()) return parsePrimary(p);
    p.unexpected();
    if (p.type !== K.SELECT && p.type !== K.VALUES && p.type !== K.WITH) return p.missing('relation');
    // Only the opening parenthesis is missing.
    const query = p.rules.query(p);
    p.accept(T.RightParen);
    return { kind: 'TableSubquery', start, end: p.previousEnd, query };
  }
  const name = p.qualifiedName(E.Relation);
  const period = parsePeriod(p);
  return { kind: 'Table', start, end: Math.max(p.previousEnd, name.end), name, period };
}

/** `(query)` or `(relation)`; a set operation may begin with a query in parentheses. */
function parseParenthesized(p: ParserState): tree.Relation {
  const { start } = p;
  p.advance();
  const inside = p.index;
  const starts = p.type === K.SELECT || p.type === K.WITH || p.type === K.VALUES || (p.type === K.TABLE && p.peek(1) !== T.LeftParen);
  if (starts) return closeSubquery(p, start, p.rules.query(p));
  p.note(E.Query);
  p.note(K.SELECT);
  const relation = parseRelation(p);
  if (relation.kind === 'TableSubquery' && p.atSetOperation) return closeSubquery(p, start, p.rules.continueQuery(p, relation));
  if ((p.type === K.FROM || p.type === K.WHERE || (p.type === T.Comma && fromFollows(p))) && closesLater(p)) {
    // Only SELECT is missing: what stands here is the list of a query.
    p.at(T.RightParen);
    p.unexpected();
    return closeSubquery(p, start, p.rules.headlessQuery(p, inside));
  }
  if (p.type === T.RightParen || p.atClauseEnd) {
    p.close(T.RightParen);
    return relation;
  }
  // Behind a missing comma or JOIN more relations may follow.
  const relations = [relation, ...moreRelations(p)];
  p.close(T.RightParen);
  return relations.reduce((left, right) => ({
    kind: 'Join',
    start: left.start,
    end: right.end,
    type: 'CROSS',
    left,
    right,
    criteria: undefined,
  }));
}

function moreRelations(p: ParserState): readonly tree.Relation[] {
  const relations: tree.Relation[] = [];
  for (;;) {
    if (p.type === T.Comma) {
      p.note(T.RightParen);
      p.unexpected();
      p.advance();
      relations.push(parseRelation(p));
    } else if (anotherRelation(p)) relations.push(parseRelation(p));
    else if (relations.length > 0 && (p.type === K.ON || p.type === K.USING)) {
      p.unexpected();
      parseCriteria(p);
    } else return relations;
  }
}

function closeSubquery(p: ParserState, start: number, query: tree.Query): tree.TableSubquery {
  p.close(T.RightParen);
  return { kind: 'TableSubquery', start, end: p.previousEnd, query };
}

function parseUnnest(p: ParserState): tree.Unnest {
  const { start } = p;
  p.advance();
  const open = p.expect(T.LeftParen);
  const expressions = [p.rules.expression(p)];
  while (p.accept(T.Comma)) expressions.push(p.rules.expression(p));
  if (open) p.close(T.RightParen);
  const withOrdinality = p.acceptAll(K.WITH, K.ORDINALITY);
  return { kind: 'Unnest', start, end: p.previousEnd, expressions, withOrdinality };
}

/** FOR TIMESTAMP AS OF …, FOR VERSION AS OF …. */
function parsePeriod(p: ParserState): tree.QueryPeriod | undefined {
  const { start } = p;
  if (!p.accept(K.FOR)) return undefined;
  const rangeType = p.accept(K.VERSION) ? 'VERSION' : 'TIMESTAMP';
  if (rangeType === 'TIMESTAMP') p.expect(K.TIMESTAMP);
  p.expectAll(K.AS, K.OF);
  const rangeEnd = p.rules.valueExpression(p);
  return { kind: 'QueryPeriod', start, end: Math.max(rangeEnd.end, p.previousEnd), rangeType, rangeEnd };
}
