/** `modules.itertools`. Invariant: results are one-shot; the endless ones end with the reader's patience, by fuel. */
import { positionalArguments } from '../values/callable';
import { PyIterator, PyTuple } from '../values/containers';
import type { PyDict } from '../values/dict';
import { raise } from '../values/exception';
import { PyObject, call, iterate, truth } from '../values/object';
import type { PyArguments, PyValue } from '../values/object';
import { binary } from '../values/operations';
import { wholeNumber } from '../values/wholeNumber';
import { exported, fn } from './exports';

/** More combinations than this are not made. */
const maximum = 1_000_000;

export function itertoolsModule(): PyDict {
  return exported({
    count: fn('count', ['start?', 'step?'], ([start, step]) => made('itertools.count', counting(start ?? 0n, step ?? 1n))),
    cycle: fn('cycle', ['iterable'], ([items = null]) => made('itertools.cycle', cycling([...iterate(items)]))),
    repeat: fn('repeat', ['object', 'times?'], ([value = null, times]) => made('itertools.repeat', repeating(value, times))),
    accumulate: fn('accumulate', ['iterable', 'func?', '*', 'initial?'], ([items = null, apply, initial]) =>
      made('itertools.accumulate', accumulating(iterate(items), apply, initial)),
    ),
    chain: new Chain(),
    compress: fn('compress', ['data', 'selectors'], ([data = null, selectors = null]) =>
      made('itertools.compress', compressing(iterate(data), iterate(selectors))),
    ),
    islice: fn('islice', ['iterable', '*bounds'], (_, { positional: [items = null, ...bounds] }) =>
      made('itertools.islice', slicing(iterate(items), bounds)),
    ),
    starmap: fn('starmap', ['function', 'iterable'], ([apply = null, items = null]) =>
      made('itertools.starmap', mapping(apply, iterate(items))),
    ),
    tee: fn('tee', ['iterable', 'n?'], ([items = null, copies]) => {
      const all = [...iterate(items)];
      return new PyTuple(Array.from({ length: wholeNumber(copies, 2) }, () => made('itertools._tee', all)));
    }),
    zip_longest: fn('zip_longest', ['*iterables'], (_, { positional, keyword }) =>
      made('itertools.zip_longest', zippingLongest(positional, keyword.get('fillvalue') ?? null)),
    ),
    product: fn('product', ['*iterables'], (_, { positional, keyword }) => {
      const pools = positional.map(items => [...iterate(items)]);
      const repeat = wholeNumber(keyword.get('repeat'), 1);
      return made('itertools.product', checkedProducts(Array.from({ length: repeat }, () => pools).flat()));
    }),
    permutations: fn('permutations', ['iterable', 'r?'], ([items = null, size]) => {
      const pool = [...iterate(items)];
      return made(
        'itertools.permutations',
        counted(pool, size === undefined || size === null ? pool.length : wholeNumber(size, 0), 'permutations'),
      );
    }),
    combinations: fn('combinations', ['iterable', 'r'], ([items = null, size]) =>
      made('itertools.combinations', counted([...iterate(items)], wholeNumber(size, 0), 'combinations')),
    ),
    combinations_with_replacement: fn('combinations_with_replacement', ['iterable', 'r'], ([items = null, size]) =>
      made('itertools.combinations_with_replacement', counted([...iterate(items)], wholeNumber(size, 0), 'replacement')),
    ),
  });
}

function made(name: string, source: Iterable<PyValue>): PyIterator {
  return new PyIterator(name, source);
}

/** `chain(a, b)` and `chain.from_iterable`. */
class Chain extends PyObject {
  readonly typeName = 'type';

  override get callable(): boolean {
    return true;
  }

  override truth(): boolean {
    return true;
  }

  override call({ positional }: PyArguments): PyValue {
    return made('itertools.chain', chaining(positional));
  }

  override getAttribute(name: string): PyValue | undefined {
    return name === 'from_iterable'
      ? fn(name, ['iterable'], ([items = null]) => made('itertools.chain', chaining(iterate(items))))
      : undefined;
  }
}

function* chaining(sources: Iterable<PyValue>): Iterable<PyValue> {
  for (const source of sources) yield* iterate(source);
}

function* counting(start: PyValue, step: PyValue): Iterable<PyValue> {
  for (let value = start, steps = 0; ; value = binary('+', value, step)) {
    yield value;
    if (++steps > maximum) raise('TimeoutError', 'count() never ends: is there an islice missing?');
  }
}

