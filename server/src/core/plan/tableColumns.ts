/** Columns of a table of the catalog, partition keys last, as `SELECT *` gives them. */
import type { CatalogSnapshot } from '../catalog/CatalogSnapshot';

export function tableColumns(
  catalog: CatalogSnapshot,
  database: string,
  schema: string,
  name: string,
): readonly { readonly name: string; readonly type: string }[] {
  const found = catalog.relation(database, schema, name);
  if (found.kind !== 'found') return [];
  if (found.value.kind === 'foreign') return found.value.relation.columns;
  const { StorageDescriptor, PartitionKeys = [] } = found.value.entry.table;
  return [...(StorageDescriptor?.Columns ?? []), ...PartitionKeys].map(column => ({ name: column.Name, type: column.Type ?? 'string' }));
}
