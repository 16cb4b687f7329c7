/** Computes expressions. Invariant: operands are evaluated once, left to right, with Python's short cuts, and every step costs fuel. */
import type { TextRange } from '../../text/TextRange';
import type { Traced } from './output';
import type { Scope } from './scope';
import { getAttribute, getItem, getSlice, missingName } from './values/attribute';
import type { UndefinedMaker } from './values/attribute';
import { PyList, PyTuple } from './values/containers';
import { PyDict } from './values/dict';
import { PyException, raise } from './values/exception';
import { call, isIterable, iterate, noKeywords, str, truth, typeName } from './values/object';
import type { PyArguments, PyValue } from './values/object';
import { binary, compare, joinText, negate } from './values/operations';
import { PyUndefined } from './values/undefined';
import type { CallArguments, Expression, FilterExpression, TestExpression } from './tree';

/** What filters and tests may ask of the render they run in. */
export interface RenderAccess extends UndefinedMaker {
  applyFilter(name: string, value: PyValue, args: PyArguments): PyValue;
  applyTest(name: string, value: PyValue, args: PyArguments): boolean;
  spend(steps: number): void;
}

export type Filter = (value: PyValue, args: PyArguments, access: RenderAccess) => PyValue;
export type Test = (value: PyValue, args: PyArguments, access: RenderAccess) => boolean;

export abstract class Evaluator implements RenderAccess {
  /** Whether missing names forgive: while dbt parses, in the template itself; macros are always strict. */
  forgiving: boolean;
  private readonly filters: ReadonlyMap<string, Filter>;
  private readonly tests: ReadonlyMap<string, Test>;
  private fuel: number;
  /** Where the render is: the place an exception is reported at. */
  at: TextRange = { start: 0, end: 0 };
  /** The last text that a macro gave, with its segments: the source map follows it where it is printed or assigned unchanged. */
  carried: Traced | undefined;

  constructor(options: {
    readonly forgiving: boolean;
    readonly fuel: number;
    readonly filters: ReadonlyMap<string, Filter>;
    readonly tests: ReadonlyMap<string, Test>;
  }) {
    this.forgiving = options.forgiving;
    this.fuel = options.fuel;
    this.filters = options.filters;
    this.tests = options.tests;
  }

  protected abstract resolve(name: string): PyValue | undefined;

  spend(steps: number): void {
    this.fuel -= steps;
    if (this.fuel < 0) raise('TimeoutError', 'the template runs too long: is there a loop that never ends?');
  }

  evaluate(node: Expression, scope: Scope): PyValue {
    if (--this.fuel < 0) this.spend(0);
    this.at = node.range;
    switch (node.kind) {
      case 'const':
        return node.value;
      case 'name':
        return this.name(node.name, scope);
      case 'list':
        return new PyList(node.items.map(item => this.evaluate(item, scope)));
      case 'tuple':
        return new PyTuple(node.items.map(item => this.evaluate(item, scope)));
      case 'dict': {
        const dict = new PyDict();
        for (const { key, value } of node.entries) {
          const evaluated = this.evaluate(key, scope);
          dict.set(evaluated, this.evaluate(value, scope));
        }
        return dict;
      }
      case 'attribute': {
        const target = this.evaluate(node.target, scope);
        this.at = node.range;
        return getAttribute(target, node.name, this);
      }
      case 'item':
        return this.item(node.target, node.index, node.range, scope);
      case 'slice':
        return raise('TypeError', 'a slice stands only in an index');
      case 'call': {
        const callee = this.evaluate(node.callee, scope);
        const args = this.callArguments(node.arguments, scope);
        this.at = node.range;
        return this.invoke(callee, args);
      }
      case 'filter':
        return this.filter(node, node.target ? this.evaluate(node.target, scope) : '', scope);
      case 'test':
        return this.test(node, scope);
      case 'unary': {
        const operand = this.evaluate(node.operand, scope);
        this.at = node.range;
        return node.operator === 'not' ? !truth(operand) : negate(node.operator, operand);
      }
      case 'binary': {
        const left = this.evaluate(node.left, scope);
        const right = this.evaluate(node.right, scope);
        this.at = node.range;
        return binary(node.operator, left, right);
      }
      case 'logic': {
        const left = this.evaluate(node.left, scope);
        return truth(left) === (node.operator === 'and') ? this.evaluate(node.right, scope) : left;
      }
      case 'compare': {
        let left = this.evaluate(node.first, scope);
        for (const { operator, operand } of node.rest) {
          const right = this.evaluate(operand, scope);
          this.at = node.range;
          if (!compare(operator, left, right)) return false;
          left = right;
        }
        return true;
      }
      case 'concat': {
        const items = node.items.map(item => this.evaluate(item, scope));
        return joinText(items);
      }
      case 'conditional':
        if (truth(this.evaluate(node.test, scope))) return this.evaluate(node.then, scope);
        if (node.otherwise) return this.evaluate(node.otherwise, scope);
        return new PyUndefined('if', 'the inline if-expression evaluated to false and no else section was defined.');
    }
  }

