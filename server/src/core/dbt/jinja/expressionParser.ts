/** Jinja's expressions, with its own precedence: `~` binds tighter than `+`, `**` groups to the left, `is` and `|` stand behind any operand. */
import type { TextRange } from '../../text/TextRange';
import type { TokenStream } from './tokenStream';
import { ParseFailure, describeToken } from './tokenStream';
import { noArguments } from './tree';
import type { CallArguments, CallExpression, CompareExpression, Expression, FilterExpression, TestExpression } from './tree';

const comparisons = new Set(['==', '!=', '<', '<=', '>', '>=']);
const maximumNesting = 150;
/** Operators, attributes or filters one after the other: each makes the tree one level deeper. */
const maximumChain = 2000;

export class ExpressionParser {
  protected readonly stream: TokenStream;
  private nesting = 0;

  constructor(stream: TokenStream) {
    this.stream = stream;
  }

  expression(withConditional = true): Expression {
    if (++this.nesting > maximumNesting) this.stream.fail('the expression is nested too deeply');
    try {
      return withConditional ? this.conditional() : this.or();
    } finally {
      this.nesting--;
    }
  }

  /** One expression, or several with commas between: a tuple. */
  tuple(
    options: { readonly conditional?: boolean; readonly until?: readonly string[]; readonly parenthesised?: boolean } = {},
  ): Expression {
    const { stream } = this;
    const start = stream.peek(0).start;
    const items: Expression[] = [];
    let several = false;
    for (;;) {
      if (items.length > 0) stream.expectOperator(',');
      if (this.tupleEnds(options.until)) break;
      items.push(this.expression(options.conditional ?? true));
      if (!stream.isOperator(',')) break;
      several = true;
    }
    if (!several) {
      if (items[0]) return items[0];
      if (options.parenthesised !== true) stream.fail(`Expected an expression, got '${describeToken(stream.current)}'`);
    }
    return { kind: 'tuple', items, range: this.from(start) };
  }

  protected tupleEnds(until: readonly string[] = []): boolean {
    const { kind } = this.stream.current;
    return kind === 'variableEnd' || kind === 'blockEnd' || this.stream.isOperator(')') || until.some(name => this.stream.isName(name));
  }

  private checkChain(length: number): void {
    if (length > maximumChain) this.stream.fail('the expression is too long');
  }

  private conditional(): Expression {
    const { stream } = this;
    let result = this.or();
    for (let length = 1; stream.skipName('if'); length++) {
      this.checkChain(length);
      const test = this.or();
      const otherwise = stream.skipName('else') ? this.conditional() : undefined;
      result = { kind: 'conditional', test, then: result, otherwise, range: this.around(result, otherwise ?? test) };
    }
    return result;
  }

  private or(): Expression {
    let left = this.and();
    for (let length = 1; this.stream.skipName('or'); length++) {
      this.checkChain(length);
      const right = this.and();
      left = { kind: 'logic', operator: 'or', left, right, range: this.around(left, right) };
    }
    return left;
  }

  private and(): Expression {
    let left = this.not();
    for (let length = 1; this.stream.skipName('and'); length++) {
      this.checkChain(length);
      const right = this.not();
      left = { kind: 'logic', operator: 'and', left, right, range: this.around(left, right) };
    }
    return left;
  }

  private not(): Expression {
    const { stream } = this;
    if (!stream.isName('not')) return this.comparison();
    const { start } = stream.next();
    if (++this.nesting > maximumNesting) stream.fail('the expression is nested too deeply');
    const operand = this.not();
    this.nesting--;
    return { kind: 'unary', operator: 'not', operand, range: { start, end: operand.range.end } };
  }

  private comparison(): Expression {
    const { stream } = this;
    const first = this.sum();
    const rest: CompareExpression['rest'][number][] = [];
    for (;;) {
      const token = stream.current;
      if (token.kind === 'operator' && comparisons.has(token.text)) {
        stream.skip();
        rest.push({ operator: token.text as '==', operand: this.sum() });
      } else if (stream.skipName('in')) rest.push({ operator: 'in', operand: this.sum() });
      else if (stream.isName('not') && stream.isName('in', 1)) {
        stream.skip();
        stream.skip();
        rest.push({ operator: 'not in', operand: this.sum() });
      } else break;
    }
    const last = rest.at(-1);
    return last ? { kind: 'compare', first, rest, range: this.around(first, last.operand) } : first;
  }

  private sum(): Expression {
    return this.leftToRight(['+', '-'], () => this.concatenation());
  }

  private concatenation(): Expression {
    const items = [this.product()];
    while (this.stream.skipOperator('~')) items.push(this.product());
    const first = items[0]!;
    return items.length === 1 ? first : { kind: 'concat', items, range: this.around(first, items.at(-1)!) };
  }

