/**
 * Builds a model on an engine whose catalog is a snapshot: its statements one after another, each change known before the next one starts.
 * Invariant: a build ends exactly once; however it ends, its helper tables are gone and the catalog says what is on disk.
 */
import { applyChanges } from '../core/catalog/applyChanges';
import type { CatalogChange } from '../core/catalog/applyChanges';
import type { CatalogSnapshot } from '../core/catalog/CatalogSnapshot';
import type { EmbeddedBuild, EmbeddedStep } from '../core/plan/embeddedPlan';
import type { CatalogWriter } from '../ports/CatalogWriter';
import type { QueryEngine, QueryError, RunHandle, RunOutcome, RunProgress, RunStatistics } from '../ports/QueryEngine';

export interface BuilderPorts {
  engine(): QueryEngine;
  readonly catalog: { readonly snapshot: CatalogSnapshot; replace(snapshot: CatalogSnapshot): void };
  /** Where the changes are kept for the next session; undefined where the catalog has no such place. */
  writer(): CatalogWriter | undefined;
  now(): number;
}

/** What a step of a build took. */
export interface BuiltStep {
  readonly purpose: string;
  readonly state: RunOutcome['kind'];
  readonly statistics: RunStatistics;
}

export class Builder {
  private readonly ports: BuilderPorts;
  /** Relations that are being built. */
  private readonly open = new Set<string>();
  /** The last save: the next one waits for it. */
  private saving: Promise<unknown> = Promise.resolve();

  constructor(ports: BuilderPorts) {
    this.ports = ports;
  }

  start(build: EmbeddedBuild): BuildRun {
    return new BuildRun(build, this.ports, {
      enter: relation => !this.open.has(relation) && this.open.add(relation).has(relation),
      leave: relation => this.open.delete(relation),
      save: changes => this.save(changes),
    });
  }

  /** @returns what went wrong */
  private async save(changes: readonly CatalogChange[]): Promise<string | undefined> {
    const writer = this.ports.writer();
    if (!writer || changes.length === 0) return undefined;
    const saved = this.saving.then(() => writer.save(changes));
    this.saving = saved;
    const answer = await saved;
    return answer.kind === 'failed' ? answer.message : undefined;
  }
}

interface BuildDoor {
  enter(relation: string): boolean;
  leave(relation: string): void;
  save(changes: readonly CatalogChange[]): Promise<string | undefined>;
}

/** One build, as a run without rows: its statistics count the model's rows and the bytes of the model's query. */
export class BuildRun implements RunHandle {
  readonly id: string;
  readonly outcome: Promise<RunOutcome>;
  /** What was carried out so far, in order. */
  readonly steps: BuiltStep[] = [];
  private readonly build: EmbeddedBuild;
  private readonly ports: BuilderPorts;
  private readonly door: BuildDoor;
  private readonly began: number;
  private readonly listeners: ((progress: RunProgress) => void)[] = [];
  private readonly changes: CatalogChange[] = [];
  private current: RunHandle | undefined;
  private cancelled = false;
  /** What was there has been replaced: from here on the build goes to its end. */
  private committed = false;
  /** The snapshot that this build gave last. */
  private published: CatalogSnapshot | undefined;
  private ended = false;
  private rows = 0;
  private bytes: number | undefined = 0;

  constructor(build: EmbeddedBuild, ports: BuilderPorts, door: BuildDoor) {
    this.id = build.node.uniqueId;
    this.build = build;
    this.ports = ports;
    this.door = door;
    this.began = ports.now();
    this.outcome = this.run().then(outcome => {
      this.ended = true;
      return outcome;
    });
  }

  onProgress(listener: (progress: RunProgress) => void): void {
    this.listeners.push(listener);
  }

  columns(): Promise<undefined> {
    return this.outcome.then(() => undefined);
  }

  pages(): AsyncIterable<never> {
    const next = (): Promise<IteratorReturnResult<undefined>> => this.outcome.then(() => ({ done: true, value: undefined }));
    return { [Symbol.asyncIterator]: () => ({ next }) };
  }

  async cancel(): Promise<void> {
    if (this.ended) return;
    this.cancelled = true;
    if (!this.committed) await this.current?.cancel();
    await this.outcome;
  }

  private async run(): Promise<RunOutcome> {
    const { relation } = this.build;
    // Nobody can have listened or cancelled before this turn is over.
    await Promise.resolve();
    if (!this.door.enter(relation))
      return this.failed({ code: 'ALREADY_RUNNING', message: `${relation} is being built already: wait for that run, or cancel it` });
    try {
      return await this.carryOut();
    } catch (error) {
      return this.failed({ code: 'ENGINE_LOST', message: (error as Error).message });
    } finally {
      this.door.leave(relation);
    }
  }

