/**
 * Estimates behind typing: what is known is answered at once, what is not is worked out in the background and told when it stands.
 * Invariant: a request never waits for files; an answer belongs to one analysis of one text and is dropped with it.
 */
import type { StatementAnalysis } from '../core/analysis/StatementAnalysis';
import type { LakeReader } from '../ports/LakeReader';
import { estimateStatement } from './Estimator';
import type { EstimateRequest, StatementEstimate } from './Estimator';

export class Estimates {
  private readonly done = new WeakMap<StatementAnalysis, StatementEstimate>();
  private readonly running = new WeakSet<StatementAnalysis>();
  private readonly reader: () => LakeReader;
  private readonly changed: () => void;

  constructor(reader: () => LakeReader, changed: () => void) {
    this.reader = reader;
    this.changed = changed;
  }

  /** undefined: not known yet; `changed` is called when it is. */
  of(request: EstimateRequest): StatementEstimate | undefined {
    const known = this.done.get(request.analysis);
    if (!known && !this.running.has(request.analysis)) void this.work(request);
    return known;
  }

  /** Waits for the answer: for a person who has asked for it. */
  async ask(request: EstimateRequest, signal: AbortSignal): Promise<StatementEstimate> {
    const known = this.done.get(request.analysis);
    if (known) return known;
    const estimate = await estimateStatement(this.reader(), request, signal);
    if (!signal.aborted) this.done.set(request.analysis, estimate);
    return estimate;
  }

  private async work(request: EstimateRequest): Promise<void> {
    this.running.add(request.analysis);
    await this.ask(request, new AbortController().signal);
    this.running.delete(request.analysis);
    this.changed();
  }
}
