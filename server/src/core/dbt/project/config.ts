/**
 * The config of a node: defaults, dbt_project.yml by folder, schema YAML, `config()` calls, and for packages the root project on top.
 * Invariant: merging follows dbt field by field (tags append, meta updates, grants extend with `+`, the rest replaces) and never changes its inputs.
 */
import type { Dict, Key, Value } from '../value';
import { asDict, asString, dictOf, emptyDict, isDict, listify } from '../value';
import type { ConfigSection, ProjectSettings } from './settings';

export type ResourceType =
  | 'model'
  | 'seed'
  | 'snapshot'
  | 'analysis'
  | 'test'
  | 'operation'
  | 'source'
  | 'exposure'
  | 'metric'
  | 'semantic_model'
  | 'saved_query'
  | 'unit_test';

export interface ConfigInputs {
  readonly type: ResourceType;
  readonly fqn: readonly string[];
  /** The package that the node is part of. */
  readonly own: ProjectSettings;
  readonly root: ProjectSettings;
  readonly patch?: Dict;
  readonly call?: Dict;
}

/** The final config of a node, with every default that dbt writes into its manifest. */
export function nodeConfig({ type, fqn, own, root, patch, call }: ConfigInputs): Dict {
  let result = defaultConfig(type);
  for (const level of folderConfigs(own, type, fqn)) result = mergeConfig(result, level);
  if (patch) result = mergeConfig(result, patch);
  if (call) result = mergeConfig(result, call);
  if (own !== root) for (const level of folderConfigs(root, type, fqn)) result = mergeConfig(result, level);
  return finished(type, result);
}

/** What a series of `config()` calls amounts to. */
export function mergeConfigCalls(before: Dict, call: Dict): Dict {
  if (before.size === 0) return renamed(call);
  return mergeConfig(before, call);
}

/** `partial` laid over `base`. */
export function mergeConfig(base: Dict, partial: Dict): Dict {
  const result = new Map(base);
  for (const [key, value] of renamed(partial)) result.set(key, mergedField(String(key), base.get(key), value));
  return result;
}

function mergedField(key: string, before: Value | undefined, value: Value): Value {
  if (appended.has(key)) return [...listify(before ?? []), ...listify(value)];
  if (updated.has(key)) return isDict(value) ? new Map([...asDict(before), ...value]) : value;
  if (key === 'grants') return isDict(value) ? mergedGrants(asDict(before), value) : value;
  if (key === 'snapshot_meta_column_names') return isDict(value) ? new Map([...asDict(before), ...value]) : value;
  return value;
}

const appended = new Set(['pre-hook', 'post-hook', 'tags', 'packages']);
const updated = new Set(['quoting', 'column_types', 'meta', 'docs', 'contract']);

function mergedGrants(before: Dict, grants: Dict): Dict {
  const result = new Map<Key, Value>([...before].map(([key, value]) => [key, listify(value)]));
  for (const [key, value] of grants) {
    const name = String(key).replace(/^\++/, '');
    const extended = name !== key && result.has(name);
    result.set(name, extended ? [...listify(result.get(name)), ...listify(value)] : listify(value));
  }
  return result;
}

/** Hooks by their hyphened names, dbt-athena's alias `catalog` by its own. */
function renamed(config: Dict): Dict {
  if (!config.has('pre_hook') && !config.has('post_hook') && !config.has('catalog')) return config;
  return new Map(
    [...config].map(([key, value]) => [
      key === 'pre_hook' ? 'pre-hook' : key === 'post_hook' ? 'post-hook' : key === 'catalog' ? 'database' : key,
      value,
    ]),
  );
}

/** Configs of dbt_project.yml along a node's path, outermost first. */
function* folderConfigs(settings: ProjectSettings, type: ResourceType, fqn: readonly string[]): Iterable<Dict> {
  let level: Value | undefined = settings.configs[sectionOf(type)];
  for (const step of [undefined, ...fqn]) {
    if (step !== undefined) level = isDict(level) ? level.get(step) : undefined;
    if (!isDict(level)) return;
    const config = new Map<Key, Value>();
    for (const [key, value] of level) {
      if (typeof key === 'string' && key.startsWith('+')) config.set(key.slice(1).trim(), value);
      else if (!isDict(value)) config.set(key, value);
    }
    if (config.size > 0) yield config;
  }
}

