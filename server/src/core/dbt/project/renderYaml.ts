/**
 * Rendering of the strings inside YAML values.
 * Invariant: values without Jinja are the same objects afterwards; the renderer alone decides what an expression gives.
 */
import type { Key, Value } from '../value';
import { isDict, isList } from '../value';

/** The value of a template in dbt's native mode; `path` says where in the file it stands. Failures are reported by the renderer itself. */
export type YamlRenderer = (template: string, path: readonly string[]) => Value;

/** Every string of `value` rendered, except below the paths that `keep` names. */
export function renderValue(
  value: Value,
  render: YamlRenderer,
  path: readonly string[] = [],
  keep: (path: readonly string[]) => boolean = () => false,
): Value {
  if (typeof value === 'string') return hasJinja(value) && !keep(path) ? render(value, path) : value;
  if (isList(value)) {
    const items = value.map((item, index) => renderValue(item, render, [...path, String(index)], keep));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (isDict(value)) {
    let changed = false;
    const entries = new Map<Key, Value>();
    for (const [key, item] of value) {
      const rendered = renderValue(item, render, [...path, String(key)], keep);
      changed ||= rendered !== item;
      entries.set(key, rendered);
    }
    return changed ? entries : value;
  }
  return value;
}

export function hasJinja(text: string): boolean {
  return text.includes('{{') || text.includes('{%') || text.includes('{#');
}
