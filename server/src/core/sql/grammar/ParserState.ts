/**
 * What the grammar's rules share beside the cursor: names, brackets, bounded nesting, and stepping over what does not fit.
 * Invariant: every loop that skips moves on or stops at the end of the text.
 */
import { isReservedType, K } from '../keywords';
import { T, type Tokens } from '../tokens';
import type * as tree from '../tree';
import { isNear, type Expected } from './expectation';
import { lastUnmatched, plainGroup } from './lookahead';
import { TokenCursor, type CallFrame, type Clause } from './TokenCursor';

export type Dialect = 'athena' | 'trino';

/** The rules that call each other across files; put together in parser.ts, so that no file imports in a circle. */
export interface Rules {
  readonly expression: (p: ParserState) => tree.Expression;
  readonly valueExpression: (p: ParserState) => tree.Expression;
  readonly continueExpression: (p: ParserState, value: tree.Expression) => tree.Expression;
  readonly primary: (p: ParserState) => tree.Expression;
  readonly query: (p: ParserState) => tree.Query;
  readonly continueQuery: (p: ParserState, first: tree.SubqueryExpression | tree.TableSubquery) => tree.Query;
  /** A query with WITH FUNCTION before it, as a statement's outermost. */
  readonly rootQuery: (p: ParserState) => tree.Query;
  /** A query whose SELECT was misspelt or left out, from its list on; undefined if that is unlikely. */
  readonly selectListQuery: (p: ParserState, start: number) => tree.Query | undefined;
  /** The clauses of a query whose list, from the token at `from` on, was read as something else. */
  readonly headlessQuery: (p: ParserState, from: number) => tree.Query;
  readonly statement: (p: ParserState) => tree.Statement;
}

/** What `leave…` gives back. */
export interface OuterQuery {
  readonly clause: Clause;
  readonly call: CallFrame | undefined;
  /** The first token of the query. */
  readonly from: number;
}

const MAX_DEPTH = 250;
const MAX_STRAYS = 100;
/** How far a closing bracket is looked for behind a mistake. */
const CLOSE_WITHIN = 64;

export class ParserState extends TokenCursor {
  readonly dialect: Dialect;
  readonly rules: Rules;
  /** Parameters (`?`) so far. */
  parameters = 0;
  /** Where a select item began: there `x.*` is allowed. */
  starAllowed = -1;
  /** Names in backquotes are allowed: Athena's DDL. */
  backquotes = false;
  /** The parentheses open inside the CTE that is being read: there SELECT or another CTE shows that its end is missing. */
  cteParens = -1;
  /** WITH [NO] DATA may follow the outermost query. */
  withData = false;
  /** The query that is being read lacks its parentheses: a second SELECT ends it. */
  unclosed = false;
  /** The current token is a clause's word, misspelt. */
  takeMisspelt = false;
  /** The token that stands first in a call and may be the label of `label.*`. */
  labelAt = -1;
  /** The parenthesis that may hold a set of GROUP BY: a comma inside decides nothing. */
  wholeRow = -1;
  /** How many parentheses are open around the select item at hand; -1 outside of one. */
  itemParens = -1;
  private depth = 0;
  private refusedDepth = false;
  private strays: tree.Expression[] = [];

  constructor(text: string, tokens: Tokens, dialect: Dialect, rules: Rules) {
    super(text, tokens);
    this.dialect = dialect;
    this.rules = rules;
  }

  /** Runs a rule with a bound on nesting; `tooDeep` answers for what lies below, and that is skipped. */
  nested<Value>(rule: (p: ParserState) => Value, tooDeep: (p: ParserState) => Value): Value {
    if (this.depth >= MAX_DEPTH) {
      if (!this.refusedDepth) this.error(this.start, this.end, `nested more than ${MAX_DEPTH} levels deep`);
      this.refusedDepth = true;
      this.skipGroup();
      return tooDeep(this);
    }
    this.depth++;
    const value = rule(this);
    this.depth--;
    return value;
  }

  /** Whether a select item is read and no parenthesis is open in it: an alias could follow. */
  get atItemLevel(): boolean {
    return this.clause === 'select' && this.parens === this.itemParens;
  }

  // --- names

  get atName(): boolean {
    return isNameType(this.type);
  }

  /** The same name stands before, perhaps with the caret between. */
  get isRepeatedName(): boolean {
    const before = this.index - (this.previousType === T.Hole ? 2 : 1);
    return this.atName && this.tokenText() === this.tokenText(before);
  }