  private async carryOut(): Promise<RunOutcome> {
    let failure: QueryError | undefined;
    let stopped = false;
    for (const step of this.build.steps) {
      stopped = this.cancelled && !this.committed;
      if (stopped) break;
      const result = await this.step(step);
      stopped = result === 'cancelled';
      if (typeof result === 'object') failure = result;
      if (stopped || failure) break;
    }
    const left = failure || stopped ? await this.cleanUp() : [];
    const notSaved = await this.door.save(this.changes);
    // A catalog that was loaded while the build went on may have been read before the save.
    this.publish();
    if (failure) return this.failed(this.explained(failure, left));
    if (notSaved !== undefined) return this.failed({ code: 'CATALOG_NOT_SAVED', message: notSaved });
    return { kind: stopped ? 'cancelled' : 'succeeded', statistics: this.statistics() };
  }

  private async step(step: EmbeddedStep): Promise<QueryError | 'cancelled' | undefined> {
    switch (step.kind) {
      case 'catalog':
        this.apply(step.changes);
        return undefined;
      case 'check': {
        const message = step.failure(this.ports.catalog.snapshot);
        return message === undefined ? undefined : { code: 'SCHEMA_CHANGED', message };
      }
      case 'statement': {
        const outcome = await this.execute(step, true);
        const { statistics } = outcome;
        if (outcome.kind === 'succeeded') {
          if (step.counted) this.rows = statistics.rows;
          if (step.measured) this.bytes = statistics.bytesScanned;
          this.committed ||= step.counted;
        }
        return errorOf(outcome);
      }
      case 'drop': {
        const outcome = await this.execute(step, false);
        this.committed ||= step.commits;
        return errorOf(outcome);
      }
    }
  }

  private async execute({ sql, purpose, ...step }: Sent, cancellable: boolean): Promise<RunOutcome> {
    const { existingPartitions } = step;
    // The catalog may have been loaded anew since: what this build did is not in it then.
    if (this.ports.catalog.snapshot !== this.published) this.publish();
    const handle = await this.ports
      .engine()
      .start({ sql, schema: this.build.session, ...(existingPartitions === undefined ? {} : { existingPartitions }) });
    if (cancellable) {
      this.current = handle;
      if (this.cancelled && !this.committed) await handle.cancel();
    }
    handle.onProgress(progress => this.report(progress));
    await drained(handle);
    const outcome = await handle.outcome;
    this.current = undefined;
    if (outcome.kind === 'succeeded') this.apply(outcome.changes ?? []);
    this.steps.push({ purpose, state: outcome.kind, statistics: outcome.statistics });
    return outcome;
  }

  private apply(changes: readonly CatalogChange[]): void {
    this.changes.push(...changes);
    if (changes.length > 0) this.publish();
  }

  private publish(): void {
    const { catalog } = this.ports;
    if (this.changes.length > 0) catalog.replace(applyChanges(catalog.snapshot, this.changes));
    this.published = catalog.snapshot;
  }

  /** @returns names of helpers that could not be dropped */
  private async cleanUp(): Promise<readonly string[]> {
    const left: string[] = [];
    for (const { schema, name, dropSql } of this.build.helpers) {
      const known = this.ports.catalog.snapshot.databases.get(schema.toLowerCase())?.tables.has(name.toLowerCase());
      if (known && (await this.execute({ sql: dropSql, purpose: 'drop the helper' }, false)).kind !== 'succeeded')
        left.push(`${schema}.${name}`);
    }
    return left;
  }

  private explained(error: QueryError, left: readonly string[]): QueryError {
    const { missing } = this.build;
    const hint =
      error.code.endsWith('NOT_FOUND') && missing.length > 0
        ? `; ${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} not built yet: run ${missing.length > 1 ? 'them' : 'it'} first`
        : '';
    const helpers = left.length > 0 ? `; the helper ${left.join(', ')} could not be dropped` : '';
    // The place counts in the statement that was sent, not in the model.
    const { code, message, details } = error;
    return { code, message: message + hint + helpers, ...(details === undefined ? {} : { details }) };
  }

  private failed(error: QueryError): RunOutcome {
    return { kind: 'failed', error, statistics: this.statistics() };
  }

  private statistics(): RunStatistics {
    return { rows: this.rows, elapsedMs: this.ports.now() - this.began, ...(this.bytes === undefined ? {} : { bytesScanned: this.bytes }) };
  }

  private report({ state, bytes, rows }: RunProgress): void {
    const progress: RunProgress = {
      state,
      elapsedMs: this.ports.now() - this.began,
      ...(bytes === undefined ? {} : { bytes }),
      ...(rows === undefined ? {} : { rows }),
    };
    for (const listener of this.listeners) listener(progress);
  }
}

interface Sent {
  readonly sql: string;
  readonly purpose: string;
  readonly existingPartitions?: 'overwrite';
}

function errorOf(outcome: RunOutcome): QueryError | 'cancelled' | undefined {
  if (outcome.kind === 'failed') return outcome.error;
  return outcome.kind === 'cancelled' ? 'cancelled' : undefined;
}

/** A result that nobody takes would hold the engine back. */
async function drained(handle: RunHandle): Promise<void> {
  const pages = handle.pages()[Symbol.asyncIterator]();
  let page = await pages.next();
  while (page.done !== true) page = await pages.next();
}
