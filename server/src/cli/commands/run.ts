/**
 * `medallion run`: rows of a model, a file or a batch of statements, from the embedded engine.
 * Invariant: every line of a batch gets one answer, in order; Ctrl+C cancels the statement at the engine.
 */
import { createInterface } from 'node:readline';
import { findProjectRoot } from '../../adapters/disk/projectFiles';
import { createDuckDbEngine } from '../../adapters/duckdb/DuckDbEngine';
import { bundledProcess } from '../../adapters/duckdb/processPath';
import type { QueryEngine, ResultColumn, Row, RunOutcome } from '../../ports/QueryEngine';
import { CommandError, oneOf } from '../arguments';
import type { CommandArguments } from '../arguments';
import { catalogOf } from '../catalogOf';
import { storeOf } from '../settings';

export async function run(args: CommandArguments): Promise<number> {
  const root = await findProjectRoot(args.options.project ?? process.cwd());
  const engine = oneOf('engine', args.options.engine, ['athena', 'trino', 'duckdb']) ?? 'duckdb';
  if (engine !== 'duckdb') throw new CommandError(`run --engine ${engine}: only duckdb runs statements in this version`);
  if (!args.options.batch) throw new CommandError('medallion run --batch, with statements on standard input');
  const catalog = await catalogOf(args, root ?? args.options.project);
  const duckdb = createDuckDbEngine({ catalog: () => catalog, store: storeOf(args.options, root), processPath: bundledProcess() });
  try {
    return await batch(args, duckdb);
  } finally {
    await duckdb.dispose();
  }
}

interface BatchLine {
  readonly id?: unknown;
  readonly sql?: unknown;
  readonly catalog?: string | null;
  readonly schema?: string | null;
}

async function batch({ io }: CommandArguments, engine: QueryEngine): Promise<number> {
  let number = 0;
  for await (const line of createInterface({ input: io.stdin, crlfDelay: Infinity })) {
    number++;
    if (line.trim() === '') continue;
    const { id, sql, catalog, schema } = batchLine(line, number);
    const handle = await engine.start({ sql, ...(catalog ? { catalog } : {}), ...(schema ? { schema } : {}) });
    const cancel = (): void => void handle.cancel();
    io.signal.addEventListener('abort', cancel, { once: true });
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
    case 'failed':
      return {
        error: {
          code: outcome.error.code,
          message: outcome.error.message,
          ...(outcome.error.details === undefined ? {} : { details: outcome.error.details }),
        },
      };
    case 'cancelled':
      return { error: { code: 'USER_CANCELED', message: 'Query was canceled' } };
  }
}
