/**
 * Cuts a template into tokens by Jinja 3.1's rules: tags, strings, numbers, whitespace control, raw blocks, comments.
 * Invariant: every token's range lies in the template in order; what cannot be a token becomes one of kind `error`, and lexing goes on after it.
 */
import { parseInteger } from './values/number';
import { stripEnd } from './values/text';

export type TokenKind =
  | 'data'
  | 'variableBegin'
  | 'variableEnd'
  | 'blockBegin'
  | 'blockEnd'
  | 'name'
  | 'integer'
  | 'float'
  | 'string'
  | 'operator'
  | 'error'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** Name, operator, text of a string after its escapes, or the message of an error. */
  readonly text: string;
  /** Of integers and floats. */
  readonly number: number | bigint | undefined;
}

export interface Lexed {
  readonly tokens: readonly Token[];
  readonly comments: readonly { readonly start: number; readonly end: number }[];
}

export function lex(template: string): Lexed {
  return new Lexer(template).run();
}

const opening = /\{\{|\{%|\{#/g;
/** A cheap first look; blanks in front of `raw` may be many. */
const mayBeRaw = /^\{%[-+]?\s*(?:r|$)/;
const rawBegin = /\{%[-+]?\s*raw\s*(?:-%\}\s*|%\})/y;
const rawEnd = /\{%([-+]?)\s*endraw\s*(?:\+%\}|-%\}\s*|%\})/g;
const commentEnd = /\+#\}|-#\}\s*|#\}/g;
const variableEnd = /-\}\}\s*|\}\}/y;
const blockEnd = /\+%\}|-%\}\s*|%\}/y;
const blank = /\s+/y;
const float = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const integer = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const word = /[\p{L}\p{N}\p{M}\p{Pc}]+/uy;
const identifier = /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{N}\p{M}\p{Pc}]*$/u;
const text = /'[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y;
const operator = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y;

const braceCode = 123;

/** `%` and `#`. */
function isTagMark(code: number): boolean {
  return code === 37 || code === 35;
}

/** What a tag's end may begin with: `-`, `+`, `%`, `}`. */
function mayClose(code: number): boolean {
  return code === 45 || code === 43 || code === 37 || code === 125;
}

function isWordCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || (code >= 48 && code <= 57);
}

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

class Lexer {
  private readonly template: string;
  private readonly tokens: Token[] = [];
  private readonly comments: { start: number; end: number }[] = [];
  private at = 0;
  /** What one line end at the very end of the template loses. */
  private readonly limit: number;

  constructor(template: string) {
    this.template = template;
    this.limit = template.length - (template.endsWith('\r\n') ? 2 : template.endsWith('\n') || template.endsWith('\r') ? 1 : 0);
  }

  run(): Lexed {
    const { template } = this;
    // A byte-order mark is text like any other, as in dbt.
    while (this.at < this.limit) {
      opening.lastIndex = this.at;
      const found = opening.exec(template);
      const next = found && found.index < this.limit ? found.index : this.limit;
      const sign = found && next < this.limit ? template.charAt(next + 2) : '';
      const isRaw = found?.[0] === '{%' && mayBeRaw.test(template.slice(next, next + 12)) && this.matchAt(rawBegin, next) !== undefined;
      this.data(this.at, next, sign === '-');
      this.at = next;
      if (next >= this.limit || !found) break;
      if (isRaw) this.raw();
      else if (found[0] === '{#') this.comment(sign);
      else this.tag(found[0] === '{{' ? 'variable' : 'block', sign);
    }
    this.push('end', this.limit, this.limit, '');
    return { tokens: this.tokens, comments: this.comments };
  }

  private data(start: number, end: number, strip: boolean): void {
    const kept = strip ? stripEnd(this.template.slice(start, end)) : this.template.slice(start, end);
    if (kept !== '') this.push('data', start, start + kept.length, kept);
  }

