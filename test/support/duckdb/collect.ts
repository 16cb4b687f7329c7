/** Whole runs for tests. */
import type { QueryEngine, QueryRequest, ResultColumn, Row, RunOutcome } from '../../../server/src/ports/QueryEngine';

export interface CollectedRun {
  readonly columns: readonly ResultColumn[] | undefined;
  readonly rows: readonly Row[];
  readonly pages: number;
  readonly outcome: RunOutcome;
}

export async function collect(engine: QueryEngine, request: QueryRequest | string): Promise<CollectedRun> {
  const run = await engine.start(typeof request === 'string' ? { sql: request } : request);
  const rows: Row[] = [];
  let pages = 0;
  for await (const page of run.pages()) {
    rows.push(...page);
    pages++;
  }
  return { columns: await run.columns(), rows, pages, outcome: await run.outcome };
}

/** The code and message of a run that failed; undefined where it did not. */
export function errorOf({ outcome }: CollectedRun): { readonly code: string; readonly message: string } | undefined {
  return outcome.kind === 'failed' ? { code: outcome.error.code, message: outcome.error.message } : undefined;
}
