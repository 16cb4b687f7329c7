/**
 * `medallion run MODEL|FILE` and `run --batch`: statements on an engine, with the estimate beside what they took.
 * Invariant: Ctrl+C cancels the statement at the engine; nothing runs above `--max-price`.
 */
import { createAthenaEngine } from '../../adapters/aws/athenaEngine';
import { createDuckDbEngine } from '../../adapters/duckdb/DuckDbEngine';
import { bundledProcess } from '../../adapters/duckdb/processPath';
import { asString } from '../../core/dbt/value';
import type { QueryEngine } from '../../ports/QueryEngine';
import { CommandError, oneOf } from '../arguments';
import type { CommandArguments } from '../arguments';
import { awsAccess } from '../awsAccess';
import { openSession } from '../session';
import type { Session } from '../session';
import { runBatch } from './runBatch';
import { runPreview } from './runPreview';

export async function run(args: CommandArguments): Promise<number> {
  const name = oneOf('engine', args.options.engine, ['athena', 'trino', 'duckdb']) ?? 'duckdb';
  const session = await openSession(args);
  const engine = engineNamed(name, args, session);
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

function engineNamed(name: QueryEngine['kind'], { options }: CommandArguments, session: Session): QueryEngine {
  switch (name) {
    case 'duckdb':
      return createDuckDbEngine({ catalog: () => session.catalog, store: session.store, processPath: bundledProcess() });
    case 'athena': {
      // A query costs money: only who names a limit has said how much it may.
      if (options['max-price'] === undefined)
        throw new CommandError('run --engine athena costs money: say how much a statement may cost with --max-price USD');
      const settings = session.project?.dbt.frame.target.settings;
      const outputLocation = asString(settings?.get('s3_staging_dir'));
      const workgroup = options.workgroup ?? asString(settings?.get('work_group'));
      return createAthenaEngine({
        ...awsAccess(options),
        ...(workgroup ? { workgroup } : {}),
        ...(outputLocation ? { outputLocation } : {}),
      });
    }
    case 'trino':
      throw new CommandError('run --engine trino: this version runs statements on duckdb, the embedded engine, or athena');
  }
}
