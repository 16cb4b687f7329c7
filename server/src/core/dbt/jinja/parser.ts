/**
 * Statements of a template and the nesting of its blocks, with dbt's own tags.
 * Invariant: parsing never fails; a broken tag is left out of the tree and named in `errors`, and the rest of the text is still read.
 */
import { ExpressionParser } from './expressionParser';
import { lex } from './lexer';
import { ParseFailure, TokenStream, describeToken } from './tokenStream';
import type {
  CallBlockNode,
  ConstExpression,
  Expression,
  IfNode,
  MacroNode,
  NameTarget,
  Parameters,
  Statement,
  Target,
  Template,
} from './tree';

export function parseTemplate(text: string): Template {
  const parser = new TemplateParser(text);
  try {
    const body = parser.statements(undefined);
    return { text, body, errors: parser.errors };
  } catch (error) {
    // Only nesting beyond the machine's stack ends here.
    if (!(error instanceof RangeError)) throw error;
    return { text, body: [], errors: [{ message: 'the template is nested too deeply', range: { start: 0, end: text.length } }] };
  }
}

const maximumNesting = 100;
const assignable = (name: string): boolean => !['true', 'false', 'none', 'True', 'False', 'None'].includes(name);

/** Line ends as rendered. */
function normalized(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n|\r/g, '\n') : text;
}

class TemplateParser extends ExpressionParser {
  readonly errors: Template['errors'][number][] = [];
  private readonly openTags: string[] = [];
  private readonly endsWanted: (readonly string[])[] = [];
  private readonly blockNames = new Set<string>();
  private tagStart = 0;
  /** A block reached the end of the template: so did all around it. */
  private unclosed = false;

  constructor(text: string) {
    super(new TokenStream(lex(text).tokens));
  }

  /** Up to one of the tags in `ends`, which is left as the current token. */
  statements(ends: readonly string[] | undefined): readonly Statement[] {
    const { stream } = this;
    const body: Statement[] = [];
    if (ends) this.endsWanted.push(ends);
    if (this.endsWanted.length > maximumNesting) stream.fail('blocks are nested too deeply');
    for (;;) {
      const token = stream.peek(0);
      if (token.kind === 'end') break;
      if (token.kind === 'data') {
        stream.skip();
        body.push({
          kind: 'text',
          text: normalized(token.text),
          range: { start: token.start, end: token.end },
        });
      } else if (token.kind === 'variableBegin') this.recovering(() => body.push(this.output()));
      else if (token.kind === 'blockBegin') {
        this.tagStart = token.start;
        if (ends && stream.peek(1).kind === 'name' && ends.includes(stream.peek(1).text)) {
          stream.skip();
          break;
        }
        this.recovering(() => {
          stream.skip();
          const statement = this.statement(token.start);
          if (!this.unclosed) stream.expect('blockEnd');
          body.push({ ...statement, range: this.from(token.start) });
        });
      } else
        this.recovering(() => {
          stream.check();
        });
    }
    if (ends) this.endsWanted.pop();
    return body;
  }

  /** A failure is kept, and the rest of its tag skipped. */
  private recovering(parse: () => void): void {
    const { stream } = this;
    const open = this.openTags.length;
    const wanted = this.endsWanted.length;
    try {
      parse();
    } catch (error) {
      if (!(error instanceof ParseFailure)) throw error;
      this.errors.push({ message: error.message, range: error.range });
      this.openTags.length = open;
      this.endsWanted.length = wanted;
      stream.skip();
      while (!['variableEnd', 'blockEnd', 'data', 'variableBegin', 'blockBegin', 'end'].includes(stream.peek(0).kind)) stream.skip();
      if (stream.peek(0).kind === 'variableEnd' || stream.peek(0).kind === 'blockEnd') stream.skip();
    }
  }

  private output(): Statement {
    const { start } = this.stream.next();
    const expression = this.tuple();
    this.stream.expect('variableEnd');
    return { kind: 'output', expressions: [expression], range: this.from(start) };
  }

  private statement(start: number): Statement {
    const { stream } = this;
    const token = stream.current;
    if (token.kind !== 'name') stream.fail('tag name expected', token);
    const range = { start, end: start };
    const parse = this.tags[token.text];
    if (!parse) return this.unknownTag(token.text);
    this.openTags.push(token.text);
    stream.skip();
    const node = parse(range);
    this.openTags.pop();
    return node;
  }

  private readonly tags: Readonly<Record<string, ((range: Statement['range']) => Statement) | undefined>> = {
    if: range => this.if(range),
    for: range => this.for(range),
    set: range => this.set(range),
    do: range => ({ kind: 'do', expression: this.tuple(), range }),
    macro: range => this.macro(range, 'macro'),
    test: range => this.macro(range, 'test'),
    docs: range => this.macro(range, 'docs'),
    materialization: range => this.materialization(range),
    call: range => this.callBlock(range),
    filter: range => {
      const filter = this.filter(undefined, true);
      if (!filter) return this.stream.fail('expected a filter');
      return { kind: 'filterBlock', filter, body: this.body('endfilter'), range };
    },
    with: range => this.with(range),
    break: range => ({ kind: 'break', range }),
    continue: range => ({ kind: 'continue', range }),
    print: range => this.print(range),
    block: range => this.block(range),
    autoescape: range => ({ kind: 'autoescape', value: this.expression(), body: this.body('endautoescape'), range }),
    include: range => this.loader(range),
    import: range => this.loader(range),
    from: range => this.loader(range),
    extends: range => this.loader(range),
  };

