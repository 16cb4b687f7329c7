/**
 * Sources: tables that others build, from schema YAML.
 * Invariant: configs of table and source merge as dbt merges them; a disabled source stays known by name.
 */
import type { Dict, Key, Value } from '../value';
import { asDict, asString, dictOf, listify, stringList } from '../value';
import { nodeConfig } from './config';
import type { ProjectFile } from './files';
import type { ProjectFrame } from './frame';
import type { DbtSource } from './nodes';
import { quotePolicy, relationText } from './relation';
import type { SourceTableEntry } from './schemaFile';

export function buildSource(entry: SourceTableEntry, frame: ProjectFrame, place: ProjectFile): DbtSource {
  const { source } = entry;
  const { settings } = place;
  const folders = place.relativePath.split('/').slice(0, -1);
  const fqn = [settings.name, ...folders, source.name, entry.name];
  const patch = mergedPatch(entry);
  const config = nodeConfig({ type: 'source', fqn, own: settings, root: frame.root, patch });
  const database = source.database ?? frame.target.database;
  const schema = source.schema ?? source.name;
  // In the manifest the project's quoting counts; in SQL it does not.
  const policy = quotePolicy(frame.quoting, source.quoting, entry.quoting);
  return {
    uniqueId: `source.${settings.name}.${source.name}.${entry.name}`,
    sourceName: source.name,
    name: entry.name,
    packageName: settings.name,
    file: source.file,
    range: entry.range,
    nameRange: entry.nameRange,
    originalFilePath: place.originalPath,
    fqn,
    database,
    schema,
    identifier: entry.identifier,
    relationName: relationText({ database, schema, identifier: entry.identifier }, policy),
    config,
    enabled: config.get('enabled') !== false,
    tags: [...new Set(stringList(config.get('tags')))].sort(),
    meta: asDict(config.get('meta')),
    description: entry.description,
    sourceDescription: source.description,
    loader: entry.loader ?? asString(source.values.get('loader')) ?? '',
    loadedAtField: asString(config.get('loaded_at_field')) ?? null,
    columns: entry.columns,
    quoting: new Map([...source.quoting, ...entry.quoting]),
    entry,
  };
}

/** Source and table as one `config:`; the table's own wins, tags and meta of both count, `freshness: null` switches off. */
function mergedPatch({ source, config, tags, meta, freshness, loadedAtField }: SourceTableEntry): Dict {
  const merged = new Map<Key, Value>();
  const outer = source.config;
  const set = (key: string, ...values: readonly (Value | undefined)[]): void => {
    const value = values.find(given => given !== undefined);
    if (value !== undefined) merged.set(key, value);
  };
  for (const [key, value] of outer) if (key !== 'freshness') merged.set(key, value);
  for (const [key, value] of config) if (key !== 'freshness') merged.set(key, value);
  const all = new Set(stringList([...source.tags, ...listify(outer.get('tags')), ...tags, ...listify(config.get('tags'))]));
  merged.set('tags', [...all].sort());
  merged.set('meta', new Map([...source.meta, ...asDict(outer.get('meta')), ...meta, ...asDict(config.get('meta'))]));
  set('loaded_at_field', config.get('loaded_at_field'), loadedAtField, outer.get('loaded_at_field'), source.values.get('loaded_at_field'));
  const own = config.has('freshness') ? config.get('freshness') : freshness;
  const inherited = outer.get('freshness') ?? source.values.get('freshness');
  if (own === null) merged.set('freshness', null);
  else merged.set('freshness', freshnessOf(asDict(inherited), asDict(own)));
  return merged;
}

/** Thresholds merge part by part; what is not said is there with no value. */
function freshnessOf(inherited: Dict, own: Dict): Dict {
  const threshold = (key: string): Dict =>
    new Map<Key, Value>([['count', null], ['period', null], ...asDict(inherited.get(key)), ...asDict(own.get(key))]);
  return dictOf({
    warn_after: threshold('warn_after'),
    error_after: threshold('error_after'),
    filter: own.get('filter') ?? inherited.get('filter') ?? null,
  });
}
