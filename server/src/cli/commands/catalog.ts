/** `medallion catalog list|show|search|export`: what the tree, the hover and the search box of the editor show. */
import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { once } from 'node:events';
import { createGzip } from 'node:zlib';
import type { CatalogSnapshot, DatabaseEntry, TableEntry } from '../../core/catalog/CatalogSnapshot';
import { effectiveTags } from '../../core/catalog/lakeFormation';
import type { EffectiveTag } from '../../core/catalog/lakeFormation';
import { LayerRules, layers } from '../../core/catalog/layers';
import { searchCatalog } from '../../core/catalog/searchIndex';
import { snapshotLines } from '../../core/catalog/snapshotFormat';
import { tableFacts } from '../../core/catalog/tableFacts';
import { explainState } from '../../app/explain';
import { findProjectRoot } from '../../adapters/disk/projectFiles';
import { CommandError } from '../arguments';
import type { CommandArguments } from '../arguments';
import { catalogOf } from '../catalogOf';
import { formatOf } from '../output';

export async function catalog(args: CommandArguments): Promise<number> {
  const [action, ...rest] = args.positionals;
  const root = await findProjectRoot(args.options.project ?? process.cwd());
  const snapshot = await catalogOf(args, root ?? args.options.project);
  switch (action) {
    case 'list':
      return list(args, snapshot);
    case 'show':
      return show(args, snapshot, need(rest[0], 'catalog show NAME: give database, database.table or database.table.column'));
    case 'search':
      return search(args, snapshot, need(rest.join(' '), 'catalog search TEXT: give some words'));
    case 'export':
      return exportTo(snapshot, need(rest[0], 'catalog export FILE: give the file'));
    default:
      throw new CommandError('medallion catalog list|show NAME|search TEXT|export FILE');
  }
}

function need(word: string | undefined, message: string): string {
  if (!word) throw new CommandError(message);
  return word;
}

function list(args: CommandArguments, snapshot: CatalogSnapshot): number {
  const rules = new LayerRules();
  const byLayer = layers.map(layer => ({
    layer,
    databases: [...snapshot.databases.values()]
      .filter(entry => rules.ofDatabase(entry).layer === layer)
      .sort((a, b) => (a.database.Name < b.database.Name ? -1 : 1))
      .map(entry => ({
        name: entry.database.Name,
        state: entry.state.kind,
        remedy: explainState(entry.database.Name, entry.state),
        lfTags: entry.lfTags === null ? null : pairs(entry.lfTags),
        tables: [...entry.tables.values()].map(table => tableRow(entry, table)),
      })),
  }));
  if (formatOf(args.options, args.io) === 'json')
    args.io.out(`${JSON.stringify({ identity: snapshot.identity, layers: byLayer }, null, 2)}\n`);
  else {
    for (const { layer, databases } of byLayer) {
      if (databases.length === 0) continue;
      args.io.out(`${layer}  ${databases.length} ${databases.length === 1 ? 'database' : 'databases'}\n`);
      for (const database of databases) {
        args.io.out(`  ${database.name}  ${database.remedy ?? tagText(database.lfTags)}\n`);
        for (const table of database.tables)
          args.io.out(
            `    ${table.name.padEnd(36)} ${table.format.padEnd(18)} ${table.lfTags === null ? 'tags: not permitted to see' : tagText(table.lfTags.assigned)}\n`,
          );
      }
    }
  }
  return 0;
}

function tableRow(
  database: DatabaseEntry,
  entry: TableEntry,
): { name: string; format: string; columns: number; lfTags: { assigned: Record<string, string>; columns: string[] } | null } {
  const { table, lfTags } = entry;
  return {
    name: table.Name,
    format: tableFacts(table).format,
    columns: (table.StorageDescriptor?.Columns?.length ?? 0) + (table.PartitionKeys?.length ?? 0),
    lfTags:
      lfTags === null || database.lfTags === null
        ? null
        : { assigned: pairs(lfTags.table), columns: lfTags.columns.map(column => column.Name) },
  };
}

