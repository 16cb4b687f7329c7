/**
 * Cuts text into tokens, by Trino's rules: names are ASCII, only blank, tab, CR and LF separate, the longest match wins.
 * Invariant: never fails, reads every character once (a literal or comment that is not closed ends with its line), and stops behind a statement's `;`.
 */
import { K, keywordType } from './keywords';
import { T, type Tokens } from './tokens';

/** The next statement's tokens from `from` on; undefined when only blanks and comments are left. */
export function tokenize(text: string, from: number, dialect: 'athena' | 'trino'): Tokens | undefined {
  const base = skipTrivia(text, from);
  return base < text.length ? new Scanner(text, base, dialect === 'athena').run() : undefined;
}

/** The place behind blanks and comments. */
export function skipTrivia(text: string, from: number): number {
  for (let at = from; ;) {
    const code = text.charCodeAt(at);
    if (code === 32 || code === 10 || code === 13 || code === 9) at++;
    else if (code === 45 && text.charCodeAt(at + 1) === 45) at = endOfLineComment(text, at);
    else if (code === 47 && text.charCodeAt(at + 1) === 42) {
      const end = text.indexOf('*/', at + 2);
      if (end < 0) return at;
      at = end + 2;
    } else return at;
  }
}

/** The comments that lie in a gap between tokens (`start`, `end`: places in the text). */
export function commentsBetween(text: string, start: number, end: number): readonly { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (let at = start; at < end; at++) {
    const line = text.startsWith('--', at);
    if (!line && !text.startsWith('/*', at)) continue;
    const close = line ? endOfLineComment(text, at) : text.indexOf('*/', at + 2) + 2;
    if (close < at + 2) break;
    found.push({ start: at, end: Math.min(close, end) });
    at = close - 1;
  }
  return found;
}

function endOfLineComment(text: string, from: number): number {
  for (let at = from + 2; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return at;
  }
  return text.length;
}

const OTHER = 0;
const LETTER = 1;
const DIGIT = 2;
/** What a character below 128 can begin or continue. */
const classes = new Uint8Array(128);
for (let i = 0; i < 26; i++) classes[65 + i] = classes[97 + i] = LETTER;
classes[95] = LETTER;
for (let i = 48; i < 58; i++) classes[i] = DIGIT;

function classOf(code: number): number {
  return code < 128 ? classes[code]! : OTHER;
}

/** Single characters that are tokens whatever follows. */
const SINGLE: Readonly<Record<number, number>> = {
  40: T.LeftParen,
  41: T.RightParen,
  44: T.Comma,
  91: T.LeftBracket,
  93: T.RightBracket,
  125: T.RightBrace,
  59: T.Semicolon,
  58: T.Colon,
  43: T.Plus,
  42: T.Asterisk,
  47: T.Slash,
  37: T.Percent,
  63: T.Question,
  94: T.Caret,
  64: T.At,
};

