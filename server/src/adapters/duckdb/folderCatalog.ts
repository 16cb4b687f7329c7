/**
 * Folders of data files as a catalog, for lakes that nobody has described: `<database>/<table>/…` below each mapped prefix, columns as DuckDB reads them.
 * Invariant: a table whose files cannot be read is named as a problem, and the others are still there; no file is read beyond what tells its columns.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CatalogSnapshot } from '../../core/catalog/CatalogSnapshot';
import type { DatabaseEntry, TableEntry } from '../../core/catalog/CatalogSnapshot';
import type { Column, Partition } from '../../core/catalog/glue';
import type { CatalogLoad, CatalogProblem, CatalogProgress, CatalogSource } from '../../ports/CatalogSource';
import type { LocationMapping } from '../disk/objectStore';
import { duckTypeToHive } from './duckTypeToHive';
import { EngineProcess } from './EngineProcess';
import { EngineRun } from './EngineRun';
import { text } from './sqlText';

export interface FolderCatalogOptions {
  /** Location prefix → folder. */
  readonly store: LocationMapping;
  /** The bundled process: `dist/duckdb.cjs`. */
  readonly processPath: string;
}

export function folderCatalogSource(options: FolderCatalogOptions): CatalogSource {
  return { label: `folders ${[...options.store.values()].join(', ')}`, load: (signal, onProgress) => load(options, signal, onProgress) };
}

/** Files whose columns are looked at; more would cost more than new columns are worth. */
const sampledFiles = 5;

async function load(
  { store, processPath }: FolderCatalogOptions,
  signal: AbortSignal,
  onProgress?: (progress: CatalogProgress) => void,
): Promise<CatalogLoad> {
  const child = new EngineProcess({ processPath, settings: { memoryLimit: '256MB', threads: 2, store: [...store] } });
  const databases = new Map<string, { readonly Name: string; readonly tables: Map<string, TableEntry> }>();
  const problems: CatalogProblem[] = [];
  try {
    for (const [prefix, root] of store) {
      const found = await tablesUnder(root, prefix.replace(/\/?$/, '/'), []);
      if (found.kind === 'unreadable') return { kind: 'failed', failure: { kind: 'notFound', what: root } };
      for (const table of found.tables) {
        if (signal.aborted) return { kind: 'failed', failure: { kind: 'cancelled' } };
        const columns = await columnsOf(child, table);
        if (columns.kind === 'failed') {
          problems.push({ message: `${table.location}: ${columns.message}` });
          continue;
        }
        const database = databases.get(table.database) ?? { Name: table.database, tables: new Map<string, TableEntry>() };
        databases.set(table.database, database);
        database.tables.set(table.name.toLowerCase(), entryOf(table, columns.columns));
        onProgress?.({ databases: databases.size, tables: [...databases.values()].reduce((sum, { tables }) => sum + tables.size, 0) });
      }
    }
  } finally {
    await child.dispose();
  }
  const entries = new Map<string, DatabaseEntry>(
    [...databases].map(([key, { Name, tables }]) => [
      key.toLowerCase(),
      { database: { Name }, lfTags: [], state: { kind: 'loaded' }, tables },
    ]),
  );
  return {
    kind: 'loaded',
    snapshot: new CatalogSnapshot({ identity: { takenAt: new Date().toISOString() }, databases: entries }),
    problems,
  };
}

interface FoundTable {
  readonly database: string;
  readonly name: string;
  readonly location: string;
  readonly format: 'Parquet' | 'JSON' | 'CSV';
  readonly files: readonly string[];
  readonly partitionKeys: readonly string[];
  readonly partitions: readonly { readonly values: readonly string[]; readonly location: string }[];
}

type Found = { readonly kind: 'found'; readonly tables: readonly FoundTable[] } | { readonly kind: 'unreadable' };

/** A folder that holds data files, or partition folders that do, is a table; the folders above it name its database. */
async function tablesUnder(folder: string, location: string, path: readonly string[]): Promise<Found> {
  let entries;
  try {
    entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return { kind: 'unreadable' };
  }
  if (path.length > 0) {
    const table = await tableIn(folder, location, path);
    if (table) return { kind: 'found', tables: [table] };
  }
  const tables: FoundTable[] = [];
  for (const entry of entries) {
    if (!entry.isDirectory() || isHidden(entry.name) || entry.name.includes('=')) continue;
    const below = await tablesUnder(join(folder, entry.name), `${location}${entry.name}/`, [...path, entry.name]);
    if (below.kind === 'found') tables.push(...below.tables);
  }
  return { kind: 'found', tables };
}

