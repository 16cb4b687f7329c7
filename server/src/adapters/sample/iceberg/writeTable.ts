/**
 * Writes an Iceberg table of one snapshot: Parquet files, manifest, manifest list, metadata file (format version 2).
 * Invariant: the table is readable by field id, and its statistics are those of its files.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { createHash } from 'node:crypto';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Column } from '../../../core/catalog/glue';
import { identifier, quoted } from '../sqlText';
import { boundBytes, boundSql } from './bounds';
import { duckFieldIds, icebergFields, leafIds, schemaJson } from './fields';
import type { IcebergField } from './fields';
import { specField, writeManifest, writeManifestList } from './manifests';
import type { DataFile, PartitionField } from './manifests';

export interface IcebergTask {
  /** A DuckDB relation with exactly the columns. */
  readonly relation: string;
  readonly columns: readonly Column[];
  /** dbt-athena's `partitioned_by`: none or one transform of a timestamp or date column. */
  readonly partitionedBy: readonly string[];
  readonly folder: string;
  /** What the folder is in the lake, with a slash at the end. */
  readonly location: string;
  /** Milliseconds since 1970 of the snapshot. */
  readonly committedAt: number;
}

export interface IcebergTable {
  readonly metadataLocation: string;
  readonly files: number;
  readonly bytes: number;
  readonly rows: number;
}

export async function writeIcebergTable(connection: DuckDBConnection, task: IcebergTask): Promise<IcebergTable> {
  const { fields, lastId } = icebergFields(task.columns);
  const partition = partitionField(task.partitionedBy, fields);
  await mkdir(join(task.folder, 'data'), { recursive: true });
  await mkdir(join(task.folder, 'metadata'), { recursive: true });
  await copyRows(connection, task, fields, partition);
  const files = await describeFiles(connection, task, fields, partition);
  const total = { files: files.length, bytes: sum(files, file => file.bytes), rows: sum(files, file => file.rows) };
  const metadataLocation = await writeMetadata(task, { fields, lastId, partition, files, total });
  return { metadataLocation, ...total };
}

/** `month(scheduled_start)`, or the name of a date column. */
function partitionField(partitionedBy: readonly string[], fields: readonly IcebergField[]): PartitionField | undefined {
  const [expression, ...more] = partitionedBy;
  if (expression === undefined) return undefined;
  const match = /^(?:(day|month)\((\w+)\)|(\w+))$/.exec(expression.trim());
  const column = match?.[2] ?? match?.[3];
  const source = fields.find(field => field.name === column);
  if (!match || !source || more.length > 0) throw new Error(`partitioned_by ${partitionedBy.join(', ')} is not written by the sample`);
  const transform = match[1] ?? 'identity';
  return { name: transform === 'identity' ? source.name : `${source.name}_${transform}`, sourceId: source.id, fieldId: 1000, transform };
}

async function copyRows(
  connection: DuckDBConnection,
  task: IcebergTask,
  fields: readonly IcebergField[],
  partition: PartitionField | undefined,
): Promise<void> {
  const options = `format parquet, compression zstd, row_group_size 20480, field_ids ${duckFieldIds(fields)}`;
  if (partition === undefined) {
    await connection.run(`copy (from ${task.relation}) to ${quoted(join(task.folder, 'data', '00000-0.parquet'))} (${options})`);
    return;
  }
  const folder = folderSql(partition, fields);
  const folders = await connection.runAndReadAll(`select distinct ${folder} as folder from ${task.relation} order by folder`);
  for (const [value] of folders.getRows()) {
    const path = join(task.folder, 'data', `${partition.name}=${String(value)}`);
    await mkdir(path);
    await connection.run(
      `copy (from ${task.relation} where ${folder} = ${quoted(String(value))}) to ${quoted(join(path, '00000-0.parquet'))} (${options})`,
    );
  }
}

function folderSql({ transform, sourceId }: PartitionField, fields: readonly IcebergField[]): string {
  const column = identifier(fields.find(({ id }) => id === sourceId)?.name ?? '');
  return `coalesce(strftime(${column}, ${transform === 'month' ? "'%Y-%m'" : "'%Y-%m-%d'"}), 'null')`;
}

