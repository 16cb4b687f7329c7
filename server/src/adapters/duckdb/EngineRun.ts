/** One run as the port shows it. Invariant: `outcome` resolves exactly once; the process is asked for a page only when a reader has taken one. */
import type {
  CatalogChange,
  QueryError,
  ResultColumn,
  Row,
  RunHandle,
  RunOutcome,
  RunProgress,
  RunStatistics,
} from '../../ports/QueryEngine';
import type { RunChannel, RunMessage } from './EngineProcess';
import type { WrittenFiles } from './messages';

/** At most a few calls a second. */
const progressEveryMs = 300;

export interface WrittenAnswer {
  readonly rows: readonly Row[];
  readonly changes: readonly CatalogChange[];
}

export class EngineRun implements RunHandle {
  readonly id: string;
  readonly outcome: Promise<RunOutcome>;
  readonly #began = Date.now();
  readonly #expected: readonly ResultColumn[];
  readonly #written: ((files: WrittenFiles) => WrittenAnswer) | undefined;
  readonly #columns: Promise<readonly ResultColumn[] | undefined>;
  readonly #listeners: ((progress: RunProgress) => void)[] = [];
  readonly #timer: NodeJS.Timeout;
  #haveColumns!: (columns: readonly ResultColumn[] | undefined) => void;
  #resolve!: (outcome: RunOutcome) => void;
  #pages: (readonly Row[])[] = [];
  #wake: (() => void) | undefined;
  #ended = false;
  #rows = 0;
  #channel: RunChannel | undefined;
  #cancelled = false;

  /** @param written what a statement that writes has to say at its end. */
  constructor(id: string, columns: readonly ResultColumn[], written?: (files: WrittenFiles) => WrittenAnswer) {
    this.id = id;
    this.#written = written;
    this.#expected = columns;
    this.outcome = new Promise(resolve => (this.#resolve = resolve));
    this.#columns = new Promise(resolve => (this.#haveColumns = resolve));
    this.#timer = setInterval(() => this.#report(), progressEveryMs);
    this.#timer.unref();
  }

  /** The run has reached the process. */
  attach(channel: RunChannel): void {
    this.#channel = channel;
    if (this.#cancelled) channel.post({ kind: 'cancel', run: channel.run });
  }

  take(message: RunMessage): void {
    if (this.#ended) return;
    switch (message.kind) {
      case 'columns':
        this.#haveColumns(this.#expected);
        break;
      case 'page':
        this.#rows += message.rows.length;
        this.#pages.push(message.rows);
        break;
      case 'progress':
        return;
      case 'end': {
        const { end } = message;
        const statistics = { rows: Math.max(this.#rows, end.rows), elapsedMs: Date.now() - this.#began, engineMs: end.engineMs };
        if (end.kind === 'succeeded') {
          const told = this.#written?.(end.written ?? { rows: 0, bytes: 0, partitions: [] });
          const bytes = end.bytesScanned === undefined ? {} : { bytesScanned: end.bytesScanned };
          const succeeded = { kind: 'succeeded', statistics: { ...statistics, ...bytes } } as const;
          this.end(told ? { ...succeeded, changes: told.changes } : succeeded, told?.rows);
        } else if (end.kind === 'failed') this.end({ kind: 'failed', error: end.error, statistics });
        else this.end({ kind: 'cancelled', statistics });
        return;
      }
    }
    this.#wake?.();
  }

  /** Ends a run that never reached the process, or one whose rows the engine makes up itself. */
  end(outcome: RunOutcome, rows: readonly Row[] = []): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#timer);
    if (rows.length > 0) this.#pages.push(rows);
    this.#haveColumns(outcome.kind === 'succeeded' ? this.#expected : undefined);
    if (outcome.kind !== 'succeeded') this.#pages = [];
    this.#resolve(outcome);
    this.#wake?.();
  }

  fail(error: QueryError): void {
    this.end({ kind: 'failed', error, statistics: this.statistics() });
  }

  statistics(): RunStatistics {
    return { rows: this.#rows, elapsedMs: Date.now() - this.#began };
  }

  onProgress(listener: (progress: RunProgress) => void): void {
    this.#listeners.push(listener);
  }

  columns(): Promise<readonly ResultColumn[] | undefined> {
    return this.#columns;
  }

  async *pages(): AsyncIterable<readonly Row[]> {
    for (;;) {
      const page = this.#pages.shift();
      if (page) {
        if (this.#channel && !this.#ended) this.#channel.post({ kind: 'taken', run: this.#channel.run });
        yield page;
      } else if (this.#ended) return;
      else {
        await new Promise<void>(resolve => (this.#wake = resolve));
        this.#wake = undefined;
      }
    }
  }

  async cancel(): Promise<void> {
    if (this.#ended) return;
    if (!this.#cancelled) {
      this.#cancelled = true;
      if (this.#channel) this.#channel.post({ kind: 'cancel', run: this.#channel.run });
    }
    await this.outcome;
  }

  #report(): void {
    if (this.#ended) return;
    const progress: RunProgress = { state: this.#channel ? 'running' : 'queued', elapsedMs: Date.now() - this.#began, rows: this.#rows };
    for (const listener of this.#listeners) listener(progress);
  }
}