  private raw(): void {
    const start = this.at;
    this.at = start + (this.matchAt(rawBegin, start)?.length ?? 0);
    rawEnd.lastIndex = this.at;
    const end = rawEnd.exec(this.template);
    if (!end) {
      // Jinja misses the end only where something follows.
      if (this.at < this.limit) this.push('error', start, this.limit, 'Missing end of raw directive');
      this.at = this.limit;
      return;
    }
    this.data(this.at, end.index, end[1] === '-');
    this.at = end.index + end[0].length;
  }

  private comment(sign: string): void {
    const start = this.at;
    const commentStart = start + 2 + (sign === '-' || sign === '+' ? 1 : 0);
    commentEnd.lastIndex = commentStart;
    const end = commentEnd.exec(this.template);
    if (!end && commentStart < this.limit) this.push('error', start, this.limit, 'Missing end of comment tag');
    this.at = end ? end.index + end[0].length : this.limit;
    this.comments.push({ start, end: end ? end.index + end[0].trimEnd().length : this.limit });
  }

  private tag(kind: 'variable' | 'block', sign: string): void {
    const { template } = this;
    const start = this.at;
    this.at += 2 + (sign === '-' || sign === '+' ? 1 : 0);
    this.push(kind === 'variable' ? 'variableBegin' : 'blockBegin', start, this.at, '');
    const closing = kind === 'variable' ? variableEnd : blockEnd;
    const open: string[] = [];
    while (this.at < this.limit) {
      const end = open.length === 0 && mayClose(template.charCodeAt(this.at)) ? this.matchAt(closing, this.at) : undefined;
      if (end !== undefined) {
        // The whitespace that it eats is no part of the tag.
        this.push(kind === 'variable' ? 'variableEnd' : 'blockEnd', this.at, this.at + end.trimEnd().length, '');
        this.at += end.length;
        return;
      }
      if (this.skipBlanks()) continue;
      // A new tag can never stand inside an open one: the author is still typing this one.
      if (template.charCodeAt(this.at) === braceCode && isTagMark(template.charCodeAt(this.at + 1))) {
        this.push('error', this.at, this.at + 2, `unexpected char '${template.charAt(this.at + 1)}' at ${this.at + 1}`);
        return;
      }
      this.token(open);
    }
  }

  private token(open: string[]): void {
    const { at, template } = this;
    const code = template.charCodeAt(at);
    const isDigit = code >= 48 && code <= 57;
    const float_ = isDigit ? this.matchAt(float, at) : undefined;
    if (float_ !== undefined) {
      this.advance('float', float_, float_, Number(float_.replaceAll('_', '')));
      return;
    }
    const integer_ = isDigit ? this.matchAt(integer, at) : undefined;
    if (integer_ !== undefined) {
      this.advance('integer', integer_, integer_, parseInteger(integer_, /^0[xob]/i.test(integer_) ? 0 : 10) ?? 0n);
      return;
    }
    const simple = this.simpleWord(code);
    if (simple !== undefined) {
      this.advance('name', simple, simple);
      return;
    }
    const word_ = code < 128 && !isDigit ? undefined : this.matchAt(word, at);
    if (word_ !== undefined) {
      if (identifier.test(word_)) this.advance('name', word_, word_);
      else this.advance('error', word_, 'Invalid character in identifier');
      return;
    }
    const text_ = code === 39 || code === 34 ? this.matchAt(text, at) : undefined;
    if (text_ !== undefined && at + text_.length <= this.limit) {
      const value = unescape(text_.slice(1, -1));
      if (value.error === undefined) this.advance('string', text_, value.text);
      else this.advance('error', text_, value.error);
      return;
    }
    const operator_ = this.matchAt(operator, at);
    if (operator_ !== undefined) {
      this.operator(operator_, open);
      return;
    }
    const char = String.fromCodePoint(template.codePointAt(at) ?? 0);
    if (char === "'" || char === '"') {
      this.unclosedText(char);
      return;
    }
    this.advance('error', char, `unexpected char ${char === "'" ? `"'"` : `'${char}'`} at ${at}`);
  }

