/**
 * Bytes and money of statements before they run: finds what they scan, asks the lake for the files, adds up.
 * Invariant: starts nothing that costs money; reads metadata only; an estimate whose part is unknown is unknown as a whole and says why.
 */
import type { StatementAnalysis } from '../core/analysis/StatementAnalysis';
import type { CatalogSnapshot, TableEntry } from '../core/catalog/CatalogSnapshot';
import { tableFacts } from '../core/catalog/tableFacts';
import type { Amount } from '../core/scan/amount';
import { total, zero } from '../core/scan/amount';
import { priceOf } from '../core/scan/price';
import type { PriceRate } from '../core/scan/price';
import { estimateScan, keepsPartition } from '../core/scan/scanEstimate';
import type { TableEstimate } from '../core/scan/scanEstimate';
import { tableScans } from '../core/scan/tableScans';
import type { TableScan, ViewResolver } from '../core/scan/tableScans';
import type * as tree from '../core/sql/tree';
import type { LakeReader } from '../ports/LakeReader';

export interface StatementEstimate {
  readonly kind: string;
  /** undefined: unknown. */
  readonly bytes: Amount | undefined;
  /** undefined where the bytes are unknown; zero for statements that are not billed. */
  readonly price: Amount | undefined;
  readonly basis: readonly TableEstimate[];
}

export interface EstimateRequest {
  readonly node: tree.Statement;
  readonly analysis: StatementAnalysis;
  readonly catalog: CatalogSnapshot;
  readonly views: ViewResolver;
  readonly rate: PriceRate;
  /** Days since 1970, UTC. */
  readonly today: number;
}

export async function estimateStatement(reader: LakeReader, request: EstimateRequest, signal: AbortSignal): Promise<StatementEstimate> {
  const { node, analysis, rate } = request;
  if (isFree(node)) return { kind: node.kind, bytes: zero, price: zero, basis: [] };
  const scans = tableScans(node, analysis, request.views);
  const unresolved = unresolvedReads(node, analysis, request.views);
  const untold: readonly TableEstimate[] = readsUntold(node)
    ? [
        {
          table: analysis.writes[0]?.key ?? node.kind,
          bytes: undefined,
          method: 'unknown',
          files: 0,
          partitions: 0,
          partitionsInAll: 0,
          columns: [],
          notes: ['what it reads of its target is not estimated'],
        },
      ]
    : [];
  const basis = [...untold, ...(await Promise.all(scans.map(scan => estimateTable(reader, request, scan, signal)))), ...unresolved];
  const bytes = total(basis.map(table => table.bytes));
  // A query that reads no table at all scans nothing.
  return { kind: node.kind, bytes, price: bytes && (basis.length === 0 ? zero : priceOf(bytes, rate)), basis };
}

/** Statements that Athena does not bill: DDL, metadata, EXPLAIN. Source: AWS's Athena pricing page. What is not listed is not taken for free. */
function isFree(node: tree.Statement): boolean {
  if (node.kind === 'Explain') return !node.analyze;
  return /^(Create(?!TableAsSelect)|Drop|Alter|Rename|Show|Describe|Use|Prepare|Deallocate|Msck|Comment|Set|Reset)/.test(node.kind);
}

/** Statements whose own target is read, or whose reading cannot be told from their text. */
function readsUntold(node: tree.Statement): boolean {
  return !['Query', 'CreateTableAsSelect', 'Insert', 'Unload'].includes(node.kind);
}

async function estimateTable(
  reader: LakeReader,
  { node, catalog, today }: EstimateRequest,
  scan: TableScan,
  signal: AbortSignal,
): Promise<TableEstimate> {
  const found = catalog.relation(scan.catalog, scan.schema, scan.table);
  if (found.kind !== 'found')
    return unknown(
      scan,
      found.kind === 'absent' ? `${scan.name} is not in the catalog: it may not have been built yet` : `${scan.name} is not loaded`,
    );
  if (found.value.kind === 'foreign') return unknown(scan, `${scan.name} is a table of another catalog: its size is not known`);
  const { entry } = found.value;
  const hasLimit = node.kind === 'Query' && node.limit !== undefined;
  const files = await reader.files(entry, partition => keepsPartition(scan, entry, partition, today), signal);
  return estimateScan(scan, entry, files.kind === 'unknown' ? withStatistics(entry, files) : files, today, hasLimit);
}

/** What the catalog's own figures say goes into the note: they may be stale, so they are no basis for a price. */
function withStatistics(entry: TableEntry, files: { readonly kind: 'unknown'; readonly why: string }): typeof files {
  const { bytes } = tableFacts(entry.table);
  return bytes === undefined ? files : { kind: 'unknown', why: `${files.why}; its last crawl saw ${(bytes / 1024 ** 2).toFixed(1)} MB` };
}

function unknown(scan: TableScan, note: string): TableEstimate {
  return {
    table: scan.name,
    bytes: undefined,
    method: 'unknown',
    files: 0,
    partitions: 0,
    partitionsInAll: 0,
    columns: [...scan.columns].sort(),
    notes: [note],
  };
}

/** Relations whose names mean nothing that is known: a price without them would be too low. */
function unresolvedReads(node: tree.Statement, analysis: StatementAnalysis, views: ViewResolver): readonly TableEstimate[] {
  const known = new Set(tableScans(node, analysis, views).map(scan => scan.name));
  return analysis.reads
    .filter(({ key }) => !known.has(key) && !views(key))
    .map(({ key }) => ({
      table: key,
      bytes: undefined,
      method: 'unknown',
      files: 0,
      partitions: 0,
      partitionsInAll: 0,
      columns: [],
      notes: [`${key} is not known`],
    }));
}
