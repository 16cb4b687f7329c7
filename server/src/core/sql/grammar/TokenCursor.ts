/**
 * A place among the tokens of a statement: asking what stands there, moving on, errors, and the caret.
 * Invariant: every test that fails is remembered until the cursor moves, so that the message of an error and the answer to
 * "what may stand here" come from the grammar itself; nothing here ever throws.
 */
import { K } from '../keywords';
import { T, type Tokens } from '../tokens';
import type * as tree from '../tree';
import { describeExpectation } from './expectation';

export interface SyntaxError {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly code: 'SYNTAX_ERROR';
}

/** The part of a query (or of another statement) that is being read. */
export type Clause =
  | 'statement'
  | 'with'
  | 'select'
  | 'from'
  | 'on'
  | 'using'
  | 'where'
  | 'group by'
  | 'having'
  | 'window'
  | 'order by'
  | 'tail'
  | 'match_recognize'
  | 'set'
  | 'insert'
  | 'properties';

export interface CallFrame {
  readonly name: tree.QualifiedName;
  readonly argument: number;
  readonly outer: CallFrame | undefined;
}

/** What stands around the caret: filled while the parser passes it. */
export interface HoleRecord {
  /** The place among the tokens. */
  readonly index: number;
  /** All that the grammar asked for there: token types and `E`. */
  readonly expected: readonly number[];
  readonly clause: Clause;
  readonly call: CallFrame | undefined;
  /** The queries that hold the caret, the innermost first. */
  readonly scopes: (tree.Query | tree.QuerySpecification)[];
}

/**
 * Where the server tells an error of what is being read. It looks ahead to choose among alternatives; where all of them fail it goes on
 * with one that could have ended before, and stumbles at the token behind that: at `in` for `a in (1,` and at the parenthesis for `f(`.
 */
interface Blame {
  /** The token that is blamed; undefined where the very token that does not fit is. */
  readonly index: number | undefined;
  /** The last token that counts: behind it the server has chosen. */
  readonly until: number;
}

/** Every alternative goes on to the end: the token that does not fit is told. */
const OPEN: Blame = { index: undefined, until: Number.POSITIVE_INFINITY };

/** After an error the parser is quiet until it has read so many tokens without trouble: one mistake, one error. */
const QUIET_TOKENS = 4;
/** More errors of one statement help nobody. */
const MAX_ERRORS = 50;

/** Names that more likely begin a clause when a word is missing before them. */
const TAIL_WORDS: ReadonlySet<number> = new Set([K.LIMIT, K.OFFSET, K.FETCH, K.WINDOW]);

export class TokenCursor {
  readonly text: string;
  readonly tokens: Tokens;
  readonly errors: SyntaxError[] = [];
  index = 0;
  /** The current token's type. */
  type: number;
  /** Round parentheses open at this place. */
  parens = 0;
  clause: Clause = 'statement';
  call: CallFrame | undefined;
  hole: HoleRecord | undefined;
  private quietUntil = 0;
  private blamed: Blame | undefined;
  private readonly late: { readonly error: SyntaxError; readonly isRead: boolean }[] = [];
  /** How many of them were found before all alternatives were open. */
  private lateBefore = 0;
  /** The token at which a select item begins that is still open to be `x.*`; -1 if there is none. */
  private openItem = -1;
  private wishes: number[] = [];
  /** What was asked for at the current token; the first `askedCount` count. */
  private readonly asked: number[] = [];
  private askedCount = 0;

  constructor(text: string, tokens: Tokens) {
    this.text = text;
    this.tokens = tokens;
    this.type = tokens.types[0] ?? T.EndOfText;
  }

  get start(): number {
    return this.tokens.starts[this.index]!;
  }

  get end(): number {
    return this.tokens.ends[this.index]!;
  }

  /** The end of the token before: where a construct that has just been read ends. */
  get previousEnd(): number {
    return this.index === 0 ? 0 : this.tokens.ends[this.index - 1]!;
  }

  get previousType(): number {
    return this.tokens.types[this.index - 1] ?? T.EndOfText;
  }

  tokenText(index = this.index): string {
    const { base, starts, ends } = this.tokens;
    return index < 0 ? '' : this.text.slice(base + starts[index]!, base + ends[index]!);
  }

  /** The type of a token ahead; the end of the text behind the last. */
  peek(ahead: number): number {
    return this.tokens.types[this.index + ahead] ?? T.EndOfText;
  }

  // --- asking