  get isUnterminatedName(): boolean {
    return this.type === T.UnterminatedQuoted || this.type === T.UnterminatedBackquoted;
  }

  /** The current token as a name, whatever it is. */
  takeName(): tree.Identifier {
    const { type, start, end } = this;
    const text = this.tokenText();
    this.advance();
    const quoted = type === T.QuotedIdentifier || type === T.BackquotedIdentifier;
    if (!quoted) return { kind: 'Identifier', start, end, text, quoted, value: text };
    const quote = type === T.QuotedIdentifier ? '"' : '`';
    const value = text.slice(1, -1).replaceAll(quote + quote, quote);
    if (value === '') this.lateError(start, end, 'Zero-length delimited identifier not allowed', true);
    return { kind: 'Identifier', start, end, text, quoted, value };
  }

  /** A name, or the mark that it is missing. */
  name(expected: Expected): tree.Name {
    this.passHoleBefore(isNameType, expected);
    const { type, start, end } = this;
    if (isNameType(type) || (this.backquotes && HIVE_NAMES.has(type))) {
      if (type === T.DigitIdentifier && !this.backquotes)
        this.lateError(start, end, 'identifiers must not start with a digit; put the name in double quotes', true);
      else if (type === T.BackquotedIdentifier && !this.backquotes)
        this.lateError(start, end, 'backquoted identifiers are not supported in queries; put the name in double quotes', true);
      return this.takeName();
    }
    this.note(expected);
    if (this.isUnterminatedName) return this.unterminatedName();
    if (this.skipRepeated()) return this.name(expected);
    this.unexpected();
    return this.missing('name');
  }

  unterminatedName(): tree.Identifier {
    const { start, end } = this;
    const text = this.tokenText();
    this.error(start, start + 1, 'the quoted name is not closed');
    this.advance();
    return { kind: 'Identifier', start, end, text, quoted: true, value: text.slice(1).replaceAll('""', '"') };
  }

  qualifiedName(expected: Expected): tree.QualifiedName {
    const parts = [this.name(expected)];
    const start = parts[0]!.start;
    while (parts.at(-1)!.kind !== 'Missing' && this.accept(T.Dot)) parts.push(this.name(expected));
    return { kind: 'QualifiedName', start, end: Math.max(start, parts.at(-1)!.end), parts };
  }

  /** `(a, b)`. */
  columnAliases(expected: Expected): tree.ColumnAliases {
    const { start } = this;
    const open = this.expect(T.LeftParen);
    const names = [this.name(expected)];
    while (this.accept(T.Comma)) names.push(this.name(expected));
    if (open) this.close(T.RightParen);
    return { kind: 'ColumnAliases', start, end: this.previousEnd, names };
  }

  /** Whether `(a, b)` stands `ahead` tokens behind the current one. */
  columnListFollows(ahead = 0): boolean {
    if (this.peek(ahead) !== T.LeftParen) return false;
    let at = ahead + 1;
    while (isNameType(this.peek(at)) && this.peek(at + 1) === T.Comma) at += 2;
    return isNameType(this.peek(at)) && this.peek(at + 1) === T.RightParen;
  }

  // --- brackets

  /** A query in parentheses, which belong to the caller's construct. */
  parenthesizedQuery(): tree.Query | tree.Missing {
    const open = this.expect(T.LeftParen);
    if (!open && this.type !== K.SELECT) return this.missing('query');
    const query = this.rules.query(this);
    if (open) this.close(T.RightParen);
    else this.accept(T.RightParen);
    return query;
  }

  /** Takes the closing bracket; what stands before it by mistake is skipped, unless a clause begins first. */
  close(type: number, within: 'query' | 'window' = 'query'): void {
    this.passHole();
    if (this.accept(type)) return;
    this.unexpected();
    const distance = this.closeFollows(type, within);
    if (distance === undefined) {
      if (type === T.RightParen && this.parens > 0) this.parens--;
      return;
    }
    for (let i = 0; i < distance; i++) this.advance();
    this.accept(type);
  }

  private closeFollows(type: number, within: 'query' | 'window'): number | undefined {
    const opening = type === T.RightBracket ? T.LeftBracket : T.LeftParen;
    let depth = 0;
    for (let ahead = 0; ahead < CLOSE_WITHIN; ahead++) {
      const next = this.peek(ahead);
      const stops = STOPS.has(next) && !(within === 'window' && next === K.ORDER);
      if (next === T.EndOfText || stops || next === K.SELECT || next === K.AS) return undefined;
      if (depth === 0 && next === type) return ahead;
      if (next === opening) depth++;
      else if (next === type) depth--;
      if (depth < 0) return undefined;
    }
    return undefined;
  }

