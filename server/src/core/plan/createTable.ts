/**
 * CREATE TABLE AS as dbt-athena writes it.
 * Invariant: properties stand in dbt-athena's order, and temporary tables have no partitions.
 */
import { pythonStr } from '../dbt/value';
import type { BuildSettings } from './settings';

export interface NewTable {
  /** Quoted. */
  readonly relation: string;
  readonly schema: string;
  readonly identifier: string;
  /** The part of the path that names the table, where it is not the identifier. */
  readonly pathPart?: string;
  readonly temporary: boolean;
  readonly partitioned: boolean;
}

export function createTableAs(table: NewTable, settings: BuildSettings, query: string): string {
  const iceberg = settings.tableType === 'iceberg';
  const properties = [
    `table_type='${settings.tableType}'`,
    `is_external=${iceberg ? 'false' : 'true'}`,
    `${iceberg ? 'location' : 'external_location'}='${locationOf(table, settings)}'`,
  ];
  if (table.partitioned && settings.partitionedBy)
    properties.push(`${iceberg ? 'partitioning' : 'partitioned_by'}=${arrayOf(settings.partitionedBy)}`);
  if (!iceberg && settings.bucketedBy) properties.push(`bucketed_by=${arrayOf(settings.bucketedBy)}`);
  if (!iceberg && settings.bucketCount !== undefined) properties.push(`bucket_count=${settings.bucketCount}`);
  if (settings.fieldDelimiter !== undefined) properties.push(`field_delimiter='${settings.fieldDelimiter}'`);
  if (settings.writeCompression !== undefined) properties.push(`write_compression='${settings.writeCompression}'`);
  properties.push(`format='${settings.format}'`);
  for (const [key, value] of settings.tableProperties ?? []) properties.push(`${String(key)}=${pythonStr(value)}`);
  return `create table ${table.relation}\nwith (\n  ${properties.join(',\n  ')}\n)\nas\n${query.trim()}`;
}

/** Where the table's files go; `<uuid>` in the place of an id that each run makes anew. */
export function locationOf(table: NewTable, settings: BuildSettings): string {
  if (settings.externalLocation !== undefined && !table.temporary) return settings.externalLocation;
  const base = table.temporary && settings.temporaryDir !== undefined ? settings.temporaryDir : settings.dataDir;
  const name = table.pathPart ?? table.identifier;
  switch (settings.dataNaming) {
    case 'unique':
      return `${base}/<uuid>`;
    case 'table':
      return `${base}/${name}`;
    case 'table_unique':
      return `${base}/${name}/<uuid>`;
    case 'schema_table':
      return `${base}/${table.schema}/${name}`;
    default:
      return `${base}/${table.schema}/${name}/<uuid>`;
  }
}

function arrayOf(items: readonly string[]): string {
  return `ARRAY[${items.map(item => `'${item}'`).join(', ')}]`;
}