function sectionOf(type: ResourceType): ConfigSection {
  switch (type) {
    case 'seed':
      return 'seeds';
    case 'snapshot':
      return 'snapshots';
    case 'test':
      return 'data_tests';
    case 'source':
      return 'sources';
    case 'exposure':
      return 'exposures';
    case 'metric':
      return 'metrics';
    case 'semantic_model':
      return 'semantic_models';
    case 'saved_query':
      return 'saved_queries';
    case 'unit_test':
      return 'unit_tests';
    case 'model':
    case 'analysis':
    case 'operation':
      return 'models';
  }
}

const anyDefaults: Readonly<Record<string, Value>> = {
  enabled: true,
  alias: null,
  schema: null,
  database: null,
  tags: [],
  meta: emptyDict,
  group: null,
  static_analysis: null,
};

const relationDefaults: Readonly<Record<string, Value>> = {
  ...anyDefaults,
  materialized: 'view',
  incremental_strategy: null,
  batch_size: null,
  lookback: 1,
  begin: null,
  persist_docs: emptyDict,
  'post-hook': [],
  'pre-hook': [],
  quoting: emptyDict,
  column_types: emptyDict,
  full_refresh: null,
  unique_key: null,
  on_schema_change: 'ignore',
  on_configuration_change: 'apply',
  grants: emptyDict,
  packages: [],
  docs: dictOf({ show: true, node_color: null }),
  contract: dictOf({ enforced: false, alias_types: true }),
  event_time: null,
  concurrent_batches: null,
};

const snapshotColumns = dictOf({ dbt_valid_to: null, dbt_valid_from: null, dbt_scd_id: null, dbt_updated_at: null, dbt_is_deleted: null });

const defaults: Readonly<Partial<Record<ResourceType, Dict>>> = {
  model: dictOf({ ...relationDefaults, access: 'protected', freshness: null }),
  seed: dictOf({ ...relationDefaults, materialized: 'seed', delimiter: ',', quote_columns: null }),
  snapshot: dictOf({
    ...relationDefaults,
    materialized: 'snapshot',
    strategy: null,
    target_schema: null,
    target_database: null,
    updated_at: null,
    check_cols: null,
    snapshot_meta_column_names: snapshotColumns,
    dbt_valid_to_current: null,
  }),
  test: dictOf({
    ...anyDefaults,
    schema: 'dbt_test__audit',
    materialized: 'test',
    severity: 'ERROR',
    store_failures: null,
    store_failures_as: null,
    where: null,
    limit: null,
    fail_calc: 'count(*)',
    warn_if: '!= 0',
    error_if: '!= 0',
  }),
  source: dictOf({
    enabled: true,
    event_time: null,
    freshness: null,
    loaded_at_field: null,
    loaded_at_query: null,
    meta: emptyDict,
    tags: [],
    static_analysis: null,
  }),
  exposure: dictOf({ enabled: true, tags: [], meta: emptyDict }),
  metric: dictOf({ enabled: true, group: null, meta: emptyDict }),
  semantic_model: dictOf({ enabled: true, group: null, meta: emptyDict }),
  saved_query: dictOf({ enabled: true, group: null, meta: emptyDict, export_as: null, schema: null, cache: dictOf({ enabled: false }) }),
  unit_test: dictOf({ tags: [], meta: emptyDict, enabled: true, static_analysis: null }),
};

const relationConfig = dictOf(relationDefaults);

function defaultConfig(type: ResourceType): Dict {
  return defaults[type] ?? relationConfig;
}

/** Hooks as objects, tags without repeats, `store_failures` and `store_failures_as` in agreement. */
function finished(type: ResourceType, config: Dict): Dict {
  const result = new Map(config);
  const tags = listify(config.get('tags') ?? []);
  if (tags.length > 0 || type !== 'operation') result.set('tags', [...new Set(tags)]);
  for (const key of ['pre-hook', 'post-hook']) {
    const hooks = config.get(key);
    if (hooks !== undefined) result.set(key, listify(hooks).map(hookObject));
  }
  if (type === 'test') {
    const kept = config.get('store_failures');
    const keptAs = asString(config.get('store_failures_as'));
    if (keptAs === undefined) result.set('store_failures_as', kept === true ? 'table' : kept === false ? 'ephemeral' : null);
    else result.set('store_failures', keptAs !== 'ephemeral');
  }
  return result;
}

function hookObject(hook: Value): Value {
  const given = isDict(hook) ? hook : dictOf({ sql: hook });
  return dictOf({ sql: given.get('sql') ?? '', transaction: given.get('transaction') ?? true, index: given.get('index') ?? null });
}