  /**
   * Whether a closing parenthesis inside a select list ends nothing: FROM follows, and one more parenthesis is closed than opened.
   * A comparison with how the whole statement closes tells it from the end of a subquery without FROM.
   */
  get atStrayClose(): boolean {
    if (this.type !== T.RightParen || (this.unmatched ??= lastUnmatched(this)) <= this.index) return false;
    let ahead = 1;
    if (this.peek(ahead) === K.AS) ahead++;
    if (isNameType(this.peek(ahead))) ahead++;
    return this.peek(ahead) === K.FROM || this.peek(ahead) === T.Comma;
  }

  private unmatched: number | undefined;

  // --- where a query can end

  /** Whether nothing of an expression or list can follow: a clause, a closing parenthesis or the end. */
  get atClauseEnd(): boolean {
    return this.type === T.EndOfText || this.type === T.RightParen || this.atStop || this.atTailWord;
  }

  private get atStop(): boolean {
    return STOPS.has(this.type) || this.atOuterStatement;
  }

  /** What can only belong to the statement around the query: WITH [NO] DATA, or SELECT behind a CTE without parentheses. */
  private get atOuterStatement(): boolean {
    return (this.type === K.WITH && this.withData && this.parens === 0) || (this.type === K.SELECT && this.unclosed);
  }

  get atSetOperation(): boolean {
    return this.atAny(K.UNION, K.EXCEPT, K.INTERSECT);
  }

  /** ORDER BY, or LIMIT, OFFSET, FETCH as clauses. */
  get atTail(): boolean {
    return this.at(K.ORDER) || this.atTailWord;
  }

  /** Notes the clauses that may follow a select list. */
  noteClauses(): void {
    for (const word of [K.FROM, K.WHERE, K.GROUP, K.HAVING, K.WINDOW, K.UNION, K.EXCEPT, K.INTERSECT, K.ORDER]) this.note(word);
    this.noteTail();
  }

  /** `, name AS (`: the next CTE. */
  get atNextCte(): boolean {
    return this.type === T.Comma && isNameType(this.peek(1)) && this.peek(2) === K.AS && this.peek(3) === T.LeftParen;
  }

  /** The comma of a clause's list, unless it leads to the next CTE. */
  acceptListComma(): boolean {
    if (this.parens === this.cteParens && this.atNextCte) return false;
    return this.accept(T.Comma);
  }

  noteTail(): void {
    for (const word of [K.LIMIT, K.OFFSET, K.FETCH]) this.note(word);
  }

  private get atTailWord(): boolean {
    const next = this.peek(1);
    if (this.type === K.LIMIT)
      return (
        next === T.Integer || next === T.Question || next === K.ALL || next === T.Hole || next === T.EndOfText || next === T.RightParen
      );
    if (this.type === K.OFFSET) return next === T.Integer || next === T.Question || next === T.Hole;
    return this.type === K.FETCH && (next === K.FIRST || next === K.NEXT || next === T.Hole);
  }

  /** `base`: the parentheses open where the query began. */
  mayEndQuery(base: number): boolean {
    if (this.type === T.EndOfText) return true;
    if (this.type === T.RightParen) return base > 0;
    if (base > 0 && base === this.cteParens && (this.type === K.SELECT || this.atNextCte)) return true;
    return this.atOuterStatement;
  }

  // --- stepping over

  /** Skips one token, or a whole bracketed group. */
  skipGroup(): void {
    let depth = 0;
    do {
      if (this.type === T.LeftParen || this.type === T.LeftBracket) depth++;
      else if (this.type === T.RightParen || this.type === T.RightBracket) depth--;
      this.advance();
    } while (depth > 0 && this.type !== T.EndOfText);
  }

  /** Steps over a parenthesis that closes nothing. `base`: how many are open around the query. */
  passStray(base = 0): boolean {
    const before = this.index;
    while (this.type === T.RightParen && (this.parens === 0 || (base > 0 && this.parens > base))) {
      this.unexpected();
      this.advance();
    }
    return this.index > before;
  }

  /** Moves to the next clause, set operation, closing parenthesis or the end, at least one token; queries on the way are kept. */
  skipToClause(): boolean {
    if (this.type === T.EndOfText) return false;
    this.skip(T.EndOfText, true);
    return true;
  }