  at(type: number): boolean {
    if (this.type === type) return true;
    this.note(type);
    return this.passHoleIf(type);
  }

  atAny(...types: readonly number[]): boolean {
    if (types.includes(this.type)) return true;
    for (const type of types) this.note(type);
    return this.passHoleIf(...types);
  }

  /** Notes that something could stand here: a token, or one of `E`. */
  note(wish: number): void {
    if (this.type === T.Hole) this.capture().push(wish);
    this.asked[this.askedCount++] = wish;
  }

  accept(type: number): boolean {
    if (!this.at(type)) return false;
    this.advance();
    return true;
  }

  /** Takes words that only mean something together: all or none. */
  acceptAll(...types: readonly number[]): boolean {
    for (let i = 0; i < types.length; i++) {
      if (this.peek(i) === types[i]) continue;
      // A caret behind the first of them asks for the second.
      if (i > 0 && this.peek(i) === T.Hole) for (let k = 0; k < i; k++) this.advance();
      if (i === 0 || this.type === T.Hole) this.note(types[i]!);
      // Behind two of the words nothing else can be meant.
      if (i < 2) return false;
      for (const type of types) this.expect(type);
      return true;
    }
    this.index += types.length - 1;
    this.advance();
    return true;
  }

  /** Takes the token, or says that it is missing and goes on as if it stood there. */
  expect(type: number): boolean {
    if (this.accept(type)) return true;
    if (this.skipRepeated()) return this.expect(type);
    this.unexpected();
    return false;
  }

  expectAll(...types: readonly number[]): void {
    for (const type of types) this.expect(type);
  }

  // --- moving

  advance(): void {
    if (this.type === T.EndOfText) return;
    if (this.type === T.Hole) this.capture();
    if (this.type === T.LeftParen) this.parens++;
    else if (this.type === T.RightParen && this.parens > 0) this.parens--;
    this.index++;
    this.type = this.tokens.types[this.index]!;
    this.askedCount = 0;
  }

  /** Steps over a token that stands there twice by mistake. */
  skipRepeated(): boolean {
    if (this.type === T.Hole && this.peek(1) === this.previousType && this.peek(1) !== T.LeftParen && this.peek(1) !== T.RightParen)
      this.passHole();
    const before = this.previousType === T.Hole ? this.tokens.types[this.index - 2] : this.previousType;
    if (this.type !== before || this.index === 0) return false;
    if (this.type === T.EndOfText || this.type === T.LeftParen || this.type === T.RightParen) return false;
    this.unexpected();
    while (this.type === before) this.advance();
    return true;
  }

  /** Steps over the caret, where nothing that stands behind it belongs to what was asked for. */
  passHole(): void {
    if (this.type !== T.Hole) return;
    this.advance();
  }

  /** What stands right behind the caret is read as if the caret were not there. */
  private passHoleIf(...types: readonly number[]): boolean {
    if (this.type !== T.Hole || !types.includes(this.peek(1))) return false;
    this.passHole();
    return true;
  }

  /** Whether a token is next, the caret aside, which is passed then. Does not ask for it: for what recovery looks for. */
  sees(type: number): boolean {
    if (this.type === T.Hole && this.peek(1) === type) this.passHole();
    return this.type === type;
  }

  /** Steps over the caret before a parenthesis that closes nothing. */
  passHoleBeforeStray(...wishes: readonly number[]): void {
    if (this.type !== T.Hole || this.peek(1) !== T.RightParen || this.parens > 0) return;
    for (const wish of wishes) this.note(wish);
    this.passHole();
  }

  /** Steps over the caret where what is asked for begins right behind it. */
  passHoleBefore(starts: (type: number) => boolean, ...wishes: readonly number[]): void {
    const next = this.peek(1);
    if (this.type !== T.Hole || !starts(next) || (TAIL_WORDS.has(next) && this.peek(2) !== T.Dot)) return;
    for (const wish of wishes) this.note(wish);
    this.passHole();
  }

  /** Begins the caret's record, unless it has begun. @returns its list of wishes. */
  private capture(): number[] {
    if (!this.hole) {
      this.wishes = [];
      this.hole = { index: this.index, expected: this.wishes, clause: this.clause, call: this.call, scopes: [] };
    }
    return this.wishes;
  }

  // --- where errors are told

  /** From here on, up to the token `until`, errors are told at the token `index`, unless something around has a say already. */
  blame(index: number, until: number): Blame | undefined {
    return this.setBlame({ index, until });
  }

