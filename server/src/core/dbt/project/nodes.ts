/**
 * What a dbt project is made of, as dbt's manifest knows it, with the place of everything in its file.
 * Invariant: immutable; a node that did not change keeps its identity from one project to the next.
 */
import type { TextRange } from '../../text/TextRange';
import type { Dict, Value } from '../value';
import type { ResourceType } from './config';
import type { ColumnEntry, NodeEntry, SourceTableEntry } from './schemaFile';
import type { TestEntry } from './testEntry';

/** `ref(…)` as it was called. */
export interface RefCall {
  readonly package: string | null;
  readonly name: string;
  readonly version: Value;
}

export interface SourceCall {
  readonly source: string;
  readonly table: string;
}

export interface DependsOn {
  readonly nodes: readonly string[];
  readonly macros: readonly string[];
}

/** A model, seed, snapshot, analysis, test or hook. */
export interface DbtNode {
  readonly uniqueId: string;
  readonly type: Extract<ResourceType, 'model' | 'seed' | 'snapshot' | 'analysis' | 'test' | 'operation'>;
  readonly name: string;
  readonly packageName: string;
  readonly language: 'sql' | 'python';
  /** In the project's file map. */
  readonly file: string;
  /** Of the node's text in its file: the whole file, a snapshot's block body, a test's place in YAML. */
  readonly range: TextRange;
  /** Whether `rawCode` is the file's own text at `range`; else it was made for the node, and places in it mean the whole range. */
  readonly verbatim: boolean;
  readonly originalFilePath: string;
  readonly path: string;
  readonly fqn: readonly string[];
  readonly rawCode: string;
  readonly database: string;
  readonly schema: string | null;
  readonly alias: string;
  /** null where nothing is built under a name: ephemeral models, analyses, most tests. */
  readonly relationName: string | null;
  readonly config: Dict;
  readonly materialized: string;
  readonly enabled: boolean;
  readonly tags: readonly string[];
  readonly meta: Dict;
  readonly description: string;
  readonly columns: readonly ColumnEntry[];
  readonly constraints: readonly Value[];
  readonly access: string | null;
  readonly group: string | null;
  readonly version: Value;
  readonly latestVersion: Value;
  readonly refs: readonly RefCall[];
  readonly sources: readonly SourceCall[];
  readonly dependsOn: DependsOn;
  readonly patch: NodeEntry | undefined;
  readonly test: TestFacts | undefined;
}

/** A generic test: its macro, its arguments, what it tests. */
export interface TestFacts {
  readonly entry: TestEntry;
  readonly name: string;
  readonly namespace: string | null;
  readonly kwargs: Dict;
  readonly columnName: string | null;
  readonly attachedNode: string | null;
  readonly fileKeyName: string;
}

export interface DbtSource {
  readonly uniqueId: string;
  readonly sourceName: string;
  readonly name: string;
  readonly packageName: string;
  readonly file: string;
  readonly range: TextRange;
  readonly nameRange: TextRange;
  readonly originalFilePath: string;
  readonly fqn: readonly string[];
  readonly database: string;
  readonly schema: string;
  readonly identifier: string;
  readonly relationName: string;
  readonly config: Dict;
  readonly enabled: boolean;
  readonly tags: readonly string[];
  readonly meta: Dict;
  readonly description: string;
  readonly sourceDescription: string;
  readonly loader: string;
  readonly loadedAtField: string | null;
  readonly columns: readonly ColumnEntry[];
  readonly quoting: Dict;
  readonly entry: SourceTableEntry;
}

/** Exposures, metrics, semantic models, saved queries, unit tests: what depends on nodes and is not built. */
export interface DbtLeaf {
  readonly uniqueId: string;
  readonly type: Extract<ResourceType, 'exposure' | 'metric' | 'semantic_model' | 'saved_query' | 'unit_test'>;
  readonly name: string;
  readonly packageName: string;
  readonly file: string;
  readonly range: TextRange;
  readonly nameRange: TextRange;
  readonly values: Dict;
  readonly refs: readonly RefCall[];
  readonly sources: readonly SourceCall[];
  readonly dependsOn: readonly string[];
}

export interface DbtGroup {
  readonly uniqueId: string;
  readonly name: string;
  readonly packageName: string;
  readonly file: string;
  readonly range: TextRange;
  readonly owner: Dict;
}

export interface DocBlock {
  readonly uniqueId: string;
  readonly name: string;
  readonly packageName: string;
  readonly file: string;
  readonly range: TextRange;
  readonly contents: string;
}

/** The name that `ref()` and YAML go by is `name`; of versioned models several share it. */
export function versionText(version: Value): string {
  return version === null ? '' : typeof version === 'object' ? '' : String(version);
}
