/**
 * Runs a template: statements, scopes, loops, macros. Invariant: every run ends, by fuel and depth, and whatever
 * goes wrong leaves as a `PyException` or `MacroReturn` that the callers in this folder turn into values.
 */
import type { TextRange } from '../../text/TextRange';
import { Evaluator } from './evaluator';
import type { Filter, Test } from './evaluator';
import { isConstant } from './constants';
import { JinjaMacro } from './macro';
import type { MacroRuntime, MacroSource } from './macro';
import { LoopContext } from './loop';
import { OutputBuffer } from './output';
import type { NativeOutput, Traced } from './output';
import { Scope } from './scope';
import { unreachable } from './unreachable';
import type { CallBlockNode, ForNode, OutputNode, Statement, Target } from './tree';
import { PyNamespace } from './values/namespace';
import { PyException, raise } from './values/exception';
import type { PyFrame } from './values/exception';
import { PyObject, isIterable, iterate, length, truth, typeName } from './values/object';
import type { PyArguments, PyValue } from './values/object';
import { escapeMarkup } from './values/markup';

export interface InterpreterOptions {
  readonly forgiving: boolean;
  readonly fuel: number;
  readonly maximumDepth: number;
  readonly filters: ReadonlyMap<string, Filter>;
  readonly tests: ReadonlyMap<string, Test>;
  /** Names that the template does not assign. */
  resolve(name: string): PyValue | undefined;
  /** Given: failures of single tags of the outermost template are told here, and the rest is still rendered. */
  readonly recovered?: (error: PyException) => void;
  /** An offset of the outermost template that has to be rendered, whatever the conditions around it say. */
  readonly focus?: number | undefined;
}

/** What dbt's `return()` throws; the macro it stands in catches it. One object serves all returns: it is read where it is caught, and its stack is never needed. */
export class MacroReturn extends Error {
  value: PyValue = null;
}

const macroReturn = new MacroReturn('return() outside of a macro');

export function returnFromMacro(value: PyValue): never {
  macroReturn.value = value;
  throw macroReturn;
}

type Jump = 'break' | 'continue' | undefined;

export class Interpreter extends Evaluator implements MacroRuntime {
  private readonly options: InterpreterOptions;
  private depth = 0;
  private source: MacroSource;
  private readonly outermost: MacroSource;
  private output: OutputBuffer;
  private native: NativeOutput | undefined;
  private autoescape = false;

  constructor(source: MacroSource, options: InterpreterOptions) {
    super(options);
    this.options = options;
    this.source = source;
    this.outermost = source;
    this.output = new OutputBuffer(source.file);
  }

  /** Runs the outermost template. */
  render(body: readonly Statement[], native?: NativeOutput): Traced {
    this.native = native;
    this.statements(body, new Scope(), this.options.recovered);
    return this.output.finish();
  }

  /** What stands in the output, also after a failure. */
  printedSoFar(): Traced {
    return this.output.finish();
  }

  protected resolve(name: string): PyValue | undefined {
    return this.options.resolve(name);
  }

  capture(body: readonly Statement[], bind: () => Scope, source: MacroSource, macro: string | undefined): Traced {
    if (this.depth >= this.options.maximumDepth) raise('RecursionError', 'maximum recursion depth exceeded');
    const { output, native, at, autoescape, forgiving, source: from } = this;
    let entered = false;
    this.depth++;
    this.forgiving = this.options.forgiving && source === this.outermost;
    try {
      const scope = bind();
      this.output = new OutputBuffer(source.file);
      this.native = undefined;
      this.source = source;
      entered = true;
      this.statements(body, scope);
      return this.output.finish();
    } catch (error) {
      if (entered && error instanceof PyException) error.frames.push(this.frame(macro));
      throw error;
    } finally {
      this.at = at;
      this.autoescape = autoescape;
      this.forgiving = forgiving;
      this.output = output;
      this.native = native;
      this.source = from;
      this.depth--;
    }
  }

  frame(macro: string | undefined): PyFrame {
    return { macro, file: this.source.file, start: this.at.start, end: this.at.end };
  }

  private statements(body: readonly Statement[], scope: Scope, recovered?: (error: PyException) => void): Jump {
    for (const statement of body) {
      this.spend(1);
      if (!recovered) {
        const jump = this.statement(statement, scope);
        if (jump) return jump;
        continue;
      }
      try {
        const jump = this.statement(statement, scope);
        if (jump) return jump;
      } catch (error) {
        if (!(error instanceof PyException)) throw error;
        if (error.type === 'TimeoutError') throw error;
        error.frames.push(this.frame(undefined));
        recovered(error);
        this.output.expanded('', statement.range, undefined);
      }
    }
    return undefined;
  }

