/** The methods of Python's list, tuple, dict, set and range. Invariant: those that change a container change it in place and answer None. */
import { methodTable } from './callable';
import type { PySequence } from './containers';
import { PyList, PySet, PyTuple, asIndex, methodsOf } from './containers';
import { PyDict, PyDictView, dictMethods } from './dict';
import { raise } from './exception';
import { equals, iterate, repr, truth, typeName } from './object';
import type { PyArguments, PyValue } from './object';
import { sliceIndices, sorted } from './operations';
import { call } from './object';
import { positionalArguments } from './callable';

const asInteger = "'%' object cannot be interpreted as an integer";

methodsOf.list = methodTable<PyList>({
  append: [['object'], (list, [item = null]) => done(() => list.items.push(item))],
  extend: [['iterable'], (list, [items = null]) => extend(list, [...iterate(items)])],
  insert: [
    ['index', 'object'],
    (list, [index = null, item = null]) => {
      const at = Number(asIndex(index, asInteger));
      return done(() => list.items.splice(at < 0 ? Math.max(0, list.items.length + at) : at, 0, item));
    },
  ],
  pop: [
    ['index?'],
    (list, [index]) => {
      const size = list.items.length;
      if (size === 0) return raise('IndexError', 'pop from empty list');
      const at = index === undefined ? size - 1 : Number(asIndex(index, asInteger));
      const place = at < 0 ? at + size : at;
      if (place < 0 || place >= size) return raise('IndexError', 'pop index out of range');
      return list.items.splice(place, 1)[0] ?? null;
    },
  ],
  remove: [
    ['value'],
    (list, [value = null]) => {
      const at = list.items.findIndex(item => equals(item, value));
      return at < 0 ? raise('ValueError', 'list.remove(x): x not in list') : done(() => list.items.splice(at, 1));
    },
  ],
  clear: [[], list => done(() => list.items.splice(0))],
  copy: [[], list => new PyList([...list.items])],
  reverse: [[], list => done(() => list.items.reverse())],
  sort: [
    ['*', 'key?', 'reverse?'],
    (list, [key, reverse]) => {
      const by = key === undefined || key === null ? undefined : (item: PyValue): PyValue => call(key, positionalArguments(item));
      list.items = sorted(list.items, by, reverse !== undefined && truth(reverse)).items;
      return null;
    },
  ],
  index: [
    ['value', 'start?', 'stop?'],
    (list, [value = null, start, stop]) => indexIn(list, value, start, stop, `${repr(value)} is not in list`),
  ],
  count: [['value'], (list, [value = null]) => BigInt(list.items.filter(item => equals(item, value)).length)],
});

methodsOf.tuple = methodTable<PySequence>({
  index: [
    ['value', 'start?', 'stop?'],
    (tuple, [value = null, start, stop]) => indexIn(tuple, value, start, stop, 'tuple.index(x): x not in tuple'),
  ],
  count: [['value'], (tuple, [value = null]) => BigInt(tuple.items.filter(item => equals(item, value)).length)],
});

methodsOf.range = methodTable({
  index: [
    ['value'],
    (range, [value = null]) =>
      range.contains(value) ? ((value as bigint) - range.start) / range.step : raise('ValueError', `${repr(value)} is not in range`),
  ],
  count: [['value'], (range, [value = null]) => BigInt(range.contains(value))],
});

dictMethods.table = methodTable<PyDict>({
  get: [['key', 'default?'], (dict, [key = null, fallback]) => (dict.has(key) ? (dict.get(key) ?? null) : (fallback ?? null))],
  keys: [[], dict => new PyDictView(dict, 'keys')],
  values: [[], dict => new PyDictView(dict, 'values')],
  items: [[], dict => new PyDictView(dict, 'items')],
  update: [
    ['*others'],
    (dict, _, { positional, keyword }) => {
      if (positional.length > 1) raise('TypeError', `update expected at most 1 argument, got ${positional.length}`);
      for (const [key, value] of positional.flatMap(other => [...pairsOf(other)])) dict.set(key, value);
      for (const [key, value] of keyword) dict.set(key, value);
      return null;
    },
  ],
  pop: [
    ['key', 'default?'],
    (dict, [key = null, fallback]) =>
      dict.has(key) ? (dict.delete(key) ?? null) : fallback === undefined ? raise('KeyError', repr(key)) : fallback,
  ],
  popitem: [
    [],
    dict => {
      const last = [...dict.entries()].at(-1);
      if (!last) return raise('KeyError', "'popitem(): dictionary is empty'");
      dict.delete(last[0]);
      return new PyTuple([...last]);
    },
  ],
  setdefault: [
    ['key', 'default?'],
    (dict, [key = null, fallback]) => {
      if (!dict.has(key)) dict.set(key, fallback ?? null);
      return dict.get(key) ?? null;
    },
  ],
  clear: [[], dict => done(() => dict.clear())],
  copy: [[], dict => new PyDict(dict.entries())],
  fromkeys: [['iterable', 'value?'], (_, [keys = null, value]) => new PyDict([...iterate(keys)].map(key => [key, value ?? null] as const))],
});

