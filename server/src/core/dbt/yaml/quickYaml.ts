/**
 * A reader of the YAML that schema files are mostly made of: block mappings and lists, scalars and flow collections of one line.
 * Invariant: it gives exactly what the full parser gives, or nothing; at the first thing it does not know it gives up, also at every mistake.
 */
import type { TextRange } from '../../text/TextRange';
import type { Key, Value } from '../value';
import { plainScalar } from './scalars';
import type { YamlEntry, YamlNode } from './yamlTree';

/** The tree of a text; undefined where the full parser is needed. */
export function quickYaml(text: string): YamlNode | undefined {
  if (/[\r\t\ufeff]/.test(text)) return undefined;
  const lines = contentLines(text);
  if (!lines || lines.length === 0) return undefined;
  try {
    const reader = new QuickReader(text, lines);
    return reader.document();
  } catch (error) {
    if (error === givenUp) return undefined;
    throw error;
  }
}

interface Line {
  indent: number;
  /** Of the content. */
  start: number;
  readonly end: number;
}

const givenUp = new Error('beyond the quick reader');

function giveUp(): never {
  throw givenUp;
}

/** Lines that hold something, without indentation, trailing blanks and comments that fill a line. */
function contentLines(text: string): Line[] | undefined {
  const lines: Line[] = [];
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf('\n', at);
    const lineEnd = newline < 0 ? text.length : newline;
    let start = at;
    while (start < lineEnd && text.charCodeAt(start) === 32) start++;
    let end = lineEnd;
    while (end > start && text.charCodeAt(end - 1) === 32) end--;
    if (start < end && text.charCodeAt(start) !== 35) {
      const indent = start - at;
      if (indent === 0 && (text.startsWith('---', start) || text.startsWith('...', start) || text.charCodeAt(start) === 37))
        return undefined;
      lines.push({ indent, start, end });
    }
    at = lineEnd + 1;
  }
  return lines;
}

class QuickReader {
  private readonly text: string;
  private readonly lines: readonly Line[];
  private next = 0;
  private depth = 0;

  constructor(text: string, lines: readonly Line[]) {
    this.text = text;
    this.lines = lines;
  }

  document(): YamlNode {
    const node = this.block(this.lines[0]?.indent ?? 0);
    return this.next < this.lines.length ? giveUp() : node;
  }

  /** The collection that begins at the current line; all of its members stand at `indent`. */
  private block(indent: number, beside = false): YamlNode {
    if (++this.depth > 60) giveUp();
    const node = this.isItem(this.lines[this.next]) ? this.list(indent, beside) : this.mapping(indent);
    this.depth--;
    return node;
  }

  private isItem(line: Line | undefined): boolean {
    return (
      line !== undefined &&
      this.text.charCodeAt(line.start) === 45 &&
      (line.end === line.start + 1 || this.text.charCodeAt(line.start + 1) === 32)
    );
  }

  /** `beside`: the list stands at the depth of the key it belongs to, where the next key may follow. */
  private list(indent: number, beside: boolean): YamlNode {
    const items: YamlNode[] = [];
    const start = this.lines[this.next]?.start ?? 0;
    let end = start;
    for (let line = this.lines[this.next]; line?.indent === indent && this.isItem(line); line = this.lines[this.next]) {
      let at = line.start + 1;
      while (at < line.end && this.text.charCodeAt(at) === 32) at++;
      let node: YamlNode;
      if (at >= line.end || this.text.charCodeAt(at) === 35) node = this.below(line.start + 1, indent, false);
      else if (this.text.charCodeAt(at) === 45 && this.text.charCodeAt(at + 1) === 32) node = giveUp();
      else if (this.keyEnd(at, line.end) >= 0) {
        // A mapping that begins on the item's own line: the line stands for its first entry.
        line.indent += at - line.start;
        line.start = at;
        node = this.mapping(line.indent);
      } else node = this.inline(at, line, indent);
      items.push(node);
      ({ end } = node.range);
    }
    this.mustEnd(beside ? indent + 1 : indent);
    return { kind: 'seq', items, range: { start, end } };
  }

