/**
 * Glue's description of the files that the sample writes: what a crawler (bronze) or dbt-athena (silver, gold) leaves in the catalog.
 * Invariant: counts and sizes are those of the files, and nothing here depends on when the sample is written.
 */
import type { Column, Partition, StorageDescriptor, Table } from '../../core/catalog/glue';
import type { BronzeTable, Environment } from './lakeDefinition';
import { lastDay } from './lakeDefinition';

/** Files of a table or of one of its partitions, counted. */
export interface FileCount {
  readonly files: number;
  readonly bytes: number;
  readonly rows: number;
}

export interface PartitionFiles extends FileCount {
  readonly values: readonly string[];
  /** The partition's folder, relative to the table's location, with a slash at the end. */
  readonly path: string;
}

export type StorageFormat = BronzeTable['format'];

/** Catalog times are fixed, so that two samples have equal catalogs. */
const createdAt = '2026-05-01T04:00:00Z';
const crawledAt = `${lastDay}T23:40:00Z`;

const formats: Readonly<Record<StorageFormat, Pick<StorageDescriptor, 'InputFormat' | 'OutputFormat' | 'SerdeInfo'>>> = {
  parquet: {
    InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
    SerdeInfo: {
      SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
      Parameters: { 'serialization.format': '1' },
    },
  },
  json: {
    InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
    OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
    SerdeInfo: { SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe', Parameters: { 'ignore.malformed.json': 'true' } },
  },
  csv: {
    InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
    OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
    SerdeInfo: {
      SerializationLibrary: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
      Parameters: { separatorChar: ',', quoteChar: '"', escapeChar: '\\' },
    },
  },
};

const projection = {
  'projection.enabled': 'true',
  'projection.day.type': 'date',
  'projection.day.format': 'yyyy-MM-dd',
  'projection.day.interval': '1',
  'projection.day.interval.unit': 'DAYS',
};

/** Location of a bronze table: every source system has its folder. */
export function bronzeLocation({ location }: Environment, { database, name }: BronzeTable): string {
  return `${location}${database.replace('_', '/')}/${name}/`;
}

/** A bronze table as the crawler leaves it; key columns of a crawler are strings. */
export function bronzeGlueTable(environment: Environment, table: BronzeTable, count: FileCount): Table {
  const location = bronzeLocation(environment, table);
  const columns = table.columns.map(({ name, type, comment }) => ({ Name: name, Type: type, ...(comment ? { Comment: comment } : {}) }));
  return {
    DatabaseName: environment.prefix + table.database,
    Name: table.name,
    Description: table.comment,
    Owner: 'owner',
    CreateTime: createdAt,
    UpdateTime: crawledAt,
    TableType: 'EXTERNAL_TABLE',
    StorageDescriptor: descriptor(table.format, location, columns),
    PartitionKeys: [{ Name: 'day', Type: table.projected ? 'date' : 'string', Comment: 'Day of the sync' }],
    Parameters: {
      EXTERNAL: 'TRUE',
      classification: table.format,
      ...(table.projected
        ? {
            ...projection,
            'projection.day.range': `${environment.firstLoad},${lastDay}`,
            'storage.location.template': `${location}day=\${day}/`,
          }
        : { UPDATED_BY_CRAWLER: `${environment.prefix}${table.database}`, CrawlerSchemaDeserializerVersion: '1.0' }),
      ...(table.format === 'csv' ? { 'skip.header.line.count': '1', delimiter: ',' } : {}),
      compressionType: table.compression,
      typeOfData: 'file',
      ...countParameters(count),
    },
    CatalogId: accountId,
  };
}

export const accountId = '123456789012';

/** A table that dbt-athena made: Hive layout with partition keys, or Iceberg with its metadata file. */
export function modelGlueTable(model: {
  readonly database: string;
  readonly name: string;
  readonly description?: string;
  readonly location: string;
  readonly columns: readonly Column[];
  readonly partitionKeys: readonly Column[];
  readonly count: FileCount;
  readonly icebergMetadata?: string;
}): Table {
  return {
    DatabaseName: model.database,
    Name: model.name,
    ...(model.description ? { Description: model.description } : {}),
    CreateTime: crawledAt,
    UpdateTime: crawledAt,
    TableType: 'EXTERNAL_TABLE',
    StorageDescriptor: descriptor('parquet', model.location, model.columns),
    PartitionKeys: model.partitionKeys,
    Parameters: {
      EXTERNAL: 'TRUE',
      ...(model.icebergMetadata === undefined
        ? { classification: 'parquet', 'parquet.compression': 'ZSTD', ...countParameters(model.count) }
        : { table_type: 'ICEBERG', metadata_location: model.icebergMetadata, ...countParameters(model.count) }),
    },
    CatalogId: accountId,
  };
}

/** A view as Athena keeps it: its SQL and column types as base64 JSON, its columns in Hive's spelling. */
export function viewGlueTable(view: {
  readonly database: string;
  readonly name: string;
  readonly description?: string;
  readonly sql: string;
  /** `type` in Trino's spelling, `hiveType` in Hive's. */
  readonly columns: readonly { readonly name: string; readonly type: string; readonly hiveType: string; readonly comment?: string }[];
}): Table {
  const definition = {
    originalSql: view.sql,
    catalog: 'awsdatacatalog',
    schema: view.database,
    columns: view.columns.map(({ name, type }) => ({ name, type })),
    runAsInvoker: false,
  };
  return {
    DatabaseName: view.database,
    Name: view.name,
    ...(view.description ? { Description: view.description } : {}),
    CreateTime: crawledAt,
    UpdateTime: crawledAt,
    TableType: 'VIRTUAL_VIEW',
    StorageDescriptor: {
      Columns: view.columns.map(({ name, hiveType, comment }) => ({
        Name: name,
        Type: hiveType,
        ...(comment ? { Comment: comment } : {}),
      })),
    },
    PartitionKeys: [],
    Parameters: { presto_view: 'true', comment: 'Presto View' },
    ViewOriginalText: `/* Presto View: ${Buffer.from(JSON.stringify(definition)).toString('base64')} */`,
    ViewExpandedText: '/* Presto View */',
    CatalogId: accountId,
  };
}

export function gluePartition(table: Table, { values, path, ...count }: PartitionFiles): Partition {
  return {
    DatabaseName: table.DatabaseName,
    TableName: table.Name,
    Values: values,
    StorageDescriptor: { ...table.StorageDescriptor, Location: `${table.StorageDescriptor?.Location ?? ''}${path}` },
    Parameters: countParameters(count),
  };
}

function descriptor(format: StorageFormat, location: string, columns: readonly Column[]): StorageDescriptor {
  return { Columns: columns, Location: location, ...formats[format], Compressed: format === 'json' };
}

function countParameters({ files, bytes, rows }: FileCount): Record<string, string> {
  return {
    objectCount: String(files),
    recordCount: String(rows),
    sizeKey: String(bytes),
    averageRecordSize: String(rows === 0 ? 0 : Math.round(bytes / rows)),
  };
}
