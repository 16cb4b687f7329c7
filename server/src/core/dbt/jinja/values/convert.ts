/** Values of project files and JSON as Python values, and back. Invariant: going there and back gives an equal value wherever the other side can hold it. */
import { Float, Moment } from '../../value';
import type { Key, Value } from '../../value';
import { PyList, PyRange, PySequence, PySet } from './containers';
import { PyDate, PyDateTime } from './datetime';
import { parseIsoDate, parseIsoDateTime } from './parseTime';
import { PyDict } from './dict';
import { PyObject, str } from './object';
import type { PyValue } from './object';
import { textOf } from './textObject';

export function toPython(value: Value): PyValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (value instanceof Float) return value.value;
  if (value instanceof Moment) return (value.kind === 'date' ? parseIsoDate(value.iso) : parseIsoDateTime(value.iso)) ?? value.iso;
  if (value instanceof Map)
    return new PyDict([...value].map(([key, item]: readonly [Key, Value]) => [toPython(key), toPython(item)] as const));
  return new PyList((value as readonly Value[]).map(toPython));
}

/** Objects of a host and undefined values become their text. */
export function fromPython(value: PyValue): Value {
  if (value === null || typeof value === 'boolean') return value;
  const text = textOf(value);
  if (text !== undefined) return text;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value === 'number') return new Float(value);
  if (value instanceof PySequence) return value.items.map(fromPython);
  if (value instanceof PySet || value instanceof PyRange) return [...value.iterate()].map(fromPython);
  if (value instanceof PyDict) return new Map([...value.entries()].map(([key, item]) => [asKey(key), fromPython(item)] as const));
  if (value instanceof PyDateTime) return new Moment('datetime', value.isoformat());
  if (value instanceof PyDate) return new Moment('date', value.isoformat());
  return str(value);
}

function asKey(key: PyValue): Key {
  const text = textOf(key);
  if (text !== undefined) return text;
  return key instanceof PyObject || typeof key === 'number'
    ? str(key)
    : typeof key === 'bigint' && Number.isSafeInteger(Number(key))
      ? Number(key)
      : key;
}
