/**
 * From a unit of text, what parsing it recorded and what YAML says, to the node: config, names, relation.
 * Invariant: the same inputs give the same object, so an edit elsewhere does not touch it.
 */
import type { MacroTrace } from '../context/engine';
import { generatedName } from '../context/names';
import type { Captured } from '../context/capture';
import type { Dict, Key, Value } from '../value';
import { asDict, asString, isDict, pythonStr, stringList } from '../value';
import { nodeConfig } from './config';
import type { ProjectFrame } from './frame';
import type { TestUnit } from './genericTests';
import type { MacroIndex } from './macroIndex';
import type { DbtNode, TestFacts } from './nodes';
import { versionText } from './nodes';
import { quotePolicy, relationText } from './relation';
import type { NodeEntry, VersionEntry } from './schemaFile';
import type { Unit } from './units';

/** A node before its references are resolved. */
export type Draft = Omit<DbtNode, 'dependsOn'> & {
  readonly macros: readonly string[];
  readonly captured: Captured;
  readonly nameTrace: MacroTrace;
};

export interface DraftContext {
  readonly frame: ProjectFrame;
  readonly macros: MacroIndex;
}

/** A YAML entry for a unit, for one of its versions where it has some. */
export interface Patch {
  readonly entry: NodeEntry;
  readonly version: VersionEntry | undefined;
  readonly latest: Value;
}

export function unitDraft(unit: Unit, captured: Captured, patch: Patch | undefined, { frame, macros }: DraftContext): Draft {
  const { entry, version } = patch ?? {};
  const name = version && entry ? entry.name : unit.name;
  const suffix = version ? `v${versionText(version.v)}` : undefined;
  const fqn = suffix === undefined ? unit.fqn : [...unit.fqn.slice(0, -1), name, suffix];
  const config = withPythonKeys(
    captured,
    nodeConfig({ type: unit.type, fqn, own: unit.settings, root: frame.root, patch: patchConfig(unit, patch), call: captured.config }),
  );
  const uniqueId = `${unit.type}.${unit.settings.name}.${name}${suffix === undefined ? '' : `.${suffix}`}`;
  const base = {
    uniqueId,
    type: unit.type,
    name,
    packageName: unit.settings.name,
    language: unit.language,
    file: unit.file.path,
    range: unit.range,
    verbatim: unit.file.text.slice(unit.range.start, unit.range.end) === unit.rawCode,
    originalFilePath: unit.originalFilePath,
    path: unit.path,
    fqn,
    rawCode: unit.rawCode,
    config,
    materialized: asString(config.get('materialized')) ?? 'view',
    enabled: config.get('enabled') !== false,
    tags: [...new Set([...unit.ownTags, ...stringList(config.get('tags'))])],
    meta: asDict(config.get('meta')),
    description: version?.description === '' || !version ? (entry?.description ?? '') : version.description,
    columns: version?.columns ?? entry?.columns ?? [],
    constraints: entry?.constraints ?? [],
    access: unit.type === 'model' ? (asString(config.get('access')) ?? 'protected') : null,
    group: asString(config.get('group')) ?? null,
    version: version?.v ?? null,
    latestVersion: patch?.latest ?? null,
    refs: captured.refs,
    sources: captured.sources,
    macros: captured.macros,
    patch: entry,
    test: undefined,
    captured,
  };
  return named(base, unit.name, frame, macros);
}