  /** A word of ASCII letters and digits, which nearly all are; undefined where it is another thing. */
  private simpleWord(first: number): string | undefined {
    if (!isWordCode(first) || (first >= 48 && first <= 57)) return undefined;
    const { template } = this;
    let end = this.at + 1;
    while (isWordCode(template.charCodeAt(end))) end++;
    return template.charCodeAt(end) < 128 || end >= template.length ? template.slice(this.at, end) : undefined;
  }

  /** @returns whether there were any */
  private skipBlanks(): boolean {
    const from = this.at;
    let code = this.template.charCodeAt(this.at);
    while (code === 32 || (code >= 9 && code <= 13)) code = this.template.charCodeAt(++this.at);
    if (code >= 128) this.at += this.matchAt(blank, this.at)?.length ?? 0;
    return this.at > from;
  }

  /** A string that never ends: reaches to the end of its tag or line, so that what follows is still read. */
  private unclosedText(quote: string): void {
    const rest = /^.*?(?=\s*[-+]?(?:\}\}|%\})|$)/m.exec(this.template.slice(this.at, this.limit))?.[0] ?? quote;
    const message = `unexpected char ${quote === "'" ? `"'"` : `'"'`} at ${this.at}`;
    this.advance('error', rest.length > 0 ? rest : quote, message);
  }

  private operator(symbol: string, open: string[]): void {
    if (symbol in closers) open.push(closers[symbol] ?? '');
    else if (symbol === ')' || symbol === ']' || symbol === '}') {
      const expected = open.pop();
      if (expected === undefined) {
        this.advance('error', symbol, `unexpected '${symbol}'`);
        return;
      }
      if (expected !== symbol) {
        // Nothing of what was opened is likely to be closed any more.
        open.length = 0;
        const length = /^(?:\}\}|\})/.exec(this.template.slice(this.at))?.[0].length ?? 1;
        if (length === 2) {
          this.push('error', this.at, this.at, `unexpected '${symbol}', expected '${expected}'`);
          return;
        }

        this.advance('error', symbol, `unexpected '${symbol}', expected '${expected}'`);
        return;
      }
    }
    this.advance('operator', symbol, symbol);
  }

  private advance(kind: TokenKind, source: string, value: string, number?: number | bigint): void {
    this.tokens.push({ kind, start: this.at, end: this.at + source.length, text: value, number });
    this.at += source.length;
  }

  private push(kind: TokenKind, start: number, end: number, value: string): void {
    this.tokens.push({ kind, start, end, text: value, number: undefined });
  }

  private matchAt(pattern: RegExp, at: number): string | undefined {
    pattern.lastIndex = at;
    const match = pattern.exec(this.template);
    return match && match.index + match[0].length <= Math.max(this.limit, this.template.length) ? match[0] : undefined;
  }
}

const simpleEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};

/** Python's escapes in a string literal; unknown ones stay as they are. */
function unescape(source: string): { readonly text: string; readonly error?: string } {
  const normalized = source.replace(/\r\n|\r/g, '\n');
  if (!normalized.includes('\\')) return { text: normalized };
  let error: string | undefined;
  const value = normalized.replace(
    /\\(x[\da-fA-F]{0,2}|u[\da-fA-F]{0,4}|U[\da-fA-F]{0,8}|[0-7]{1,3}|[\s\S])/g,
    (whole: string, body: string) => {
      const simple = simpleEscapes[body];
      if (simple !== undefined) return simple;
      if (/^[0-7]/.test(body)) return String.fromCodePoint(parseInt(body, 8));
      const kind = body.charAt(0);
      const digits = kind === 'x' ? 2 : kind === 'u' ? 4 : kind === 'U' ? 8 : 0;
      if (digits === 0) {
        if (kind === 'N') error ??= 'malformed \\N character escape';
        return whole;
      }
      const code = parseInt(body.slice(1), 16);
      if (body.length !== digits + 1) error ??= `truncated \\${kind}${'X'.repeat(digits)} escape`;
      else if (code > 0x10ffff) error ??= 'illegal Unicode character';
      else return String.fromCodePoint(code);
      return '';
    },
  );
  return { text: value, ...(error === undefined ? {} : { error }) };
}
