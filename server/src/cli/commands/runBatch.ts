/** `medallion run --batch`: statements in, answers out. Invariant: every line of the input gets one answer, in order. */
import { createInterface } from 'node:readline';
import type { QueryEngine, ResultColumn, Row, RunOutcome } from '../../ports/QueryEngine';
import { CommandError } from '../arguments';
import type { CommandArguments } from '../arguments';

interface BatchLine {
  readonly id?: unknown;
  readonly sql?: unknown;
  readonly catalog?: string | null;
  readonly schema?: string | null;
}

export async function runBatch({ io }: CommandArguments, engine: QueryEngine): Promise<number> {
  let number = 0;
  for await (const line of createInterface({ input: io.stdin, crlfDelay: Infinity })) {
    number++;
    if (line.trim() === '') continue;
    const { id, sql, catalog, schema } = batchLine(line, number);
    const handle = await engine.start({ sql, ...(catalog ? { catalog } : {}), ...(schema ? { schema } : {}) });
    const cancel = (): void => void handle.cancel().catch((error: unknown) => io.message(`not cancelled: ${(error as Error).message}`));
    if (io.signal.aborted) cancel();
    else io.signal.addEventListener('abort', cancel, { once: true });
    const rows: Row[] = [];
    for await (const page of handle.pages()) rows.push(...page);
    io.signal.removeEventListener('abort', cancel);
    io.out(`${JSON.stringify({ id, ...answer(await handle.columns(), rows, await handle.outcome) })}\n`);
    if (io.signal.aborted) return 1;
  }
  return 0;
}

function batchLine(line: string, number: number): BatchLine & { readonly sql: string } {
  try {
    const value = JSON.parse(line) as BatchLine | null;
    if (typeof value?.sql === 'string') return { ...value, sql: value.sql };
  } catch {
    // The message below is what a person needs.
  }
  throw new CommandError(`line ${number} of the input is not {"id": …, "sql": "…"} in JSON`);
}

function answer(columns: readonly ResultColumn[] | undefined, rows: readonly Row[], outcome: RunOutcome): object {
  switch (outcome.kind) {
    case 'succeeded':
      return { columns: columns ?? [], rows };
    case 'failed': {
      const { code, message, details } = outcome.error;
      return { error: { code, message, ...(details === undefined ? {} : { details }) } };
    }
    case 'cancelled':
      return { error: { code: 'USER_CANCELED', message: 'Query was canceled' } };
  }
}