  private product(): Expression {
    return this.leftToRight(['*', '/', '//', '%'], () => this.power());
  }

  private power(): Expression {
    return this.leftToRight(['**'], () => this.unary(true));
  }

  private leftToRight(operators: readonly string[], operand: () => Expression): Expression {
    let left = operand();
    let length = 0;
    for (;;) {
      const token = this.stream.current;
      if (token.kind !== 'operator' || !operators.includes(token.text)) return left;
      this.stream.skip();
      this.checkChain(++length);
      const right = operand();
      left = { kind: 'binary', operator: token.text as '+', left, right, range: this.around(left, right) };
    }
  }

  private unary(withFilters: boolean): Expression {
    const { stream } = this;
    let result: Expression;
    if (stream.isOperator('-') || stream.isOperator('+')) {
      const sign = stream.next();
      if (++this.nesting > maximumNesting) stream.fail('the expression is nested too deeply');
      const operand = this.unary(false);
      this.nesting--;
      result = { kind: 'unary', operator: sign.text as '-', operand, range: { start: sign.start, end: operand.range.end } };
    } else result = this.primary();
    result = this.postfix(result);
    return withFilters ? this.filtersAndTests(result) : result;
  }

  primary(): Expression {
    const { stream } = this;
    const token = stream.current;
    const range = { start: token.start, end: token.end };
    switch (token.kind) {
      case 'name':
        stream.skip();
        return constants.has(token.text)
          ? { kind: 'const', value: constants.get(token.text) ?? null, range }
          : { kind: 'name', name: token.text, range };
      case 'string': {
        let value = '';
        while (stream.current.kind === 'string') value += stream.next().text;
        return { kind: 'const', value, range: this.from(token.start) };
      }
      case 'integer':
        stream.skip();
        return { kind: 'const', value: BigInt(token.number ?? 0), range };
      case 'float':
        stream.skip();
        return { kind: 'const', value: Number(token.number), range };
      case 'operator':
        if (token.text === '(') {
          stream.skip();
          if (++this.nesting > maximumNesting) stream.fail('the expression is nested too deeply');
          const inner = this.tuple({ parenthesised: true });
          this.nesting--;
          stream.expectOperator(')');
          return inner;
        }
        if (token.text === '[') return this.list();
        if (token.text === '{') return this.dict();
        break;
      default:
    }
    return stream.fail(`unexpected '${describeToken(token)}'`, token);
  }

  private list(): Expression {
    const { stream } = this;
    const { start } = stream.next();
    const items: Expression[] = [];
    while (!stream.isOperator(']')) {
      if (items.length > 0) stream.expectOperator(',');
      if (stream.isOperator(']')) break;
      items.push(this.expression());
    }
    stream.expectOperator(']');
    return { kind: 'list', items, range: this.from(start) };
  }

  private dict(): Expression {
    const { stream } = this;
    const { start } = stream.next();
    const entries: { key: Expression; value: Expression }[] = [];
    while (!stream.isOperator('}')) {
      if (entries.length > 0) stream.expectOperator(',');
      if (stream.isOperator('}')) break;
      const key = this.expression();
      stream.expectOperator(':');
      entries.push({ key, value: this.expression() });
    }
    stream.expectOperator('}');
    return { kind: 'dict', entries, range: this.from(start) };
  }

  postfix(target: Expression): Expression {
    const { stream } = this;
    let result = target;
    for (let length = 0; ; length++) {
      this.checkChain(length);
      stream.check();
      if (stream.isOperator('.')) result = this.attribute(result);
      else if (stream.isOperator('[')) result = this.item(result);
      else if (stream.isOperator('(')) result = this.call(result);
      else return result;
    }
  }

  private attribute(target: Expression): Expression {
    const { stream } = this;
    stream.skip();
    const token = stream.next();
    const range = { start: target.range.start, end: token.end };
    if (token.kind === 'name') return { kind: 'attribute', target, name: token.text, range };
    if (token.kind !== 'integer') throw new ParseFailure('expected name or number', token);
    return { kind: 'item', target, index: { kind: 'const', value: BigInt(token.number ?? 0), range: token }, range };
  }

  private item(target: Expression): Expression {
    const { stream } = this;
    const { start } = stream.next();
    const indices: Expression[] = [];
    while (!stream.isOperator(']')) {
      if (indices.length > 0) stream.expectOperator(',');
      indices.push(this.subscript());
    }
    stream.expectOperator(']');
    const index: Expression = indices.length === 1 ? indices[0]! : { kind: 'tuple', items: indices, range: this.from(start) };
    return { kind: 'item', target, index, range: this.from(target.range.start) };
  }

