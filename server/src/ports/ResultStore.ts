/**
 * Keeps the rows of results on disk and serves windows of them: sorted, filtered, searched, counted, exported, without holding them in memory.
 * Values stay exact: bigint and decimal to the digit, times as the engine printed them. A result lives until it is dropped or the store is disposed.
 */
import type { ResultColumn, Row, Value } from './QueryEngine';

export interface ResultStore {
  /** Opens an empty result; rows may be read while it is still being written. */
  create(id: string, columns: readonly ResultColumn[]): Promise<ResultWriter>;
  page(
    id: string,
    view: ResultView,
    window: { readonly offset: number; readonly limit: number; readonly columns?: readonly number[] },
  ): Promise<ResultAnswer<ResultPage>>;
  statistics(id: string, view: ResultView, column: number): Promise<ResultAnswer<ColumnStatistics>>;
  /** All rows of the view into a file, streamed. */
  export(
    id: string,
    view: ResultView,
    format: ExportFormat,
    path: string,
    signal: AbortSignal,
  ): Promise<ResultAnswer<{ readonly rows: number }>>;
  drop(id: string): Promise<void>;
  /** Deletes everything. */
  dispose(): Promise<void>;
}

export interface ResultWriter {
  /** Resolves when the rows are kept: the caller waits before it fetches more. */
  append(rows: readonly Row[]): Promise<void>;
  /** No more rows follow. */
  finish(): Promise<void>;
}

/** Columns are named by index, since names may repeat. Filters are joined by AND; `search` keeps rows where any column's print contains it, without case. NULLs sort last. */
export interface ResultView {
  readonly sort: readonly { readonly column: number; readonly descending: boolean }[];
  readonly filters: readonly ResultFilter[];
  readonly search: string;
}

export type FilterOperator =
  | 'contains'
  | 'notContains'
  | 'equals'
  | 'notEquals'
  | 'less'
  | 'lessOrEqual'
  | 'greater'
  | 'greaterOrEqual'
  | 'between'
  | 'isNull'
  | 'isNotNull';

/** Text of the user: compared by the column's type. `upTo` belongs to `between`, both ends included. */
export interface ResultFilter {
  readonly column: number;
  readonly operator: FilterOperator;
  readonly value?: string;
  readonly upTo?: string;
}

export interface ResultPage {
  readonly rows: readonly Row[];
  /** Rows of the whole view. */
  readonly total: number;
}

export interface ColumnStatistics {
  readonly rows: number;
  readonly nulls: number;
  readonly distinct: number;
  readonly distinctApproximate: boolean;
  /** As the engine prints them; undefined where the type has no order. */
  readonly min?: string;
  readonly max?: string;
  readonly mean?: string;
  /** Equal-width bins for numbers and times: `low` included, `high` excluded but in the last bin. */
  readonly histogram?: readonly { readonly low: string; readonly high: string; readonly count: number }[];
  /** Most frequent values. */
  readonly top?: readonly { readonly value: Value; readonly count: number }[];
}

export type ExportFormat = 'csv' | 'tsv' | 'json' | 'ndjson' | 'markdown' | 'parquet';

export type ResultAnswer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** `gone`: there is no such result any more. */
  | { readonly kind: 'failed'; readonly why: 'gone' | 'invalid' | 'storage' | 'cancelled'; readonly message: string };
