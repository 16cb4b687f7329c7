/** YAML as PyYAML's `safe_dump` writes it in block style. Invariant: a text is written plain only where reading it gives that text again. */
import { plainScalar } from '../../yaml/scalars';
import { PyList, PyTuple } from './containers';
import { PyDate, PyDateTime } from './datetime';
import { PyDict } from './dict';
import { PyException } from './exception';
import { floatRepr } from './number';
import { PyObject, repr, typeName } from './object';
import type { PyValue } from './object';
import { order, sorted } from './operations';
import { codePoints } from './text';
import { textOf } from './textObject';

const width = 80;

export function dumpYaml(value: PyValue, sortKeys: boolean): string {
  const writer = new Writer(sortKeys);
  if (isCollection(value) && value.length() !== 0) return writer.block(value, 0, '').replace(/^\n/, '') + '\n';
  const text = writer.inline(value, 0, 0);
  // A plain scalar as a whole document needs its end marked.
  return isCollection(value) || /^['"]/.test(text) ? `${text}\n` : `${text}\n...\n`;
}

function isCollection(value: PyValue): value is PyList | PyTuple | PyDict {
  return value instanceof PyList || value instanceof PyTuple || value instanceof PyDict;
}

class Writer {
  private readonly sortKeys: boolean;

  constructor(sortKeys: boolean) {
    this.sortKeys = sortKeys;
  }

  /** A collection with members, starting on a new line. */
  block(value: PyList | PyTuple | PyDict, indent: number, lead: string): string {
    if (indent > 200) throw new PyException('RecursionError', 'maximum recursion depth exceeded');
    const pad = ' '.repeat(indent);
    if (value instanceof PyDict) {
      const entries = this.entries(value);
      return entries.map(([key, item], at) => `${at === 0 && lead !== '' ? '' : `\n${pad}`}${this.entry(key, item, indent)}`).join('');
    }
    return value.items.map((item, at) => `${at === 0 && lead !== '' ? '' : `\n${pad}`}-${this.member(item, indent)}`).join('');
  }

  private entries(dict: PyDict): (readonly [PyValue, PyValue])[] {
    const entries = [...dict.entries()];
    if (!this.sortKeys) return entries;
    return sorted(entries.map(([key]) => key))
      .items.sort(order)
      .map(key => [key, dict.get(key) ?? null] as const);
  }

  private entry(key: PyValue, item: PyValue, indent: number): string {
    const head = `${this.inline(key, indent, indent, true)}:`;
    if (isCollection(item) && item.length() !== 0) return head + this.block(item, item instanceof PyDict ? indent + 2 : indent, '');
    return `${head} ${this.inline(item, indent, indent + head.length + 1)}`;
  }

  private member(item: PyValue, indent: number): string {
    if (isCollection(item) && item.length() !== 0) return ` ${this.block(item, indent + 2, '-')}`;
    return ` ${this.inline(item, indent, indent + 2)}`;
  }

  /** A scalar, or an empty collection. */
  inline(value: PyValue, indent: number, column: number, isKey = false): string {
    const text = textOf(value);
    if (text !== undefined) return writeText(text, indent, column, isKey);
    if (value === null) return 'null';
    if (typeof value === 'boolean') return value ? 'true' : 'false';
    if (typeof value === 'bigint') return value.toString();
    if (typeof value === 'number') return floatText(value);
    if (value instanceof PyDateTime) return value.str();
    if (value instanceof PyDate) return value.isoformat();
    if (value instanceof PyDict) return '{}';
    if (value instanceof PyList || value instanceof PyTuple) return '[]';
    throw new PyException('YAMLError', `cannot represent an object: ${value instanceof PyObject ? repr(value) : typeName(value)}`);
  }
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  const text = floatRepr(value);
  return text.includes('.') ? text : text.replace('e', '.0e');
}

function writeText(text: string, indent: number, column: number, isKey: boolean): string {
  const inner = ' '.repeat(indent + 2);
  if (isPlain(text)) return isKey ? text : fold(text, inner, column).join('');
  if (isSingle(text)) {
    const quoted = text.replaceAll("'", "''");
    if (isKey && !text.includes('\n')) return `'${quoted}'`;
    // A line break inside quotes is written as one more: a single one would read as a blank.
    let at = column + 1;
    const parts = quoted.split(/(\n+)/).map(part => {
      if (!part.startsWith('\n')) return fold(part, inner, at).join('');
      at = inner.length;
      return `${'\n'.repeat(part.length + 1)}${inner}`;
    });
    return `'${parts.join('')}'`;
  }
  return writeDouble(text, inner, column);
}

/** Breaks at single blanks once a line is past the width. */
function fold(text: string, inner: string, column: number): string[] {
  const pieces: string[] = [];
  let at = column;
  const words = text.split(/( +)/);
  words.forEach((word, index) => {
    const isLast = index === words.length - 1;
    if (word === ' ' && at > width && !isLast && index > 0) {
      pieces.push(`\n${inner}`);
      at = inner.length;
    } else {
      pieces.push(word);
      at += word.length;
    }
  });
  return pieces;
}

function isPlain(text: string): boolean {
  if (text === '' || plainScalar(text) !== text || text === '=' || text === '<<') return false;
  if (!/^[\x20-\x7e]+$/.test(text) || /^ | $/.test(text)) return false;
  if (/^[#,[\]{}&*!|>'"%@`]/.test(text) || /^(?:---|\.\.\.)/.test(text)) return false;
  return !/^[?:-](?: |$)/.test(text) && !/:(?: |$)/.test(text) && !text.includes(' #');
}

function isSingle(text: string): boolean {
  return /^[\x20-\x7e\n]*$/.test(text) && !text.includes(' \n') && !text.includes('\n ');
}

const escapes = new Map([
  ['\0', '\\0'],
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\v', '\\v'],
  ['\f', '\\f'],
  ['\r', '\\r'],
  ['\x1b', '\\e'],
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\x85', '\\N'],
  ['\xa0', '\\_'],
  ['\u2028', '\\L'],
  ['\u2029', '\\P'],
]);

function writeDouble(text: string, inner: string, column: number): string {
  let result = '"';
  let at = column + 1;
  const points = codePoints(text);
  points.forEach((char, index) => {
    const written = escapes.get(char) ?? (/^[\x20-\x7e]$/.test(char) ? char : hexEscape(char.codePointAt(0) ?? 0));
    if (char === ' ' && at > width && index > 0 && index < points.length - 1) {
      result += `\\\n${inner}\\`;
      at = inner.length + 1;
    }
    result += written;
    at += written.length;
  });
  return `${result}"`;
}

function hexEscape(code: number): string {
  if (code <= 0xff) return `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`;
  return code <= 0xffff
    ? `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`
    : `\\U${code.toString(16).toUpperCase().padStart(8, '0')}`;
}
