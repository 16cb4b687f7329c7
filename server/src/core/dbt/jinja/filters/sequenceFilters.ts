/** Filters over sequences and mappings. Invariant: those that Jinja computes lazily give a one-shot iterator that runs only when it is read. */
import type { Filter, RenderAccess } from '../evaluator';
import { attributeFilter, attributeGetter, count, filter, flag, ignoreCase, keyGetter, multiAttributeGetter } from './arguments';
import { missingBecause } from '../values/attribute';
import { PyIterator, PyList, PyNamedTuple, PySet, PyTuple, mapKey } from '../values/containers';
import { PyDict, PyDictView } from '../values/dict';
import { raise } from '../values/exception';
import { PyObject, equals, isIterable, iterate, length, repr, str, truth, typeName } from '../values/object';
import type { PyArguments, PyValue } from '../values/object';
import { order, sorted, sum } from '../values/operations';
import { codePoints } from '../values/text';
import { textOf } from '../values/textObject';
import { PyUndefined } from '../values/undefined';

export const sequenceFilters: Readonly<Record<string, Filter>> = {
  length: filter('length', [], value => BigInt(length(value))),
  list: filter('list', [], (value, _, access) => new PyList(counted(iterate(value), access))),
  first: filter('first', [], (value, _, access) => {
    return firstOf(iterate(value), () => missingBecause('first', 'No first item, sequence was empty.', access));
  }),
  last: filter('last', [], (value, _, access) =>
    firstOf(reversedItems(value), () => missingBecause('last', 'No last item, sequence was empty.', access)),
  ),
  /** Without chance: a rendered text must be the same each time. */
  random: filter('random', [], (value, _, access) =>
    firstOf(iterate(value), () => missingBecause('random', 'No random item, sequence was empty.', access)),
  ),
  reverse: filter('reverse', [], value => {
    const text = textOf(value);
    if (text !== undefined) return [...codePoints(text)].reverse().join('');
    if (!isIterable(value)) return raise('FilterArgumentError', 'argument must be iterable');
    return new PyIterator(value instanceof PyList ? 'list_reverseiterator' : 'reversed', [...iterate(value)].reverse());
  }),
  join: filter('join', ['d?', 'attribute?'], (value, [separator, attribute], access) => {
    const items = counted(iterate(value), access);
    const get = attribute === undefined || attribute === null ? undefined : attributeGetter(attribute, access, undefined);
    return items.map(item => str(get ? get(item) : item)).join(separator === undefined ? '' : str(separator));
  }),
  sort: filter('sort', ['reverse?', 'case_sensitive?', 'attribute?'], (value, [reverse, caseSensitive, attribute], access) => {
    const adjust = flag(caseSensitive) ? (item: PyValue): PyValue => item : ignoreCase;
    const key = attribute === undefined || attribute === null ? adjust : multiAttributeGetter(attribute, access, adjust);
    return sorted(counted(iterate(value), access), key, flag(reverse));
  }),
  unique: filter('unique', ['case_sensitive?', 'attribute?'], (value, [caseSensitive, attribute], access) => {
    const key = keyGetter(attribute, access, flag(caseSensitive));
    return new PyIterator('generator', unique(iterate(value), key));
  }),
  min: filter('min', ['case_sensitive?', 'attribute?'], (value, bound, access) => extreme(value, bound, access, -1)),
  max: filter('max', ['case_sensitive?', 'attribute?'], (value, bound, access) => extreme(value, bound, access, 1)),
  sum: filter('sum', ['attribute?', 'start?'], (value, [attribute, start], access) => {
    const items = counted(iterate(value), access);
    const get = attribute === undefined || attribute === null ? undefined : attributeGetter(attribute, access, undefined);
    return sum(get ? items.map(get) : items, start ?? 0n);
  }),
  dictsort: filter('dictsort', ['case_sensitive?', 'by?', 'reverse?'], (value, [caseSensitive, by, reverse]) => {
    const position =
      by === undefined || by === 'key'
        ? 0
        : by === 'value'
          ? 1
          : raise('FilterArgumentError', 'You can only sort by either "key" or "value"');
    const entries = [...mapping(value, "has no attribute 'items'").entries()].map(([key, item]) => new PyTuple([key, item]));
    const adjust = flag(caseSensitive) ? (item: PyValue): PyValue => item : ignoreCase;
    return sorted(entries, pair => adjust((pair as PyTuple).items[position] ?? null), flag(reverse));
  }),
  items: filter('items', [], value => {
    if (value instanceof PyUndefined) return new PyIterator('generator', []);
    if (!(value instanceof PyDict)) return new PyIterator('generator', failing('TypeError', 'Can only get item pairs from a mapping.'));
    return new PyIterator('generator', new PyDictView(value, 'items').iterate());
  }),
  groupby: filter('groupby', ['attribute', 'default?', 'case_sensitive?'], (value, [attribute, fallback, caseSensitive], access) => {
    const key = keyGetter(attribute, access, flag(caseSensitive), fallback);
    const real = keyGetter(attribute, access, true, fallback);
    const groups: { readonly key: PyValue; readonly items: PyValue[] }[] = [];
    for (const item of sorted(counted(iterate(value), access), key).items) {
      const last = groups.at(-1);
      if (last && equals(last.key, key(item))) last.items.push(item);
      else groups.push({ key: key(item), items: [item] });
    }
    return new PyList(groups.map(group => new GroupTuple([real(group.items[0] ?? null), new PyList(group.items)])));
  }),
  batch: filter(
    'batch',
    ['linecount', 'fill_with?'],
    (value, [size, fill]) => new PyIterator('generator', batches(iterate(value), count(size, 1), fill)),
  ),
  slice: filter(
    'slice',
    ['slices', 'fill_with?'],
    (value, [slices, fill]) => new PyIterator('generator', sliced(iterate(value), count(slices, 1), fill)),
  ),
  map: (value, args, access) => new PyIterator('generator', mapped(value, args, access)),
  select: (value, args, access) => new PyIterator('generator', selected(value, args, access, true, false)),
  reject: (value, args, access) => new PyIterator('generator', selected(value, args, access, false, false)),
  selectattr: (value, args, access) => new PyIterator('generator', selected(value, args, access, true, true)),
  rejectattr: (value, args, access) => new PyIterator('generator', selected(value, args, access, false, true)),
  attr: filter('attr', ['name'], (value, [name = null], access) => attributeFilter(value, name, access)),
  is_list: filter('is_list', [], value => value instanceof PyList),
};

