/**
 * How the extension carries the panels' messages to the server and back, and what only the extension can do for them: files, the clipboard, the editor.
 * Invariant: the extension keeps no result and no graph; every message of a page gets its answer from the server, or is one of the few it serves itself.
 */
import type { LineageMessage, LineageRequest, LineageState } from './lineage';
import type { DocumentPosition, Location, Refusal } from './message';
import { notification, request } from './message';
import type { ExportFormat, ResultsMessage, ResultsRequest, WireView } from './results';
import type { LineageTarget } from './status';

/** `ready` is answered by `state`, what has a `requestId` by its own answer or `refused`, the rest by null; changes come as `resultsMessage`. */
export const resultsAsk = request<Exclude<ResultsRequest, ResultsServedByEditor>, ResultsMessage | null>('medallion/results/ask');
export const resultsMessage = notification<ResultsMessage>('medallion/results/message');
/** Writes all rows of a view to a file, or gives them as text. */
export const resultsExport = request<ResultsExportParams, ResultsExported>('medallion/results/export');
/** Where in the user's file a place of a result's statement stands; null where it maps to none. */
export const resultsPlace = request<{ readonly resultId: string; readonly line?: number; readonly column?: number }, Location | null>(
  'medallion/results/place',
);
/** The statement of a result as it was sent. */
export const resultsSql = request<{ readonly resultId: string }, { readonly sql: string; readonly title: string } | null>(
  'medallion/results/sql',
);

export type ResultsServedByEditor = Extract<ResultsRequest, { readonly kind: 'export' | 'copy' | 'openSource' | 'openSql' }>;

export interface ResultsExportParams {
  readonly resultId: string;
  readonly view: WireView;
  readonly format: ExportFormat;
  /** Path of a file to write; without it the text is answered. */
  readonly path?: string;
}
export type ResultsExported = { readonly kind: 'exported'; readonly rows: number; readonly text?: string } | Refusal;

/** The graph around a model, table or place of a document. */
export const lineageState = request<LineageStateParams, LineageState>('medallion/lineage/state');
/** `expand`, `trace` and `focus`, within the graph last asked for; answered by `added`, `state` or `refused`. */
export const lineageAsk = request<Extract<LineageRequest, { readonly kind: 'expand' | 'trace' | 'focus' }>, LineageMessage>(
  'medallion/lineage/ask',
);
/** The file of a node, at one of its columns; null where there is none. */
export const lineagePlace = request<{ readonly node: string; readonly column?: string }, Location | null>('medallion/lineage/place');
/** The graph last asked for may have changed: the panel asks again when it is visible. */
export const lineageChanged = notification<Record<string, never>>('medallion/lineage/changed');

export interface LineageStateParams {
  readonly target: LineageTarget;
  /** The cursor, which may select a column. */
  readonly at?: DocumentPosition;
  readonly depth: number;
}