  private mapping(indent: number): YamlNode {
    const entries: YamlEntry[] = [];
    const keys = new Set<Key>();
    const start = this.lines[this.next]?.start ?? 0;
    let end = start;
    for (let line = this.lines[this.next]; line?.indent === indent && !this.isItem(line); line = this.lines[this.next]) {
      const colon = this.keyEnd(line.start, line.end);
      if (colon <= line.start) giveUp();
      const keyNode = this.keyAt(line.start, colon);
      const { value: key, range: keyRange } = keyNode;
      if ((key !== null && typeof key === 'object') || keys.has(key) || key === '<<') return giveUp();
      keys.add(key);
      let at = colon + 1;
      while (at < line.end && this.text.charCodeAt(at) === 32) at++;
      const empty = at >= line.end || this.text.charCodeAt(at) === 35;
      const node = empty ? this.below(colon + 1, indent, true) : this.inline(at, line, indent);
      entries.push({ key, keyRange, node });
      ({ end } = node.range);
    }
    this.mustEnd(indent);
    return { kind: 'map', entries, range: { start, end } };
  }

  /** After a collection only a line further out may follow. */
  private mustEnd(indent: number): void {
    const line = this.lines[this.next];
    if (line && line.indent >= indent) giveUp();
  }

  /** What stands on the lines below a key or a dash: a deeper collection, for a key also a list at its own depth, or nothing. */
  private below(at: number, indent: number, key: boolean): YamlNode {
    this.next++;
    const following = this.lines[this.next];
    if (following && (following.indent > indent || (key && following.indent === indent && this.isItem(following)))) {
      // Several lines of plain text are one scalar; the full parser folds them.
      if (!this.isItem(following) && this.keyEnd(following.start, following.end) < 0) giveUp();
      return this.block(following.indent, following.indent === indent);
    }
    return { kind: 'scalar', value: null, range: { start: at, end: at } };
  }

  /** A value on the line of its key or dash. */
  private inline(at: number, line: Line, indent: number): YamlNode {
    const first = this.text.charAt(at);
    if ('&*!|>%@`?'.includes(first)) giveUp();
    const { node, end } = '[{'.includes(first)
      ? this.flow(at, line.end)
      : '"\''.includes(first)
        ? this.quoted(at, line.end)
        : this.plain(at, line.end);
    this.restIsComment(end, line.end);
    this.next++;
    const following = this.lines[this.next];
    if (following && following.indent > indent) giveUp();
    return node;
  }

  private restIsComment(at: number, end: number): void {
    let rest = at;
    while (rest < end && this.text.charCodeAt(rest) === 32) rest++;
    if (rest < end && (this.text.charCodeAt(rest) !== 35 || rest === at)) giveUp();
  }

  /** Where the colon of a key stands, for a key that begins at `at`; -1 where the line holds none. */
  private keyEnd(at: number, end: number): number {
    const first = this.text.charAt(at);
    if (first === '"' || first === "'") {
      const { end: close } = this.quoted(at, end);
      return this.text.charAt(close) === ':' && (close + 1 === end || this.text.charAt(close + 1) === ' ') ? close : -1;
    }
    if ('[]{},#&*!|>%@`'.includes(first) || (first === '?' && this.text.charAt(at + 1) === ' ')) return -1;
    const line = this.text.slice(at, end);
    for (let colon = line.indexOf(':'); colon >= 0; colon = line.indexOf(':', colon + 1)) {
      if (colon + 1 < line.length && line.charCodeAt(colon + 1) !== 32) continue;
      const comment = line.indexOf(' #');
      return comment >= 0 && comment < colon ? -1 : at + colon;
    }
    return -1;
  }

  private keyAt(start: number, colon: number): { readonly value: Value; readonly range: TextRange } {
    const first = this.text.charAt(start);
    if (first === '"' || first === "'") {
      const { node } = this.quoted(start, colon);
      return node.kind === 'scalar' ? node : giveUp();
    }
    let end = colon;
    while (end > start && this.text.charCodeAt(end - 1) === 32) end--;
    return { value: plainScalar(this.text.slice(start, end)), range: { start, end } };
  }

