/**
 * YAML files of a dbt project as a tree that knows the place of every key and value.
 * Invariant: parsing never throws; a broken file gives what could be read before the break and a problem at its place.
 */
import type { Alias, Document, Node, Pair, ParsedNode } from 'yaml';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, Scalar } from 'yaml';
import type { TextRange } from '../../text/TextRange';
import type { Dict, Key, Value } from '../value';
import { isDict, isList, Moment, pythonStr } from '../value';
import { quickYaml } from './quickYaml';
import { plainScalar } from './scalars';
import type { YamlEntry, YamlMap, YamlNode } from './yamlTree';

export interface YamlProblem {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly range: TextRange;
}

export interface YamlFile {
  /** undefined: an empty file, or one broken before its first key. */
  readonly root: YamlNode | undefined;
  readonly problems: readonly YamlProblem[];
}

/** Reads the first document of a YAML text. dbt strips files before it reads them, so a block at the very end has no last line end. */
export function parseYaml(source: string): YamlFile {
  const text = source.trimEnd();
  if (text.trim() === '') return { root: undefined, problems: [] };
  const quick = quickYaml(text);
  return quick ? { root: quick, problems: [] } : parseFully(text);
}

/** The same by the full parser alone. */
export function parseFully(text: string): YamlFile {
  const documents = parseAllDocuments(text, {
    schema: 'failsafe',
    version: '1.1',
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    lineCounter: new LineCounter(),
  });
  const document = Array.isArray(documents) ? documents[0] : undefined;
  if (!document) return { root: undefined, problems: [] };
  const problems: YamlProblem[] = document.errors.map(({ message, pos: [start, end] }) => ({
    severity: 'error',
    message,
    range: { start, end: Math.max(end, start) },
  }));
  const root = document.contents ? new Reader(document, text.length, problems).node(document.contents) : undefined;
  return { root, problems };
}

/** The plain value of a node. */
export function yamlValue(node: YamlNode | undefined): Value {
  if (!node) return null;
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'seq':
      return node.items.map(yamlValue);
    case 'map':
      return new Map(node.entries.map(({ key, node: value }): [Key, Value] => [key, yamlValue(value)]));
  }
}

export function yamlEntry(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  return node?.kind === 'map' ? node.entries.find(entry => entry.key === key) : undefined;
}

export function yamlAt(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return yamlEntry(node, key)?.node;
}

export function yamlItems(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'seq' ? node.items : [];
}

class Reader {
  private readonly document: Document.Parsed | Document;
  private readonly problems: YamlProblem[];
  private readonly length: number;
  /** Aliases within aliases multiply; the budget stops a file that would grow without bound. */
  private budget = 1_000_000;
  /** Anchored nodes that are being read. */
  private readonly open = new Set<Node>();

  constructor(document: Document.Parsed | Document, length: number, problems: YamlProblem[]) {
    this.document = document;
    this.length = length;
    this.problems = problems;
  }

  node(node: Node | ParsedNode | null): YamlNode {
    if (this.budget-- <= 0) return { kind: 'scalar', value: null, range: { start: 0, end: 0 } };
    const range = rangeOfNode(node);
    if (node === null) return { kind: 'scalar', value: null, range };
    if (isAlias(node)) {
      const target = this.targetOf(node);
      if (target === 'itself') {
        this.problems.push({ severity: 'error', message: `the anchor '${node.source}' stands inside what it names`, range });
        return { kind: 'scalar', value: null, range };
      }
      if (target && this.budget > 0) {
        this.open.add(target);
        const read = { ...this.node(target), range };
        this.open.delete(target);
        return read;
      }
      this.problems.push({ severity: 'error', message: `no anchor is named '${node.source}'`, range });
      return { kind: 'scalar', value: null, range };
    }
    if (isMap(node)) return this.map(node.items, range);
    if (isSeq(node)) return { kind: 'seq', items: node.items.map(item => this.node(asNode(item))), range };
    if (isScalar(node)) return { kind: 'scalar', value: scalarValue(node, this.length), range };
    return { kind: 'scalar', value: null, range };
  }

  /** What an alias stands for; the library itself follows an anchor that holds its own alias without end. */
  private targetOf(alias: Alias): Node | 'itself' | undefined {
    try {
      const target = alias.resolve(this.document);
      return target && this.open.has(target) ? 'itself' : target;
    } catch {
      return 'itself';
    }
  }

  private map(pairs: readonly Pair[], range: TextRange): YamlMap {
    const own = new Map<Key, YamlEntry>();
    const merged: YamlEntry[] = [];
    for (const pair of pairs) {
      const keyNode = asNode(pair.key);
      const keyRange = rangeOfNode(keyNode);
      const key = keyOf(yamlValue(this.node(keyNode)));
      const node =
        pair.value === null && keyNode
          ? { kind: 'scalar' as const, value: null, range: { start: keyRange.end, end: keyRange.end } }
          : this.node(asNode(pair.value));
      if (key === '<<') {
        merged.push(...mergedEntries(node));
        continue;
      }
      if (own.has(key)) {
        this.problems.push({
          severity: 'warning',
          message: `the key '${pythonStr(key)}' stands here twice: the last one counts`,
          range: keyRange,
        });
        own.delete(key);
      }
      own.set(key, { key, keyRange, node });
    }
    const inherited = new Map<Key, YamlEntry>();
    for (const entry of merged) if (!own.has(entry.key) && !inherited.has(entry.key)) inherited.set(entry.key, entry);
    return { kind: 'map', entries: [...inherited.values(), ...own.values()], range };
  }
}

function mergedEntries(node: YamlNode): readonly YamlEntry[] {
  if (node.kind === 'map') return node.entries;
  return node.kind === 'seq' ? node.items.flatMap(mergedEntries) : [];
}

function asNode(value: unknown): Node | null {
  return isMap(value) || isSeq(value) || isScalar(value) || isAlias(value) ? value : null;
}

function rangeOfNode(node: Node | null): TextRange {
  const range = node?.range;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}

function scalarValue(node: Scalar, length: number): Value {
  const written = typeof node.value === 'string' ? node.value : '';
  // A block that ends with the text has no line end to keep; the parser supplies one.
  const block = node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
  const source = block && (node.range?.[1] ?? 0) >= length ? written.replace(/\n$/, '') : written;
  if (node.tag === '!!str' || node.tag === 'tag:yaml.org,2002:str') return source;
  return node.type === undefined || node.type === Scalar.PLAIN ? plainScalar(source) : source;
}

/** Python's dict keys are any hashable value; lists and mappings cannot be keys, so their text stands for them. */
function keyOf(value: Value): Key {
  return value !== null && typeof value === 'object'
    ? value instanceof Moment || isDict(value) || isList(value)
      ? pythonStr(value)
      : value.value
    : value;
}

export function yamlDict(node: YamlNode | undefined): Dict {
  const value = yamlValue(node);
  return isDict(value) ? value : new Map();
}
