/**
 * Bytes that a statement reads from its tables' files, by DuckDB's own plan: the files that survive partition filters, and of Parquet what
 * Athena would read for the columns that are asked for. Invariant: an upper bound by the rules of an estimate, or undefined where the plan does not say; row groups skipped while
 * running are not taken off.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { parquetBytes } from '../../../core/scan/parquet';
import type { ParquetChunk } from '../../../core/scan/parquet';
import { quote, text } from '../sqlText';
import type { CreatedView } from './createTableViews';

export async function bytesScanned(connection: DuckDBConnection, views: readonly CreatedView[], sql: string): Promise<number | undefined> {
  let total = 0;
  for (const view of views) {
    const read = view.files.length === 0 ? 0 : await bytesOf(connection, views, view, sql);
    if (read === undefined) return undefined;
    total += read;
  }
  return total;
}

interface Scan {
  readonly columns: readonly string[];
  readonly fileFilters: readonly string[];
  readonly scanned: number | undefined;
}

/** The plan with this table's files alone, so that every scan in it is a scan of this table. */
async function bytesOf(
  connection: DuckDBConnection,
  views: readonly CreatedView[],
  view: CreatedView,
  sql: string,
): Promise<number | undefined> {
  const others = views.filter(other => other !== view);
  for (const { name, standIn } of others) await connection.run(`CREATE OR REPLACE TEMP VIEW ${quote(name)} AS ${standIn}`);
  let plan: unknown;
  try {
    const answer = await connection.runAndReadAll(`EXPLAIN (FORMAT json) ${sql}`);
    plan = JSON.parse(String(answer.getRows()[0]?.[1] ?? '[]'));
  } finally {
    for (const { name, select } of others) await connection.run(`CREATE OR REPLACE TEMP VIEW ${quote(name)} AS ${select}`);
  }
  let bytes = 0;
  for (const scan of scansOf(plan, view)) {
    const read = await bytesOfScan(connection, view, scan);
    if (read === undefined) return undefined;
    bytes += read;
  }
  return bytes;
}

interface PlanNode {
  readonly name?: string;
  readonly children?: readonly PlanNode[];
  readonly extra_info?: Readonly<Record<string, string | readonly string[]>>;
}

function scansOf(plan: unknown, view: CreatedView): readonly Scan[] {
  const scans: Scan[] = [];
  const visit = (node: PlanNode): void => {
    const info = node.extra_info ?? {};
    if (node.name?.startsWith('READ_')) {
      const filters = listOf(info.Filters).join(' ');
      const named = view.physicalColumns.filter(column => new RegExp(`(?<![\\w"])"?${escape(column)}"?(?![\\w"])`, 'i').test(filters));
      const projected = listOf(info.Projections).map(column => column.replaceAll('"', '').split('.')[0]!);
      const share = /^(\d+)\/\d+$/.exec(listOf(info['Scanning Files'])[0] ?? '');
      scans.push({
        columns: [...new Set([...projected, ...named])],
        fileFilters: listOf(info['File Filters']),
        scanned: share ? Number(share[1]) : undefined,
      });
    }
    node.children?.forEach(visit);
  };
  if (Array.isArray(plan)) (plan as readonly PlanNode[]).forEach(visit);
  return scans;
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined || value === '') return [];
  return typeof value === 'string' ? value.split('\n') : value;
}

function escape(name: string): string {
  return name.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

async function bytesOfScan(
  connection: DuckDBConnection,
  view: CreatedView,
  { columns, fileFilters, scanned }: Scan,
): Promise<number | undefined> {
  const files = scanned === undefined ? view.files : await surviving(connection, view, fileFilters);
  if (!files || (scanned !== undefined && files.length !== scanned)) return undefined;
  if (files.length === 0) return 0;
  if (!view.parquet) return files.reduce((sum, file) => sum + file.size, 0);
  if (columns.length === 0 && view.iceberg) return 0;
  const list = `[${files.map(({ path }) => text(path)).join(', ')}]`;
  const answer = await connection.runAndReadAll(
    `SELECT file_name, row_group_id, row_group_num_rows, path_in_schema, coalesce(nullif(dictionary_page_offset, 0), data_page_offset), total_compressed_size FROM parquet_metadata(${list})`,
  );
  const groups = new Map<string, Map<number, { rows: number; chunks: ParquetChunk[] }>>();
  for (const [file, id, rows, path, start, bytes] of answer.getRows()) {
    const own = groups.get(String(file)) ?? new Map<number, { rows: number; chunks: ParquetChunk[] }>();
    groups.set(String(file), own);
    const group = own.get(Number(id)) ?? { rows: Number(rows), chunks: [] };
    own.set(Number(id), group);
    group.chunks.push({ path: String(path).toLowerCase().split(', '), start: Number(start), bytes: Number(bytes) });
  }
  const wanted = new Set(columns.map(column => column.toLowerCase()));
  return files.reduce((sum, { path, size }) => {
    const rowGroups = [...(groups.get(path)?.values() ?? [])];
    const rows = rowGroups.reduce((count, group) => count + group.rows, 0);
    return sum + parquetBytes({ size, rows, rowGroups }, ([column = '']) => wanted.has(column), undefined, view.iceberg);
  }, 0);
}

/** The files whose partition values pass the filters that DuckDB took to the files. */
async function surviving(
  connection: DuckDBConnection,
  view: CreatedView,
  filters: readonly string[],
): Promise<CreatedView['files'] | undefined> {
  if (view.partitionKeys.length === 0 || filters.length === 0) return undefined;
  const rows = view.files.map(
    (file, at) => `(${at}, ${file.partition.map(value => (value === null ? 'CAST(NULL AS VARCHAR)' : text(value))).join(', ')})`,
  );
  const names = ['_place', ...view.partitionKeys].map(quote).join(', ');
  try {
    const answer = await connection.runAndReadAll(
      `SELECT _place FROM (VALUES ${rows.join(', ')}) AS f(${names}) WHERE ${filters.map(filter => `(${filter})`).join(' AND ')}`,
    );
    return answer.getRows().flatMap(([place]) => view.files[Number(place)] ?? []);
  } catch {
    // The filter's print is for people; where it is no SQL, nothing can be told.
    return undefined;
  }
}