  private plain(at: number, lineEnd: number): Parsed {
    const line = this.text.slice(at, lineEnd);
    const comment = line.indexOf(' #');
    const source = (comment < 0 ? line : line.slice(0, comment)).trimEnd();
    const end = at + source.length;
    if (source.includes(': ') || source.endsWith(':') || '-?:,]}'.includes(source) || /^[-?:] /.test(source) || /^[,\]}]/.test(source))
      giveUp();
    return { node: { kind: 'scalar', value: plainScalar(source), range: { start: at, end } }, end };
  }

  private quoted(at: number, lineEnd: number): Parsed {
    const quote = this.text.charAt(at);
    let value = '';
    for (let offset = at + 1; offset < lineEnd; offset++) {
      const char = this.text.charAt(offset);
      if (char === quote) {
        if (quote === '"' || this.text.charAt(offset + 1) !== "'")
          return { node: { kind: 'scalar', value, range: { start: at, end: offset + 1 } }, end: offset + 1 };
        value += "'";
        offset++;
      } else if (char === '\\' && quote === '"') {
        const escape = escapes.get(this.text.charAt(++offset));
        value += escape ?? giveUp();
      } else value += char;
    }
    return giveUp();
  }

  /** A flow collection that ends on its line. */
  private flow(at: number, lineEnd: number): Parsed {
    if (++this.depth > 60) giveUp();
    const list = this.text.charAt(at) === '[';
    const close = list ? ']' : '}';
    const items: YamlNode[] = [];
    const entries: YamlEntry[] = [];
    const keys = new Set<Key>();
    let offset = this.skip(at + 1, lineEnd);
    while (this.text.charAt(offset) !== close) {
      if (offset >= lineEnd) giveUp();
      const member = this.flowMember(offset, lineEnd);
      offset = this.skip(member.end, lineEnd);
      const colon = this.text.charAt(offset) === ':';
      if (list) {
        if (colon) giveUp();
        items.push(member.node);
      } else {
        const key = member.node.kind === 'scalar' ? member.node.value : giveUp();
        if (!colon || (key !== null && typeof key === 'object') || keys.has(key) || key === '<<') return giveUp();
        keys.add(key);
        const after = this.skip(offset + 1, lineEnd);
        const none = this.text.charAt(after) === ',' || this.text.charAt(after) === close;
        const value: Parsed = none
          ? { node: { kind: 'scalar', value: null, range: { start: after, end: after } }, end: after }
          : this.flowMember(after, lineEnd);
        entries.push({ key, keyRange: member.node.range, node: value.node });
        offset = this.skip(value.end, lineEnd);
      }
      if (this.text.charAt(offset) === ',') offset = this.skip(offset + 1, lineEnd);
      else if (this.text.charAt(offset) !== close) giveUp();
    }
    this.depth--;
    const range = { start: at, end: offset + 1 };
    return { node: list ? { kind: 'seq', items, range } : { kind: 'map', entries, range }, end: offset + 1 };
  }

  private flowMember(at: number, lineEnd: number): Parsed {
    const first = this.text.charAt(at);
    if (first === '[' || first === '{') return this.flow(at, lineEnd);
    if (first === '"' || first === "'") return this.quoted(at, lineEnd);
    if (',&*!|>%@`#?:-'.includes(first) && !(first === '-' && /[^\s,[\]{}]/.test(this.text.charAt(at + 1)))) giveUp();
    let end = at;
    while (end < lineEnd) {
      const char = this.text.charAt(end);
      if (',[]{}'.includes(char)) break;
      if (char === ':' && (end + 1 >= lineEnd || ' ,[]{}'.includes(this.text.charAt(end + 1)))) break;
      if (char === '#' && this.text.charAt(end - 1) === ' ') giveUp();
      end++;
    }
    let last = end;
    while (last > at && this.text.charCodeAt(last - 1) === 32) last--;
    return { node: { kind: 'scalar', value: plainScalar(this.text.slice(at, last)), range: { start: at, end: last } }, end };
  }

  private skip(at: number, end: number): number {
    let offset = at;
    while (offset < end && this.text.charCodeAt(offset) === 32) offset++;
    return offset;
  }
}

interface Parsed {
  readonly node: YamlNode;
  readonly end: number;
}

const escapes = new Map<string, string>([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['n', '\n'],
  ['t', '\t'],
]);
