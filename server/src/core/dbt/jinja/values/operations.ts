/** Python's operators on any two values. Invariant: what Python refuses is refused here with the same exception and message. */
import { PyList, PyRange, PySequence, PyTuple, ordering } from './containers';
import { raise } from './exception';
import { formatPercent } from './formatPercent';
import { divide, floorDivide, modulo, multiplyInts, power } from './number';
import { PyObject, asNumeric, equals, isIterable, iterate, str, typeName } from './object';
import type { PyValue } from './object';
import { codePoints } from './text';
import { PyUndefined } from './undefined';

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

/** Texts and lists longer than this are not made by repetition. */
const maximumSize = 32_000_000;
const maximumMembers = 1_000_000;

export function binary(operator: BinaryOperator, a: PyValue, b: PyValue): PyValue {
  const x = asNumeric(a);
  const y = asNumeric(b);
  if (x !== undefined && y !== undefined) return arithmetic(operator, x, y);
  if (operator === '%' && typeof a === 'string') return formatPercent(a, b);
  if (a instanceof PyObject) {
    const result = a.operate?.(operator, b, false);
    if (result !== undefined) return result;
  }
  if (b instanceof PyObject) {
    const result = b.operate?.(operator, a, true);
    if (result !== undefined) return result;
  }
  if (operator === '+') return concatenate(a, b);
  if (operator === '*') return repeat(a, b);
  return unsupported(operator, a, b);
}

function arithmetic(operator: BinaryOperator, x: bigint | number, y: bigint | number): PyValue {
  switch (operator) {
    case '+':
      return typeof x === 'bigint' && typeof y === 'bigint' ? x + y : Number(x) + Number(y);
    case '-':
      return typeof x === 'bigint' && typeof y === 'bigint' ? x - y : Number(x) - Number(y);
    case '*':
      return typeof x === 'bigint' && typeof y === 'bigint' ? multiplyInts(x, y) : Number(x) * Number(y);
    case '/':
      return divide(x, y);
    case '//':
      return floorDivide(x, y);
    case '%':
      return modulo(x, y);
    case '**':
      return power(x, y);
  }
}

function concatenate(a: PyValue, b: PyValue): PyValue {
  if (typeof a === 'string') {
    if (typeof b !== 'string') return raise('TypeError', `can only concatenate str (not "${typeName(b)}") to str`);
    if (a.length + b.length > maximumSize) return raise('MemoryError', 'the text is too long');
    return a + b;
  }
  if (a instanceof PySequence) {
    const kind = a instanceof PyTuple ? 'tuple' : 'list';
    if (!(b instanceof PySequence) || b instanceof PyTuple !== a instanceof PyTuple)
      return raise('TypeError', `can only concatenate ${kind} (not "${typeName(b)}") to ${kind}`);
    if (a.items.length + b.items.length > maximumMembers) return raise('MemoryError', 'the list is too long');
    return a.withItems(a.items.concat(b.items));
  }
  return unsupported('+', a, b);
}

function repeat(a: PyValue, b: PyValue): PyValue {
  const [sequence, count] = typeof a === 'string' || a instanceof PySequence ? [a, b] : [b, a];
  if (typeof sequence !== 'string' && !(sequence instanceof PySequence)) return unsupported('*', a, b);
  if (typeof count !== 'bigint' && typeof count !== 'boolean')
    return raise('TypeError', `can't multiply sequence by non-int of type '${typeName(count)}'`);
  const times = Math.max(0, Number(count));
  const size = typeof sequence === 'string' ? sequence.length : sequence.items.length;
  if (size * times > (typeof sequence === 'string' ? maximumSize : maximumMembers))
    return raise('MemoryError', 'the result of * is too long');
  if (typeof sequence === 'string') return sequence.repeat(times);
  return sequence.withItems(Array.from({ length: times }, () => sequence.items).flat());
}

function unsupported(operator: string, a: PyValue, b: PyValue): never {
  return raise(
    'TypeError',
    `unsupported operand type(s) for ${operator === '**' ? '** or pow()' : operator}: '${typeName(a)}' and '${typeName(b)}'`,
  );
}

export function negate(operator: '-' | '+', value: PyValue): PyValue {
  const number = asNumeric(value);
  if (number !== undefined) return operator === '-' ? -number : number;
  if (value instanceof PyUndefined) return value.fail();
  const own = value instanceof PyObject ? value.operate?.(`unary ${operator}`, null, false) : undefined;
  return own !== undefined ? own : raise('TypeError', `bad operand type for unary ${operator}: '${typeName(value)}'`);
}

export function compare(operator: CompareOperator, a: PyValue, b: PyValue): boolean {
  switch (operator) {
    case '==':
      return equals(a, b);
    case '!=':
      return !equals(a, b);
    case 'in':
      return contains(b, a);
    case 'not in':
      return !contains(b, a);
    case '<':
      return ordered(a, b, operator) < 0;
    case '<=':
      return ordered(a, b, operator) <= 0;
    case '>':
      return ordered(a, b, operator) > 0;
    case '>=':
      return ordered(a, b, operator) >= 0;
  }
}

