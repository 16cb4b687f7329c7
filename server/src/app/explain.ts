/** Failures in a sentence for a person: what failed, on what, what to do. */
import type { DatabaseState } from '../core/catalog/CatalogSnapshot';
import type { CatalogFailure } from '../ports/CatalogSource';

export function explainFailure(failure: CatalogFailure): string {
  switch (failure.kind) {
    case 'notFound':
      return `the catalog snapshot ${failure.what} does not exist: give another file, or write one with "medallion catalog export"`;
    case 'unreadable':
      return `${failure.what} cannot be read (${failure.why}): check the file and its permissions`;
    case 'denied':
      return `${failure.action} denied on ${failure.resource}: ask for DESCRIBE on it`;
    case 'throttled':
      return `AWS asks to slow down: tried again in ${Math.ceil(failure.retryAfterMs / 1000)} s`;
    case 'expired':
      return `the session of profile ${failure.profile} has expired: sign in again`;
    case 'unreachable':
      return `${failure.endpoint} cannot be reached: the last known catalog stays in use`;
    case 'cancelled':
      return 'cancelled';
  }
}

/** What a person can do about a database that is not loaded; undefined for one that is. */
export function explainState(database: string, state: DatabaseState): string | undefined {
  switch (state.kind) {
    case 'loaded':
      return undefined;
    case 'notLoaded':
      return `${database} is not loaded yet: its tables are unknown`;
    case 'denied':
      return `${state.action} denied on ${database}: ask for DESCRIBE on the database`;
    case 'failed':
      return `${database} could not be loaded: ${state.message}`;
  }
}