const maximumMembers = 1_000_000;

/** Group and members, printed like any tuple. */
class GroupTuple extends PyNamedTuple {
  constructor(items: PyValue[]) {
    super('tuple', ['grouper', 'list'], items);
  }

  override repr(): string {
    return new PyTuple(this.items).repr();
  }
}

function firstOf(items: Iterable<PyValue>, otherwise: () => PyValue): PyValue {
  for (const item of items) return item;
  return otherwise();
}

/** The members, paid for: an endless source ends the render, not the machine. */
function counted(source: Iterable<PyValue>, access: RenderAccess): PyValue[] {
  const items: PyValue[] = [];
  for (const item of source) {
    access.spend(1);
    items.push(item);
  }
  return items;
}

function mapping(value: PyValue, problem: string): PyDict {
  if (value instanceof PyUndefined) return value.fail();
  return value instanceof PyDict ? value : raise('AttributeError', `'${typeName(value)}' object ${problem}`);
}

function reversedItems(value: PyValue): PyValue[] {
  const reversible =
    typeof value === 'string' || (value instanceof PyObject && !(value instanceof PyIterator) && !(value instanceof PySet));
  if (!reversible) raise('TypeError', `'${typeName(value)}' object is not reversible`);
  return [...iterate(value)].reverse();
}

function* failing(type: 'TypeError', message: string): Iterable<PyValue> {
  yield raise(type, message);
}

