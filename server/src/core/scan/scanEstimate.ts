/**
 * Bytes that one scan reads, from the files behind the table: partitions and row groups that the predicates rule out cost nothing.
 * Invariant: what is not known is `undefined` with a note; LIMIT and dynamic filters can only lower `low`.
 */
import { tableFacts } from '../catalog/tableFacts';
import type { TableEntry } from '../catalog/CatalogSnapshot';
import type { Amount } from './amount';
import { mapAmount } from './amount';
import { partitionConstant, point } from './bounds';
import type { Constant, Known } from './bounds';
import { parquetBytes } from './parquet';
import type { ParquetBound, ParquetRowGroup } from './parquet';
import { mayBeTrue } from './prune';
import type { TableFiles } from './tableFiles';
import type { TableScan } from './tableScans';

export interface TableEstimate {
  /** `database.table`. */
  readonly table: string;
  /** undefined: not known; the notes say why. */
  readonly bytes: Amount | undefined;
  readonly method: string;
  /** Files that are read. */
  readonly files: number;
  /** Partitions that are read, of `partitionsInAll`; 0 where the table has none. */
  readonly partitions: number;
  readonly partitionsInAll: number;
  readonly columns: readonly string[];
  readonly notes: readonly string[];
}

type PartitionValues = ReadonlyMap<string, string | null>;

/** Whether the scan's predicates leave a partition in. */
export function keepsPartition(scan: TableScan, { table }: TableEntry, partition: PartitionValues, today: number): boolean {
  const typeOf = new Map((table.PartitionKeys ?? []).map(({ Name, Type }) => [Name.toLowerCase(), Type ?? 'string']));
  const known = (column: string): Known => {
    const value = partition.get(column);
    if (value === null) return { kind: 'null' };
    const constant = value === undefined ? undefined : partitionConstant(value, typeOf.get(column) ?? 'string');
    return constant && point(constant);
  };
  return scan.predicates.every(predicate => mayBeTrue(predicate, { today, column: reference => known(scan.columnOf(reference) ?? '') }));
}

export function estimateScan(scan: TableScan, entry: TableEntry, files: TableFiles, today: number, hasLimit: boolean): TableEstimate {
  const columns = [...scan.columns].sort();
  if (files.kind === 'unknown')
    return {
      table: scan.name,
      bytes: undefined,
      method: 'unknown',
      files: 0,
      partitions: 0,
      partitionsInAll: 0,
      columns,
      notes: [files.why],
    };
  const keys = new Set((entry.table.PartitionKeys ?? []).map(({ Name }) => Name.toLowerCase()));
  const stored = new Set(columns.filter(column => !keys.has(column)));
  const kept = files.files.filter(file => !file.partition || keepsPartition(scan, entry, file.partition, today));
  const { iceberg } = tableFacts(entry.table);
  const countOnly = iceberg && stored.size === 0 && scan.predicates.length === 0 && !kept.some(file => file.deletes);
  let bytes = 0;
  let read = 0;
  for (const { size, parquet, deletes } of kept) {
    const survivors = (group: ParquetRowGroup): boolean => survives(scan, entry, group, today);
    // Iceberg's manifests hold the bounds of whole files: what they rule out is not even opened.
    const ruledOut =
      countOnly || (iceberg && !deletes && parquet !== undefined && parquet.rowGroups.length > 0 && !parquet.rowGroups.some(survivors));
    const own = ruledOut ? 0 : parquet && !deletes ? parquetBytes(parquet, path => stored.has(path[0] ?? ''), survivors) : size;
    if (own > 0) read++;
    bytes += own;
  }
  const likely = bytes * scan.times;
  const amount: Amount = { low: hasLimit ? 0 : likely * lowest, likely, high: likely * highest };
  const partitions = new Set(kept.flatMap(file => (file.partition ? [[...file.partition.values()].join('\u0000')] : []))).size;
  return {
    table: scan.name,
    bytes: mapAmount(amount, Math.round),
    method: files.method,
    files: read,
    partitions,
    partitionsInAll: files.partitions,
    columns,
    notes: [
      ...files.notes,
      ...(scan.times > 1 ? [`read ${scan.times} times`] : []),
      ...(countOnly ? ['counted from metadata'] : []),
      ...(hasLimit ? ['LIMIT may stop early'] : []),
    ],
  };
}

/** Splits, dynamic filters and metadata move the figure; what Trino 476 read in measurements (test/conformance/scan) lies within these shares of `likely`. */
const lowest = 0.9;
const highest = 1.1;

/** Whether a row group's statistics leave room for a row that the predicates keep. */
function survives(scan: TableScan, { table }: TableEntry, group: ParquetRowGroup, today: number): boolean {
  if (scan.predicates.length === 0) return true;
  const typeOf = new Map(
    (table.StorageDescriptor?.Columns ?? []).map(({ Name, Type }) => [Name.toLowerCase(), (Type ?? '').toLowerCase()]),
  );
  const known = (column: string | undefined): Known => {
    const chunk = column === undefined ? undefined : group.chunks.find(({ path }) => path.length === 1 && path[0] === column);
    if (!chunk || column === undefined) return undefined;
    if (chunk.nulls !== undefined && chunk.nulls === group.rows) return { kind: 'null' };
    const min = boundConstant(chunk.min, typeOf.get(column) ?? '');
    const max = boundConstant(chunk.max, typeOf.get(column) ?? '');
    return min && max ? { kind: 'range', range: { min, max }, nulls: (chunk.nulls ?? 1) > 0 } : undefined;
  };
  return scan.predicates.every(predicate => mayBeTrue(predicate, { today, column: reference => known(scan.columnOf(reference)) }));
}

/** A bound of a footer, by the column's Hive type; types whose bounds may be cut or converted by the writer are not understood. */
function boundConstant(bound: ParquetBound | undefined, hiveType: string): Constant | undefined {
  if (bound === undefined) return undefined;
  if (/^(tinyint|smallint|int|integer|bigint|float|double|decimal)/.test(hiveType))
    return typeof bound === 'number' || typeof bound === 'bigint' ? { kind: 'number', value: Number(bound) } : undefined;
  if (hiveType === 'date') return typeof bound === 'number' ? { kind: 'date', value: bound } : undefined;
  if (hiveType.startsWith('timestamp')) return typeof bound === 'bigint' ? { kind: 'timestamp', value: Number(bound) } : undefined;
  if (/^(string|varchar|char)/.test(hiveType)) return typeof bound === 'string' ? { kind: 'string', value: bound } : undefined;
  if (hiveType === 'boolean') return typeof bound === 'boolean' ? { kind: 'boolean', value: bound } : undefined;
  return undefined;
}
