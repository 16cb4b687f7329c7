/** "Run" in an editor, and `medallion run`, on the same small lakehouse. */
import { spawnSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { catalogChanged } from '../../server/src/protocol/catalog';
import { projectChanged } from '../../server/src/protocol/project';
import { runChanged, runExecute, runList, runPlan } from '../../server/src/protocol/runs';
import { TestServer } from '../support/languageServer';
import { smallLake } from '../support/smallLake';

const command = fileURLToPath(new URL('../../dist/medallion.cjs', import.meta.url));

test('the editor builds a model as one run; the command then finds it, and builds what reads it', async () => {
  const lake = await smallLake();
  const server = await TestServer.start([lake.root], lake.settings);
  await server.notified(catalogChanged, state => state.kind === 'loaded');
  await server.notified(projectChanged, state => state.kind === 'loaded');
  const path = join(lake.root, 'models/stg_customers.sql');
  const uri = await server.open(path, await readFile(path, 'utf8'));
  const target = { kind: 'model', uri } as const;
  const plan = await server.ask(runPlan, { target, action: 'run' });
  if (plan.kind !== 'planned') throw new Error(plan.message);
  const started = await server.ask(runExecute, { target, plan: plan.plan });
  if (started.kind !== 'started') throw new Error(started.message);
  const ended = await server.notified(runChanged, ({ id, state }) => id === started.run.id && state !== 'queued' && state !== 'running');
  expect(ended).toMatchObject({ state: 'succeeded', action: 'run', title: 'stg_customers', hasResult: false });
  expect(await server.ask(runList, { offset: 0, limit: 10 })).toMatchObject({ total: 1 });
  await server.stop();

  const run = (...words: readonly string[]): { readonly status: number | null; readonly out: string; readonly err: string } => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [command, 'run', ...words, '--project', lake.root, '--catalog', join(lake.root, 'catalog.ndjson'), '--format', 'json'].concat([
        '--store',
        `s3://lake/=${join(lake.root, 'lake')}`,
      ]),
      { encoding: 'utf8' },
    );
    return { status, out: stdout, err: stderr };
  };
  const built = run('customer_orders', '--max-price', '1');
  expect(built.err).toBe('');
  expect(JSON.parse(built.out)).toMatchObject({ model: 'model.shop.customer_orders', state: 'succeeded', currency: 'USD' });
  expect(run('nothing_of_that_name')).toMatchObject({ status: 2, out: '' });
  await rm(lake.root, { recursive: true });
});
