/** Between file values and Python values. Invariant: a round trip keeps types and order; objects that only templates know become their text. */
import { PyList, PySequence, PySet, PyTuple } from '../jinja/values/containers';
import { PyDict } from '../jinja/values/dict';
import { PyObject, str } from '../jinja/values/object';
import type { PyValue } from '../jinja/values/object';
import { PyUndefined } from '../jinja/values/undefined';
import type { Key, Value } from '../value';
import { Float, isDict, isList, Moment } from '../value';

export function toPy(value: Value): PyValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'string' || typeof value === 'bigint') return value;
  if (typeof value === 'number') return BigInt(value);
  if (value instanceof Float) return value.value;
  if (value instanceof Moment) return value.iso;
  if (isList(value)) return new PyList(value.map(toPy));
  if (isDict(value)) return new PyDict([...value].map(([key, item]) => [toPy(key), toPy(item)] as const));
  return null;
}

export function fromPy(value: PyValue): Value {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'bigint')
    return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
  if (typeof value === 'number') return new Float(value);
  if (value instanceof PyUndefined) return null;
  if (value instanceof PyDict) return new Map([...value.entries()].map(([key, item]): [Key, Value] => [keyOf(key), fromPy(item)]));
  if (value instanceof PySequence || value instanceof PySet) return [...value.iterate()].map(fromPy);
  return str(value);
}

export function pyDict(entries: Readonly<Record<string, PyValue>>): PyDict {
  return new PyDict(Object.entries(entries));
}

export function pyTuple(...items: PyValue[]): PyTuple {
  return new PyTuple(items);
}

function keyOf(key: PyValue): Key {
  const value = fromPy(key);
  return value !== null && typeof value === 'object' ? str(key instanceof PyObject ? key.str() : key) : value;
}