  /** From here on errors are told where they are, whatever is inside, unless something around has a say already. */
  keepOpen(): Blame | undefined {
    return this.setBlame(OPEN);
  }

  private setBlame(blame: Blame): Blame | undefined {
    const outer = this.blamed;
    if (!outer || this.index > outer.until) {
      this.blamed = blame;
      this.lateBefore = this.late.length;
    }
    return outer;
  }

  restoreBlame(outer: Blame | undefined): void {
    this.blamed = outer;
  }

  /** A select item begins: as long as it has no operators it may turn out to be `x.*`. */
  openSelectItem(): Blame | undefined {
    const outer = this.blamed;
    if (!outer || this.index > outer.until) {
      this.blamed = OPEN;
      this.lateBefore = this.late.length;
      this.openItem = this.index;
    }
    return outer;
  }

  /** An operator in the expression that began at the token `begin`. */
  decide(begin: number): void {
    if (begin !== this.openItem) return;
    this.openItem = -1;
    this.blamed = undefined;
  }

  // --- errors

  /** Says that the current token does not fit, unless that follows from an error just said. */
  unexpected(): void {
    if (this.type === T.Hole) {
      this.capture();
      return;
    }
    if (this.index < this.quietUntil) {
      this.quietUntil = Math.max(this.quietUntil, this.index + 2);
      return;
    }
    const found = this.type === T.EndOfText ? 'end of statement' : `'${shorten(this.tokenText())}'`;
    this.quietUntil = this.index + QUIET_TOKENS;
    const message = describeExpectation(found, this.tokenText(), this.tokenText(this.index - 1), this.asked.slice(0, this.askedCount));
    const { blamed } = this;
    if (blamed?.index === undefined || this.index > blamed.until) this.report(this.start, this.end, message);
    else {
      const start = this.tokens.starts[blamed.index]!;
      if (!this.errors.some(error => error.start === start)) this.report(start, this.end, message);
    }
  }

  private report(start: number, end: number, message: string): void {
    // What was looked through while all alternatives were open has not been read.
    if (this.blamed === OPEN && this.late.length > this.lateBefore) this.late.length = this.lateBefore;
    if (this.errors.length < MAX_ERRORS) this.errors.push({ start, end, message, code: 'SYNTAX_ERROR' });
  }

  /**
   * Something that Trino refuses once it has read it: told only where the statement could be read to its end. Names are refused as
   * soon as they are `read` for good; that is behind what is looked through ahead of them.
   */
  lateError(start: number, end: number, message: string, isRead = false): void {
    const error: SyntaxError = { start, end, message, code: 'SYNTAX_ERROR' };
    if (isRead && this.blamed !== OPEN) this.errors.push(error);
    else if (this.errors.length < MAX_ERRORS) this.late.push({ error, isRead });
  }

  /** What counts in the end, in the order of the text. */
  finishedErrors(): readonly SyntaxError[] {
    const told = this.errors.length > 0 ? this.late.filter(({ isRead }) => isRead) : this.late;
    if (told.length > 0) this.errors.push(...told.map(({ error }) => error));
    this.late.length = 0;
    return this.errors.sort((a, b) => a.start - b.start);
  }

  /** An error of its own kind. */
  error(start: number, end: number, message: string): void {
    if (this.index < this.quietUntil && this.errors.some(error => error.start === start)) return;
    this.report(start, end, message);
    this.quietUntil = Math.max(this.quietUntil, this.index + QUIET_TOKENS);
  }

  /** Whether an error was said so near that what comes now is likely to follow from it. */
  get isRecovering(): boolean {
    return this.index < this.quietUntil;
  }

  /** The mark for what is missing here; the caret, if it stands here, is behind it. */
  missing(expected: string): tree.Missing {
    const at = this.type === T.Hole ? this.start : this.previousEnd;
    this.passHole();
    return { kind: 'Missing', start: at, end: at, expected };
  }

  // --- where the caret is

  enterClause(clause: Clause): Clause {
    const outer = this.clause;
    this.clause = clause;
    return outer;
  }

  leaveClause(outer: Clause): void {
    this.clause = outer;
  }

  enterCall(name: tree.QualifiedName): void {
    this.call = { name, argument: 0, outer: this.call };
  }

  nextArgument(): void {
    if (this.call) this.call = { ...this.call, argument: this.call.argument + 1 };
  }

  leaveCall(): void {
    if (this.type === T.Hole) this.capture();
    this.call = this.call?.outer;
  }
}

function shorten(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > 40 || line !== text ? `${line.slice(0, 40)}…` : line;
}
