/**
 * `medallion run MODEL|FILE` and `run --batch`: statements on an engine, with the estimate beside what they took.
 * Invariant: Ctrl+C cancels the statement at the engine; nothing runs above `--max-price`.
 */
import { createDuckDbEngine } from '../../adapters/duckdb/DuckDbEngine';
import { bundledProcess } from '../../adapters/duckdb/processPath';
import { CommandError, oneOf } from '../arguments';
import type { CommandArguments } from '../arguments';
import { openSession } from '../session';
import { runBatch } from './runBatch';
import { runPreview } from './runPreview';

export async function run(args: CommandArguments): Promise<number> {
  const name = oneOf('engine', args.options.engine, ['athena', 'trino', 'duckdb']) ?? 'duckdb';
  if (name !== 'duckdb') throw new CommandError(`run --engine ${name}: this version runs statements on duckdb, the embedded engine`);
  const session = await openSession(args);
  const engine = createDuckDbEngine({ catalog: () => session.catalog, store: session.store, processPath: bundledProcess() });
  try {
    if (args.options.batch) return await runBatch(args, engine);
    const [word] = args.positionals;
    if (word === undefined) throw new CommandError('name a model or a file, for example: medallion run fct_visits --preview');
    if (!args.options.preview) throw new CommandError(`run ${word}: this version runs previews; add --preview`);
    return await runPreview(args, session, engine, word);
  } finally {
    await engine.dispose();
  }
}
