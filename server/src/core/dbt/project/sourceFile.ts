/**
 * One file's text and what is known of it alone.
 * Invariant: a fact about a file is computed once for its object; another text is another object.
 */
import type { YamlFile } from '../yaml/parseYaml';
import { parseYaml } from '../yaml/parseYaml';

export class SourceFile {
  readonly path: string;
  readonly text: string;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }
}

/** `derive`, once per object. */
export function memoized<K extends object, T>(derive: (key: K) => T): (key: K) => T {
  const cache = new WeakMap<K, { readonly value: T }>();
  return key => {
    const known = cache.get(key);
    if (known) return known.value;
    const value = derive(key);
    cache.set(key, { value });
    return value;
  };
}

/** `derive`, once per object and second argument: the last second argument is remembered. */
export function memoizedWith<K extends object, C, T>(derive: (key: K, context: C) => T): (key: K, context: C) => T {
  const cache = new WeakMap<K, { readonly context: C; readonly value: T }>();
  return (key, context) => {
    const known = cache.get(key);
    if (known && known.context === context) return known.value;
    const value = derive(key, context);
    cache.set(key, { context, value });
    return value;
  };
}

export const yamlOf: (file: SourceFile) => YamlFile = memoized(file => parseYaml(file.text));
