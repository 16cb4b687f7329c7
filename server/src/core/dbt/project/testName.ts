/**
 * Names of generic tests, letter by letter as dbt makes them: they are its unique ids.
 * Invariant: the same arguments give the same name and hash; order of writing counts where it counts for dbt.
 */
import { md5 } from '../md5';
import type { Dict, Value } from '../value';
import { isDict, isList, pythonRepr, pythonStr } from '../value';

export interface TestName {
  /** For the unique id. */
  readonly full: string;
  /** For the compiled file and the alias: shortened by a hash beyond 63 characters. */
  readonly short: string;
}

/** `args` without `model`, which the name of the tested node already tells. */
export function testName(test: string, target: string, args: Dict): TestName {
  const parts: string[] = [];
  for (const [key, value] of [...args].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))) {
    if (key === 'model') continue;
    const values: readonly Value[] = isDict(value) ? [...value.values()] : isList(value) ? value : [value];
    for (const item of values) parts.push(pythonStr(item).replace(/[^0-9a-zA-Z_]+/g, '_'));
  }
  const identifier = `${test}_${target}`;
  const full = `${identifier}_${parts.join('__')}`;
  return { full, short: full.length >= 64 ? `${identifier.slice(0, 30)}_${md5(full)}` : full };
}

/** The last ten digits of the hash that tells apart tests of equal names. */
export function testHash(name: string, metadata: Dict): string {
  return md5(name + pythonRepr(hashable(metadata))).slice(-10);
}

/** Every mapping sorted, every scalar as text. */
function hashable(value: Value): Value {
  if (isDict(value))
    return new Map([...value].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)).map(([key, item]) => [key, hashable(item)]));
  if (isList(value)) return value.map(hashable);
  return pythonStr(value);
}