  private subscript(): Expression {
    const { stream } = this;
    const at = stream.current.start;
    let start: Expression | undefined;
    if (!stream.isOperator(':')) {
      start = this.expression();
      if (!stream.isOperator(':')) return start;
    }
    stream.expectOperator(':');
    const ends = (): boolean => stream.isOperator(']') || stream.isOperator(',');
    const stop = stream.isOperator(':') || ends() ? undefined : this.expression();
    const step = stream.skipOperator(':') && !ends() ? this.expression() : undefined;
    return { kind: 'slice', start, stop, step, range: this.from(at) };
  }

  private call(callee: Expression): CallExpression {
    const args = this.callArguments();
    return { kind: 'call', callee, arguments: args, range: this.from(callee.range.start) };
  }

  private callArguments(): CallArguments {
    const { stream } = this;
    const open = stream.expectOperator('(');
    const positional: Expression[] = [];
    const keyword: { name: string; value: Expression }[] = [];
    let rest: Expression | undefined;
    let keywords: Expression | undefined;
    const ensure = (right: boolean): void => {
      if (!right) stream.fail('invalid syntax for function call expression', open);
    };
    for (let first = true; !stream.isOperator(')'); first = false) {
      if (!first) {
        stream.expectOperator(',');
        if (stream.isOperator(')')) break;
      }
      stream.check();
      if (stream.skipOperator('*')) {
        ensure(rest === undefined && keywords === undefined);
        rest = this.expression();
      } else if (stream.skipOperator('**')) {
        ensure(keywords === undefined);
        keywords = this.expression();
      } else if (stream.peek(0).kind === 'name' && stream.isOperator('=', 1)) {
        ensure(keywords === undefined);
        const name = stream.next().text;
        stream.skip();
        keyword.push({ name, value: this.expression() });
      } else {
        ensure(rest === undefined && keywords === undefined && keyword.length === 0);
        positional.push(this.expression());
      }
    }
    stream.expectOperator(')');
    return { positional, keyword, rest, keywords };
  }

  private filtersAndTests(target: Expression): Expression {
    const { stream } = this;
    let result = target;
    for (let length = 0; ; length++) {
      this.checkChain(length);
      stream.check();
      if (stream.isOperator('|')) result = this.filter(result);
      else if (stream.isName('is')) result = this.test(result);
      else if (stream.isOperator('(')) result = this.call(result);
      else return result;
    }
  }

  /** `| name(…) | name(…)`; with `inline`, the first one stands without its bar. */
  filter(target: Expression, inline?: false): FilterExpression;
  filter(target: Expression | undefined, inline: boolean): FilterExpression | undefined;
  filter(target: Expression | undefined, inline = false): FilterExpression | undefined {
    const { stream } = this;
    let result: FilterExpression | undefined;
    for (let first = true, length = 0; (first && inline) || stream.isOperator('|'); first = false) {
      this.checkChain(++length);
      if (!(first && inline)) stream.skip();
      const name = this.dottedName();
      const args = stream.isOperator('(') ? this.callArguments() : noArguments;
      const inner: Expression | undefined = result ?? target;
      result = {
        kind: 'filter',
        target: inner,
        name: name.text,
        nameRange: name.range,
        arguments: args,
        range: this.from(inner?.range.start ?? name.range.start),
      };
    }
    return result;
  }

  private test(target: Expression): Expression {
    const { stream } = this;
    stream.skip();
    const negated = stream.skipName('not');
    const name = this.dottedName();
    let args = noArguments;
    const token = stream.current;
    if (stream.isOperator('(')) args = this.callArguments();
    else if (
      (['name', 'string', 'integer', 'float'].includes(token.kind) || stream.isOperator('[') || stream.isOperator('{')) &&
      !['else', 'or', 'and'].some(word => stream.isName(word))
    ) {
      if (stream.isName('is')) stream.fail('You cannot chain multiple tests with is');
      args = { ...noArguments, positional: [this.postfix(this.primary())] };
    }
    const test: TestExpression = {
      kind: 'test',
      target,
      name: name.text,
      nameRange: name.range,
      arguments: args,
      range: this.from(target.range.start),
    };
    return negated ? { kind: 'unary', operator: 'not', operand: test, range: test.range } : test;
  }

  private dottedName(): { readonly text: string; readonly range: TextRange } {
    const { stream } = this;
    const first = stream.expectName();
    let text = first.text;
    while (stream.skipOperator('.')) text += `.${stream.expectName().text}`;
    return { text, range: this.from(first.start) };
  }

  /** From there to the end of the last token read. */
  protected from(start: number): TextRange {
    return { start, end: Math.max(start, this.stream.previous.end) };
  }

  private around(first: Expression, last: Expression): TextRange {
    return { start: first.range.start, end: last.range.end };
  }
}

const constants = new Map<string, boolean | null>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);