const NUMBER =
  /(?:\d+(?:\.\d*)?|\.\d+)[eE][+-]?\d+|\d(?:_?\d)*\.(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*|0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|\d(?:_?\d)*/y;

class Scanner {
  private readonly types: number[] = [];
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private readonly text: string;
  private readonly base: number;
  /** Hive's DDL may stand here, where a backslash escapes a quote. */
  private readonly hive: boolean;
  private backslashes = false;
  private open = false;
  /** Depth of BEGIN, IF, CASE, LOOP … in a routine's body, where `;` does not end the statement; -1: not in one. */
  private routine = -1;

  constructor(text: string, base: number, hive: boolean) {
    this.hive = hive;
    this.text = text;
    this.base = base;
  }

  run(): Tokens {
    const { text } = this;
    let at = this.base;
    for (;;) {
      at = skipTrivia(text, at);
      if (at >= text.length) return this.done(text.length, text.length, false);
      const code = text.charCodeAt(at);
      const kind = classOf(code);
      if (kind === LETTER) at = this.word(at, code);
      else if (kind === DIGIT) at = this.number(at);
      else if (code === 59 && this.routine <= 0) return this.done(at, at + 1, true);
      else at = this.mark(at, code);
    }
  }

  private done(at: number, extentEnd: number, terminated: boolean): Tokens {
    const last = this.ends.at(-1) ?? 0;
    // Trino reports what is missing at the very end of the text, behind blanks and comments.
    const end = terminated ? at - this.base : Math.max(last, this.text.length - this.base);
    this.add(T.EndOfText, this.base + end, this.base + end);
    const { types, starts, ends, base, open } = this;
    return { base, types, starts, ends, extentEnd, terminated, open };
  }

  private add(type: number, start: number, end: number): number {
    this.types.push(type);
    this.starts.push(start - this.base);
    this.ends.push(end - this.base);
    return end;
  }

  private word(start: number, code: number): number {
    const { text } = this;
    // Without a closing quote the letter is a name, and the quote an error of its own.
    if ((code | 32) === 120 && text.charCodeAt(start + 1) === 39 && text.includes("'", start + 2))
      return this.quoted(start, start + 2, "'", T.Binary, T.UnterminatedString, false);
    if ((code | 32) === 117 && text.charCodeAt(start + 1) === 38 && text.charCodeAt(start + 2) === 39 && text.includes("'", start + 3))
      return this.quoted(start, start + 3, "'", T.UnicodeString, T.UnterminatedString, true);
    let end = start + 1;
    while (classOf(text.charCodeAt(end)) !== OTHER) end++;
    const type = keywordType(text.slice(start, end)) ?? T.Identifier;
    if (this.hive && this.types.length === 1)
      this.backslashes = (this.types[0] === K.CREATE && type === K.EXTERNAL) || (this.types[0] === K.ALTER && type === K.TABLE);
    this.countRoutine(type);
    return this.add(type, start, end);
  }

  /** Follows the blocks of a routine's body by their words, so that the semicolons inside do not end the statement. */
  private countRoutine(type: number): void {
    const previous = this.types.at(-1);
    if (this.routine < 0) {
      if (type === K.FUNCTION && (previous === K.WITH || previous === K.CREATE || previous === K.REPLACE)) this.routine = 0;
      return;
    }
    if (previous === K.END && this.routine === 0) return;
    const closesNamed =
      previous === K.END && (type === K.IF || type === K.LOOP || type === K.WHILE || type === K.REPEAT || type === K.CASE);
    if (closesNamed) return;
    if (type === K.BEGIN || type === K.CASE) this.routine++;
    else if (
      this.routine > 0 &&
      (type === K.LOOP || type === K.WHILE || type === K.REPEAT || (type === K.IF && this.opensStatement(previous)))
    )
      this.routine++;
    else if (type === K.END && this.routine > 0) this.routine--;
  }

  /** Whether a word behind `previous` begins a statement (IF is a function elsewhere). */
  private opensStatement(previous: number | undefined): boolean {
    return (
      previous === T.Semicolon ||
      previous === K.BEGIN ||
      previous === K.THEN ||
      previous === K.ELSE ||
      previous === K.DO ||
      previous === K.LOOP ||
      previous === K.REPEAT
    );
  }

  /** Numbers, and names that begin with a digit: whichever is longer. */
  private number(start: number): number {
    const { text } = this;
    NUMBER.lastIndex = start;
    const number = NUMBER.exec(text)?.[0] ?? text.charAt(start);
    let word = start + 1;
    while (classOf(text.charCodeAt(word)) !== OTHER) word++;
    if (word > start + number.length) return this.add(T.DigitIdentifier, start, word);
    return this.add(numberType(number), start, start + number.length);
  }

  private mark(start: number, code: number): number {
    const { text } = this;
    const next = text.charCodeAt(start + 1);
    switch (code) {
      case 39:
        return this.quoted(start, start + 1, "'", T.String, T.UnterminatedString, true);
      case 34:
        return this.quoted(start, start + 1, '"', T.QuotedIdentifier, T.UnterminatedQuoted, true);
      case 96:
        return this.quoted(start, start + 1, '`', T.BackquotedIdentifier, T.UnterminatedBackquoted, true);
      case 46:
        return classOf(next) === DIGIT ? this.number(start) : this.add(T.Dot, start, start + 1);
      case 60:
        if (next === 62) return this.add(T.NotEqual, start, start + 2);
        return next === 61 ? this.add(T.LessEqual, start, start + 2) : this.add(T.Less, start, start + 1);
      case 62:
        return next === 61 ? this.add(T.GreaterEqual, start, start + 2) : this.add(T.Greater, start, start + 1);
      case 61:
        return next === 62 ? this.add(T.FatArrow, start, start + 2) : this.add(T.Equal, start, start + 1);
      case 33:
        return next === 61 ? this.add(T.NotEqual, start, start + 2) : this.add(T.Unrecognized, start, start + 1);
      case 124:
        return next === 124 ? this.add(T.Concat, start, start + 2) : this.add(T.Pipe, start, start + 1);
      case 45:
        if (next === 62) return this.add(T.Arrow, start, start + 2);
        return next === 125 ? this.add(T.ExclusionEnd, start, start + 2) : this.add(T.Minus, start, start + 1);
      case 123:
        return next === 45 ? this.add(T.ExclusionStart, start, start + 2) : this.add(T.LeftBrace, start, start + 1);
      case 36:
        return this.dollar(start);
      case 47:
        if (next === 42) return this.openComment(start);
        break;
    }
    const single = SINGLE[code];
    if (single !== undefined) return this.add(single, start, start + 1);
    const width = code >= 0xd800 && code < 0xdc00 && next >= 0xdc00 && next < 0xe000 ? 2 : 1;
    return this.add(T.Unrecognized, start, start + width);
  }

  /** A literal up to its closing quote; `doubled`: two quotes stand for one. */
  private quoted(start: number, from: number, quote: string, type: number, unterminated: number, doubled: boolean): number {
    const { text } = this;
    for (let at = from; ;) {
      const close = text.indexOf(quote, at);
      if (close < 0) break;
      if (this.backslashes && isEscaped(text, close, from)) {
        at = close + 1;
        continue;
      }
      if (!doubled || text[close + 1] !== quote) return this.add(type, start, close + 1);
      at = close + 2;
    }
    this.open = true;
    return this.add(unterminated, start, lineEnd(text, from));
  }

  private dollar(start: number): number {
    const { text } = this;
    if (text.charCodeAt(start + 1) === 36) {
      const close = text.indexOf('$$', start + 2);
      if (close >= 0) return this.add(T.DollarString, start, close + 2);
      this.open = true;
    }
    return this.add(T.Dollar, start, start + 1);
  }

  /** To Trino an unclosed comment is a division and more; the rest of its line is taken out of the way. */
  private openComment(start: number): number {
    this.open = true;
    this.add(T.Slash, start, start + 1);
    return this.add(T.UnterminatedComment, start + 1, lineEnd(this.text, start + 2));
  }
}

/** Whether an odd number of backslashes stands before a quote. */
function isEscaped(text: string, quote: number, from: number): boolean {
  let at = quote;
  while (at > from && text.charCodeAt(at - 1) === 92) at--;
  return (quote - at) % 2 === 1;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  if (end < 0) return text.length;
  return text.charCodeAt(end - 1) === 13 && end > from ? end - 1 : end;
}

function numberType(text: string): number {
  if (/^0[xob]/i.test(text)) return T.Integer;
  if (/[eE]/.test(text)) return T.Double;
  return text.includes('.') ? T.Decimal : T.Integer;
}