  private statement(node: Statement, scope: Scope): Jump {
    switch (node.kind) {
      case 'text':
        this.spend(node.text.length >> 8);
        if (this.native) this.native.add(node.text, true);
        else this.output.verbatim(this.source.text.slice(node.range.start, node.range.end), node.range);
        return undefined;
      case 'output':
        this.print(node, scope);
        return undefined;
      case 'if': {
        const focused = this.focusedBody(...node.branches.map(({ body }) => body), node.otherwise);
        if (focused) return this.statements(focused, scope);
        for (const { test, body } of node.branches) if (truth(this.evaluate(test, scope))) return this.statements(body, scope);
        return this.statements(node.otherwise, scope);
      }
      case 'for':
        return this.loop(node, scope);
      case 'set': {
        this.carried = undefined;
        const value = this.evaluate(node.value, scope);
        this.at = node.range;
        this.assign(node.target, value, scope, this.traceFor(value));
        return undefined;
      }
      case 'setBlock': {
        const traced = this.block(node.body, new Scope(scope));
        const value = node.filter ? this.filterText(node.filter, traced.text, scope) : traced.text;
        this.assign(node.target, value, scope, value === traced.text ? traced : undefined);
        return undefined;
      }
      case 'do':
        this.evaluate(node.expression, scope);
        return undefined;
      case 'macro':
        scope.set(
          `dbt_macro__${node.macroName}`,
          new JinjaMacro({ name: `dbt_macro__${node.macroName}`, parameters: node.parameters, body: node.body }, scope, this.source, this),
        );
        return undefined;
      case 'callBlock':
        this.callBlock(node, scope);
        return undefined;
      case 'filterBlock': {
        const traced = this.block(node.body, new Scope(scope));
        this.write(this.filterText(node.filter, traced.text, scope), node.range, traced, false);
        return undefined;
      }
      case 'with': {
        const inner = new Scope(scope);
        const values = node.assignments.map(({ value }) => this.evaluate(value, scope));
        node.assignments.forEach(({ target }, index) => {
          this.assign(target, values[index] ?? null, inner);
        });
        return this.statements(node.body, inner);
      }
      case 'block':
        return this.statements(node.body, new Scope(scope));
      case 'autoescape': {
        const before = this.autoescape;
        this.autoescape = truth(this.evaluate(node.value, scope));
        try {
          return this.statements(node.body, new Scope(scope));
        } finally {
          this.autoescape = before;
        }
      }
      case 'break':
      case 'continue':
        return node.kind;
      case 'loader':
        this.at = node.range;
        return raise('TypeError', 'no loader for this environment specified');
      default:
        return unreachable(node);
    }
  }

  private filterText(filter: Parameters<Evaluator['filter']>[0], text: string, scope: Scope): PyValue {
    const value = filter.target?.kind === 'filter' ? this.filterText(filter.target, text, scope) : text;
    return this.filter(filter, value, scope);
  }

  /** A body whose text is a value: of set, filter and call blocks. */
  private block(body: readonly Statement[], scope: Scope): Traced {
    const outer = { output: this.output, native: this.native };
    this.output = new OutputBuffer(this.source.file);
    this.native = undefined;
    try {
      this.statements(body, scope);
      return this.output.finish();
    } finally {
      this.output = outer.output;
      this.native = outer.native;
    }
  }

  private print(node: OutputNode, scope: Scope): void {
    for (const expression of node.expressions) {
      this.carried = undefined;
      const value = this.evaluate(expression, scope);
      this.at = expression.range;
      this.write(value, node.range, this.traceFor(value), this.native !== undefined && isConstant(expression, value));
    }
  }

  private write(value: PyValue, range: TextRange, inner: Traced | undefined, constant: boolean): void {
    if (this.native) {
      this.native.add(value, constant);
      return;
    }
    const text = this.printed(value);
    this.output.expanded(this.autoescape ? escapeMarkup(value, text) : text, range, inner?.text === text ? inner : undefined);
  }

  private traceFor(value: PyValue): Traced | undefined {
    const traced = this.carried;
    this.carried = undefined;
    return traced?.text === value ? traced : undefined;
  }