function* unique(source: Iterable<PyValue>, key: (value: PyValue) => PyValue): Iterable<PyValue> {
  const seen = new Set<unknown>();
  for (const item of source) {
    const slot = mapKey(key(item));
    if (seen.has(slot)) continue;
    seen.add(slot);
    yield item;
  }
}

function extreme(
  value: PyValue,
  [caseSensitive, attribute]: readonly (PyValue | undefined)[],
  access: RenderAccess,
  direction: 1 | -1,
): PyValue {
  const key = keyGetter(attribute, access, flag(caseSensitive));
  let best: readonly [PyValue, PyValue] | undefined;
  for (const item of counted(iterate(value), access)) {
    const rank = key(item);
    if (best === undefined || order(rank, best[0]) * direction > 0) best = [rank, item];
  }
  return best ? best[1] : missingBecause('min', 'No aggregated item, sequence was empty.', access);
}

function* batches(source: Iterable<PyValue>, size: number, fill: PyValue | undefined): Iterable<PyValue> {
  if (size > maximumMembers) raise('MemoryError', 'the batches are too long');
  let batch: PyValue[] = [];
  for (const item of source) {
    if (batch.length === size) {
      yield new PyList(batch);
      batch = [];
    }
    batch.push(item);
  }
  if (batch.length === 0) return;
  if (fill !== undefined && fill !== null) while (batch.length < size) batch.push(fill);
  yield new PyList(batch);
}

function* sliced(source: Iterable<PyValue>, slices: number, fill: PyValue | undefined): Iterable<PyValue> {
  const items = [...source];
  if (slices > maximumMembers) raise('MemoryError', 'these are too many slices');
  if (slices === 0) raise('ZeroDivisionError', 'integer division or modulo by zero');
  const each = Math.floor(items.length / slices);
  const extra = items.length % slices;
  let offset = 0;
  for (let number = 0; number < slices; number++) {
    const start = offset + number * each;
    if (number < extra) offset++;
    const part = items.slice(start, offset + (number + 1) * each);
    if (fill !== undefined && fill !== null && number >= extra) part.push(fill);
    yield new PyList(part);
  }
}

function* mapped(value: PyValue, args: PyArguments, access: RenderAccess): Iterable<PyValue> {
  if (!truth(value)) return;
  const apply = mapFunction(args, access);
  for (const item of iterate(value)) {
    access.spend(1);
    yield apply(item);
  }
}

function mapFunction({ positional, keyword }: PyArguments, access: RenderAccess): (value: PyValue) => PyValue {
  const attribute = keyword.get('attribute');
  if (positional.length === 0 && attribute !== undefined) {
    const extra = [...keyword.keys()].find(name => name !== 'attribute' && name !== 'default');
    if (extra !== undefined) raise('FilterArgumentError', `Unexpected keyword argument ${repr(extra)}`);
    return attributeGetter(attribute, access, keyword.get('default'));
  }
  const [name, ...rest] = positional;
  if (name === undefined) return raise('FilterArgumentError', 'map requires a filter argument');
  return item => access.applyFilter(str(name), item, { positional: rest, keyword });
}

function* selected(
  value: PyValue,
  { positional, keyword }: PyArguments,
  access: RenderAccess,
  wanted: boolean,
  byAttribute: boolean,
): Iterable<PyValue> {
  if (!truth(value)) return;
  const [attribute, ...others] = positional;
  if (byAttribute && attribute === undefined) raise('FilterArgumentError', 'Missing parameter for attribute name');
  const get = byAttribute && attribute !== undefined ? attributeGetter(attribute, access, undefined) : (item: PyValue): PyValue => item;
  const [name, ...rest] = byAttribute ? others : positional;
  const passes = name === undefined ? truth : (item: PyValue): boolean => access.applyTest(str(name), item, { positional: rest, keyword });
  for (const item of iterate(value)) {
    access.spend(1);
    if (passes(get(item)) === wanted) yield item;
  }
}
