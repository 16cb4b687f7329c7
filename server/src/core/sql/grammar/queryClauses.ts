/**
 * FROM, WHERE, GROUP BY, HAVING and WINDOW of a query.
 * Invariant: clauses are read in whatever order they come; the first that stands out of order is one error.
 */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { E } from './expectation';
import { type ParserState } from './ParserState';
import { parseRelations } from './relation';
import { parseSetQuantifier } from './sorting';
import { parseWindowSpecification } from './window';

export type Clauses = Pick<tree.QuerySpecification, 'from' | 'where' | 'groupBy' | 'having' | 'windows' | 'strays'>;

/** How much is kept of clauses that stand twice. */
const MAX_KEPT = 200;

const FROM = 1;
const WHERE = 2;
const GROUP = 3;
const HAVING = 4;
const WINDOW = 5;
const CLAUSE: Readonly<Record<number, number>> = {
  [K.FROM]: FROM,
  [K.WHERE]: WHERE,
  [K.GROUP]: GROUP,
  [K.HAVING]: HAVING,
  [K.WINDOW]: WINDOW,
};
const WORDS = [K.FROM, K.WHERE, K.GROUP, K.HAVING, K.WINDOW] as const;

/** `before`: what was read of the same query already, when its clauses resume behind something that ended it. */
export function parseClauses(p: ParserState, before?: Clauses): Clauses {
  let { from, where, groupBy, having } = before ?? {};
  const windows = (before?.windows ?? []).slice(0, MAX_KEPT);
  const base = p.parens;
  const strays = p.enterStrays(before?.strays);
  const begun = { at: -1 };
  for (let last = 0; ;) {
    const clause = clauseAt(p, last, base, begun);
    if (clause === 0) break;
    if (clause <= last) p.unexpected();
    last = Math.max(last, clause);
    switch (clause) {
      case FROM:
        from = parseFrom(p, from);
        break;
      case WHERE:
        where = parseCondition(p, 'where');
        break;
      case GROUP:
        groupBy = parseGroupBy(p);
        break;
      case HAVING:
        having = parseCondition(p, 'having');
        break;
      default:
        windows.push(...parseWindows(p));
    }
  }
  return { from, where, groupBy, having, windows, strays: p.leaveStrays(strays) };
}

/** The clause that begins here, 0 at the end of the query. Steps over what belongs to no clause. */
function clauseAt(p: ParserState, last: number, base: number, begun: { at: number }): number {
  for (;;) {
    p.passStray(base);
    for (const word of WORDS) if (CLAUSE[word]! > last) p.note(word);
    const clause = CLAUSE[p.type] ?? 0;
    if (clause !== 0) return clause;
    // Behind all that could take them as aliases these words are clauses, whatever follows.
    if (p.type === K.LIMIT || p.type === K.OFFSET || p.type === K.FETCH) return 0;
    if (p.atSetOperation || p.atTail || p.mayEndQuery(base)) return 0;
    if (p.type === T.Hole) {
      p.noteTail();
      p.passHole();
      continue;
    }
    const meant = p.misspeltClause();
    p.unexpected();
    // A word before the caret's token that was meant as a clause begins one only once: otherwise nothing would be read here.
    if (meant !== undefined && (p.takeMisspelt || begun.at !== p.index)) {
      begun.at = p.index;
      return CLAUSE[meant] ?? 0;
    }
    if (!p.skipToClause()) return 0;
  }
}

/** Takes the clause's word, unless the word that stands for it was taken as an alias. */
function takeWord(p: ParserState, word: number): void {
  if (p.type === word || p.takeMisspelt) p.advance();
}

function parseFrom(p: ParserState, before: tree.From | undefined): tree.From {
  const { start } = p;
  const outer = p.enterClause('from');
  takeWord(p, K.FROM);
  const found = parseRelations(p);
  p.leaveClause(outer);
  // A second FROM is a mistake; so that many of them stay cheap, their relations are kept up to a bound.
  const relations = before ? [...before.relations, ...found].slice(0, MAX_KEPT) : found;
  return { kind: 'From', start: before?.start ?? start, end: p.previousEnd, relations };
}

