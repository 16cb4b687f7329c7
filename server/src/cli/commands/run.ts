/**
 * `medallion run MODEL|FILE` and `run --batch`: statements on an engine, with the estimate beside what they took.
 * Invariant: Ctrl+C cancels the statement at the engine; nothing runs above `--max-price`.
 */
import { createAthenaEngine } from '../../adapters/aws/athenaEngine';
import { createDuckDbEngine } from '../../adapters/duckdb/DuckDbEngine';
import { bundledProcess } from '../../adapters/duckdb/processPath';
import { CatalogStore } from '../../app/CatalogStore';
import { asString } from '../../core/dbt/value';
import type { QueryEngine } from '../../ports/QueryEngine';
import { CommandError, oneOf } from '../arguments';
import type { CommandArguments } from '../arguments';
import { awsAccess } from '../awsAccess';
import { openSession } from '../session';
import type { Session } from '../session';
import { runBatch } from './runBatch';
import { runModel } from './runModel';
import { runPreview } from './runPreview';

export async function run(args: CommandArguments): Promise<number> {
  const name = oneOf('engine', args.options.engine, ['athena', 'trino', 'duckdb']) ?? 'duckdb';
  const session = await openSession(args);
  const catalog = new CatalogStore();
  catalog.replace(session.catalog);
  const engine = engineNamed(name, args, session, catalog);
  try {
    if (args.options.batch) {
      // Many statements would need one sum of their prices before the first starts.
      if (name !== 'duckdb') throw new CommandError(`run --batch: only the embedded engine runs batches, ${name} does not`);
      return await runBatch(args, engine);
    }
    const [word] = args.positionals;
    if (word === undefined) throw new CommandError('name a model or a file, for example: medallion run fct_visits --preview');
    if (args.options.preview) return await runPreview(args, session, engine, word);
    if (name !== 'duckdb')
      throw new CommandError(`run ${word}: models are built on the embedded engine (--engine duckdb); on ${name} add --preview`);
    return await runModel(args, session, catalog, engine, word);
  } finally {
    await engine.dispose();
  }
}

function engineNamed(name: QueryEngine['kind'], { options }: CommandArguments, session: Session, catalog: CatalogStore): QueryEngine {
  switch (name) {
    case 'duckdb':
      return createDuckDbEngine({ catalog: () => catalog.snapshot, store: session.store, processPath: bundledProcess() });
    case 'athena': {
      // A query costs money: only who names a limit has said how much it may.
      if (options['max-price'] === undefined)
        throw new CommandError('run --engine athena costs money: say how much a statement may cost with --max-price USD');
      const settings = session.project?.dbt.frame.target.settings;
      const outputLocation = asString(settings?.get('s3_staging_dir'));
      // The target that names where results go names the account and region too.
      const profile = asString(settings?.get('aws_profile_name'));
      const region = asString(settings?.get('region_name'));
      const workgroup = options.workgroup ?? asString(settings?.get('work_group'));
      return createAthenaEngine({
        ...(profile ? { profile } : {}),
        ...(region ? { region } : {}),
        ...awsAccess(options),
        ...(workgroup ? { workgroup } : {}),
        ...(outputLocation ? { outputLocation } : {}),
      });
    }
    case 'trino':
      throw new CommandError('run --engine trino: this version runs statements on duckdb, the embedded engine, or athena');
  }
}