  private unknownTag(name: string): never {
    const wanted = this.endsWanted.at(-1);
    const listed = wanted?.map(tag => `'${tag}'`).join(' or ');
    const parts = [`Encountered unknown tag '${name}'.`];
    if (listed !== undefined) {
      const nestingMistake = this.endsWanted.some(tags => tags.includes(name));
      parts.push(
        nestingMistake
          ? `You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for ${listed}.`
          : `Jinja was looking for the following tags: ${listed}.`,
      );
    }
    const innermost = this.openTags.at(-1);
    if (innermost !== undefined) parts.push(`The innermost block that needs to be closed is '${innermost}'.`);
    return this.stream.fail(parts.join(' '));
  }

  /** The statements up to one of `ends`; the stream stands on its name then. */
  private block_(ends: readonly string[]): readonly Statement[] {
    const { stream } = this;
    const header = { start: this.tagStart, end: stream.peek(0).end };
    stream.skipOperator(':');
    stream.expect('blockEnd');
    const body = this.statements(ends);
    if (stream.peek(0).kind === 'end') {
      this.unclosed = true;
      const listed = ends.map(tag => `'${tag}'`).join(' or ');
      const innermost = this.openTags.at(-1) ?? '';
      const message = `Unexpected end of template. Jinja was looking for the following tags: ${listed}. The innermost block that needs to be closed is '${innermost}'.`;
      this.errors.push({ message, range: header });
    }
    return body;
  }

  private body(end: string): readonly Statement[] {
    const body = this.block_([end]);
    this.stream.skip();
    return body;
  }

  private if(range: Statement['range']): Statement {
    const { stream } = this;
    const branches: IfNode['branches'][number][] = [];
    for (;;) {
      const test = this.tuple({ conditional: false });
      branches.push({ test, body: this.block_(['elif', 'else', 'endif']) });
      const word = stream.peek(0).text;
      stream.skip();
      if (word === 'elif') continue;
      return { kind: 'if', branches, otherwise: word === 'else' ? this.body('endif') : [], range };
    }
  }

  private for(range: Statement['range']): Statement {
    const { stream } = this;
    const target = this.target({ until: ['in'] });
    stream.expectName('in');
    const iterable = this.tuple({ conditional: false, until: ['recursive'] });
    const condition = stream.skipName('if') ? this.expression() : undefined;
    const recursive = stream.skipName('recursive');
    const body = this.block_(['endfor', 'else']);
    const word = stream.peek(0).text;
    stream.skip();
    return { kind: 'for', target, iterable, condition, recursive, body, otherwise: word === 'else' ? this.body('endfor') : [], range };
  }

  private set(range: Statement['range']): Statement {
    const target = this.target({ namespaces: true });
    if (this.stream.skipOperator('=')) return { kind: 'set', target, value: this.tuple(), range };
    const filter = this.filter(undefined, false);
    return { kind: 'setBlock', target, filter, body: this.body('endset'), range };
  }

  private with(range: Statement['range']): Statement {
    const { stream } = this;
    const assignments: { target: Target; value: Expression }[] = [];
    while (stream.current.kind !== 'blockEnd') {
      if (assignments.length > 0) stream.expectOperator(',');
      const target = this.target({});
      stream.expectOperator('=');
      assignments.push({ target, value: this.expression() });
    }
    return { kind: 'with', assignments, body: this.body('endwith'), range };
  }

  private print(range: Statement['range']): Statement {
    const { stream } = this;
    const expressions: Expression[] = [];
    while (stream.current.kind !== 'blockEnd') {
      if (expressions.length > 0) stream.expectOperator(',');
      expressions.push(this.expression());
    }
    return { kind: 'output', expressions, range };
  }

  private block(range: Statement['range']): Statement {
    const { stream } = this;
    const { text: name } = stream.expectName();
    if (this.blockNames.has(name)) stream.fail(`block '${name}' defined twice`);
    this.blockNames.add(name);
    stream.skipName('scoped');
    stream.skipName('required');
    if (stream.isOperator('-'))
      stream.fail('Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead.');
    const body = this.body('endblock');
    stream.skipName(name);
    return { kind: 'block', name, body, range };
  }

  private loader(range: Statement['range']): Statement {
    const { stream } = this;
    if (stream.current.kind === 'blockEnd') stream.fail(`Expected an expression, got '${describeToken(stream.current)}'`);
    while (!['blockEnd', 'end', 'data', 'blockBegin', 'variableBegin'].includes(stream.current.kind)) stream.skip();
    return { kind: 'loader', range };
  }

