/**
 * Bytes that one scan reads, from the files behind the table: partitions and row groups that the predicates rule out cost nothing.
 * Invariant: what is not known is `undefined` with a note; LIMIT and dynamic filters can only lower `low`.
 */
import { tableFacts } from '../catalog/tableFacts';
import type { TableEntry } from '../catalog/CatalogSnapshot';
import type { Amount } from './amount';
import { mapAmount } from './amount';
import * as tree from '../sql/tree';
import { compareConstants, partitionConstant, point } from './bounds';
import type { Constant, Known } from './bounds';
import { parquetBytes } from './parquet';
import type { ParquetBound, ParquetRowGroup } from './parquet';
import { mayBeTrue, mustBeTrue } from './prune';
import type { DataFile, TableFiles } from './tableFiles';
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
  const { iceberg } = tableFacts(entry.table);
  const kept = files.files.filter(
    file => (!file.partition || keepsPartition(scan, entry, file.partition, today)) && manifestKeeps(scan, file, today),
  );
  const stored = new Set(columns.filter(column => !keys.has(column) && !(iceberg && onlyForPartitions(scan, kept, column, today))));
  const filtered = new Set(scan.predicates.flatMap(predicate => referencedColumns(scan, predicate)).filter(column => stored.has(column)));
  const countOnly = iceberg && kept.every(file => !file.deletes && holdsForWholeFile(scan, file, stored, today));
  let bytes = 0;
  let least = 0;
  let read = 0;
  for (const { size, parquet, deletes } of kept) {
    const survivors = (group: ParquetRowGroup): boolean => survives(scan, entry, group, today);
    // Iceberg's manifests hold the bounds of whole files: what they rule out is not even opened.
    const ruledOut =
      countOnly || (iceberg && !deletes && parquet !== undefined && parquet.rowGroups.length > 0 && !parquet.rowGroups.some(survivors));
    const bytesFor = (wanted: ReadonlySet<string>): number =>
      parquet && !deletes ? parquetBytes(parquet, path => wantsLeaf(scan, path, wanted), survivors, iceberg) : size;
    const own = ruledOut ? 0 : bytesFor(stored);
    // Where the filter keeps no row, the other columns are never loaded.
    least += !ruledOut && filtered.size > 0 ? bytesFor(filtered) : own;
    if (own > 0) read++;
    bytes += own;
  }
  const likely = bytes * scan.times;
  const amount: Amount = { low: hasLimit || scan.mayStop ? 0 : least * scan.times * lowest, likely, high: likely * highest };
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

/** Whether a column is asked for by predicates alone that the partitions answer for every row: its values are then not read. */
function onlyForPartitions(scan: TableScan, files: readonly DataFile[], name: string, today: number): boolean {
  if (scan.outputs.has(name)) return false;
  const asking = scan.predicates.filter(predicate => referencedColumns(scan, predicate).includes(name));
  return (
    asking.length > 0 &&
    files.every(({ manifest }) =>
      asking.every(predicate =>
        mustBeTrue(predicate, { today, column: reference => manifest?.partition.get(scan.columnOf(reference) ?? '') }),
      ),
    )
  );
}

/** Whether the predicates hold for all rows by the partition alone, and no other column is asked for: Iceberg then counts by its metadata. */
function holdsForWholeFile(scan: TableScan, { manifest }: DataFile, stored: ReadonlySet<string>, today: number): boolean {
  const column = (reference: tree.Expression): Known => manifest?.partition.get(scan.columnOf(reference) ?? '');
  const filtered = new Set(scan.predicates.flatMap(predicate => referencedColumns(scan, predicate)));
  return (
    [...stored].every(name => filtered.has(name) && !scan.outputs.has(name)) &&
    scan.predicates.every(predicate => mustBeTrue(predicate, { today, column }))
  );
}

function manifestKeeps(scan: TableScan, { manifest, deletes }: DataFile, today: number): boolean {
  if (!manifest) return true;
  return scan.predicates.every(predicate => {
    for (const name of referencedColumns(scan, predicate)) {
      for (const known of deletes ? [manifest.partition] : [manifest.partition, manifest.bounds]) {
        const column = (reference: tree.Expression): Known => (scan.columnOf(reference) === name ? known.get(name) : undefined);
        if (!mayBeTrue(predicate, { today, column, rangesOnly: true })) return false;
      }
    }
    return mayBeTrue(predicate, { today, column: reference => constantOf(manifest.partition.get(scan.columnOf(reference) ?? '')) });
  });
}

/** Values of identity partitions take part in every expression, as Hive's keys do. */
function constantOf(known: Known): Known {
  if (known?.kind !== 'range') return known;
  return compareConstants(known.range.min, known.range.max) === 0 ? known : undefined;
}

function referencedColumns(scan: TableScan, predicate: tree.Expression): readonly string[] {
  const names = new Set<string>();
  tree.walk(predicate, node => {
    const column = node.kind === 'Identifier' || node.kind === 'DereferenceExpression' ? scan.columnOf(node) : undefined;
    if (column !== undefined) names.add(column);
    return undefined;
  });
  return [...names];
}

function wantsLeaf(scan: TableScan, path: readonly string[], stored: ReadonlySet<string>): boolean {
  const [column = ''] = path;
  if (!stored.has(column)) return false;
  const leaves = scan.leaves.get(column);
  return !leaves || leaves.some(leaf => leaf.every((part, at) => path[at + 1] === part));
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
    const unordered = /^(float|double)/.test(typeOf.get(column) ?? '');
    return min && max ? { kind: 'range', range: { min, max }, nulls: (chunk.nulls ?? 1) > 0, unordered } : undefined;
  };
  return scan.predicates.every(predicate =>
    referencedColumns(scan, predicate).every(name =>
      mayBeTrue(predicate, {
        today,
        rangesOnly: true,
        column: reference => (scan.columnOf(reference) === name ? known(name) : undefined),
      }),
    ),
  );
}

/** A bound of a footer, by the column's Hive type; types whose bounds may be cut or converted by the writer are not understood. */
function boundConstant(bound: ParquetBound | undefined, hiveType: string): Constant | undefined {
  // Beyond 2^53 a number no longer says which value it is.
  if (bound === undefined || (typeof bound === 'bigint' && !Number.isSafeInteger(Number(bound)))) return undefined;
  if (/^(tinyint|smallint|int|integer|bigint|float|double|decimal)/.test(hiveType))
    return typeof bound === 'number' || typeof bound === 'bigint' ? { kind: 'number', value: Number(bound) } : undefined;
  if (hiveType === 'date') return typeof bound === 'number' ? { kind: 'date', value: bound } : undefined;
  if (hiveType.startsWith('timestamp')) return typeof bound === 'bigint' ? { kind: 'timestamp', value: Number(bound) } : undefined;
  if (/^(string|varchar|char)/.test(hiveType)) return typeof bound === 'string' ? { kind: 'string', value: bound } : undefined;
  if (hiveType === 'boolean') return typeof bound === 'boolean' ? { kind: 'boolean', value: bound } : undefined;
  return undefined;
}
