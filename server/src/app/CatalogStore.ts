/**
 * Holds the catalog everyone reads: one immutable snapshot, exchanged as a whole.
 * Invariant: a failed refresh leaves the last good snapshot in place and says so; of several refreshes only the last one started counts.
 */
import { CatalogSnapshot } from '../core/catalog/CatalogSnapshot';
import { prepareSearch } from '../core/catalog/searchIndex';
import type { CatalogFailure, CatalogProblem, CatalogProgress, CatalogSource } from '../ports/CatalogSource';

export type CatalogStatus =
  /** No source is configured. */
  | { readonly kind: 'none' }
  | { readonly kind: 'loading'; readonly progress: CatalogProgress; readonly stale: boolean }
  | { readonly kind: 'ready'; readonly problems: readonly CatalogProblem[]; readonly label: string }
  /** `stale`: an older snapshot is still shown. */
  | { readonly kind: 'failed'; readonly failure: CatalogFailure; readonly stale: boolean; readonly label: string };

const tablesATurn = 50;

export class CatalogStore {
  private current = CatalogSnapshot.empty;
  private state: CatalogStatus = { kind: 'none' };
  private source: CatalogSource | undefined;
  private running: AbortController | undefined;
  private readonly listeners = new Set<() => void>();

  get snapshot(): CatalogSnapshot {
    return this.current;
  }

  get status(): CatalogStatus {
    return this.state;
  }

  /** Called after every change of snapshot or status. */
  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** Reads from another source from now on; the old source's snapshot is dropped at once: it tells of another account. */
  async use(source: CatalogSource | undefined): Promise<void> {
    this.source = source;
    this.current = CatalogSnapshot.empty;
    await this.refresh();
  }

  /** Loads anew; resolves when the load has ended, however it ended. */
  async refresh(): Promise<void> {
    this.running?.abort();
    const { source } = this;
    if (!source) {
      this.become({ kind: 'none' });
      return;
    }
    const abort = new AbortController();
    this.running = abort;
    const stale = (): boolean => this.current !== CatalogSnapshot.empty;
    let last: CatalogProgress = { databases: 0, tables: 0 };
    const progressed = (progress: CatalogProgress): void => {
      last = progress;
      if (!abort.signal.aborted) this.become({ kind: 'loading', progress, stale: stale() });
    };
    progressed(last);
    const load = await source.load(abort.signal, progressed, preview => {
      // What was loaded before knows more than a beginning.
      if (abort.signal.aborted || stale()) return;
      this.current = preview;
      progressed(last);
    });
    if (abort.signal.aborted) return;
    if (load.kind === 'loaded') {
      this.current = load.snapshot;
      this.become({ kind: 'ready', problems: load.problems, label: source.label });
      await this.prepare(load.snapshot, abort.signal);
    } else this.become({ kind: 'failed', failure: load.failure, stale: stale(), label: source.label });
  }

  /** Takes over what statements have changed. A load that is under way may have read the state before: it starts again. */
  replace(snapshot: CatalogSnapshot): void {
    this.current = snapshot;
    if (this.state.kind === 'loading') void this.refresh();
    else this.become(this.state);
  }

  cancel(): void {
    this.running?.abort();
    if (this.state.kind === 'loading')
      this.become({ kind: 'failed', failure: { kind: 'cancelled' }, stale: this.state.stale, label: this.source?.label ?? '' });
  }

  /** Indexes a few tables a turn: a keystroke in between waits for those, not for all. */
  private async prepare(snapshot: CatalogSnapshot, signal: AbortSignal): Promise<void> {
    for (const entry of snapshot.databases.values()) {
      for (const rest of prepareSearch(entry, tablesATurn)) {
        await new Promise(resolve => setImmediate(resolve, rest));
        if (signal.aborted) return;
      }
    }
  }

  private become(state: CatalogStatus): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}
