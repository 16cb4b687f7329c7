/**
 * Python's values and the protocol that every kind of them answers: truth, text, equality, iteration, attributes, items, calls.
 * Invariant: an int is a bigint and a float is a number, so that `1` and `1.0` never mix; everything that is not a plain value is a `PyObject`.
 */
import { raise } from './exception';
import { floatRepr, floatHashKey, integerText } from './number';
import { codePoints, textRepr } from './text';

export type PyValue = null | boolean | bigint | number | string | PyObject;

/** What a dict or set compares keys by: equal Python values give the same one. */
export type HashKey = string | number | bigint | boolean | null | object;

export interface PyArguments {
  readonly positional: readonly PyValue[];
  readonly keyword: ReadonlyMap<string, PyValue>;
}

export const noKeywords: ReadonlyMap<string, PyValue> = new Map();

/** Anything with identity or parts. A host defines its own objects (relations, columns, targets) by extending it. */
export abstract class PyObject {
  /** Python's `type(x).__name__`. */
  abstract readonly typeName: string;

  /** What Jinja says about it in "'… object' has no attribute": with its module where Python would print one. */
  get describedAs(): string {
    return `${this.typeName} object`;
  }

  repr(): string {
    return `<${this.typeName} object>`;
  }

  str(): string {
    return this.repr();
  }

  truth(): boolean {
    return this.length() !== 0;
  }

  /** `len(x)`; undefined where the type has none. */
  length(): number | undefined {
    return undefined;
  }

  equals(other: PyValue): boolean {
    return this === other;
  }

  /** Below, at or above 0; undefined where the two cannot be ordered. */
  compare?(other: PyValue): number | undefined;

  hashKey(): HashKey {
    return this;
  }

  /** undefined where the type cannot be iterated. */
  iterate(): Iterable<PyValue> | undefined {
    return undefined;
  }

  /** `getattr(x, name)`; undefined where there is none. */
  getAttribute?(name: string): PyValue | undefined;

  /** `x[key]`; undefined where the type has no items or not this one. */
  getItem?(key: PyValue): PyValue | undefined;

  /** `item in x`; undefined where the type leaves that to iteration. */
  contains?(item: PyValue): boolean | undefined;

  /** undefined where it cannot be called. */
  call?(args: PyArguments): PyValue | undefined;

  get callable(): boolean {
    return false;
  }

  /** Whether `is mapping` holds. */
  get isMapping(): boolean {
    return false;
  }

  /** `format(x, spec)`; undefined where only an empty one is allowed. */
  format?(spec: string): string | undefined;

  /** `x op other`, or `other op x` where `reflected`; undefined where the type does not take part. */
  operate?(operator: string, other: PyValue, reflected: boolean): PyValue | undefined;
}

export function typeName(value: PyValue): string {
  if (value === null) return 'NoneType';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'float';
    case 'string':
      return 'str';
    default:
      return value.typeName;
  }
}

export function describe(value: PyValue): string {
  if (value === null) return 'None';
  return value instanceof PyObject ? value.describedAs : `${typeName(value)} object`;
}

/** Python's `str(value)`. */
export function str(value: PyValue): string {
  if (typeof value === 'string') return value;
  return value instanceof PyObject ? value.str() : repr(value);
}

/** Python's `repr(value)`. */
export function repr(value: PyValue): string {
  if (value === null) return 'None';
  switch (typeof value) {
    case 'boolean':
      return value ? 'True' : 'False';
    case 'bigint':
      return integerText(value);
    case 'number':
      return floatRepr(value);
    case 'string':
      return textRepr(value);
    default:
      return value.repr();
  }
}

/** The text of `parts` of a container; one that contains itself prints as Python does, with dots. */
export function reprParts(owner: PyObject, whileOpen: string, print: () => string): string {
  if (beingPrinted.has(owner)) return whileOpen;
  if (beingPrinted.size > 200) raise('RecursionError', 'maximum recursion depth exceeded while getting the repr of an object');
  beingPrinted.add(owner);
  try {
    return print();
  } finally {
    beingPrinted.delete(owner);
  }
}

const beingPrinted = new Set<PyObject>();

export function truth(value: PyValue): boolean {
  if (value === null) return false;
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'bigint':
      return value !== 0n;
    case 'number':
      return value !== 0;
    case 'string':
      return value !== '';
    default:
      return value.truth();
  }
}

/** Numbers of the three kinds compare by value; `undefined` where it is none. */
export function asNumeric(value: PyValue): bigint | number | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  return typeof value === 'boolean' ? (value ? 1n : 0n) : undefined;
}

export function equals(a: PyValue, b: PyValue): boolean {
  if (a === b) return typeof a !== 'number' || !Number.isNaN(a);
  if (a instanceof PyObject) return a.equals(b);
  if (b instanceof PyObject) return b.equals(a);
  const x = asNumeric(a);
  const y = asNumeric(b);
  // JavaScript compares a bigint and a number by their exact mathematical values; NaN equals nothing.
  return x !== undefined && y !== undefined && x <= y && x >= y;
}

export function hashKey(value: PyValue): HashKey {
  if (value === null) return null;
  switch (typeof value) {
    case 'boolean':
      return value ? 1n : 0n;
    case 'number':
      return floatHashKey(value);
    case 'bigint':
    case 'string':
      return value;
    default:
      return value.hashKey();
  }
}

/** The members in Python's order; strings give their code points. */
export function iterate(value: PyValue): Iterable<PyValue> {
  if (typeof value === 'string') return codePoints(value);
  const members = value instanceof PyObject ? value.iterate() : undefined;
  return members ?? raise('TypeError', `'${typeName(value)}' object is not iterable`);
}

export function isIterable(value: PyValue): boolean {
  return typeof value === 'string' || (value instanceof PyObject && value.iterate() !== undefined);
}

/** `len(value)`. */
export function length(value: PyValue): number {
  const size = typeof value === 'string' ? codePoints(value).length : value instanceof PyObject ? value.length() : undefined;
  return size ?? raise('TypeError', `object of type '${typeName(value)}' has no len()`);
}

/** `value(*positional, **keyword)`. */
export function call(callee: PyValue, args: PyArguments): PyValue {
  const result = callee instanceof PyObject ? callee.call?.(args) : undefined;
  return result === undefined ? raise('TypeError', `'${typeName(callee)}' object is not callable`) : result;
}

export function isCallable(value: PyValue): boolean {
  return value instanceof PyObject && value.callable;
}