async function tableIn(folder: string, location: string, path: readonly string[]): Promise<FoundTable | undefined> {
  const files: { readonly path: string; readonly keys: readonly (readonly [string, string])[]; readonly folder: string }[] = [];
  const collect = async (at: string, from: string, keys: readonly (readonly [string, string])[]): Promise<void> => {
    for (const entry of (await readdir(at, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (isHidden(entry.name)) continue;
      const [, key, value] = /^([^=]+)=(.*)$/.exec(entry.name) ?? [];
      if (entry.isFile() && formatOf(entry.name) && (await stat(join(at, entry.name))).size > 0)
        files.push({ path: join(at, entry.name), keys, folder: from });
      else if (entry.isDirectory() && key !== undefined && value !== undefined)
        await collect(join(at, entry.name), `${from}${entry.name}/`, [...keys, [key, decodeURIComponent(value)]]);
    }
  };
  await collect(folder, location, []);
  const [first] = files;
  const format = first && formatOf(first.path);
  if (!first || !format) return undefined;
  const name = path.at(-1) ?? '';
  return {
    database: path.slice(0, -1).join('_') || 'main',
    name,
    location,
    format,
    files: files.map(file => file.path),
    partitionKeys: first.keys.map(([key]) => key),
    partitions: [
      ...new Map(
        files
          .filter(file => file.keys.length > 0)
          .map(file => [file.folder, { values: file.keys.map(([, value]) => value), location: file.folder }]),
      ).values(),
    ],
  };
}

function isHidden(name: string): boolean {
  return name.startsWith('_') || name.startsWith('.');
}

function formatOf(file: string): FoundTable['format'] | undefined {
  if (/\.parquet$/i.test(file)) return 'Parquet';
  if (/\.(json|jsonl|ndjson)(\.gz)?$/i.test(file)) return 'JSON';
  return /\.(csv|tsv)(\.gz)?$/i.test(file) ? 'CSV' : undefined;
}

type Columns = { readonly kind: 'columns'; readonly columns: readonly Column[] } | { readonly kind: 'failed'; readonly message: string };

const readers = { Parquet: 'read_parquet', JSON: 'read_json', CSV: 'read_csv' } as const;

async function columnsOf(child: EngineProcess, { files, format, partitionKeys }: FoundTable): Promise<Columns> {
  const list = files.slice(0, sampledFiles).map(text).join(', ');
  const sql = `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${readers[format]}([${list}], union_by_name = true, hive_partitioning = false))`;
  const columns = [
    { name: 'column_name', type: 'varchar' },
    { name: 'column_type', type: 'varchar' },
  ];
  const run = new EngineRun('describe', columns);
  try {
    run.attach(
      await child.send(
        number => ({ kind: 'start', run: number, sql, tables: [], shape: { columns, duckTypes: ['VARCHAR', 'VARCHAR'] } }),
        message => run.take(message),
      ),
    );
  } catch (error) {
    return { kind: 'failed', message: (error as Error).message };
  }
  const found: Column[] = [];
  for await (const page of run.pages()) {
    for (const [name, type] of page) {
      if (typeof name === 'string' && typeof type === 'string' && !partitionKeys.includes(name))
        found.push({ Name: name, Type: duckTypeToHive(type) });
    }
  }
  const outcome = await run.outcome;
  return outcome.kind === 'failed' ? { kind: 'failed', message: outcome.error.message } : { kind: 'columns', columns: found };
}

const serdes = {
  Parquet: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
  JSON: 'org.openx.data.jsonserde.JsonSerDe',
  CSV: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
} as const;

function entryOf({ database, name, location, format, partitionKeys, partitions }: FoundTable, columns: readonly Column[]): TableEntry {
  const list: Partition[] = partitions.map(partition => ({
    DatabaseName: database,
    TableName: name,
    Values: partition.values,
    StorageDescriptor: { Location: partition.location },
  }));
  return {
    table: {
      DatabaseName: database,
      Name: name,
      TableType: 'EXTERNAL_TABLE',
      StorageDescriptor: { Columns: columns, Location: location, SerdeInfo: { SerializationLibrary: serdes[format] } },
      PartitionKeys: partitionKeys.map(key => ({ Name: key, Type: 'string' })),
      Parameters: { classification: format.toLowerCase(), ...(format === 'CSV' ? { 'skip.header.line.count': '1' } : {}) },
    },
    lfTags: { database: [], table: [], columns: [] },
    ...(list.length > 0 ? { partitions: list } : {}),
  };
}
