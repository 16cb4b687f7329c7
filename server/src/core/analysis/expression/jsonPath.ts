/**
 * SQL/JSON paths (`lax $.items[*] ? (@.qty > $min)`). Invariant: at most one error, at the first character that cannot stand where it
 * stands; offsets count from the beginning of the path.
 */

export interface JsonPath {
  /** Names behind `$`, each once. */
  readonly variables: readonly string[];
  readonly error: { readonly offset: number; readonly length: number; readonly message: string } | undefined;
}

export function parseJsonPath(text: string): JsonPath {
  const reader = new PathReader(text);
  try {
    reader.path();
    return { variables: [...reader.variables], error: undefined };
  } catch (stop) {
    if (!(stop instanceof Unexpected)) throw stop;
    const { start, text: found } = stop.token;
    const message = `${found === '' ? 'the path ends' : `'${found}' cannot stand`} here: expected ${stop.expected}`;
    return { variables: [...reader.variables], error: { offset: start, length: Math.max(1, found.length), message } };
  }
}

interface Token {
  readonly kind: 'name' | 'variable' | 'number' | 'string' | 'mark' | 'end';
  readonly text: string;
  readonly start: number;
}

/** Thrown and caught in this file only: the shortest way out of a descent. */
class Unexpected extends Error {
  readonly token: Token;
  readonly expected: string;

  constructor(token: Token, expected: string) {
    super(expected);
    this.token = token;
    this.expected = expected;
  }
}

const tokenPattern =
  /\s*(?:(?<variable>\$[A-Za-z_]\w*)|(?<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|(?<string>"(?:[^"\\]|\\.|"")*")|(?<name>[\p{L}_][\p{L}\p{N}_]*)|(?<mark>==|<>|!=|<=|>=|&&|\|\||\.\.|[$@.*[\](),?!<>+\-/%]))/uy;

const methods: ReadonlySet<string> = new Set(['type', 'size', 'double', 'ceiling', 'floor', 'abs', 'datetime', 'keyvalue']);
const comparisons: ReadonlySet<string> = new Set(['==', '<>', '!=', '<', '>', '<=', '>=']);

class PathReader {
  readonly variables = new Set<string>();
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(text: string) {
    const tokens: Token[] = [];
    tokenPattern.lastIndex = 0;
    let end = 0;
    for (let match = tokenPattern.exec(text); match; match = tokenPattern.exec(text)) {
      const { variable, number, string, name, mark } = match.groups ?? {};
      const found = variable ?? number ?? string ?? name ?? mark ?? '';
      const kind = variable ? 'variable' : number ? 'number' : string ? 'string' : name ? 'name' : 'mark';
      tokens.push({ kind, text: found, start: tokenPattern.lastIndex - found.length });
      end = tokenPattern.lastIndex;
    }
    const rest = text.slice(end);
    const stray = rest.trimStart();
    if (stray !== '') tokens.push({ kind: 'mark', text: stray.slice(0, 1), start: end + rest.length - stray.length });
    tokens.push({ kind: 'end', text: '', start: text.length });
    this.tokens = tokens;
  }

  path(): void {
    if (!this.takeWord('lax') && !this.takeWord('strict')) this.stop("'lax' or 'strict'");
    this.sum();
    if (this.token.kind !== 'end') this.stop('the end of the path');
  }

  private sum(): void {
    do this.product();
    while (this.take('+') || this.take('-'));
  }

  private product(): void {
    do this.signed();
    while (this.take('*') || this.take('/') || this.take('%'));
  }

  private signed(): void {
    while (this.take('+') || this.take('-'));
    this.primary();
    this.accessors();
  }

  private primary(): void {
    const { kind, text } = this.token;
    if (kind === 'variable') {
      this.variables.add(text.slice(1));
      this.at++;
    } else if (kind === 'number' || kind === 'string') this.at++;
    else if (this.take('(')) {
      this.sum();
      this.expect(')');
    } else if (!this.take('$') && !this.take('@') && !['null', 'true', 'false', 'last'].some(word => this.takeWord(word))) {
      this.stop("'$', '@', a variable or a literal");
    }
  }

  private accessors(): void {
    for (;;) {
      if (this.take('..')) this.key();
      else if (this.take('.')) this.member();
      else if (this.take('[')) this.subscripts();
      else if (this.take('?')) {
        this.expect('(');
        this.disjunction();
        this.expect(')');
      } else return;
    }
  }

  private member(): void {
    if (this.take('*')) return;
    const word = this.token;
    this.key();
    if (word.kind !== 'name' || !methods.has(word.text) || !this.take('(')) return;
    if (word.text === 'datetime' && this.token.kind === 'string') this.at++;
    this.expect(')');
  }

  private key(): void {
    if (this.token.kind !== 'name' && this.token.kind !== 'string') this.stop("a key or '*'");
    this.at++;
  }

  private subscripts(): void {
    if (!this.take('*')) {
      do {
        this.sum();
        if (this.takeWord('to')) this.sum();
      } while (this.take(','));
    }
    this.expect(']');
  }

  private disjunction(): void {
    do this.conjunction();
    while (this.take('||'));
  }

  private conjunction(): void {
    do this.predicate();
    while (this.take('&&'));
  }

  private predicate(): void {
    if (this.take('!')) {
      if (!this.delimited()) this.stop("'(' or 'exists'");
      return;
    }
    // A parenthesis opens a predicate or a value; which one shows only behind it.
    const before = this.at;
    let failure: Unexpected | undefined;
    try {
      if (this.delimited() && !this.continuesValue()) return;
    } catch (stop) {
      if (!(stop instanceof Unexpected)) throw stop;
      failure = stop;
    }
    const reached = this.at;
    this.at = before;
    try {
      this.comparison();
    } catch (stop) {
      throw failure && reached > this.at ? failure : stop;
    }
  }

  private delimited(): boolean {
    if (this.takeWord('exists')) {
      this.expect('(');
      this.sum();
      this.expect(')');
      return true;
    }
    if (!this.take('(')) return false;
    this.disjunction();
    this.expect(')');
    if (this.takeWord('is') && !this.takeWord('unknown')) this.stop("'unknown'");
    return true;
  }

  private continuesValue(): boolean {
    const { kind, text } = this.token;
    return kind === 'mark' && (comparisons.has(text) || '+-*/%.[?'.includes(text));
  }

  private comparison(): void {
    this.sum();
    if (comparisons.has(this.token.text)) {
      this.at++;
      this.sum();
    } else if (this.takeWord('like_regex')) {
      this.text();
      if (this.takeWord('flag')) this.text();
    } else if (this.takeWord('starts')) {
      if (!this.takeWord('with')) this.stop("'with'");
      if (this.token.kind === 'variable') {
        this.variables.add(this.token.text.slice(1));
        this.at++;
      } else this.text();
    } else this.stop('a comparison');
  }

  private text(): void {
    if (this.token.kind !== 'string') this.stop('a string in double quotes');
    this.at++;
  }

  private get token(): Token {
    return this.tokens[this.at] ?? { kind: 'end', text: '', start: 0 };
  }

  private take(mark: string): boolean {
    if (this.token.kind !== 'mark' || this.token.text !== mark) return false;
    this.at++;
    return true;
  }

  private takeWord(word: string): boolean {
    if (this.token.kind !== 'name' || this.token.text !== word) return false;
    this.at++;
    return true;
  }

  private expect(mark: string): void {
    if (!this.take(mark)) this.stop(`'${mark}'`);
  }

  private stop(expected: string): never {
    throw new Unexpected(this.token, expected);
  }
}
