/**
 * Builds silver and gold as dbt-athena would have left them: Hive tables with partition folders, Iceberg tables with metadata, views.
 * Invariant: rows come from the models' own SQL, run by the embedded engine; LF-Tags are those of each model's lf_tags_config.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TableEntry } from '../../core/catalog/CatalogSnapshot';
import type { Column } from '../../core/catalog/glue';
import type { LFTagPair, TableLFTags } from '../../core/catalog/lakeFormation';
import type { DbtNode } from '../../core/dbt/project/nodes';
import { asDict, asString, stringList } from '../../core/dbt/value';
import { fileCount } from './files';
import { gluePartition, modelGlueTable, viewGlueTable } from './glueShapes';
import type { PartitionFiles } from './glueShapes';
import { writeIcebergTable } from './iceberg/writeTable';
import { lastDay } from './lakeDefinition';
import type { Environment } from './lakeDefinition';
import { identifier, quoted } from './sqlText';

/** The result of a model's query. */
export interface ModelRows {
  /** A relation in DuckDB with the columns. */
  readonly relation: string;
  readonly columns: readonly ModelColumn[];
}

export interface ModelColumn {
  readonly name: string;
  /** Trino's spelling. */
  readonly type: string;
  readonly hiveType: string;
}

/** Writes a table's files under `root` and describes it. */
export async function writeModelTable(
  connection: DuckDBConnection,
  place: { readonly root: string; readonly environment: Environment; readonly databaseTags: readonly LFTagPair[] },
  node: DbtNode,
  { relation, columns }: ModelRows,
): Promise<TableEntry> {
  const database = node.schema ?? '';
  const path = `warehouse/${database}/${node.alias}/`;
  const location = place.environment.location + path;
  const folder = join(place.root, place.environment.folder, ...path.split('/'));
  const partitionedBy = stringList(node.config.get('partitioned_by'));
  const shape = { database, name: node.alias, description: node.description, location };
  const lfTags = tagsOf(node, place.databaseTags);
  await mkdir(folder, { recursive: true });
  await connection.run(`create or replace temp table model_rows as select * from ${relation} order by all`);
  if (asString(node.config.get('table_type')) === 'iceberg') {
    const all = glueColumns(node, columns.map(asIceberg));
    const written = await writeIcebergTable(connection, {
      relation: 'model_rows',
      columns: all,
      partitionedBy,
      folder,
      location,
      committedAt: Date.parse(`${lastDay}T23:40:00Z`),
    });
    const table = modelGlueTable({ ...shape, columns: all, partitionKeys: [], count: written, icebergMetadata: written.metadataLocation });
    return { table, lfTags };
  }
  const partitions = await writeHive(connection, folder, partitionedBy);
  const count = partitions.reduce((a, b) => ({ files: a.files + b.files, bytes: a.bytes + b.bytes, rows: a.rows + b.rows }), {
    files: 0,
    bytes: 0,
    rows: 0,
  });
  const isKey = ({ Name }: Column): boolean => partitionedBy.includes(Name);
  const all = glueColumns(node, columns);
  const table = modelGlueTable({ ...shape, columns: all.filter(column => !isKey(column)), partitionKeys: all.filter(isKey), count });
  return partitionedBy.length === 0
    ? { table, lfTags }
    : { table, lfTags, partitions: partitions.map(files => gluePartition(table, files)) };
}

/** A view keeps no files: its SQL is what the catalog holds. */
export function modelView(node: DbtNode, sql: string, columns: readonly ModelColumn[], databaseTags: readonly LFTagPair[]): TableEntry {
  const comments = commentsOf(node);
  const table = viewGlueTable({
    database: node.schema ?? '',
    name: node.alias,
    description: node.description,
    sql,
    columns: columns.map(column => ({ ...column, comment: comments.get(column.name) ?? '' })),
  });
  return { table, lfTags: tagsOf(node, databaseTags) };
}

async function writeHive(connection: DuckDBConnection, folder: string, keys: readonly string[]): Promise<PartitionFiles[]> {
  const options = 'format parquet, compression zstd, row_group_size 20480';
  if (keys.length === 0) {
    await connection.run(`copy model_rows to ${quoted(join(folder, 'data_0.parquet'))} (${options})`);
    const rows = (await connection.runAndReadAll('select count(*)::integer from model_rows')).getRows()[0]?.[0];
    return [{ values: [], path: '', rows: Number(rows), ...(await fileCount(folder)) }];
  }
  const names = keys.map(identifier).join(', ');
  await connection.run(`copy model_rows to ${quoted(folder)} (${options}, partition_by (${names}), overwrite_or_ignore)`);
  const values = keys.map(key => `${identifier(key)}::varchar`).join(', ');
  const groups = await connection.runAndReadAll(`select count(*)::integer, ${values} from model_rows group by all order by all`);
  const partitions: PartitionFiles[] = [];
  for (const [rows, ...parts] of groups.getRows()) {
    const path = parts.map((value, at) => `${keys[at] ?? ''}=${String(value)}/`).join('');
    partitions.push({ values: parts.map(String), path, rows: Number(rows), ...(await fileCount(join(folder, path))) });
  }
  return partitions.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Iceberg's text has no bound. */
function asIceberg(column: ModelColumn): ModelColumn {
  return { ...column, hiveType: column.hiveType.replace(/\b(?:varchar|char)\(\d+\)/g, 'string') };
}

function glueColumns(node: DbtNode, columns: readonly ModelColumn[]): readonly Column[] {
  const comments = commentsOf(node);
  return columns.map(({ name, hiveType }) => ({
    Name: name,
    Type: hiveType,
    ...(comments.get(name) ? { Comment: comments.get(name) ?? '' } : {}),
  }));
}

function commentsOf(node: DbtNode): ReadonlyMap<string, string> {
  return new Map(node.columns.map(({ name, description }) => [name, description]));
}

/** What dbt-athena assigns: `tags` on the table, `tags_columns` {key: {value: columns}} on columns. */
function tagsOf(node: DbtNode, database: readonly LFTagPair[]): TableLFTags {
  const config = asDict(node.config.get('lf_tags_config'));
  if (config.get('enabled') !== true) return { database, table: [], columns: [] };
  const table = [...asDict(config.get('tags'))].map(([key, value]) => ({ TagKey: String(key), TagValues: stringList(value) }));
  const columns = new Map<string, LFTagPair[]>();
  for (const [key, byValue] of asDict(config.get('tags_columns')))
    for (const [value, names] of asDict(byValue))
      for (const name of stringList(names))
        columns.set(name, [...(columns.get(name) ?? []), { TagKey: String(key), TagValues: [String(value)] }]);
  return { database, table, columns: [...columns].map(([Name, LFTags]) => ({ Name, LFTags })) };
}
