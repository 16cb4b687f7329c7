/**
 * Runs statements somewhere: DuckDB, Athena, Trino. The contract suite (test/contracts) tests these sentences on every adapter:
 * rows arrive in pages, typed; `cancel` reaches the engine before it resolves; a run ends exactly once; a failure is a value, not an exception.
 */
import type { CatalogChange } from '../core/catalog/applyChanges';

export type { CatalogChange };

export interface QueryEngine {
  readonly kind: 'athena' | 'trino' | 'duckdb';
  /** Resolves once the engine has taken the statement, or with a run that has already failed. */
  start(request: QueryRequest): Promise<RunHandle>;
  dispose(): Promise<void>;
}

export interface QueryRequest {
  /** One statement in Athena's (Trino's) SQL. */
  readonly sql: string;
  readonly catalog?: string;
  readonly schema?: string;
  /** Stop delivering after so many rows; the statement itself is not changed. */
  readonly maxRows?: number;
  /** What an INSERT does with the partitions of a Hive table that its rows fall into (Trino's `insert_existing_partitions_behavior`); default `append`. */
  readonly existingPartitions?: 'append' | 'overwrite';
}

export interface RunHandle {
  /** The engine's own id of the run. */
  readonly id: string;
  /** Called at most a few times a second, never after `outcome` resolved. */
  onProgress(listener: (progress: RunProgress) => void): void;
  /** Result columns; resolves before the first page, rejects never: undefined where the run ended without a result. */
  columns(): Promise<readonly ResultColumn[] | undefined>;
  /** Pages in order, each at most some thousand rows; ends with the run. Reading slowly holds the engine back, memory stays bounded. */
  pages(): AsyncIterable<readonly Row[]>;
  /** Resolves exactly once, also when nobody reads the pages of a cancelled or failed run. */
  readonly outcome: Promise<RunOutcome>;
  /** Idempotent; resolves when the engine has acknowledged. */
  cancel(): Promise<void>;
}

export interface RunProgress {
  readonly state: 'queued' | 'running';
  readonly elapsedMs: number;
  readonly bytes?: number;
  readonly rows?: number;
}

export interface ResultColumn {
  readonly name: string;
  /** Trino's spelling. */
  readonly type: string;
}

/**
 * A value as Trino's client protocol gives it in JSON: boolean; number for integer, smallint, tinyint, double, real; `'NaN'`, `'Infinity'`, `'-Infinity'`;
 * string for bigint, decimal, varchar, date, time, timestamp, interval, json, uuid; base64 for varbinary; arrays for array and row; objects for map; null.
 */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };
export type Row = readonly Value[];

export interface RunStatistics {
  readonly rows: number;
  /** Bytes read from storage; undefined where the engine does not say. */
  readonly bytesScanned?: number;
  readonly elapsedMs: number;
  readonly queuedMs?: number;
  readonly engineMs?: number;
}

export type RunOutcome =
  | { readonly kind: 'succeeded'; readonly statistics: RunStatistics; readonly changes?: readonly CatalogChange[] }
  | { readonly kind: 'failed'; readonly error: QueryError; readonly statistics: RunStatistics }
  | { readonly kind: 'cancelled'; readonly statistics: RunStatistics };

export interface QueryError {
  /** Trino's errorName where there is one (`DIVISION_BY_ZERO`), `NOT_SUPPORTED` where the engine cannot serve the statement, `ENGINE_LOST` where it died. */
  readonly code: string;
  /** One sentence: what failed, on what, what to do. */
  readonly message: string;
  /** The engine's own words, shown under "details". */
  readonly details?: string;
  /** Place in the request's `sql`, in UTF-16 code units. */
  readonly offset?: number;
}
