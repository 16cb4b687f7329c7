/** Words that the grammar leaves open but that are known all the same: types, properties of tables, parts of a date. */
import { quoteIdentifier } from '../../sql/quoteIdentifier';
import type { CatalogSnapshot } from '../../catalog/CatalogSnapshot';
import type { SyntaxContext } from '../../sql/syntaxContext';
import type { CompletionItem } from './item';

const trinoTypes = [
  'varchar',
  'bigint',
  'integer',
  'double',
  'decimal(${1:38}, ${2:9})',
  'boolean',
  'date',
  'timestamp(${1|3,6|})',
  'timestamp(${1|3,6|}) with time zone',
  'array(${1:varchar})',
  'map(${1:varchar}, ${2:varchar})',
  'row(${1:name} ${2:varchar})',
  'json',
  'smallint',
  'tinyint',
  'real',
  'varbinary',
  'char(${1:1})',
  'time(${1|3,6|})',
  'uuid',
  'ipaddress',
];

const hiveTypes = [
  'string',
  'bigint',
  'int',
  'double',
  'decimal(${1:38}, ${2:9})',
  'boolean',
  'date',
  'timestamp',
  'array<${1:string}>',
  'map<${1:string}, ${2:string}>',
  'struct<${1:name}: ${2:string}>',
  'smallint',
  'tinyint',
  'float',
  'binary',
  'char(${1:1})',
  'varchar(${1:255})',
];

export function types({ tree }: SyntaxContext): readonly CompletionItem[] {
  const isHive = tree.kind === 'CreateExternalTable' || tree.kind === 'AlterHiveTable';
  return (isHive ? hiveTypes : trinoTypes).map((insert, at) => ({
    label: insert.replace(/\s*\$\{\d[:|]([^}|]*)\|?\}/g, (_, value: string) => (/^\d/.test(value) ? '' : value)).replace(/\(,?\)/g, ''),
    kind: 'keyword',
    insert,
    snippet: insert.includes('$'),
    likelihood: 70 - at,
  }));
}

/** Of CREATE TABLE … WITH in Athena. Source: AWS's documentation of CREATE TABLE AS. */
const tableProperties: Readonly<Record<string, readonly [insert: string, documentation: string]>> = {
  table_type: ["'${1|ICEBERG,HIVE|}'", 'Iceberg, or Hive where it is left out.'],
  format: ["'${1|PARQUET,ORC,AVRO,JSON,TEXTFILE|}'", 'How files are written; Parquet where it is left out.'],
  location: ["'s3://$1/'", 'Where an Iceberg table is kept.'],
  external_location: ["'s3://$1/'", 'Where a Hive table is kept: an empty prefix.'],
  is_external: ['${1|false,true|}', 'False for Iceberg tables.'],
  partitioned_by: ["array['$1']", 'Columns of a Hive table, the last ones of the query.'],
  partitioning: ["array['${1:day(ts)}']", 'Columns or transforms of an Iceberg table: day(ts), bucket(id, 16), truncate(code, 4).'],
  bucketed_by: ["array['$1']", 'Columns that decide on the bucket.'],
  bucket_count: ['${1:16}', 'How many buckets there are.'],
  write_compression: ["'${1|ZSTD,SNAPPY,GZIP,NONE|}'", 'How files are compressed.'],
  compression_level: ['${1:3}', 'Of ZSTD, from 1 to 22.'],
  field_delimiter: ["'${1:,}'", 'Between the fields of a text file.'],
  vacuum_min_snapshots_to_keep: ['${1:1}', 'Snapshots that VACUUM leaves.'],
  vacuum_max_snapshot_age_seconds: ['${1:432000}', 'How old a snapshot gets before VACUUM removes it, in seconds.'],
};

export function properties({ tree }: SyntaxContext): readonly CompletionItem[] {
  if (tree.kind !== 'CreateTableAsSelect' && tree.kind !== 'CreateTable') return [];
  return Object.entries(tableProperties).map(([label, [value, documentation]], at) => ({
    label,
    kind: 'keyword',
    insert: `${label} = ${value}`,
    snippet: true,
    documentation,
    likelihood: 70 - at,
  }));
}

const dateFields = ['year', 'quarter', 'month', 'week', 'day', 'day_of_week', 'day_of_year', 'year_of_week', 'hour', 'minute', 'second'];
const intervalFields = ['year', 'month', 'day', 'hour', 'minute', 'second'];

/** @param before the text left of the caret */
export function dateParts(before: string): readonly CompletionItem[] {
  const fields = /extract\s*\(\s*\w*$/i.test(before) ? dateFields : intervalFields;
  return fields.map((label, at) => ({ label, kind: 'keyword', likelihood: 70 - at }));
}

export function databases(catalog: CatalogSnapshot): readonly CompletionItem[] {
  return [...catalog.databases.values()].map(({ database, tables }) => ({
    label: database.Name,
    kind: 'database',
    detail: `${tables.size} tables`,
    insert: quoteIdentifier(database.Name),
    likelihood: 40,
  }));
}
