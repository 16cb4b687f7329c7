/** The table that CREATE TABLE AS makes, in Glue's shape. Invariant: a property that would change rows or files and is not understood is refused by name. */
import type { TrinoType } from '../../../core/analysis/types/TrinoType';
import type { CatalogSnapshot } from '../../../core/catalog/CatalogSnapshot';
import type { Column, Partition, Table } from '../../../core/catalog/glue';
import type * as tree from '../../../core/sql/tree';
import { hiveType } from '../hiveType';
import { Refusal } from './Translator';

export interface TableColumn {
  readonly name: string;
  readonly type: TrinoType;
}

export interface NewTable {
  readonly table: Table;
  readonly partitionKeys: readonly string[];
  readonly compression: string | undefined;
}

const formats = new Set(['parquet']);
const ignored = new Set([
  'is_external',
  'bucketed_by',
  'bucket_count',
  'vacuum_max_snapshot_age_seconds',
  'format_version',
  'optimize_rewrite_delete_file_threshold',
]);

export function newTable(
  node: tree.CreateTableAsSelect,
  database: string,
  name: string,
  columns: readonly TableColumn[],
  catalog: CatalogSnapshot,
): NewTable {
  const properties = new Map(
    node.properties.map(property => [property.name.kind === 'Identifier' ? property.name.value.toLowerCase() : '', property]),
  );
  const words = (...names: readonly string[]): string | undefined => {
    for (const property of names) {
      const value = properties.get(property)?.value;
      if (value?.kind === 'StringLiteral') return value.value;
    }
    return undefined;
  };
  const known = new Set([
    'table_type',
    'type',
    'format',
    'location',
    'external_location',
    'partitioned_by',
    'partitioning',
    'write_compression',
    'parquet_compression',
    ...ignored,
  ]);
  for (const [property, place] of properties)
    if (!known.has(property)) throw new Refusal(`the table property ${property} is not available on the embedded engine`, place);
  const iceberg = (words('table_type', 'type') ?? 'HIVE').toUpperCase() === 'ICEBERG';
  const format = (words('format') ?? 'PARQUET').toLowerCase();
  if (!formats.has(format)) throw new Refusal(`writing ${format.toUpperCase()} is not available on the embedded engine`, node);
  const partitionKeys = iceberg ? [] : listOf(properties.get('partitioned_by')?.value).map(key => key.toLowerCase());
  const location = words('location', 'external_location') ?? defaultLocation(catalog, database, name, node);
  const glue = columns.map(column => glueColumn(column, node));
  return {
    partitionKeys,
    compression: words('write_compression', 'parquet_compression')?.toLowerCase(),
    table: {
      DatabaseName: database,
      Name: name,
      TableType: 'EXTERNAL_TABLE',
      CreateTime: new Date().toISOString(),
      Parameters: iceberg ? { table_type: 'ICEBERG' } : { classification: format, EXTERNAL: 'TRUE' },
      StorageDescriptor: {
        Columns: glue.filter(column => !partitionKeys.includes(column.Name)),
        Location: location.replace(/\/?$/, '/'),
        ...parquetStorage,
      },
      PartitionKeys: partitionKeys.flatMap(key => glue.filter(column => column.Name === key)),
    },
  };
}

const parquetStorage = {
  InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
};

function glueColumn({ name, type }: TableColumn, node: tree.Node): Column {
  const spelled = hiveType(type);
  if (spelled === undefined) throw new Refusal(`a table column of type ${type.display} is not available on the embedded engine`, node);
  return { Name: name.toLowerCase(), Type: spelled };
}

function listOf(value: tree.Expression | undefined): readonly string[] {
  return value?.kind === 'ArrayConstructor' ? value.values.flatMap(item => (item.kind === 'StringLiteral' ? [item.value] : [])) : [];
}

function defaultLocation(catalog: CatalogSnapshot, database: string, name: string, node: tree.Node): string {
  const base = catalog.databases.get(database)?.database.LocationUri;
  if (base === undefined || base === '')
    throw new Refusal(`a table without a location in ${database}, which has none either, is not available on the embedded engine`, node);
  return `${base.replace(/\/?$/, '/')}${name}`;
}

/** Partitions that were written, in Glue's shape. */
export function writtenPartitions(table: Table, values: readonly (readonly string[])[]): readonly Partition[] {
  const keys = table.PartitionKeys ?? [];
  const base = (table.StorageDescriptor?.Location ?? '').replace(/\/?$/, '/');
  return values.map(own => ({
    DatabaseName: table.DatabaseName,
    TableName: table.Name,
    Values: own,
    StorageDescriptor: {
      ...table.StorageDescriptor,
      Location: `${base}${keys.map((key, at) => `${key.Name}=${own[at] ?? ''}`).join('/')}/`,
    },
  }));
}