  private callBlock(node: CallBlockNode, scope: Scope): void {
    const caller = new JinjaMacro({ name: undefined, parameters: node.parameters, body: node.body }, scope, this.source, this);
    const callee = this.evaluate(node.call.callee, scope);
    const args = this.callArguments(node.call.arguments, scope);
    this.at = node.call.range;
    this.carried = undefined;
    const withCaller: PyArguments = { positional: args.positional, keyword: new Map([...args.keyword, ['caller', caller]]) };
    const value = this.invoke(callee, withCaller);
    this.write(value, node.range, this.traceFor(value), false);
  }

  /** The one of several bodies that holds the focus. */
  private focusedBody(...bodies: readonly (readonly Statement[])[]): readonly Statement[] | undefined {
    const { focus } = this.options;
    if (focus === undefined || this.source !== this.outermost) return undefined;
    return bodies.find(body => body.length > 0 && body[0]!.range.start <= focus && focus <= body.at(-1)!.range.end);
  }

  private loop(node: ForNode, scope: Scope): Jump {
    const iterable = this.evaluate(node.iterable, scope);
    this.at = node.iterable.range;
    return this.runLoop(node, iterate(iterable), node.condition ? undefined : knownSize(iterable), scope, 0);
  }

  private runLoop(node: ForNode, source: Iterable<PyValue>, size: number | undefined, scope: Scope, depth0: number): Jump {
    const members = node.condition ? this.filtered(node, source, scope) : source;
    const recurse = node.recursive
      ? (inner: Iterable<PyValue>, depth: number): PyValue => {
          if (depth >= this.options.maximumDepth) raise('RecursionError', 'maximum recursion depth exceeded');
          const traced = this.captureLoop(node, inner, scope, depth);
          this.carried = traced;
          return traced.text;
        }
      : undefined;
    const context = new LoopContext(members, size, depth0, this, recurse);
    let empty = true;
    for (let member = context.advance(); member !== undefined; member = context.advance()) {
      empty = false;
      this.spend(1);
      const inner = new Scope(scope);
      inner.set('loop', context);
      this.at = node.target.range;
      this.assign(node.target, member, inner);
      if (this.statements(node.body, inner) === 'break') return undefined;
    }
    if (empty && this.focusedBody(node.body)) return this.statements(node.body, new Scope(scope));
    return empty ? this.statements(node.otherwise, new Scope(scope)) : undefined;
  }

  private captureLoop(node: ForNode, members: Iterable<PyValue>, scope: Scope, depth0: number): Traced {
    const outer = this.output;
    this.output = new OutputBuffer(this.source.file);
    try {
      this.runLoop(node, members, undefined, scope, depth0);
      return this.output.finish();
    } finally {
      this.output = outer;
    }
  }

  private *filtered(node: ForNode, members: Iterable<PyValue>, scope: Scope): Iterable<PyValue> {
    for (const member of members) {
      this.spend(1);
      const inner = new Scope(scope);
      this.assign(node.target, member, inner);
      if (!node.condition || truth(this.evaluate(node.condition, inner))) yield member;
    }
  }

  private assign(target: Target, value: PyValue, scope: Scope, trace?: Traced): void {
    switch (target.kind) {
      case 'name':
        scope.set(target.name, value, trace);
        return;
      case 'namespace': {
        const namespace = scope.get(target.name) ?? this.resolve(target.name);
        if (!(namespace instanceof PyNamespace)) return raise('TemplateRuntimeError', 'cannot assign attribute on non-namespace object');
        namespace.assign(target.attribute, value);
        return;
      }
      case 'tuple': {
        const values = this.unpack(value, target.items.length);
        target.items.forEach((item, index) => {
          this.assign(item, values[index] ?? null, scope);
        });
      }
    }
  }

  private unpack(value: PyValue, wanted: number): readonly PyValue[] {
    if (!isIterable(value)) raise('TypeError', `cannot unpack non-iterable ${typeName(value)} object`);
    const values: PyValue[] = [];
    for (const item of iterate(value)) {
      if (values.length === wanted) raise('ValueError', `too many values to unpack (expected ${wanted})`);
      values.push(item);
    }
    if (values.length < wanted) raise('ValueError', `not enough values to unpack (expected ${wanted}, got ${values.length})`);
    return values;
  }
}

function knownSize(value: PyValue): number | undefined {
  if (typeof value === 'string') return length(value);
  return value instanceof PyObject ? value.length() : undefined;
}