  private callBlock(range: Statement['range']): Statement {
    const { stream } = this;
    const parameters: Parameters = stream.isOperator('(') ? this.signature() : { names: [], defaults: [], typed: false };
    const call = this.expression();
    if (call.kind !== 'call') return stream.fail('expected call', call.range);
    return { kind: 'callBlock', parameters, call, body: this.body('endcall'), range } satisfies CallBlockNode;
  }

  private macro(range: Statement['range'], block: 'macro' | 'test' | 'docs'): Statement {
    const name = this.nameTarget();
    const parameters: Parameters = block === 'docs' ? { names: [], defaults: [], typed: false } : this.signature();
    const macroName = block === 'test' ? `test_${name.name}` : block === 'docs' ? `dbt_docs__${name.name}` : name.name;
    return { kind: 'macro', block, name: name.name, nameRange: name.range, macroName, parameters, body: this.body(`end${block}`), range };
  }

  private materialization(range: Statement['range']): Statement {
    const { stream } = this;
    const name = this.nameTarget();
    let adapter = 'default';
    const names: NameTarget[] = [];
    const defaults: Expression[] = [];
    while (stream.skipOperator(',')) {
      const option = this.nameTarget();
      if (option.name === 'default') continue;
      if (option.name === 'adapter') {
        stream.expectOperator('=');
        const value = this.expression();
        if (value.kind === 'const' && typeof value.value === 'string') adapter = value.value;
      } else if (option.name === 'supported_languages') {
        stream.expectOperator('=');
        names.push(option);
        defaults.push(this.expression());
      } else stream.fail(`materialization '${name.name}' received unknown argument '${option.name}'.`, option.range);
    }
    if (names.length === 0) {
      const sql: ConstExpression = { kind: 'const', value: 'sql', range: name.range };
      names.push({ kind: 'name', name: 'supported_languages', range: name.range });
      defaults.push({ kind: 'list', items: [sql], range: name.range });
    }
    const body = this.body('endmaterialization');
    return {
      kind: 'macro',
      block: 'materialization',
      name: name.name,
      nameRange: name.range,
      macroName: `materialization_${name.name}_${adapter}`,
      parameters: { names, defaults, typed: false },
      body,
      range,
    } satisfies MacroNode;
  }

  /** Parameters may carry types, `a: Dict[str, str] = {}`, which change nothing. */
  private signature(): Parameters {
    const { stream } = this;
    const names: NameTarget[] = [];
    const defaults: Expression[] = [];
    let typed = false;
    stream.expectOperator('(');
    while (!stream.isOperator(')')) {
      if (names.length > 0) stream.expectOperator(',');
      const name = this.nameTarget();
      if (stream.skipOperator(':')) {
        typed = true;
        this.typeName();
      }
      if (stream.skipOperator('=')) defaults.push(this.expression());
      else if (defaults.length > 0) stream.fail('non-default argument follows default argument');
      names.push(name);
    }
    stream.expectOperator(')');
    return { names, defaults, typed };
  }

  private typeName(): void {
    const { stream } = this;
    stream.expectName();
    if (!stream.skipOperator('[')) return;
    for (let first = true; !stream.isOperator(']'); first = false) {
      if (!first) stream.expectOperator(',');
      this.typeName();
    }
    stream.expectOperator(']');
  }

  private nameTarget(): NameTarget {
    const token = this.stream.expectName();
    if (!assignable(token.text)) this.stream.fail("can't assign to 'name'", token);
    return { kind: 'name', name: token.text, range: { start: token.start, end: token.end } };
  }

  /** What stands left of `=` or `in`: a name, several, or an attribute of a namespace. */
  private target(options: { readonly until?: readonly string[]; readonly namespaces?: boolean }): Target {
    const { stream } = this;
    const start = stream.current.start;
    const items: Target[] = [];
    let several = false;
    for (;;) {
      if (items.length > 0) stream.expectOperator(',');
      if (this.tupleEnds(options.until)) break;
      items.push(this.singleTarget(options.namespaces === true));
      if (!stream.isOperator(',')) break;
      several = true;
    }
    if (!several) {
      if (items[0]) return items[0];
      stream.fail(`Expected an expression, got '${describeToken(stream.current)}'`);
    }
    return { kind: 'tuple', items, range: this.from(start) };
  }

  private singleTarget(namespaces: boolean): Target {
    const { stream } = this;
    const token = stream.current;
    if (token.kind === 'name' && namespaces && stream.isOperator('.', 1)) {
      stream.skip();
      stream.skip();
      const attribute = stream.expectName();
      return { kind: 'namespace', name: token.text, attribute: attribute.text, range: this.from(token.start) };
    }
    return this.asTarget(this.primary());
  }

  private asTarget(expression: Expression): Target {
    if (expression.kind === 'name') return { kind: 'name', name: expression.name, range: expression.range };
    if (expression.kind === 'tuple')
      return { kind: 'tuple', items: expression.items.map(item => this.asTarget(item)), range: expression.range };
    return this.stream.fail(`can't assign to '${expression.kind}'`, expression.range);
  }
}