  /** Moves to `type`, or to where skipToClause would stop. */
  skipTo(type: number): void {
    this.skip(type, false);
  }

  private skip(type: number, atLeastOne: boolean): void {
    let depth = 0;
    for (let first = atLeastOne; this.type !== T.EndOfText; first = false) {
      if (!first && depth === 0 && (this.type === type || this.type === T.RightParen)) return;
      if (!first && (this.atStop || (depth === 0 && this.atTailWord))) return;
      if (this.type === T.LeftParen && (this.peek(1) === K.SELECT || this.peek(1) === K.WITH)) {
        const { start } = this;
        const query = this.nested(
          p => p.parenthesizedQuery(),
          p => p.missing('query'),
        );
        if (query.kind === 'Query' && this.strays.length < MAX_STRAYS)
          this.strays.push({ kind: 'SubqueryExpression', start, end: this.previousEnd, query });
        continue;
      }
      const group = this.type === T.LeftParen ? plainGroup(this) : undefined;
      if (group !== undefined) for (let i = 0; i < group; i++) this.advance();
      else if (this.type === T.LeftParen) depth++;
      else if (this.type === T.RightParen) depth--;
      this.advance();
    }
  }

  skipRest(): void {
    while (this.type !== T.EndOfText) this.advance();
  }

  // --- misspelt clauses

  /**
   * The clause that was meant by the current word or by the one before, which was taken as an alias:
   * `select a form t`, `from t whre x = 1`.
   */
  misspeltClause(): number | undefined {
    this.takeMisspelt = false;
    if (this.type === T.Hole || this.type === T.EndOfText) return undefined;
    const current = nearestClause(this.tokenText());
    if (current !== undefined && this.type === T.Identifier) {
      this.takeMisspelt = true;
      return current;
    }
    return this.previousType === T.Identifier ? nearestClause(this.tokenText(this.index - 1)) : undefined;
  }

  isMisspeltClause(): boolean {
    const meant = this.misspeltClause();
    this.takeMisspelt = false;
    return meant !== undefined;
  }

  // --- queries around the caret

  enterQuery(from = this.index): OuterQuery {
    const outer = { clause: this.clause, call: this.call, from };
    this.call = undefined;
    return outer;
  }

  leaveQuery(outer: OuterQuery, query: tree.Query | tree.QuerySpecification): void {
    this.clause = outer.clause;
    this.call = outer.call;
    const { hole } = this;
    if (hole && hole.index >= outer.from && !hole.scopes.includes(query)) hole.scopes.push(query);
  }

  /** Begins a list of queries that are met while skipping. */
  enterStrays(before: readonly tree.Expression[] = []): tree.Expression[] {
    const outer = this.strays;
    this.strays = [...before];
    return outer;
  }

  leaveStrays(outer: tree.Expression[]): readonly tree.Expression[] {
    const found = this.strays;
    this.strays = outer;
    return found;
  }
}

/** Words that Trino reserves and Hive does not: names in Athena's DDL. */
const HIVE_NAMES: ReadonlySet<number> = new Set([
  ...[K.AUTO, K.CURRENT_CATALOG, K.CURRENT_PATH, K.CURRENT_ROLE, K.CURRENT_SCHEMA, K.CURRENT_TIME, K.DEALLOCATE, K.ESCAPE, K.JSON_ARRAY],
  ...[K.JSON_EXISTS, K.JSON_OBJECT, K.JSON_QUERY, K.JSON_TABLE, K.JSON_VALUE, K.LISTAGG, K.LOCALTIME, K.NATURAL, K.NORMALIZE, K.PREPARE],
  ...[K.RECURSIVE, K.SKIP, K.TRIM, K.UESCAPE, K.UNNEST],
]);

/** Words at which skipping stops: they begin a clause or continue a query. */
const STOPS: ReadonlySet<number> = new Set([K.FROM, K.WHERE, K.GROUP, K.HAVING, K.ORDER, K.UNION, K.EXCEPT, K.INTERSECT]);

const CLAUSES = [K.FROM, K.WHERE, K.GROUP, K.HAVING] as const;

function nearestClause(text: string): number | undefined {
  const word = text.toUpperCase();
  return CLAUSES.find((_, i) => isNear(word, CLAUSE_WORDS[i]!));
}

const CLAUSE_WORDS = ['FROM', 'WHERE', 'GROUP', 'HAVING'] as const;

export function isNameType(type: number): boolean {
  return (type >= T.Identifier && type <= T.DigitIdentifier) || (type >= 100 && !isReservedType(type));
}
