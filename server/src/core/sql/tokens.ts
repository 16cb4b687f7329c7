/**
 * Token types that are not words, and the tokens of one statement.
 * Invariant: tokens are in text order, do not overlap, hold no blanks or comments, and end with one EndOfText of no width;
 * offsets are relative to the statement's first token.
 */
import { keywordText } from './keywords';

export const T = {
  EndOfText: 0,
  Identifier: 1,
  QuotedIdentifier: 2,
  BackquotedIdentifier: 3,
  DigitIdentifier: 4,
  String: 5,
  UnicodeString: 6,
  Binary: 7,
  Integer: 8,
  Decimal: 9,
  Double: 10,
  DollarString: 11,
  LeftParen: 20,
  RightParen: 21,
  LeftBracket: 22,
  RightBracket: 23,
  LeftBrace: 24,
  RightBrace: 25,
  Comma: 26,
  Dot: 27,
  Semicolon: 28,
  Colon: 29,
  Equal: 30,
  NotEqual: 31,
  Less: 32,
  LessEqual: 33,
  Greater: 34,
  GreaterEqual: 35,
  Plus: 36,
  Minus: 37,
  Asterisk: 38,
  Slash: 39,
  Percent: 40,
  Concat: 41,
  Question: 42,
  Arrow: 43,
  FatArrow: 44,
  Pipe: 45,
  Caret: 46,
  Dollar: 47,
  At: 48,
  ExclusionStart: 49,
  ExclusionEnd: 50,
  /** The place of the caret, put between tokens when asking what may stand there; no rule accepts it. */
  Hole: 60,
  Unrecognized: 61,
  UnterminatedString: 62,
  UnterminatedQuoted: 63,
  UnterminatedBackquoted: 64,
  UnterminatedComment: 65,
} as const;

const PUNCTUATION: Readonly<Record<number, string>> = {
  [T.LeftParen]: '(',
  [T.RightParen]: ')',
  [T.LeftBracket]: '[',
  [T.RightBracket]: ']',
  [T.LeftBrace]: '{',
  [T.RightBrace]: '}',
  [T.Comma]: ',',
  [T.Dot]: '.',
  [T.Semicolon]: ';',
  [T.Colon]: ':',
  [T.Equal]: '=',
  [T.NotEqual]: '<>',
  [T.Less]: '<',
  [T.LessEqual]: '<=',
  [T.Greater]: '>',
  [T.GreaterEqual]: '>=',
  [T.Plus]: '+',
  [T.Minus]: '-',
  [T.Asterisk]: '*',
  [T.Slash]: '/',
  [T.Percent]: '%',
  [T.Concat]: '||',
  [T.Question]: '?',
  [T.Arrow]: '->',
  [T.FatArrow]: '=>',
  [T.Pipe]: '|',
  [T.Caret]: '^',
  [T.Dollar]: '$',
  [T.At]: '@',
  [T.ExclusionStart]: '{-',
  [T.ExclusionEnd]: '-}',
};

const DESCRIBED: Readonly<Record<number, string>> = {
  [T.EndOfText]: 'end of statement',
  [T.Identifier]: 'a name',
  [T.String]: 'a string',
  [T.Integer]: 'a whole number',
};

/** How messages name a token type: a word in upper case, punctuation in quotes. */
export function describeType(type: number): string | undefined {
  const mark = PUNCTUATION[type];
  return mark === undefined ? (keywordText(type) ?? DESCRIBED[type]) : `'${mark}'`;
}

/** The tokens of one statement, as parallel arrays. `base` is the place of its first token in the text. */
export interface Tokens {
  readonly base: number;
  readonly types: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Behind the terminating `;`, or the end of the text; absolute. */
  readonly extentEnd: number;
  readonly terminated: boolean;
  /** Holds a literal or comment that is not closed: what it spans depends on the text behind the statement. */
  readonly open: boolean;
}

/** The index of the first token that ends at or behind `offset` (relative to the statement); a caret behind a word finds the word. */
export function tokenAt(tokens: Tokens, offset: number): number {
  let low = 0;
  let high = tokens.ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens.ends[middle]! < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