function* cycling(items: readonly PyValue[]): Iterable<PyValue> {
  for (let steps = 0; items.length > 0;) {
    yield* items;
    steps += items.length;
    if (steps > maximum) raise('TimeoutError', 'cycle() never ends: is there an islice missing?');
  }
}

function* repeating(value: PyValue, times: PyValue | undefined): Iterable<PyValue> {
  const limit = times === undefined ? maximum : wholeNumber(times, 0);
  for (let steps = 0; steps < limit; steps++) yield value;
  if (times === undefined) raise('TimeoutError', 'repeat() never ends: is there a number of times missing?');
}

function* accumulating(items: Iterable<PyValue>, apply: PyValue | undefined, initial: PyValue | undefined): Iterable<PyValue> {
  let total: PyValue | undefined = initial ?? undefined;
  if (total !== undefined) yield total;
  for (const item of items) {
    total =
      total === undefined
        ? item
        : apply === undefined || apply === null
          ? binary('+', total, item)
          : call(apply, positionalArguments(total, item));
    yield total;
  }
}

function* compressing(data: Iterable<PyValue>, selectors: Iterable<PyValue>): Iterable<PyValue> {
  const chosen = selectors[Symbol.iterator]();
  for (const item of data) {
    const next = chosen.next();
    if (next.done === true) return;
    if (truth(next.value)) yield item;
  }
}

function* slicing(items: Iterable<PyValue>, bounds: readonly PyValue[]): Iterable<PyValue> {
  const [first = null, second, step] = bounds;
  const start = second === undefined || first === null ? 0 : wholeNumber(first, 0);
  const stop = second === undefined ? first : second;
  const by = step === undefined || step === null ? 1 : wholeNumber(step, 1);
  if (start < 0 || by < 1) raise('ValueError', 'Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.');
  const end = stop === null ? Infinity : wholeNumber(stop, 0);
  if (end <= 0) return;
  let at = 0;
  for (const item of items) {
    if (at >= start && (at - start) % by === 0) yield item;
    if (++at >= end) return;
  }
}

function* mapping(apply: PyValue, items: Iterable<PyValue>): Iterable<PyValue> {
  for (const item of items) yield call(apply, positionalArguments(...iterate(item)));
}

function* zippingLongest(sources: readonly PyValue[], fill: PyValue): Iterable<PyValue> {
  const lists = sources.map(source => [...iterate(source)]);
  const longest = Math.max(0, ...lists.map(list => list.length));
  for (let at = 0; at < longest; at++) yield new PyTuple(lists.map(list => (at < list.length ? (list[at] ?? null) : fill)));
}

function checkedProducts(pools: readonly (readonly PyValue[])[]): Iterable<PyValue> {
  if (pools.reduce((size, pool) => size * pool.length, 1) > maximum) raise('MemoryError', 'the product has too many members');
  return products(pools);
}

function* products(pools: readonly (readonly PyValue[])[], chosen: readonly PyValue[] = []): Iterable<PyValue> {
  const [pool, ...rest] = pools;
  if (!pool) {
    yield new PyTuple([...chosen]);
    return;
  }
  for (const item of pool) yield* products(rest, [...chosen, item]);
}

/** As many as a template can mean to list. */
function* counted(pool: readonly PyValue[], size: number, how: 'permutations' | 'combinations' | 'replacement'): Iterable<PyValue> {
  let steps = 0;
  for (const chosen of arranged(pool, size, how)) {
    if (++steps > maximum / 10) raise('MemoryError', 'there are too many arrangements');
    yield chosen;
  }
}

function* arranged(
  pool: readonly PyValue[],
  size: number,
  how: 'permutations' | 'combinations' | 'replacement',
  chosen: readonly number[] = [],
): Iterable<PyValue> {
  if (size < 0) raise('ValueError', 'r must be non-negative');
  if (chosen.length === size) {
    yield new PyTuple(chosen.map(at => pool[at] ?? null));
    return;
  }
  const last = chosen.at(-1);
  const from = how === 'permutations' || last === undefined ? 0 : how === 'combinations' ? last + 1 : last;
  for (let at = from; at < pool.length; at++)
    if (how !== 'permutations' || !chosen.includes(at)) yield* arranged(pool, size, how, [...chosen, at]);
}
