/** JSON with its numbers as written. Invariant: whole numbers keep all digits; keys keep their order unless asked to be sorted. */
import { javaDouble } from './numberText';

export interface JsonNumber {
  readonly digits: string;
}
export type Json = null | boolean | string | JsonNumber | readonly Json[] | ReadonlyMap<string, Json>;

/** undefined where the text is not one JSON value. */
export function readJson(text: string): Json | undefined {
  try {
    const reader = new Reader(text);
    const value = reader.value(0);
    return reader.atEnd() ? value : undefined;
  } catch {
    return undefined;
  }
}

/** As Trino's json_format: no blanks, keys sorted, floating numbers in Java's spelling. */
export function printCanonical(value: Json): string {
  return print(value, true);
}

/** No blanks, keys in the order in which they came. */
export function printInOrder(value: Json): string {
  return print(value, false);
}

export function isNumber(value: Json): value is JsonNumber {
  return typeof value === 'object' && value !== null && 'digits' in value;
}

export function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export function isObject(value: Json): value is ReadonlyMap<string, Json> {
  return value instanceof Map;
}

/** Digits of a number: whole numbers as they are, others as a double prints. */
export function numberText({ digits }: JsonNumber): string {
  return /[.eE]/.test(digits) ? javaDouble(Number(digits)) : digits;
}

function print(value: Json, canonical: boolean): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (isArray(value)) return `[${value.map(item => print(item, canonical)).join(',')}]`;
  if (isNumber(value)) return numberText(value);
  const entries = [...value];
  if (canonical) entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${print(item, canonical)}`).join(',')}}`;
}

const maxDepth = 1000;

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    this.#blanks();
    return this.#at === this.#text.length;
  }

  value(depth: number): Json {
    if (depth > maxDepth) throw new SyntaxError('nested too deep');
    this.#blanks();
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
        return this.#string();
      default: {
        const word = this.#match(/true|false|null/y);
        if (word !== undefined) return word === 'null' ? null : word === 'true';
        const digits = this.#match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
        if (digits === undefined) throw new SyntaxError('not JSON');
        return { digits };
      }
    }
  }

  #object(depth: number): Json {
    const entries = new Map<string, Json>();
    this.#at++;
    this.#blanks();
    if (this.#take('}')) return entries;
    for (;;) {
      this.#blanks();
      const key = this.#string();
      this.#blanks();
      if (!this.#take(':')) throw new SyntaxError('not JSON');
      entries.set(key, this.value(depth + 1));
      this.#blanks();
      if (this.#take('}')) return entries;
      if (!this.#take(',')) throw new SyntaxError('not JSON');
    }
  }

  #array(depth: number): Json {
    const items: Json[] = [];
    this.#at++;
    this.#blanks();
    if (this.#take(']')) return items;
    for (;;) {
      items.push(this.value(depth + 1));
      this.#blanks();
      if (this.#take(']')) return items;
      if (!this.#take(',')) throw new SyntaxError('not JSON');
    }
  }

  #string(): string {
    const written = this.#match(/"(?:[^"\\\p{Cc}]|\\.|[\u007f-\u009f])*"/uy);
    if (written === undefined) throw new SyntaxError('not JSON');
    return JSON.parse(written) as string;
  }

  #take(c: string): boolean {
    if (this.#text[this.#at] !== c) return false;
    this.#at++;
    return true;
  }

  #blanks(): void {
    this.#match(/[ \t\r\n]+/y);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}