function show(args: CommandArguments, snapshot: CatalogSnapshot, name: string): number {
  const [databaseName = '', tableName, columnName] = name.split('.');
  const database = snapshot.databases.get(databaseName.toLowerCase());
  if (!database)
    throw new CommandError(
      `no database ${databaseName} in the catalog${snapshot.complete ? '' : ' (which is not completely known)'}: "medallion catalog list" shows all`,
    );
  const json = formatOf(args.options, args.io) === 'json';
  if (tableName === undefined) {
    const value = {
      ...database.database,
      state: database.state,
      lfTags: database.lfTags === null ? null : pairs(database.lfTags),
      tables: [...database.tables.values()].map(t => t.table.Name),
    };
    args.io.out(json ? `${JSON.stringify(value, null, 2)}\n` : describe(Object.entries(value)));
    return 0;
  }
  const entry = database.tables.get(tableName.toLowerCase());
  if (!entry)
    throw new CommandError(
      explainState(databaseName, database.state) ??
        `no table ${tableName} in ${databaseName}: "medallion catalog search ${tableName}" looks for it elsewhere`,
    );
  const { table, lfTags } = entry;
  const columns = [
    ...(table.StorageDescriptor?.Columns ?? []).map(c => ({ c, partition: false })),
    ...(table.PartitionKeys ?? []).map(c => ({ c, partition: true })),
  ]
    .filter(({ c }) => columnName === undefined || c.Name.toLowerCase() === columnName.toLowerCase())
    .map(({ c, partition }) => ({
      name: c.Name,
      type: c.Type,
      comment: c.Comment,
      partition,
      lfTags: lfTags === null ? null : effectiveTags(lfTags, c.Name),
    }));
  if (columnName !== undefined && columns.length === 0) throw new CommandError(`no column ${columnName} in ${databaseName}.${tableName}`);
  const value = {
    name: `${table.DatabaseName}.${table.Name}`.toLowerCase(),
    ...tableFacts(table),
    description: table.Description,
    location: table.StorageDescriptor?.Location,
    lfTags: lfTags === null ? null : effectiveTags(lfTags),
    columns,
    partitions: entry.partitions?.length,
    parameters: table.Parameters,
  };
  if (json) args.io.out(`${JSON.stringify(value, null, 2)}\n`);
  else {
    args.io.out(describe(Object.entries(value).filter(([key]) => !['columns', 'parameters', 'lfTags'].includes(key))));
    args.io.out(`tags          ${effectiveText(value.lfTags)}\ncolumns\n`);
    for (const column of columns)
      args.io.out(
        `  ${column.name.padEnd(30)} ${(column.type ?? '').padEnd(24)} ${column.partition ? 'partition ' : ''}${column.lfTags === null ? 'tags: not permitted to see' : effectiveText(column.lfTags.filter(tag => tag.origin === 'column'))}\n`,
      );
  }
  return 0;
}

function search(args: CommandArguments, snapshot: CatalogSnapshot, text: string): number {
  const hits = searchCatalog(snapshot, text);
  if (formatOf(args.options, args.io) === 'json') args.io.out(`${JSON.stringify({ hits }, null, 2)}\n`);
  else
    for (const hit of hits)
      args.io.out(
        `${[hit.database, hit.table, hit.column].filter(part => part !== undefined).join('.')}  ${hit.type ?? hit.kind}${hit.matched === undefined ? '' : `  ${hit.matched}`}\n`,
      );
  return 0;
}

async function exportTo(snapshot: CatalogSnapshot, file: string): Promise<number> {
  // Written aside and renamed: a reader never sees half a snapshot.
  const aside = `${file}.${process.pid}.partial`;
  const target = createWriteStream(aside);
  const sink = file.endsWith('.gz') ? createGzip() : target;
  if (sink !== target) sink.pipe(target);
  for (const line of snapshotLines(snapshot)) if (!sink.write(`${line}\n`)) await once(sink, 'drain');
  sink.end();
  await once(target, 'finish');
  await rename(aside, file);
  return 0;
}

function pairs(tags: readonly { readonly TagKey: string; readonly TagValues: readonly string[] }[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ TagKey, TagValues }) => [TagKey, TagValues[0] ?? '']));
}

function tagText(tags: Record<string, string> | null): string {
  return tags === null
    ? 'tags: not permitted to see'
    : Object.entries(tags)
        .map(([key, value]) => `${key}=${value}`)
        .join('  ');
}

function effectiveText(tags: readonly EffectiveTag[] | null): string {
  if (tags === null) return 'not permitted to see';
  return tags
    .map(
      ({ key, value, origin, overrides }) =>
        `${key}=${value} (${origin}${overrides ? `, overrides ${overrides.value} of the ${overrides.origin}` : ''})`,
    )
    .join('  ');
}

function describe(rows: readonly (readonly [string, unknown])[]): string {
  return rows
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key.padEnd(14)}${typeof value === 'string' ? value : JSON.stringify(value)}\n`)
    .join('');
}
