/** Python's lists, tuples, sets, ranges and one-shot iterators. Invariant: lists and sets change in place and are shared by reference, as in Python. */
import { bindMethod } from './callable';
import type { MethodTable } from './callable';
import { raise } from './exception';
import { PyObject, equals, hashKey, repr, reprParts, typeName } from './object';
import type { HashKey, PyValue } from './object';

/** Attribute tables are filled by the modules that know the methods, which need these classes first. */
export const methodsOf: {
  list: MethodTable<PyList>;
  tuple: MethodTable<PySequence>;
  set: MethodTable<PySet>;
  range: MethodTable<PyRange>;
} = { list: new Map(), tuple: new Map(), set: new Map(), range: new Map() };

export abstract class PySequence extends PyObject {
  items: PyValue[];

  constructor(items: PyValue[]) {
    super();
    this.items = items;
  }

  abstract readonly sequence: 'list' | 'tuple';

  abstract withItems(items: PyValue[]): PySequence;

  override length(): number {
    return this.items.length;
  }

  /** By index, so that members appended during a loop are met, as in Python. */
  override iterate(): Iterable<PyValue> {
    return this.items;
  }

  override compare(other: PyValue): number | undefined {
    if (!(other instanceof PySequence) || other.sequence !== this.sequence) return undefined;
    const shared = Math.min(this.items.length, other.items.length);
    for (let index = 0; index < shared; index++) {
      const a = this.items[index] ?? null;
      const b = other.items[index] ?? null;
      if (!equals(a, b)) return orderOf(a, b);
    }
    return this.items.length - other.items.length;
  }

  override equals(other: PyValue): boolean {
    return (
      this === other ||
      (other instanceof PySequence &&
        other.sequence === this.sequence &&
        other.items.length === this.items.length &&
        this.items.every((item, index) => equals(item, other.items[index] ?? null)))
    );
  }

  override contains(item: PyValue): boolean {
    return this.items.some(member => equals(member, item));
  }
}

/** Set by the module of operators, which compares plain values too. */
export const ordering: { of: (a: PyValue, b: PyValue) => number } = { of: () => 0 };

function orderOf(a: PyValue, b: PyValue): number {
  return ordering.of(a, b);
}

export class PyList extends PySequence {
  readonly typeName = 'list';
  readonly sequence = 'list';

  withItems(items: PyValue[]): PyList {
    return new PyList(items);
  }

  override repr(): string {
    return reprParts(this, '[...]', () => `[${this.items.map(repr).join(', ')}]`);
  }

  override hashKey(): HashKey {
    return raise('TypeError', "unhashable type: 'list'");
  }

  override getAttribute(name: string): PyValue | undefined {
    return bindMethod(methodsOf.list, this, name);
  }
}

export class PyTuple extends PySequence {
  readonly typeName: string = 'tuple';
  readonly sequence = 'tuple';

  withItems(items: PyValue[]): PyTuple {
    return new PyTuple(items);
  }

  override repr(): string {
    return reprParts(this, '(...)', () =>
      this.items.length === 1 ? `(${repr(this.items[0] ?? null)},)` : `(${this.items.map(repr).join(', ')})`,
    );
  }

  override hashKey(): HashKey {
    return `(${this.items.map(item => keyText(item)).join(',')})`;
  }

  override getAttribute(name: string): PyValue | undefined {
    return bindMethod<PySequence>(methodsOf.tuple, this, name);
  }
}

/** A tuple whose members also have names, as `isocalendar()` and `timetuple()` give. */
export class PyNamedTuple extends PyTuple {
  override readonly typeName: string;
  private readonly names: readonly string[];

  constructor(typeNameOfIt: string, names: readonly string[], items: PyValue[]) {
    super(items);
    this.typeName = typeNameOfIt;
    this.names = names;
  }

  override repr(): string {
    return `${this.typeName}(${this.names.map((name, index) => `${name}=${repr(this.items[index] ?? null)}`).join(', ')})`;
  }

  override getAttribute(name: string): PyValue | undefined {
    const at = this.names.indexOf(name);
    return at < 0 ? super.getAttribute(name) : this.items[at];
  }
}

/** Equal keys give equal texts; keys of different kinds never do. Objects are numbered as they appear. */
export function keyText(value: PyValue): string {
  const key = hashKey(value);
  switch (typeof key) {
    case 'string':
      return value instanceof PyObject ? `t${key}` : JSON.stringify(key);
    case 'object': {
      if (key === null) return 'n';
      let identity = identities.get(key);
      if (identity === undefined) identities.set(key, (identity = ++lastIdentity));
      return `#${identity}`;
    }
    default:
      return String(key);
  }
}

const identities = new WeakMap<object, number>();
let lastIdentity = 0;

/** Keys of a Map: a tuple's text must not meet a string of the same text. */
export function mapKey(value: PyValue): HashKey {
  const key = hashKey(value);
  return typeof key === 'string' && value instanceof PyObject && value.typeName !== 'str' ? `\u0000${key}` : key;
}

export class PySet extends PyObject {
  readonly typeName = 'set';
  readonly members = new Map<HashKey, PyValue>();

  constructor(members: Iterable<PyValue> = []) {
    super();
    for (const member of members) this.add(member);
  }