/** `a < b` as sorting uses it. */
export function order(a: PyValue, b: PyValue): number {
  return ordered(a, b, '<');
}

ordering.of = order;

/** NaN where the two are comparable but not ordered, so that each comparison is false. */
function ordered(a: PyValue, b: PyValue, operator: string): number {
  const x = asNumeric(a);
  const y = asNumeric(b);
  if (x !== undefined && y !== undefined) return x < y ? -1 : x > y ? 1 : x >= y ? 0 : NaN;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  const forward = a instanceof PyObject ? a.compare?.(b) : undefined;
  if (forward !== undefined) return forward;
  const backward = b instanceof PyObject ? b.compare?.(a) : undefined;
  if (backward !== undefined) return -backward;
  return raise('TypeError', `'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`);
}

/** By code points: UTF-16 order differs above the basic plane. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at++) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) {
      const highX = x >= 0xd800 && x < 0xe000;
      const highY = y >= 0xd800 && y < 0xe000;
      if (highX !== highY) return highX ? 1 : -1;
      return x - y;
    }
  }
  return a.length - b.length;
}

export function contains(container: PyValue, item: PyValue): boolean {
  if (typeof container === 'string') {
    if (typeof item === 'string') return container.includes(item);
    return raise('TypeError', `'in <string>' requires string as left operand, not ${typeName(item)}`);
  }
  const own = container instanceof PyObject ? container.contains?.(item) : undefined;
  if (own !== undefined) return own;
  if (!isIterable(container)) return raise('TypeError', `argument of type '${typeName(container)}' is not iterable`);
  for (const member of iterate(container)) if (equals(member, item)) return true;
  return false;
}

/** `a ~ b ~ …`. */
export function joinText(values: readonly PyValue[]): string {
  const parts = values.map(str);
  if (parts.reduce((size, part) => size + part.length, 0) > maximumSize) return raise('MemoryError', 'the text is too long');
  return parts.join('');
}

/** `x[start:stop:step]`; undefined where the value cannot be sliced. */
export function slice(value: PyValue, start: PyValue, stop: PyValue, step: PyValue): PyValue | undefined {
  if (typeof value === 'string') {
    const points = codePoints(value);
    return pick(points, start, stop, step).join('');
  }
  if (value instanceof PySequence) return value.withItems(pick(value.items, start, stop, step));
  if (value instanceof PyRange) {
    const [from, to, by] = sliceIndices(BigInt(value.length()), start, stop, step);
    return new PyRange(value.at(from), value.at(to), value.step * by);
  }
  return undefined;
}

function pick<T>(items: readonly T[], start: PyValue, stop: PyValue, step: PyValue): T[] {
  const [from, to, by] = sliceIndices(BigInt(items.length), start, stop, step).map(Number) as [number, number, number];
  if (by === 1) return items.slice(from, to);
  const picked: T[] = [];
  for (let at = from; by > 0 ? at < to : at > to; at += by) picked.push(items[at] as T);
  return picked;
}

export function sliceIndices(size: bigint, start: PyValue, stop: PyValue, step: PyValue): [bigint, bigint, bigint] {
  const by = sliceNumber(step) ?? 1n;
  if (by === 0n) return raise('ValueError', 'slice step cannot be zero');
  const lowest = by > 0n ? 0n : -1n;
  const highest = by > 0n ? size : size - 1n;
  const place = (value: bigint | undefined, otherwise: bigint): bigint => {
    if (value === undefined) return otherwise;
    const from = value < 0n ? value + size : value;
    return from < lowest ? lowest : from > highest ? highest : from;
  };
  return [place(sliceNumber(start), by > 0n ? lowest : highest), place(sliceNumber(stop), by > 0n ? highest : lowest), by];
}

function sliceNumber(value: PyValue): bigint | undefined {
  if (value === null) return undefined;
  if (typeof value === 'bigint') return value;
  return typeof value === 'boolean'
    ? BigInt(value)
    : raise('TypeError', 'slice indices must be integers or None or have an __index__ method');
}

/** Stable, by Python's order of `key`. */
export function sorted(values: Iterable<PyValue>, key: (value: PyValue) => PyValue = value => value, reverse = false): PyList {
  const pairs = [...values].map(value => [key(value), value] as const);
  const direction = reverse ? -1 : 1;
  pairs.sort(([a], [b]) => direction * order(a, b));
  return new PyList(pairs.map(([, value]) => value));
}

/** `sum(values, start)`. */
export function sum(values: Iterable<PyValue>, start: PyValue): PyValue {
  if (typeof start === 'string') return raise('TypeError', "sum() can't sum strings [use ''.join(seq) instead]");
  let total: PyValue = start;
  for (const value of values) total = binary('+', total, value);
  return total;
}
