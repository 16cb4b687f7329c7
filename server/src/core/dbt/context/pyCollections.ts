/** Python collections from literals of ours: what the context's objects are made of. */
import { PyTuple } from '../jinja/values/containers';
import { PyDict } from '../jinja/values/dict';
import type { PyValue } from '../jinja/values/object';

export function pyDict(entries: Readonly<Record<string, PyValue>>): PyDict {
  return new PyDict(Object.entries(entries));
}

export function pyTuple(...items: PyValue[]): PyTuple {
  return new PyTuple(items);
}