  add(member: PyValue): void {
    const key = mapKey(member);
    if (!this.members.has(key)) this.members.set(key, member);
  }

  override length(): number {
    return this.members.size;
  }

  override iterate(): Iterable<PyValue> {
    return setOrder([...this.members.values()]);
  }

  override contains(item: PyValue): boolean {
    return this.members.has(mapKey(item));
  }

  override equals(other: PyValue): boolean {
    return (
      other instanceof PySet && other.members.size === this.members.size && [...this.members.keys()].every(key => other.members.has(key))
    );
  }

  /** Subsets are less; sets of which neither holds the other are not ordered at all. */
  override compare(other: PyValue): number | undefined {
    if (!(other instanceof PySet)) return undefined;
    const within = [...this.members.keys()].every(key => other.members.has(key));
    const around = [...other.members.keys()].every(key => this.members.has(key));
    return within ? (around ? 0 : -1) : around ? 1 : NaN;
  }

  override hashKey(): HashKey {
    return raise('TypeError', "unhashable type: 'set'");
  }

  override repr(): string {
    return this.members.size === 0 ? 'set()' : reprParts(this, 'set(...)', () => `{${[...this.iterate()].map(repr).join(', ')}}`);
  }

  override getAttribute(name: string): PyValue | undefined {
    return bindMethod(methodsOf.set, this, name);
  }

  override operate(operator: string, other: PyValue): PyValue | undefined {
    if (operator !== '-' || !(other instanceof PySet)) return undefined;
    return new PySet([...this.members].filter(([key]) => !other.members.has(key)).map(([, member]) => member));
  }
}

/**
 * Python keeps small ints of a set in the order of its hash table, which is their own order as long as they fit.
 * Texts have no order there that two runs would share: they stay as they were added.
 */
function setOrder(members: readonly PyValue[]): readonly PyValue[] {
  if (!members.every(member => typeof member === 'bigint' || typeof member === 'boolean')) return members;
  let size = 8n;
  for (let count = 1; count <= members.length; count++)
    if (BigInt(count) * 5n >= (size - 1n) * 3n) while (size <= BigInt(count) * 4n) size *= 2n;
  const slot = (member: PyValue): bigint => {
    const value = typeof member === 'boolean' ? BigInt(member) : (member as bigint);
    return value < 0n ? -1n : value % size;
  };
  return [...members].sort((a, b) => Number(slot(a) - slot(b)));
}

/** `range(start, stop, step)`: its members are computed, never stored. */
export class PyRange extends PyObject {
  readonly typeName = 'range';
  readonly start: bigint;
  readonly stop: bigint;
  readonly step: bigint;

  constructor(start: bigint, stop: bigint, step: bigint) {
    super();
    if (step === 0n) raise('ValueError', 'range() arg 3 must not be zero');
    this.start = start;
    this.stop = stop;
    this.step = step;
  }

  get size(): bigint {
    const span = this.step > 0n ? this.stop - this.start : this.start - this.stop;
    const step = this.step > 0n ? this.step : -this.step;
    return span <= 0n ? 0n : (span + step - 1n) / step;
  }

  override length(): number {
    return Number(this.size);
  }

  override *iterate(): Iterable<PyValue> {
    for (let at = this.start; this.step > 0n ? at < this.stop : at > this.stop; at += this.step) yield at;
  }

  at(index: bigint): bigint {
    return this.start + index * this.step;
  }

  override contains(item: PyValue): boolean {
    const value = typeof item === 'boolean' ? BigInt(item) : typeof item === 'number' && Number.isInteger(item) ? BigInt(item) : item;
    if (typeof value !== 'bigint') return false;
    const inside = this.step > 0n ? value >= this.start && value < this.stop : value <= this.start && value > this.stop;
    return inside && (value - this.start) % this.step === 0n;
  }

  override equals(other: PyValue): boolean {
    return (
      other instanceof PyRange &&
      this.size === other.size &&
      (this.size === 0n || (this.start === other.start && (this.size === 1n || this.step === other.step)))
    );
  }

  override repr(): string {
    return this.step === 1n ? `range(${this.start}, ${this.stop})` : `range(${this.start}, ${this.stop}, ${this.step})`;
  }

  override getAttribute(name: string): PyValue | undefined {
    if (name === 'start') return this.start;
    if (name === 'stop') return this.stop;
    return name === 'step' ? this.step : bindMethod(methodsOf.range, this, name);
  }
}

/** What `map()`, `select()`, `zip()` and the like give: can be read once. */
export class PyIterator extends PyObject {
  readonly typeName: string;
  private readonly source: Iterator<PyValue>;

  constructor(typeNameOfIt: string, source: Iterable<PyValue>) {
    super();
    this.typeName = typeNameOfIt;
    this.source = source[Symbol.iterator]();
  }

  next(): PyValue | undefined {
    const step = this.source.next();
    return step.done === true ? undefined : step.value;
  }

  override truth(): boolean {
    return true;
  }

  override *iterate(): Iterable<PyValue> {
    for (let value = this.next(); value !== undefined; value = this.next()) yield value;
  }

  override repr(): string {
    return `<${this.typeName} object>`;
  }
}

/** An index or count, as Python's `__index__`. */
export function asIndex(value: PyValue, what: string): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return BigInt(value);
  return raise('TypeError', what.replace('%', typeName(value)));
}
