/**
 * Runs statements, keeps their rows and their history. Together with Workspace and CatalogStore the only mutable state.
 * Invariant: a run ends exactly once; its rows are in the store before it is called succeeded; history outlives results, never the other way round.
 */
import type { Amount } from '../core/scan/amount';
import type { QueryEngine, QueryError, ResultColumn, RunHandle } from '../ports/QueryEngine';
import type { ResultStore } from '../ports/ResultStore';

export interface RunRequest {
  readonly action: 'preview' | 'run';
  readonly title: string;
  readonly sql: string;
  readonly schema: string | undefined;
  /** The document it was started from. */
  readonly uri: string | undefined;
  /** Rows to fetch at the most. */
  readonly limit: number | undefined;
  readonly estimate: { readonly bytes: Amount | undefined; readonly price: Amount | undefined } | undefined;
  readonly environment: string;
  readonly production: boolean;
}

export type RunState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

export interface RunRecord {
  readonly id: string;
  readonly request: RunRequest;
  readonly engine: string;
  readonly state: RunState;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly elapsedMs: number;
  readonly columns: readonly ResultColumn[] | undefined;
  /** Rows kept so far. */
  readonly rows: number;
  /** False where the engine had more rows than were fetched. */
  readonly complete: boolean;
  readonly bytes: number | undefined;
  readonly error: QueryError | undefined;
  /** Whether its rows can still be shown. */
  readonly kept: boolean;
}

export interface RunnerPorts {
  engine(): { readonly engine: QueryEngine; readonly label: string };
  results(): ResultStore;
  now(): number;
}

/** Finished runs that are remembered, and how many of them keep their rows. */
const rememberedRuns = 200;
const keptResults = 20;

export class Runner {
  private readonly ports: RunnerPorts;
  private readonly runs = new Map<string, RunRecord>();
  private readonly handles = new Map<string, RunHandle>();
  private readonly cancelled = new Set<string>();
  private readonly listeners = new Set<(run: RunRecord) => void>();
  private counter = 0;

  constructor(ports: RunnerPorts) {
    this.ports = ports;
  }

  onChange(listener: (run: RunRecord) => void): void {
    this.listeners.add(listener);
  }

  /** Running first, then newest first. */
  list(): readonly RunRecord[] {
    const running = ({ state }: RunRecord): number => (state === 'queued' || state === 'running' ? 0 : 1);
    return [...this.runs.values()].reverse().sort((a, b) => running(a) - running(b));
  }

  run(id: string): RunRecord | undefined {
    return this.runs.get(id);
  }

  /**
   * Answers as soon as the run is known; its rows and its end are told by `onChange`.
   * @param begin starts what is more than the request's one statement, such as the build of a model
   */
  start(request: RunRequest, begin?: () => RunHandle): RunRecord {
    const { engine, label } = this.ports.engine();
    const started = this.ports.now();
    const id = `run-${++this.counter}`;
    const record: RunRecord = {
      id,
      request,
      engine: label,
      state: 'queued',
      startedAt: new Date(started).toISOString(),
      elapsedMs: 0,
      columns: undefined,
      rows: 0,
      complete: false,
      bytes: undefined,
      error: undefined,
      kept: false,
    };
    this.become(record);
    void this.carryOut(id, engine, started, begin);
    return record;
  }

  /** Resolves when the engine has acknowledged; of an unknown or finished run at once. */
  async cancel(id: string): Promise<void> {
    const state = this.runs.get(id)?.state;
    if (state !== 'queued' && state !== 'running') return;
    this.cancelled.add(id);
    await this.handles.get(id)?.cancel();
  }

  /** Takes finished runs and their rows out; all of them where none is named. */
  async forget(ids?: readonly string[]): Promise<void> {
    for (const { id, state } of [...this.runs.values()]) {
      if ((ids && !ids.includes(id)) || state === 'queued' || state === 'running') continue;
      this.runs.delete(id);
      await this.ports.results().drop(id);
    }
  }

  private async carryOut(id: string, engine: QueryEngine, started: number, begin?: () => RunHandle): Promise<void> {
    const { sql, schema, limit } = this.runs.get(id)!.request;
    try {
      // One row more than asked for tells whether there are more.
      const handle = begin
        ? begin()
        : await engine.start({
            sql,
            ...(schema === undefined ? {} : { schema }),
            ...(limit === undefined ? {} : { maxRows: limit + 1 }),
          });
      this.handles.set(id, handle);
      if (this.cancelled.has(id)) await handle.cancel();
      handle.onProgress(({ state, elapsedMs, bytes }) => this.update(id, { state, elapsedMs, ...(bytes === undefined ? {} : { bytes }) }));
      await this.keepRows(id, handle, limit);
      const outcome = await handle.outcome;
      const { statistics } = outcome;
      const base = { elapsedMs: statistics.elapsedMs, bytes: statistics.bytesScanned, ...(begin ? { rows: statistics.rows } : {}) };
      if (outcome.kind === 'failed') this.update(id, { ...base, state: 'failed', error: outcome.error });
      else this.update(id, { ...base, state: outcome.kind });
    } catch (error) {
      this.update(id, {
        state: 'failed',
        elapsedMs: this.ports.now() - started,
        error: { code: 'RESULTS_LOST', message: `the rows could not be kept: ${(error as Error).message}` },
      });
    } finally {
      this.handles.delete(id);
      this.cancelled.delete(id);
      await this.trim();
    }
  }

  private async keepRows(id: string, handle: RunHandle, limit: number | undefined): Promise<void> {
    const columns = await handle.columns();
    if (!columns) return;
    const writer = await this.ports.results().create(id, columns);
    this.update(id, { columns, state: 'running', kept: true });
    let rows = 0;
    let complete = true;
    for await (const page of handle.pages()) {
      const room = limit === undefined ? page.length : Math.max(0, limit - rows);
      complete &&= page.length <= room;
      const taken = page.length <= room ? page : page.slice(0, room);
      await writer.append(taken);
      rows += taken.length;
      this.update(id, { rows });
    }
    await writer.finish();
    this.update(id, { rows, complete });
  }

  private update(id: string, change: Partial<RunRecord>): void {
    const before = this.runs.get(id);
    if (!before || before.state === 'succeeded' || before.state === 'failed' || before.state === 'cancelled') return;
    this.become({ ...before, ...change });
  }

  private become(run: RunRecord): void {
    this.runs.set(run.id, run);
    for (const listener of this.listeners) listener(run);
  }

  private async trim(): Promise<void> {
    const finished = this.list().filter(({ state }) => state !== 'queued' && state !== 'running');
    for (const { id } of finished.slice(keptResults).filter(({ kept }) => kept)) {
      await this.ports.results().drop(id);
      const run = this.runs.get(id);
      if (run) this.become({ ...run, kept: false });
    }
    for (const { id } of finished.slice(rememberedRuns)) this.runs.delete(id);
  }
}
