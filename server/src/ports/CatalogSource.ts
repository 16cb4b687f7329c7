/**
 * Where a catalog comes from: a snapshot file, DuckDB's attached folders, AWS. The contract suite tests these sentences on every adapter:
 * a load is complete or says per database what is missing; partial access is no failure; cancelling stops the work.
 */
import type { CatalogSnapshot } from '../core/catalog/CatalogSnapshot';

export interface CatalogSource {
  /** What a person would recognise it by: `snapshot catalog.ndjson`, `AWS 123456789012 eu-west-1`. */
  readonly label: string;
  /** @param onPreview called at most once, by a source that can show tables before all is read: what it lacks is not absent */
  load(
    signal: AbortSignal,
    onProgress?: (progress: CatalogProgress) => void,
    onPreview?: (snapshot: CatalogSnapshot) => void,
  ): Promise<CatalogLoad>;
}

export interface CatalogProgress {
  readonly databases: number;
  readonly tables: number;
}

export type CatalogLoad =
  /** `problems` name lines or objects that were left out, each with its reason. */
  | { readonly kind: 'loaded'; readonly snapshot: CatalogSnapshot; readonly problems: readonly CatalogProblem[] }
  | { readonly kind: 'failed'; readonly failure: CatalogFailure };

export interface CatalogProblem {
  readonly message: string;
  /** 1-based, where the source is a file. */
  readonly line?: number;
}

export type CatalogFailure =
  | { readonly kind: 'notFound'; readonly what: string }
  | { readonly kind: 'unreadable'; readonly what: string; readonly why: string }
  | { readonly kind: 'denied'; readonly action: string; readonly resource: string }
  | { readonly kind: 'throttled'; readonly retryAfterMs: number }
  | { readonly kind: 'expired'; readonly profile: string }
  | { readonly kind: 'unreachable'; readonly endpoint: string }
  | { readonly kind: 'cancelled' };
