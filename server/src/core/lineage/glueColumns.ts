/** Columns of a Glue table with Trino's types, partition keys last. */
import { parseHiveType } from '../analysis/types/parseType';
import type { Table } from '../catalog/glue';
import { tableFacts } from '../catalog/tableFacts';
import type { ModelColumn } from './ProjectAnalysis';

export function glueColumns(table: Table): readonly ModelColumn[] {
  const dialect = tableFacts(table).iceberg ? 'iceberg' : 'hive';
  return [...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])].map(({ Name, Type }) => ({
    name: Name.toLowerCase(),
    type: Type === undefined ? undefined : parseHiveType(Type, dialect).display,
  }));
}