methodsOf.set = methodTable<PySet>({
  add: [['elem'], (set, [item = null]) => done(() => set.add(item))],
  remove: [['elem'], (set, [item = null]) => (remove(set, item) ? null : raise('KeyError', repr(item)))],
  discard: [['elem'], (set, [item = null]) => done(() => remove(set, item))],
  pop: [
    [],
    set => {
      for (const item of set.iterate()) {
        remove(set, item);
        return item;
      }
      return raise('KeyError', "'pop from an empty set'");
    },
  ],
  clear: [[], set => done(() => set.members.clear())],
  copy: [[], set => new PySet(set.iterate())],
  update: [['*others'], (set, _, args) => extendSet(set, others(args))],
  union: [['*others'], (set, _, args) => new PySet([...set.iterate(), ...others(args)])],
  intersection: [
    ['*others'],
    (set, _, args) => new PySet([...set.iterate()].filter(item => args.positional.every(other => asSet(other).contains(item)))),
  ],
  difference: [
    ['*others'],
    (set, _, args) => new PySet([...set.iterate()].filter(item => !args.positional.some(other => asSet(other).contains(item)))),
  ],
  symmetric_difference: [
    ['other'],
    (set, [other = null]) =>
      new PySet([
        ...[...set.iterate()].filter(item => !asSet(other).contains(item)),
        ...[...asSet(other).iterate()].filter(item => !set.contains(item)),
      ]),
  ],
  issubset: [['other'], (set, [other = null]) => [...set.iterate()].every(item => asSet(other).contains(item))],
  issuperset: [['other'], (set, [other = null]) => [...asSet(other).iterate()].every(item => set.contains(item))],
  isdisjoint: [['other'], (set, [other = null]) => ![...set.iterate()].some(item => asSet(other).contains(item))],
});

function extend(list: PyList, items: readonly PyValue[]): null {
  for (const item of items) list.items.push(item);
  return null;
}

function extendSet(set: PySet, items: readonly PyValue[]): null {
  for (const item of items) set.add(item);
  return null;
}

/** Methods that change their container answer None. */
function done(change: () => unknown): null {
  change();
  return null;
}

function others({ positional }: PyArguments): PyValue[] {
  return positional.flatMap(other => [...iterate(other)]);
}

function asSet(value: PyValue): PySet {
  return value instanceof PySet ? value : new PySet(iterate(value));
}

function remove(set: PySet, item: PyValue): boolean {
  for (const [key, member] of set.members) if (equals(member, item)) return set.members.delete(key);
  return false;
}

function indexIn(sequence: PySequence, value: PyValue, start: PyValue | undefined, stop: PyValue | undefined, problem: string): PyValue {
  const [from, to] = sliceIndices(BigInt(sequence.items.length), start ?? null, stop ?? null, null);
  for (let at = Number(from); at < Number(to); at++) if (equals(sequence.items[at] ?? null, value)) return BigInt(at);
  return raise('ValueError', problem);
}

/** What `dict()` and `update()` take: a mapping, or pairs. */
export function* pairsOf(value: PyValue): Iterable<readonly [PyValue, PyValue]> {
  if (value instanceof PyDict) return yield* [...value.entries()];
  let at = 0;
  for (const pair of iterate(value)) {
    const parts =
      typeof pair === 'string' || (typeof pair === 'object' && pair !== null)
        ? [...iterate(pair)]
        : raise('TypeError', `cannot convert dictionary update sequence element #${at} to a sequence`);
    if (parts.length !== 2) raise('ValueError', `dictionary update sequence element #${at} has length ${parts.length}; 2 is required`);
    yield [parts[0] ?? null, parts[1] ?? null];
    at++;
  }
}

/** `dict(*positional, **keyword)` */
export function makeDict({ positional, keyword }: PyArguments): PyDict {
  if (positional.length > 1) raise('TypeError', `dict expected at most 1 argument, got ${positional.length}`);
  const dict = new PyDict();
  for (const given of positional) {
    if (typeof given === 'bigint' || typeof given === 'number' || typeof given === 'boolean' || given === null)
      raise('TypeError', `'${typeName(given)}' object is not iterable`);
    for (const [key, value] of pairsOf(given)) dict.set(key, value);
  }
  for (const [key, value] of keyword) dict.set(key, value);
  return dict;
}