/** All files in two queries: what Parquet's footers say, and what the rows hold. */
async function describeFiles(
  connection: DuckDBConnection,
  task: IcebergTask,
  fields: readonly IcebergField[],
  partition: PartitionField | undefined,
): Promise<readonly DataFile[]> {
  const data = join(task.folder, 'data');
  const paths = await parquetFiles(data);
  if (paths.length === 0) return [];
  const list = `[${paths.map(quoted).join(', ')}]`;
  const figures = await footerFigures(connection, list, leafIds(fields));
  const contents = await rowFigures(connection, list, fields, partition);
  return Promise.all(
    paths.map(async path => ({
      location: `${task.location}data/${relative(data, path).split(sep).join('/')}`,
      bytes: (await stat(path)).size,
      ...(figures.get(path) ?? { columnSizes: new Map(), valueCounts: new Map(), nullCounts: new Map() }),
      ...(contents.get(path) ?? { rows: 0, lowerBounds: new Map(), upperBounds: new Map() }),
    })),
  );
}

type FooterFigures = Pick<DataFile, 'columnSizes' | 'valueCounts' | 'nullCounts'>;

async function footerFigures(
  connection: DuckDBConnection,
  list: string,
  leaves: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, FooterFigures>> {
  const chunks = await connection.runAndReadAll(
    'select file_name, path_in_schema, sum(total_compressed_size)::bigint, sum(num_values)::bigint, sum(stats_null_count)::bigint ' +
      `from parquet_metadata(${list}) group by file_name, path_in_schema`,
  );
  const byFile = new Map<string, { columnSizes: Map<number, number>; valueCounts: Map<number, number>; nullCounts: Map<number, number> }>();
  for (const [file, leaf, size, values, nulls] of chunks.getRows()) {
    const figures = byFile.get(String(file)) ?? { columnSizes: new Map(), valueCounts: new Map(), nullCounts: new Map() };
    byFile.set(String(file), figures);
    const id = leaves.get(String(leaf));
    if (id === undefined) continue;
    figures.columnSizes.set(id, Number(size));
    figures.valueCounts.set(id, Number(values));
    if (nulls !== null) figures.nullCounts.set(id, Number(nulls));
  }
  return byFile;
}

type RowFigures = Pick<DataFile, 'rows' | 'lowerBounds' | 'upperBounds' | 'partition'>;

async function rowFigures(
  connection: DuckDBConnection,
  list: string,
  fields: readonly IcebergField[],
  partition: PartitionField | undefined,
): Promise<ReadonlyMap<string, RowFigures>> {
  const bounded = fields.flatMap(field => {
    const low = boundSql('min', identifier(field.name), field.type);
    const high = boundSql('max', identifier(field.name), field.type);
    return low === undefined || high === undefined ? [] : [{ field, sql: `, ${low}, ${high}` }];
  });
  const value = partition === undefined ? 'null' : partitionSql(partition, fields);
  const answer = await connection.runAndReadAll(
    `select ${fileColumn}, count(*)::integer, ${value}${bounded.map(({ sql }) => sql).join('')} ` +
      `from read_parquet(${list}, filename = '${fileColumn}', hive_partitioning = false) group by ${fileColumn}`,
  );
  return new Map(
    answer.getRows().map(([file, rows, partitionValue, ...bounds]) => {
      const lowerBounds = new Map<number, Buffer>();
      const upperBounds = new Map<number, Buffer>();
      for (const [at, { field }] of bounded.entries()) {
        const [low, high] = [bounds[at * 2], bounds[at * 2 + 1]];
        const lower = typeof low === 'string' ? boundBytes('lower', low, field.type) : undefined;
        const upper = typeof high === 'string' ? boundBytes('upper', high, field.type) : undefined;
        if (lower) lowerBounds.set(field.id, lower);
        if (upper) upperBounds.set(field.id, upper);
      }
      const inPartition = typeof partitionValue === 'number' ? { partition: partitionValue } : {};
      return [String(file), { rows: Number(rows), lowerBounds, upperBounds, ...inPartition }];
    }),
  );
}

/** The file of a row; no column of a model has this name. */
const fileColumn = '__file';

/** The transform's value of a file's rows: months or days since 1970. */
function partitionSql({ transform, sourceId }: PartitionField, fields: readonly IcebergField[]): string {
  const column = `min(${identifier(fields.find(({ id }) => id === sourceId)?.name ?? '')})`;
  if (transform === 'month') return `((year(${column}) - 1970) * 12 + month(${column}) - 1)::integer`;
  return `(${column}::date - date '1970-01-01')::integer`;
}

async function writeMetadata(
  task: IcebergTask,
  table: {
    readonly fields: readonly IcebergField[];
    readonly lastId: number;
    readonly partition: PartitionField | undefined;
    readonly files: readonly DataFile[];
    readonly total: { readonly files: number; readonly bytes: number; readonly rows: number };
  },
): Promise<string> {
  const { fields, lastId, partition, files, total } = table;
  const uuid = uuidOf(task.location);
  const ids = { snapshotId: Number.parseInt(uuid.slice(0, 8), 16) + 1, sequenceNumber: 1 };
  const schema = schemaJson(fields);
  const manifest = join(task.folder, 'metadata', `${uuid}-m0.avro`);
  await writeManifest(manifest, { files, partition, schema, ...ids });
  const at = (name: string): string => `${task.location}metadata/${name}`;
  const listName = `snap-${ids.snapshotId}-1-${uuid}.avro`;
  const { size } = await stat(manifest);
  await writeManifestList(join(task.folder, 'metadata', listName), { location: at(`${uuid}-m0.avro`), bytes: size, files, partition }, ids);
  const summary = {
    operation: 'append',
    'added-data-files': String(total.files),
    'added-records': String(total.rows),
    'added-files-size': String(total.bytes),
    'changed-partition-count': String(partition === undefined ? 1 : total.files),
    'total-records': String(total.rows),
    'total-files-size': String(total.bytes),
    'total-data-files': String(total.files),
    'total-delete-files': '0',
    'total-position-deletes': '0',
    'total-equality-deletes': '0',
  };
  const metadata = {
    'format-version': 2,
    'table-uuid': uuid,
    location: task.location.replace(/\/$/, ''),
    'last-sequence-number': 1,
    'last-updated-ms': task.committedAt,
    'last-column-id': lastId,
    'current-schema-id': 0,
    schemas: [schema],
    'default-spec-id': 0,
    'partition-specs': [{ 'spec-id': 0, fields: partition === undefined ? [] : [specField(partition)] }],
    'last-partition-id': partition === undefined ? 999 : partition.fieldId,
    'default-sort-order-id': 0,
    'sort-orders': [{ 'order-id': 0, fields: [] }],
    properties: { 'write.format.default': 'parquet', 'write.parquet.compression-codec': 'zstd' },
    'current-snapshot-id': ids.snapshotId,
    refs: { main: { 'snapshot-id': ids.snapshotId, type: 'branch' } },
    snapshots: [
      {
        'sequence-number': 1,
        'snapshot-id': ids.snapshotId,
        'timestamp-ms': task.committedAt,
        summary,
        'manifest-list': at(listName),
        'schema-id': 0,
      },
    ],
    'snapshot-log': [{ 'timestamp-ms': task.committedAt, 'snapshot-id': ids.snapshotId }],
    'metadata-log': [],
    statistics: [],
  };
  const name = `00000-${uuid}.metadata.json`;
  await writeFile(join(task.folder, 'metadata', name), JSON.stringify(metadata));
  return at(name);
}

async function parquetFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter(entry => entry.isFile() && entry.name.endsWith('.parquet'))
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
}

/** Ids follow from the table's place, so that two samples are equal. */
function uuidOf(text: string): string {
  const hex = createHash('md5').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
