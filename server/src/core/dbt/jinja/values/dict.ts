/** Python's dict: insertion order, keys equal across int, float and bool. Invariant: the first of equal keys stays, the last value wins. */
import { bindMethod } from './callable';
import type { MethodTable } from './callable';
import { PyIterator, PyTuple, mapKey } from './containers';
import { raise } from './exception';
import { PyObject, equals, repr, reprParts } from './object';
import type { HashKey, PyValue } from './object';

/** Filled by the module of methods. */
export const dictMethods: { table: MethodTable<PyDict> } = { table: new Map() };

export class PyDict extends PyObject {
  readonly typeName: string = 'dict';
  private readonly map = new Map<HashKey, readonly [PyValue, PyValue]>();

  constructor(entries: Iterable<readonly [PyValue, PyValue]> = []) {
    super();
    for (const [key, value] of entries) this.set(key, value);
  }

  get(key: PyValue): PyValue | undefined {
    return this.map.get(mapKey(key))?.[1];
  }

  has(key: PyValue): boolean {
    return this.map.has(mapKey(key));
  }

  set(key: PyValue, value: PyValue): void {
    const slot = mapKey(key);
    const before = this.map.get(slot);
    this.map.set(slot, before ? [before[0], value] : [key, value]);
  }

  delete(key: PyValue): PyValue | undefined {
    const slot = mapKey(key);
    const before = this.map.get(slot);
    this.map.delete(slot);
    return before?.[1];
  }

  clear(): void {
    this.map.clear();
  }

  *keys(): Iterable<PyValue> {
    for (const [key] of this.map.values()) yield key;
  }

  *values(): Iterable<PyValue> {
    for (const [, value] of this.map.values()) yield value;
  }

  entries(): Iterable<readonly [PyValue, PyValue]> {
    return this.map.values();
  }

  override length(): number {
    return this.map.size;
  }

  override iterate(): Iterable<PyValue> {
    return this.watched(this.keys());
  }

  /** A dict that grows or shrinks while it is read is an error in Python. */
  private *watched(source: Iterable<PyValue>): Iterable<PyValue> {
    const size = this.map.size;
    for (const value of source) {
      yield value;
      if (this.map.size !== size) raise('RuntimeError', 'dictionary changed size during iteration');
    }
  }

  override contains(item: PyValue): boolean {
    return this.has(item);
  }

  override equals(other: PyValue): boolean {
    if (this === other) return true;
    if (!(other instanceof PyDict) || other.map.size !== this.map.size) return false;
    for (const [slot, [, value]] of this.map) {
      const theirs = other.map.get(slot);
      if (theirs === undefined || !equals(value, theirs[1])) return false;
    }
    return true;
  }

  override hashKey(): HashKey {
    return raise('TypeError', `unhashable type: '${this.typeName}'`);
  }

  override getItem(key: PyValue): PyValue | undefined {
    return this.get(key);
  }

  override repr(): string {
    return reprParts(this, '{...}', () => `{${[...this.map.values()].map(([key, value]) => `${repr(key)}: ${repr(value)}`).join(', ')}}`);
  }

  override getAttribute(name: string): PyValue | undefined {
    return bindMethod(dictMethods.table, this, name);
  }
}

/** `d.keys()`, `d.values()`, `d.items()`: live views. */
export class PyDictView extends PyObject {
  readonly typeName: string;
  private readonly dict: PyDict;
  private readonly kind: 'keys' | 'values' | 'items';

  constructor(dict: PyDict, kind: 'keys' | 'values' | 'items') {
    super();
    this.typeName = `dict_${kind}`;
    this.dict = dict;
    this.kind = kind;
  }

  override length(): number {
    return this.dict.length();
  }

  override *iterate(): Iterable<PyValue> {
    const size = this.dict.length();
    for (const [key, value] of this.dict.entries()) {
      yield this.kind === 'keys' ? key : this.kind === 'values' ? value : new PyTuple([key, value]);
      if (this.dict.length() !== size) raise('RuntimeError', 'dictionary changed size during iteration');
    }
  }

  override contains(item: PyValue): boolean | undefined {
    return this.kind === 'keys' ? this.dict.has(item) : undefined;
  }

  override equals(other: PyValue): boolean {
    if (!(other instanceof PyDictView) || this.kind === 'values' || other.kind !== this.kind) return this === other;
    const theirs = [...other.iterate()];
    return theirs.length === this.length() && [...this.iterate()].every(item => theirs.some(their => equals(item, their)));
  }

  override repr(): string {
    return `${this.typeName}([${[...this.iterate()].map(repr).join(', ')}])`;
  }

  override getAttribute(name: string): PyValue | undefined {
    return name === 'mapping' ? this.dict : undefined;
  }

  reversed(): PyIterator {
    return new PyIterator(`${this.typeName.replace(/s$/, '')}_reverseiterator`, [...this.iterate()].reverse());
  }
}
