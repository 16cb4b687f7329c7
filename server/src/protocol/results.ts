/**
 * Wire of the results panel: what the page asks and what the extension answers. The page says `ready`, gets the whole state, then deltas.
 * Invariant: rows live with the server; the page holds a window of them and names columns by index, since names may repeat.
 */
import { isIndex, isOneOf, isRecord } from './webview';
import type { CellValue, WireEnvironment, WireFailure, WireMoney, WirePlace, WireRange } from './webview';

export interface WireColumn {
  readonly name: string;
  /** Trino's spelling. */
  readonly type: string;
}

export interface WireStatistics {
  /** Bytes read from storage; undefined where the engine does not say. */
  readonly bytesScanned?: number;
  readonly elapsedMs: number;
  readonly price?: WireMoney;
}

export interface WireQueryError {
  /** Trino's errorName where there is one. */
  readonly code: string;
  /** One sentence of ours: what failed, on what, what to do. */
  readonly message: string;
  /** The engine's own words, kept readable. */
  readonly details?: string;
  /** Place in the result's `sql`: 0-based line and UTF-16 column. */
  readonly line?: number;
  readonly column?: number;
  /** Place in the user's file, where the statement maps back to one. */
  readonly place?: WirePlace;
}

export type WireRun =
  | {
      readonly kind: 'queued' | 'running';
      readonly startedAt: string;
      readonly rows: number;
      readonly bytesScanned?: number;
      readonly columns?: readonly WireColumn[];
    }
  | {
      readonly kind: 'succeeded';
      readonly columns: readonly WireColumn[];
      readonly rows: number;
      /** False where the engine had more rows than were fetched (a preview). */
      readonly complete: boolean;
      readonly statistics: WireStatistics;
    }
  | {
      readonly kind: 'failed';
      readonly error: WireQueryError;
      readonly statistics: WireStatistics;
      readonly columns?: readonly WireColumn[];
      readonly rows?: number;
    }
  | { readonly kind: 'cancelled'; readonly statistics: WireStatistics; readonly columns?: readonly WireColumn[]; readonly rows?: number };

/** One statement of one run: a tab. */
export interface WireResult {
  readonly resultId: string;
  /** What was run: `dim_clients`, `selection`, `CTE sessions`. */
  readonly title: string;
  readonly mode: 'preview' | 'run';
  /** 1-based number and count, where a run has several statements. */
  readonly statement?: { readonly number: number; readonly of: number };
  readonly sql: string;
  readonly environment: WireEnvironment;
  readonly estimate?: { readonly bytes: WireRange; readonly price?: WireRange; readonly currency?: string };
  /** Where the statement stands in the user's file. */
  readonly origin?: WirePlace;
  readonly pinned: boolean;
  readonly run: WireRun;
}

export interface WireHistoryEntry {
  readonly historyId: string;
  readonly title: string;
  readonly mode: 'preview' | 'run';
  readonly sql: string;
  readonly environment: WireEnvironment;
  /** ISO 8601 instant. */
  readonly startedAt: string;
  readonly outcome: 'running' | 'succeeded' | 'failed' | 'cancelled';
  readonly rows?: number;
  readonly statistics?: WireStatistics;
  readonly estimateBytes?: WireRange;
  /** Whether the rows are still there to be reopened; otherwise reopening offers to run again. */
  readonly kept: boolean;
}

export interface ResultsState {
  readonly results: readonly WireResult[];
  readonly activeResultId?: string;
  /** Newest first. */
  readonly history: readonly WireHistoryEntry[];
}

export interface WireSort {
  readonly column: number;
  readonly descending: boolean;
}

export const filterOperators = [
  'contains',
  'notContains',
  'equals',
  'notEquals',
  'less',
  'lessOrEqual',
  'greater',
  'greaterOrEqual',
  'between',
  'isNull',
  'isNotNull',
] as const;
export type FilterOperator = (typeof filterOperators)[number];

/** Text of the user, never a number of JavaScript: the server compares by the column's type. `upTo` belongs to `between`, both ends included. */
export interface WireFilter {
  readonly column: number;
  readonly operator: FilterOperator;
  readonly value?: string;
  readonly upTo?: string;
}

/** What is shown of a result, in which order. Filters are joined by AND; `search` keeps rows where any column's print contains it, without case. NULLs sort last. */
export interface WireView {
  readonly sort: readonly WireSort[];
  readonly filters: readonly WireFilter[];
  readonly search: string;
}

