/**
 * The catalog after statements have changed it.
 * Invariant: what is not named by a change stays the same object; tags are never lost by a rebuild, only those of columns that are gone.
 */
import { CatalogSnapshot } from './CatalogSnapshot';
import type { DatabaseEntry, TableEntry } from './CatalogSnapshot';
import type { Partition, Table } from './glue';
import type { TableLFTags } from './lakeFormation';

/** What a statement changed in the catalog, told by an engine whose catalog is a snapshot that the caller keeps. */
export type CatalogChange =
  | { readonly kind: 'table'; readonly table: Table; readonly partitions?: readonly Partition[] }
  | { readonly kind: 'dropped'; readonly database: string; readonly name: string };

export function applyChanges(snapshot: CatalogSnapshot, changes: readonly CatalogChange[]): CatalogSnapshot {
  if (changes.length === 0) return snapshot;
  const databases = new Map(snapshot.databases);
  for (const change of changes) {
    const name = change.kind === 'table' ? change.table.DatabaseName : change.database;
    const key = name.toLowerCase();
    const database = databases.get(key) ?? newDatabase(name, snapshot);
    const tables = new Map(database.tables);
    if (change.kind === 'dropped') tables.delete(change.name.toLowerCase());
    else tables.set(change.table.Name.toLowerCase(), entryOf(change, database));
    databases.set(key, { ...database, tables });
  }
  return new CatalogSnapshot({ identity: snapshot.identity, databases, foreign: snapshot.foreign, complete: snapshot.complete });
}

/** A database that a table is the first of. Where the snapshot does not list all databases, it may hold more than this table. */
function newDatabase(name: string, { complete }: CatalogSnapshot): DatabaseEntry {
  return { database: { Name: name }, lfTags: null, state: { kind: complete ? 'loaded' : 'notLoaded' }, tables: new Map() };
}

function entryOf({ table, partitions }: Extract<CatalogChange, { kind: 'table' }>, database: DatabaseEntry): TableEntry {
  const before = database.tables.get(table.Name.toLowerCase());
  const lfTags = before ? keptTags(before.lfTags, table) : database.lfTags && { database: database.lfTags, table: [], columns: [] };
  return { table, lfTags, ...(partitions ? { partitions } : {}) };
}

function keptTags(tags: TableLFTags | null, { StorageDescriptor, PartitionKeys = [] }: Table): TableLFTags | null {
  if (!tags) return null;
  const names = new Set([...(StorageDescriptor?.Columns ?? []), ...PartitionKeys].map(column => column.Name.toLowerCase()));
  return { ...tags, columns: tags.columns.filter(column => names.has(column.Name.toLowerCase())) };
}
