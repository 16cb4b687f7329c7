/**
 * Previews and runs: what they would do and cost, their start, progress and history.
 * Invariant: a run is known by its `id` from the answer that started it; it ends exactly once, in a `runChanged` with a final state.
 */
import type { DocumentPosition, Range, Refusal } from './message';
import { notification, request } from './message';

/** What would happen, for the confirmation: nothing is started. */
export const runPlan = request<RunPlanParams, RunPlanAnswer>('medallion/run/plan');
/** Shows rows; the statement only reads. Answers as soon as the engine has taken it. */
export const runPreview = request<RunPreviewParams, RunStarted>('medallion/run/preview');
/** Carries out a plan that the user confirmed. */
export const runExecute = request<RunExecuteParams, RunStarted>('medallion/run/execute');
/** Resolves once the engine has acknowledged; of an unknown or finished run: at once. */
export const runCancel = request<{ readonly id: string }, null>('medallion/run/cancel');
/** Running first, then newest first. */
export const runList = request<RunListParams, RunList>('medallion/run/list');
/** Takes finished runs out of the history, with their stored results. No ids: all finished ones. */
export const runForget = request<{ readonly ids?: readonly string[] }, null>('medallion/run/forget');
/** A run started, progressed (at most a few times a second) or ended. */
export const runChanged = notification<RunSummary>('medallion/run/changed');

/** What to run; the server finds the text, renders its template and cuts out the part. */
export type RunTarget =
  | { readonly kind: 'model'; readonly uri: string }
  | { readonly kind: 'selection'; readonly uri: string; readonly range: Range }
  | ({ readonly kind: 'statement' } & DocumentPosition)
  /** The CTE at the place, with the ones before it. */
  | ({ readonly kind: 'cte' } & DocumentPosition)
  /** Rows of a table, named as a query names it. */
  | { readonly kind: 'table'; readonly name: string };

export interface RunPlanParams {
  readonly target: RunTarget;
  readonly action: 'preview' | 'run';
}

export interface RunPreviewParams {
  readonly target: RunTarget;
  readonly limit: number;
}

export interface RunExecuteParams {
  readonly target: RunTarget;
  /** From the plan that was shown: a plan that no longer holds is refused. */
  readonly plan: string;
}

/** `likely` is undefined where it is unknown: never shown as zero. */
export interface Amount {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

export interface Estimate {
  /** undefined: unknown, `notes` say why. */
  readonly bytes?: Amount;
  readonly price?: Amount;
  readonly currency: string;
  readonly notes: readonly string[];
}

export interface PlannedStatement {
  /** `CREATE TABLE AS`, `INSERT`, `MERGE`, `SELECT`, … */
  readonly kind: string;
  readonly sql: string;
  readonly writes?: string;
  readonly estimate: Estimate;
}

export interface RunPlanned {
  readonly kind: 'planned';
  readonly plan: string;
  /** `Run model fct_visits (incremental, merge)`. */
  readonly title: string;
  readonly statements: readonly PlannedStatement[];
  readonly total: Estimate;
  /** Where it runs: `DuckDB on this machine`, `Athena, workgroup analytics, eu-west-1`. */
  readonly engine: string;
  readonly environment: string;
  readonly production: boolean;
  /** What a person should know first: the budget is exceeded, a table is replaced. */
  readonly warnings: readonly string[];
}
export type RunPlanAnswer = RunPlanned | Refusal;

export type RunStarted = { readonly kind: 'started'; readonly run: RunSummary } | Refusal;

export type RunState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

export interface RunSummary {
  readonly id: string;
  readonly action: 'preview' | 'run';
  /** `stg_sessions`, `orders (CTE)`, `selection in report.sql`. */
  readonly title: string;
  /** The document it was started from. */
  readonly uri?: string;
  readonly state: RunState;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly elapsedMs: number;
  readonly engine: string;
  readonly environment: string;
  readonly production: boolean;
  readonly rows?: number;
  readonly bytes?: number;
  readonly price?: number;
  readonly estimate?: Estimate;
  readonly error?: RunError;
  /** Whether its rows can still be shown. */
  readonly hasResult: boolean;
}

export interface RunError {
  readonly code: string;
  readonly message: string;
  readonly details?: string;
  /** In the document of `uri`, where the place is known. */
  readonly range?: Range;
}

export interface RunListParams {
  readonly offset: number;
  readonly limit: number;
}
export interface RunList {
  readonly runs: readonly RunSummary[];
  readonly total: number;
}