export const exportFormats = ['csv', 'tsv', 'json', 'ndjson', 'markdown', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface WireColumnStatistics {
  /** Rows of the view that were looked at. */
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
  /** Most frequent values, for all other types (also for numbers with few values). */
  readonly top?: readonly { readonly value: CellValue; readonly count: number }[];
}

export type ResultsRequest =
  | { readonly kind: 'ready' }
  | { readonly kind: 'activate' | 'close' | 'cancel' | 'rerun'; readonly resultId: string }
  | { readonly kind: 'pin'; readonly resultId: string; readonly pinned: boolean }
  | { readonly kind: 'reopen'; readonly historyId: string }
  | { readonly kind: 'clearHistory' }
  /** Rows `[offset, offset + limit)` of the view; `columns` narrows to some, in that order. Answered by `page` or `refused`. */
  | {
      readonly kind: 'page';
      readonly requestId: number;
      readonly resultId: string;
      readonly view: WireView;
      readonly offset: number;
      readonly limit: number;
      readonly columns?: readonly number[];
    }
  /** One value in full, where the page says it was cut. Answered by `cell` or `refused`. */
  | {
      readonly kind: 'cell';
      readonly requestId: number;
      readonly resultId: string;
      readonly view: WireView;
      readonly row: number;
      readonly column: number;
    }
  /** Answered by `statistics` or `refused`. */
  | { readonly kind: 'statistics'; readonly requestId: number; readonly resultId: string; readonly view: WireView; readonly column: number }
  /** All rows of the view, streamed by the server into a file the user picks, or to the clipboard. Answered by `exported` or `refused`. */
  | {
      readonly kind: 'export';
      readonly requestId: number;
      readonly resultId: string;
      readonly view: WireView;
      readonly format: ExportFormat;
      readonly target: 'file' | 'clipboard';
    }
  /** Text of a selection that the page has put together. */
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'openSource'; readonly resultId: string; readonly line?: number; readonly column?: number }
  | { readonly kind: 'openSql'; readonly resultId: string };

export type ResultsMessage =
  | { readonly kind: 'state'; readonly state: ResultsState }
  | { readonly kind: 'run'; readonly resultId: string; readonly run: WireRun }
  | {
      readonly kind: 'page';
      readonly requestId: number;
      readonly rows: readonly (readonly CellValue[])[];
      /** Rows of the whole view. */
      readonly total: number;
      /** Cells that were shortened for the wire: row within this page, position within the row, length in full. */
      readonly cut?: readonly { readonly row: number; readonly column: number; readonly length: number }[];
    }
  | { readonly kind: 'cell'; readonly requestId: number; readonly value: CellValue }
  | { readonly kind: 'statistics'; readonly requestId: number; readonly statistics: WireColumnStatistics }
  /** `cancelled`: the user closed the file dialog. */
  | { readonly kind: 'exported'; readonly requestId: number; readonly rows: number; readonly path?: string; readonly cancelled?: boolean }
  | { readonly kind: 'refused'; readonly requestId: number; readonly failure: WireFailure };

/** Most rows that one page request may ask for. */
export const maxPageRows = 5000;

/** Whether a message from the page has the shape of a request; anything else is dropped. */
export function isResultsRequest(message: unknown): message is ResultsRequest {
  if (!isRecord(message)) return false;
  const named = typeof message.resultId === 'string';
  const asked = named && isIndex(message.requestId) && isView(message.view);
  switch (message.kind) {
    case 'ready':
    case 'clearHistory':
      return true;
    case 'activate':
    case 'close':
    case 'cancel':
    case 'rerun':
    case 'openSql':
      return named;
    case 'pin':
      return named && typeof message.pinned === 'boolean';
    case 'reopen':
      return typeof message.historyId === 'string';
    case 'page':
      return (
        asked && isIndex(message.offset) && isIndex(message.limit) && message.limit <= maxPageRows && isOptional(message.columns, isIndexes)
      );
    case 'cell':
      return asked && isIndex(message.row) && isIndex(message.column);
    case 'statistics':
      return asked && isIndex(message.column);
    case 'export':
      return asked && isOneOf(message.format, exportFormats) && isOneOf(message.target, ['file', 'clipboard']);
    case 'copy':
      return typeof message.text === 'string';
    case 'openSource':
      return named && isOptional(message.line, isIndex) && isOptional(message.column, isIndex);
    default:
      return false;
  }
}

function isView(value: unknown): value is WireView {
  return isRecord(value) && typeof value.search === 'string' && isList(value.sort, isSort) && isList(value.filters, isFilter);
}

function isSort(value: unknown): value is WireSort {
  return isRecord(value) && isIndex(value.column) && typeof value.descending === 'boolean';
}

function isFilter(value: unknown): value is WireFilter {
  return (
    isRecord(value) &&
    isIndex(value.column) &&
    isOneOf(value.operator, filterOperators) &&
    isOptional(value.value, isText) &&
    isOptional(value.upTo, isText)
  );
}

function isIndexes(value: unknown): value is readonly number[] {
  return isList(value, isIndex);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isList<T>(value: unknown, is: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(is);
}

function isOptional<T>(value: unknown, is: (item: unknown) => item is T): value is T | undefined {
  return value === undefined || is(value);
}