export function testDraft(unit: TestUnit, captured: Captured, { frame, macros }: DraftContext): Draft {
  const { target, entry } = unit;
  const config = nodeConfig({ type: 'test', fqn: unit.fqn, own: target.settings, root: frame.root, call: captured.config });
  const facts: TestFacts = {
    entry,
    name: entry.name,
    namespace: entry.namespace ?? null,
    kwargs: unit.kwargs,
    columnName: unit.columnName,
    attachedNode: target.attached,
    fileKeyName: `${target.yamlKey}.${target.sourceName ?? target.name}`,
  };
  return named(
    {
      uniqueId: unit.uniqueId,
      type: 'test',
      name: unit.name,
      packageName: target.settings.name,
      language: 'sql',
      file: target.file,
      range: unit.range,
      verbatim: false,
      originalFilePath: target.place.originalPath,
      path: unit.path,
      fqn: unit.fqn,
      rawCode: unit.rawCode,
      config,
      materialized: 'test',
      enabled: config.get('enabled') !== false,
      tags: [...new Set([...unit.tags, ...stringList(config.get('tags'))])],
      meta: asDict(config.get('meta')),
      description: entry.description,
      columns: [],
      constraints: [],
      access: null,
      group: null,
      version: null,
      latestVersion: null,
      refs: captured.refs,
      sources: captured.sources,
      macros: captured.macros,
      patch: undefined,
      test: facts,
      captured,
    },
    unit.name,
    frame,
    macros,
  );
}

type Unnamed = Omit<Draft, 'database' | 'schema' | 'alias' | 'relationName' | 'nameTrace'>;

function named(node: Unnamed, fileName: string, frame: ProjectFrame, macros: MacroIndex): Draft {
  const { config } = node;
  const nameTrace: MacroTrace = new Map();
  const before = { ...node, database: frame.target.database, schema: frame.target.schema, alias: fileName };
  const custom = (key: string): string | null => {
    const value = config.get(key);
    return value === undefined || value === null ? null : pythonStr(value);
  };
  const database = generatedName('database', custom('database'), before, frame, macros, nameTrace) ?? frame.target.database;
  const schema = generatedName('schema', custom('schema'), { ...before, database }, frame, macros, nameTrace);
  const alias = generatedName('alias', custom('alias'), { ...before, database, schema }, frame, macros, nameTrace) ?? fileName;
  const own =
    node.type === 'snapshot'
      ? { database: custom('target_database') ?? database, schema: custom('target_schema') ?? schema }
      : { database, schema };
  const relationName = isRelational(node)
    ? relationText({ ...own, identifier: alias }, quotePolicy(frame.quoting, asDict(config.get('quoting'))))
    : null;
  return { ...node, ...own, alias, relationName, nameTrace };
}

/** Whether something is built under the node's name. */
function isRelational({ type, materialized, config }: Unnamed): boolean {
  switch (type) {
    case 'model':
      return materialized !== 'ephemeral';
    case 'seed':
    case 'snapshot':
      return true;
    case 'test':
      return config.get('store_failures') === true;
    case 'analysis':
    case 'operation':
      return false;
  }
}

/** YAML's config of a unit; dbt takes every Python model for a table unless YAML says otherwise. */
function patchConfig(unit: Unit, patch: Patch | undefined): Dict | undefined {
  const config = patch && deepMerged(patch.entry.config, patch.version?.config);
  if (unit.language !== 'python' || config?.has('materialized')) return config;
  return new Map<Key, Value>([...(config ?? []), ['materialized', 'table']]);
}

function deepMerged(base: Dict, over: Dict | undefined): Dict {
  if (!over) return base;
  const result = new Map(base);
  for (const [key, value] of over) {
    const before = result.get(key);
    result.set(key, isDict(before) && isDict(value) ? deepMerged(before, value) : value);
  }
  return result;
}

/** What a Python model asks of its config at run time. */
function withPythonKeys(captured: Captured, config: Dict): Dict {
  if (!captured.python) return config;
  const { configKeys, configDefaults, metaKeys, metaDefaults } = captured.python;
  if (configKeys.length + metaKeys.length === 0) return config;
  return new Map<Key, Value>([
    ...config,
    ['config_keys_used', configKeys],
    ['config_keys_defaults', configDefaults],
    ['meta_keys_used', metaKeys],
    ['meta_keys_defaults', metaDefaults],
  ]);
}
