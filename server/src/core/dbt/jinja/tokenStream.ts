/** Reads tokens one after the other. Invariant: a mistake is thrown as a `ParseFailure` with the range of the token it was met at; the statement parser catches it at the end of the tag. */
import type { TextRange } from '../../text/TextRange';
import type { Token, TokenKind } from './lexer';

export class ParseFailure extends Error {
  readonly range: TextRange;

  constructor(message: string, range: TextRange) {
    super(message);
    this.range = range;
  }
}

const kindNames: Readonly<Record<TokenKind, string>> = {
  data: 'template data / text',
  variableBegin: 'begin of print statement',
  variableEnd: 'end of print statement',
  blockBegin: 'begin of statement block',
  blockEnd: 'end of statement block',
  name: 'name',
  integer: 'integer',
  float: 'float',
  string: 'string',
  operator: 'operator',
  error: 'error',
  end: 'end of template',
};

export class TokenStream {
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  /** Jinja meets a wrong character when it steps onto it: so does this. */
  get current(): Token {
    this.check();
    return this.peek(0);
  }

  /** Fails where the current token is wrong. */
  check(): void {
    const token = this.peek(0);
    if (token.kind === 'error') throw new ParseFailure(token.text, token);
  }

  /** The current token, wrong or not. */
  peek(ahead: number): Token {
    return this.tokens[Math.min(this.at + ahead, this.tokens.length - 1)]!;
  }

  get previous(): Token {
    return this.tokens[Math.max(0, this.at - 1)]!;
  }

  next(): Token {
    const token = this.current;
    this.skip();
    return token;
  }

  skip(): void {
    if (this.at < this.tokens.length - 1) this.at++;
  }

  isOperator(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'operator' && token.text === symbol;
  }

  isName(name: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'name' && token.text === name;
  }

  skipOperator(symbol: string): boolean {
    if (!this.isOperator(symbol)) return false;
    this.skip();
    return true;
  }

  skipName(name: string): boolean {
    if (!this.isName(name)) return false;
    this.skip();
    return true;
  }

  expectOperator(symbol: string): Token {
    if (!this.isOperator(symbol)) return this.unexpected(symbol);
    return this.next();
  }

  expectName(name?: string): Token {
    const token = this.current;
    if (token.kind !== 'name' || (name !== undefined && token.text !== name)) return this.unexpected(name ?? 'name');
    return this.next();
  }

  expect(kind: TokenKind): Token {
    if (this.current.kind !== kind) return this.unexpected(kindNames[kind]);
    return this.next();
  }

  private unexpected(expected: string): never {
    const token = this.current;
    return this.fail(
      token.kind === 'end'
        ? `unexpected end of template, expected '${expected}'.`
        : `expected token '${expected}', got '${describeToken(token)}'`,
      token,
    );
  }

  fail(message: string, range: TextRange = this.peek(0)): never {
    throw new ParseFailure(message, { start: range.start, end: range.end });
  }
}

export function describeToken(token: Token): string {
  return token.kind === 'name' || token.kind === 'operator' ? token.text : kindNames[token.kind];
}
