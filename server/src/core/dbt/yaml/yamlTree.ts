/** The tree of a YAML text. Invariant: every key and value knows its place; merge keys and aliases are already resolved. */
import type { TextRange } from '../../text/TextRange';
import type { Key, Value } from '../value';

export type YamlNode = YamlScalar | YamlMap | YamlSeq;

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly value: Value;
  readonly range: TextRange;
}

export interface YamlEntry {
  readonly key: Key;
  readonly keyRange: TextRange;
  readonly node: YamlNode;
}

export interface YamlMap {
  readonly kind: 'map';
  /** In file order, merge keys expanded, of equal keys the last. */
  readonly entries: readonly YamlEntry[];
  readonly range: TextRange;
}

export interface YamlSeq {
  readonly kind: 'seq';
  readonly items: readonly YamlNode[];
  readonly range: TextRange;
}
