/**
 * What the engine and its process say to each other. Invariant: plain data that survives structured cloning; every `start` and `write`
 * is answered by exactly one `end` with the same run number.
 */
import type { Partition, Table } from '../../core/catalog/glue';
import type { QueryError, ResultColumn, Row } from '../../ports/QueryEngine';
import type { ColumnStatistics, ExportFormat, ResultPage, ResultView } from '../../ports/ResultStore';

/** First message to the process: limits and folders, fixed for its lifetime. */
export interface ProcessSettings {
  /** DuckDB's spelling: `512MB`. */
  readonly memoryLimit: string;
  readonly threads: number;
  readonly tempDirectory: string;
  /** Location prefix → folder; nothing outside these folders can be read. */
  readonly store: readonly (readonly [prefix: string, folder: string])[];
}

/** A catalog table that a statement names; the process makes a view of this name over its files. */
export interface TableRequest {
  readonly view: string;
  readonly table: Table;
  readonly partitions?: readonly Partition[];
}

export interface ResultShape {
  readonly columns: readonly ResultColumn[];
  /** DuckDB's type of each column. */
  readonly duckTypes: readonly string[];
}

/** Files to write: the rows of a query under a folder, one level of folders for each partition key. */
export interface WriteTarget {
  readonly location: string;
  /** replace: what was under the location goes; append: files are added; partitions: only the folders that the rows touch are replaced. */
  readonly mode: 'replace' | 'append' | 'partitions';
  /** Names of the query's columns, in order, as they shall stand in the files. */
  readonly columns: readonly { readonly name: string; readonly duckType: string }[];
  readonly partitionKeys: readonly string[];
  readonly format: 'parquet' | 'json' | 'csv';
  readonly compression: string | undefined;
}

export type ToProcess =
  | { readonly kind: 'settings'; readonly settings: ProcessSettings }
  | {
      readonly kind: 'start';
      readonly run: number;
      readonly sql: string;
      readonly tables: readonly TableRequest[];
      readonly shape: ResultShape;
      readonly maxRows?: number;
    }
  | {
      readonly kind: 'write';
      readonly run: number;
      readonly sql: string;
      /** How many rows the statement changes, where that is not the rows written. */
      readonly countSql?: string;
      readonly tables: readonly TableRequest[];
      readonly target: WriteTarget;
    }
  | { readonly kind: 'remove'; readonly run: number; readonly location: string }
  | { readonly kind: 'keep'; readonly run: number; readonly request: KeepRequest }
  /** The reader has taken a page: one more may be sent. */
  | { readonly kind: 'taken'; readonly run: number }
  | { readonly kind: 'cancel'; readonly run: number };

export interface ResultWindow {
  readonly offset: number;
  readonly limit: number;
  readonly columns?: readonly number[];
}

/** What is asked of the kept results, by the process that keeps them. */
export type KeepRequest =
  | { readonly kind: 'create'; readonly result: string; readonly columns: readonly ResultColumn[] }
  | { readonly kind: 'append'; readonly result: string; readonly rows: readonly Row[] }
  | { readonly kind: 'page'; readonly result: string; readonly view: ResultView; readonly window: ResultWindow }
  | { readonly kind: 'statistics'; readonly result: string; readonly view: ResultView; readonly column: number }
  | { readonly kind: 'export'; readonly result: string; readonly view: ResultView; readonly format: ExportFormat; readonly path: string }
  | { readonly kind: 'drop'; readonly result: string };

export type KeepAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'page'; readonly page: ResultPage }
  | { readonly kind: 'statistics'; readonly statistics: ColumnStatistics }
  | { readonly kind: 'exported'; readonly rows: number; readonly bytes: number };

export interface WrittenFiles {
  /** Rows that the statement changed. */
  readonly rows: number;
  readonly bytes: number;
  /** Values of the partition keys, in order, of every folder written. */
  readonly partitions: readonly (readonly string[])[];
}

export type RunEnd =
  | {
      readonly kind: 'succeeded';
      readonly rows: number;
      readonly bytesScanned?: number;
      readonly engineMs: number;
      readonly written?: WrittenFiles;
      readonly kept?: KeepAnswer;
    }
  | { readonly kind: 'failed'; readonly error: QueryError; readonly rows: number; readonly engineMs: number }
  | { readonly kind: 'cancelled'; readonly rows: number; readonly engineMs: number };

export type FromProcess =
  | { readonly kind: 'ready' }
  | { readonly kind: 'columns'; readonly run: number }
  | { readonly kind: 'page'; readonly run: number; readonly rows: readonly Row[] }
  | { readonly kind: 'progress'; readonly run: number; readonly rows: number }
  | { readonly kind: 'end'; readonly run: number; readonly end: RunEnd };

/** Pages that may be on their way before the reader has taken one. */
export const pagesAhead = 3;
export const rowsPerPage = 2048;
