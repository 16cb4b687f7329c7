/** Jinja's own global functions. */
import { PyFunction } from '../values/callable';
import { PyRange } from '../values/containers';
import { makeDict } from '../values/containerMethods';
import { raise } from '../values/exception';
import { PyNamespace } from '../values/namespace';
import { PyObject, str, typeName } from '../values/object';
import type { PyValue } from '../values/object';

const maximumRange = 100_000n;

/** `self`, through which blocks of a template are called. */
class TemplateReference extends PyObject {
  readonly typeName = 'TemplateReference';

  override truth(): boolean {
    return true;
  }

  override repr(): string {
    return '<TemplateReference None>';
  }
}

export const jinjaGlobals: ReadonlyMap<string, PyValue> = new Map<string, PyValue>([
  ['self', new TemplateReference()],
  ['range', new PyFunction('range', ['*bounds'], (_, { positional }) => makeRange(positional))],
  ['dict', new PyFunction('dict', ['*mapping'], (_, args) => makeDict(args))],
  ['namespace', new PyFunction('namespace', ['*mapping'], (_, args) => new PyNamespace(makeDict(args)))],
  ['joiner', new PyFunction('joiner', ['sep?'], ([separator]) => makeJoiner(separator === undefined ? ', ' : str(separator)))],
  ['cycler', new PyFunction('cycler', ['*items'], (_, { positional }) => new Cycler(positional))],
  ['lipsum', new PyFunction('lipsum', ['n?', 'html?', 'min?', 'max?'], () => 'Lorem ipsum dolor sit amet.')],
]);

function makeRange(bounds: readonly PyValue[]): PyValue {
  if (bounds.length === 0 || bounds.length > 3)
    return raise('TypeError', `range expected at ${bounds.length === 0 ? 'least 1 argument' : 'most 3 arguments'}, got ${bounds.length}`);
  const numbers = bounds.map(bound => {
    const number = typeof bound === 'boolean' ? BigInt(bound) : bound;
    return typeof number === 'bigint' ? number : raise('TypeError', `'${typeName(bound)}' object cannot be interpreted as an integer`);
  });
  const [first = 0n, second, step = 1n] = numbers;
  const range = second === undefined ? new PyRange(0n, first, 1n) : new PyRange(first, second, step);
  if (range.size > maximumRange)
    return raise('OverflowError', `Range too big. The sandbox blocks ranges larger than MAX_RANGE (${maximumRange}).`);
  return range;
}

function makeJoiner(separator: string): PyValue {
  let used = false;
  return new PyFunction('joiner', [], () => {
    if (used) return separator;
    used = true;
    return '';
  });
}

class Cycler extends PyObject {
  readonly typeName = 'Cycler';
  private readonly items: readonly PyValue[];
  private at = 0;

  constructor(items: readonly PyValue[]) {
    super();
    if (items.length === 0) raise('RuntimeError', 'at least one item has to be provided');
    this.items = items;
  }

  override truth(): boolean {
    return true;
  }

  override getAttribute(name: string): PyValue | undefined {
    const current = this.items[this.at] ?? null;
    if (name === 'current') return current;
    if (name === 'next')
      return new PyFunction('next', [], () => {
        const item = this.items[this.at] ?? null;
        this.at = (this.at + 1) % this.items.length;
        return item;
      });
    if (name === 'reset')
      return new PyFunction('reset', [], () => {
        this.at = 0;
        return null;
      });
    return name === 'items' ? null : undefined;
  }
}
