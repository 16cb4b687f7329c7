/** JSON as Python's `json` module reads and writes it. Invariant: `1.0` stays a float, big ints stay exact, mappings keep their order. */
import { PyList, PyTuple } from './containers';
import { PyDict } from './dict';
import { raise } from './exception';
import { floatRepr } from './number';
import { PyObject, str, typeName } from './object';
import type { PyValue } from './object';
import { compareText } from './operations';
import { textOf } from './textObject';

export interface JsonStyle {
  readonly indent?: string;
  readonly sortKeys?: boolean;
}

/** `json.dumps(value)` */
export function dumpJson(value: PyValue, style: JsonStyle = {}, level = 0): string {
  if (level > 300) raise('RecursionError', 'maximum recursion depth exceeded while encoding a JSON object');
  if (value === null) return 'null';
  const text = textOf(value);
  if (text !== undefined) return quoteJson(text);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number')
    return Number.isNaN(value) ? 'NaN' : Number.isFinite(value) ? floatRepr(value) : value > 0 ? 'Infinity' : '-Infinity';
  if (value instanceof PyList || value instanceof PyTuple)
    return enclose(
      '[',
      ']',
      value.items.map(item => dumpJson(item, style, level + 1)),
      style,
      level,
    );
  if (value instanceof PyDict) {
    const entries = [...value.entries()].map(([key, item]) => [jsonKey(key), item] as const);
    if (style.sortKeys) entries.sort(([a], [b]) => compareText(a, b));
    return enclose(
      '{',
      '}',
      entries.map(([key, item]) => `${quoteJson(key)}: ${dumpJson(item, style, level + 1)}`),
      style,
      level,
    );
  }
  return raise('TypeError', `Object of type ${typeName(value)} is not JSON serializable`);
}

function enclose(open: string, close: string, parts: readonly string[], { indent }: JsonStyle, level: number): string {
  if (parts.length === 0) return open + close;
  if (indent === undefined) return open + parts.join(', ') + close;
  const inner = `\n${indent.repeat(level + 1)}`;
  return `${open}${inner}${parts.join(`,${inner}`)}\n${indent.repeat(level)}${close}`;
}

function jsonKey(key: PyValue): string {
  const text = textOf(key);
  if (text !== undefined) return text;
  if (key instanceof PyObject) return raise('TypeError', `keys must be str, int, float, bool or None, not ${typeName(key)}`);
  return key === null ? 'null' : typeof key === 'boolean' ? String(key) : str(key);
}

/** ASCII only, as Python writes it unless asked otherwise. */
function quoteJson(text: string): string {
  return JSON.stringify(text).replace(/[\x7f-\uffff]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** `json.loads(text)`; undefined where the text is no JSON. */
export function parseJson(text: string): PyValue | undefined {
  const reader = new JsonReader(text);
  try {
    return reader.document();
  } catch (error) {
    if (error instanceof JsonMistake || error instanceof RangeError) return undefined;
    throw error;
  }
}

class JsonMistake extends Error {}

const blank = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const string = /"(?:[^"\\\p{Cc}]|\\["\\/bfnrt]|\\u[\da-fA-F]{4})*"/uy;
const words: readonly (readonly [string, PyValue])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
];

class JsonReader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): PyValue {
    const value = this.value(0);
    this.skip(blank);
    if (this.at < this.text.length) throw new JsonMistake();
    return value;
  }

  private value(depth: number): PyValue {
    if (depth > 1000) throw new JsonMistake();
    this.skip(blank);
    const char = this.text.charAt(this.at);
    if (char === '{') return this.object(depth);
    if (char === '[') return this.array(depth);
    if (char === '"') return this.string();
    for (const [word, value] of words) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    number.lastIndex = this.at;
    const match = number.exec(this.text);
    if (!match) throw new JsonMistake();
    this.at += match[0].length;
    return match[1] === undefined && match[2] === undefined ? BigInt(match[0]) : Number(match[0]);
  }

  private object(depth: number): PyValue {
    const dict = new PyDict();
    this.at++;
    this.skip(blank);
    while (!this.take('}')) {
      if (dict.length() > 0) this.need(',');
      this.skip(blank);
      const key = this.string();
      this.skip(blank);
      this.need(':');
      dict.set(key, this.value(depth + 1));
      this.skip(blank);
    }
    return dict;
  }

  private array(depth: number): PyValue {
    const items: PyValue[] = [];
    this.at++;
    this.skip(blank);
    while (!this.take(']')) {
      if (items.length > 0) this.need(',');
      items.push(this.value(depth + 1));
      this.skip(blank);
    }
    return new PyList(items);
  }

  private string(): string {
    string.lastIndex = this.at;
    const match = string.exec(this.text);
    if (!match) throw new JsonMistake();
    this.at += match[0].length;
    return JSON.parse(match[0]) as string;
  }

  private skip(pattern: RegExp): void {
    pattern.lastIndex = this.at;
    this.at += pattern.exec(this.text)?.[0].length ?? 0;
  }

  private take(char: string): boolean {
    if (this.text.charAt(this.at) !== char) return false;
    this.at++;
    return true;
  }

  private need(char: string): void {
    if (!this.take(char)) throw new JsonMistake();
  }
}
