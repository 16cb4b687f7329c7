/** The `loop` of a `for`. Invariant: reads at most one member ahead, so that loops over one-shot iterators stay one-shot. */
import { PyFunction } from './values/callable';
import { PyTuple } from './values/containers';
import { raise } from './values/exception';
import { PyObject, equals } from './values/object';
import type { PyArguments, PyValue } from './values/object';
import type { UndefinedMaker } from './values/attribute';
import { missingBecause } from './values/attribute';

export class LoopContext extends PyObject {
  readonly typeName = 'LoopContext';
  private readonly source: Iterator<PyValue>;
  private ahead: IteratorResult<PyValue> | undefined;
  private rest: PyValue[] | undefined;
  private index0 = -1;
  private size: number | undefined;
  private current: PyValue | undefined;
  private previous: PyValue | undefined;
  private lastChanged: PyValue | undefined;
  private readonly depth0: number;
  private readonly maker: UndefinedMaker;
  private readonly recurse: ((members: Iterable<PyValue>, depth0: number) => PyValue) | undefined;

  /** @param size of the source where it is known beforehand. */
  constructor(
    members: Iterable<PyValue>,
    size: number | undefined,
    depth0: number,
    maker: UndefinedMaker,
    recurse: ((members: Iterable<PyValue>, depth0: number) => PyValue) | undefined,
  ) {
    super();
    this.source = members[Symbol.iterator]();
    this.size = size;
    this.depth0 = depth0;
    this.maker = maker;
    this.recurse = recurse;
  }

  /** The next member, undefined after the last. */
  advance(): PyValue | undefined {
    const step = this.ahead ?? this.read();
    this.ahead = undefined;
    if (step.done === true) return undefined;
    this.index0++;
    this.previous = this.current;
    this.current = step.value;
    return step.value;
  }

  private read(): IteratorResult<PyValue> {
    if (this.rest) {
      const value = this.rest.shift();
      return value === undefined ? { done: true, value: undefined } : { done: false, value };
    }
    return this.source.next();
  }

  private peek(): IteratorResult<PyValue> {
    return (this.ahead ??= this.read());
  }

  /** Counting a one-shot source reads it to its end. */
  override length(): number {
    if (this.size !== undefined) return this.size;
    const rest: PyValue[] = [];
    if (this.ahead && this.ahead.done !== true) rest.push(this.ahead.value);
    for (let step = this.ahead?.done === true ? this.ahead : this.read(); step.done !== true; step = this.read()) rest.push(step.value);
    this.ahead = undefined;
    this.rest = rest;
    this.size = this.index0 + 1 + rest.length;
    return this.size;
  }

  override truth(): boolean {
    return true;
  }

  override repr(): string {
    return `<LoopContext ${this.index0 + 1}/${this.length()}>`;
  }

  override get callable(): boolean {
    return true;
  }

  override call(args: PyArguments): PyValue {
    const members = args.positional[0];
    if (!this.recurse) return raise('TypeError', "The loop must have the 'recursive' marker to be called recursively.");
    const iterable = members instanceof PyObject ? members.iterate() : undefined;
    return iterable
      ? this.recurse(iterable, this.depth0 + 1)
      : raise('TypeError', 'the loop is called with something that cannot be iterated');
  }

  override getAttribute(name: string): PyValue | undefined {
    switch (name) {
      case 'index':
        return BigInt(this.index0 + 1);
      case 'index0':
        return BigInt(this.index0);
      case 'revindex':
        return BigInt(this.length() - this.index0);
      case 'revindex0':
        return BigInt(this.length() - this.index0 - 1);
      case 'first':
        return this.index0 === 0;
      case 'last':
        return this.peek().done === true;
      case 'length':
        return BigInt(this.length());
      case 'depth':
        return BigInt(this.depth0 + 1);
      case 'depth0':
        return BigInt(this.depth0);
      case 'previtem':
        return this.previous === undefined ? missingBecause('previtem', 'there is no previous item', this.maker) : this.previous;
      case 'nextitem': {
        const next = this.peek();
        return next.done === true ? missingBecause('nextitem', 'there is no next item', this.maker) : next.value;
      }
      case 'cycle':
        return new PyFunction('cycle', ['*values'], (_, { positional }) =>
          positional.length === 0
            ? raise('TypeError', 'no items for cycling given')
            : (positional[this.index0 % positional.length] ?? null),
        );
      case 'changed':
        return new PyFunction('changed', ['*values'], (_, { positional }) => this.changed(new PyTuple([...positional])));
      default:
        return undefined;
    }
  }

  private changed(values: PyTuple): boolean {
    const same = this.lastChanged !== undefined && equals(this.lastChanged, values);
    this.lastChanged = values;
    return !same;
  }
}