function parseCondition(p: ParserState, name: 'where' | 'having'): tree.Expression {
  const outer = p.enterClause(name);
  takeWord(p, name === 'where' ? K.WHERE : K.HAVING);
  let condition = p.rules.expression(p);
  // Behind a parenthesis that closes nothing the condition goes on.
  while ((p.passStray() || p.type === T.Hole) && p.atAny(K.AND, K.OR)) condition = p.rules.continueExpression(p, condition);
  p.leaveClause(outer);
  return condition;
}

function parseGroupBy(p: ParserState): tree.GroupBy {
  const { start } = p;
  const outer = p.enterClause('group by');
  takeWord(p, K.GROUP);
  // `sum(x) within group (order by y)`: what follows is no list.
  if (!p.expect(K.BY) && p.type === T.LeftParen && p.peek(1) === K.ORDER) p.skipGroup();
  const quantifier = p.at(K.AUTO) ? undefined : parseSetQuantifier(p);
  let auto = false;
  const elements: tree.GroupingElement[] = [];
  do {
    if (p.accept(K.AUTO)) auto = true;
    else elements.push(parseGroupingElement(p));
  } while (p.acceptListComma());
  p.leaveClause(outer);
  return { kind: 'GroupBy', start, end: p.previousEnd, quantifier, auto, elements };
}

function parseGroupingElement(p: ParserState): tree.GroupingElement {
  const { start } = p;
  if (p.atAny(K.ROLLUP, K.CUBE)) {
    const type = p.type === K.ROLLUP ? 'ROLLUP' : 'CUBE';
    p.advance();
    const sets = parseSets(p, true);
    return { kind: 'GroupingSets', start, end: p.previousEnd, type, sets };
  }
  if (p.type === K.GROUPING && p.peek(1) === K.SETS) {
    p.advance();
    p.advance();
    const sets = parseSets(p, false);
    return { kind: 'GroupingSets', start, end: p.previousEnd, type: 'EXPLICIT', sets };
  }
  return parseSet(p);
}

function parseSets(p: ParserState, mayBeEmpty: boolean): readonly tree.SimpleGroupBy[] {
  const open = p.expect(T.LeftParen);
  const sets: tree.SimpleGroupBy[] = [];
  if (!(mayBeEmpty && p.at(T.RightParen))) {
    do {
      sets.push(parseSet(p));
    } while (p.accept(T.Comma));
  }
  if (open) p.close(T.RightParen);
  return sets;
}

/** `()`, `(a, b)` or an expression; `(a, b)` that goes on as an expression is one. */
function parseSet(p: ParserState): tree.SimpleGroupBy {
  const { start } = p;
  if (p.type === T.LeftParen && p.peek(1) === T.RightParen && p.peek(2) !== T.Arrow) {
    p.advance();
    p.advance();
    return { kind: 'SimpleGroupBy', start, end: p.previousEnd, columns: [] };
  }
  if (p.type === T.LeftParen) p.wholeRow = p.index;
  const expression = p.rules.expression(p);
  const columns = expression.kind === 'Row' && expression.implicit ? expression.fields.map(field => field.expression) : [expression];
  return { kind: 'SimpleGroupBy', start: Math.min(start, expression.start), end: Math.max(expression.end, p.previousEnd), columns };
}

function parseWindows(p: ParserState): readonly tree.WindowDefinition[] {
  const outer = p.enterClause('window');
  takeWord(p, K.WINDOW);
  const windows: tree.WindowDefinition[] = [];
  do {
    const { start } = p;
    const name = p.name(E.NewName);
    p.expect(K.AS);
    const open = p.start;
    const window = p.expect(T.LeftParen) ? parseWindowSpecification(p, open) : p.missing('window');
    windows.push({ kind: 'WindowDefinition', start, end: p.previousEnd, name, window });
  } while (p.accept(T.Comma));
  p.leaveClause(outer);
  return windows;
}