  private name(name: string, scope: Scope): PyValue {
    const local = scope.get(name);
    if (local !== undefined) {
      if (typeof local === 'string') this.carried = scope.traceOf(name);
      return local;
    }
    const value = this.resolve(name);
    return value === undefined ? missingName(name, this) : value;
  }

  private item(target: Expression, index: Expression, range: TextRange, scope: Scope): PyValue {
    const value = this.evaluate(target, scope);
    if (index.kind === 'slice') {
      const [start, stop, step] = [index.start, index.stop, index.step].map(part => (part ? this.evaluate(part, scope) : null)) as [
        PyValue,
        PyValue,
        PyValue,
      ];
      this.at = range;
      return getSlice(value, start, stop, step, this);
    }
    const key = this.evaluate(index, scope);
    this.at = range;
    return getItem(value, key, this);
  }

  protected invoke(callee: PyValue, args: PyArguments): PyValue {
    return call(callee, args);
  }

  callArguments(args: CallArguments, scope: Scope): PyArguments {
    const positional = args.positional.map(argument => this.evaluate(argument, scope));
    if (args.keyword.length === 0 && !args.rest && !args.keywords) return { positional, keyword: noKeywords };
    const keyword = new Map<string, PyValue>();
    for (const { name, value } of args.keyword) keyword.set(name, this.evaluate(value, scope));
    if (args.rest) {
      const rest = this.evaluate(args.rest, scope);
      if (!isIterable(rest)) return raise('TypeError', `Value after * must be an iterable, not ${typeName(rest)}`);
      for (const value of iterate(rest)) {
        this.spend(1);
        positional.push(value);
      }
    }
    if (args.keywords) {
      const given = this.evaluate(args.keywords, scope);
      if (!(given instanceof PyDict)) return raise('TypeError', `argument after ** must be a mapping, not ${typeName(given)}`);
      for (const [key, value] of given.entries()) {
        if (typeof key !== 'string') return raise('TypeError', 'keywords must be strings');
        if (keyword.has(key)) return raise('TypeError', `got multiple values for keyword argument '${key}'`);
        keyword.set(key, value);
      }
    }
    return { positional, keyword };
  }

  filter(node: FilterExpression, value: PyValue, scope: Scope): PyValue {
    const args = this.callArguments(node.arguments, scope);
    this.at = node.range;
    return this.applyFilter(node.name, value, args, ' found');
  }

  private test(node: TestExpression, scope: Scope): boolean {
    const value = this.evaluate(node.target, scope);
    const args = this.callArguments(node.arguments, scope);
    this.at = node.range;
    return this.applyTest(node.name, value, args, ' found');
  }

  applyFilter(name: string, value: PyValue, args: PyArguments, missing = ''): PyValue {
    const filter = this.filters.get(name);
    if (!filter) throw new PyException('TemplateRuntimeError', `No filter named '${name}'${missing}.`);
    return filter(value, args, this);
  }

  applyTest(name: string, value: PyValue, args: PyArguments, missing = ''): boolean {
    const test = this.tests.get(name);
    if (!test) throw new PyException('TemplateRuntimeError', `No test named '${name}'${missing}.`);
    return test(value, args, this);
  }

  /** Fuel that printing a value costs: a long container is work too. */
  protected printed(value: PyValue): string {
    const text = str(value);
    this.spend(text.length >> 10);
    return text;
  }
}
