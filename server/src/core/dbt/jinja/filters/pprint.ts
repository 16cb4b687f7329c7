/** Python's `pprint.pformat`: dicts sorted by key, broken over lines where they are wider than 80. */
import { PyList, PySequence, PyTuple } from '../values/containers';
import { PyDict } from '../values/dict';
import { catching } from '../values/callable';
import { repr, typeName, str } from '../values/object';
import type { PyValue } from '../values/object';
import { sorted } from '../values/operations';

export function prettyPrint(value: PyValue, indent = 0, room = 80): string {
  const flat = flatten(value);
  if (indent + flat.length <= room) return flat;
  if (value instanceof PyDict && value.length() > 0) {
    const entries = sortedEntries(value).map(([key, item], at, all) => {
      const head = `${flatten(key)}: `;
      return head + prettyPrint(item, indent + 1 + head.length, at === all.length - 1 ? room - 1 : room - 1);
    });
    return `{${entries.join(`,\n${' '.repeat(indent + 1)}`)}}`;
  }
  if (value instanceof PySequence && value.items.length > 0) {
    const items = value.items.map(item => prettyPrint(item, indent + 1, room - 1)).join(`,\n${' '.repeat(indent + 1)}`);
    return value instanceof PyTuple ? `(${items}${value.items.length === 1 ? ',' : ''})` : `[${items}]`;
  }
  return flat;
}

function flatten(value: PyValue): string {
  if (value instanceof PyDict)
    return `{${sortedEntries(value)
      .map(([key, item]) => `${flatten(key)}: ${flatten(item)}`)
      .join(', ')}}`;
  if (value instanceof PyList) return `[${value.items.map(flatten).join(', ')}]`;
  return repr(value);
}

function sortedEntries(dict: PyDict): (readonly [PyValue, PyValue])[] {
  const entries = [...dict.entries()];
  const keys = catching(
    ['TypeError'],
    () => sorted(entries.map(([key]) => key)).items,
    () =>
      sorted(
        entries.map(([key]) => key),
        key => `${typeName(key)} ${str(key)}`,
      ).items,
  );
  return keys.map(key => [key, dict.get(key) ?? null] as const);
}
