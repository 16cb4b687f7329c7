import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smallLake } from '../support/smallLake';

const command = fileURLToPath(new URL('../../dist/medallion.cjs', import.meta.url));
let root = '';

beforeAll(async () => {
  ({ root } = await smallLake({ '.vscode/settings.json': '{ "medallion.storage.folders": { "s3://lake/": "lake" } } // folders' }));
});
afterAll(() => rm(root, { recursive: true }));

interface Answer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function medallion(args: readonly string[], input = ''): Answer {
  return spawnSync(process.execPath, [command, ...args], { cwd: root, encoding: 'utf8', input, env: { ...process.env, CI: '1' } });
}

function json(args: readonly string[], input = ''): unknown {
  const { stdout, stderr } = medallion(args, input);
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe('results are JSON in a pipe, and nothing else is', () => {
  test('catalog: the tree by layer, one object, ranked hits', () => {
    expect(json(['catalog', 'list'])).toMatchObject({
      layers: [
        {
          layer: 'bronze',
          databases: [
            { name: 'bronze_app', lfTags: { data_lake_layer: 'bronze' } },
            { name: 'bronze_hr', state: 'denied', lfTags: null },
          ],
        },
        {},
        { layer: 'gold' },
        {},
      ],
    });
    expect(json(['catalog', 'show', 'bronze_app.customers.email'])).toMatchObject({
      columns: [{ name: 'email', lfTags: [{ key: 'phi', value: 'true', origin: 'column' }] }],
    });
    expect(json(['catalog', 'search', 'email'])).toMatchObject({
      hits: [{ kind: 'column', database: 'bronze_app', table: 'customers', column: 'email' }],
    });
  });

  test('lineage, tags and estimate of a model', () => {
    expect(json(['lineage', 'customer_orders', '--column', 'total'])).toMatchObject({
      edges: [{ column: 'total', sources: [{ node: 'source.shop.app.orders', column: 'amount', kind: 'aggregated' }] }],
    });
    expect(json(['tags', 'stg_customers', '--flow'])).toMatchObject({
      tables: [{ columns: [{ name: 'email', flow: [{ key: 'phi', value: 'true', from: 'bronze_app.customers.email' }] }] }],
    });
    expect(json(['estimate', 'stg_customers'])).toMatchObject({
      statements: [{ basis: [{ table: 'bronze_app.customers', files: 1 }] }],
      currency: 'USD',
    });
  });

  test('a preview: exact rows, then the estimate beside the actual', () => {
    const { stdout } = medallion(['run', 'stg_customers', '--preview']);
    expect(JSON.parse(stdout)).toMatchObject({
      rows: [
        ['9007199254740993', 'ada@example.com', 'Bern'],
        ['2', null, null],
      ],
      state: 'succeeded',
    });
  });
});

describe('the exit status tells: 0 done, 1 findings, 2 could not work', () => {
  test.each([
    [['check'], 0],
    [['check', '--fail-on', 'sometimes'], 2],
    [['check', 'models/nowhere.sql'], 2],
    [['nonsense'], 2],
    [['lineage', 'nowhere'], 2],
    [['estimate', 'stg_customers', '--max-price', '0'], 1],
    [['estimate', 'stg_customers', '--max-prise', '1'], 2],
    [['run', 'stg_customers', '--engine', 'athena', '--preview'], 2],
    [['help'], 0],
  ])('%j: %i', (args, status) => {
    const answer = medallion(args);
    expect([answer.status, answer.stderr.includes('    at ')]).toEqual([status, false]);
    if (status === 2) expect(answer.stderr.trim().split('\n')).toHaveLength(1);
  });

  test('a finding at its place makes it 1', async () => {
    await writeFile(join(root, 'models/wrong.sql'), "select emial from {{ ref('stg_customers') }}");
    const { status, stdout } = medallion(['check', '--format', 'github']);
    await rm(join(root, 'models/wrong.sql'));
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error file=models\/wrong\.sql,line=1,col=8,title=COLUMN_NOT_FOUND::/);
  });
});

test.each(['drop table bronze_app.customers', 'delete from bronze_app.customers', 'select 1; drop table bronze_app.customers'])(
  'a preview never writes: %s',
  async sql => {
    await writeFile(join(root, 'query.sql'), sql);
    const { status, stderr } = medallion(['run', 'query.sql', '--preview']);
    expect([status, /only reads|one query/.test(stderr)]).toEqual([2, true]);
    expect(existsSync(join(root, 'lake/customers/part-0.json'))).toBe(true);
  },
);

test.each(['delete from bronze_app.customers where id = 1', 'update nowhere.t set a = 1', 'explain analyze select 1 from nowhere.t'])(
  'what it reads is not known, so neither is the price: %s',
  async sql => {
    await writeFile(join(root, 'query.sql'), sql);
    expect(json(['estimate', 'query.sql'])).toMatchObject({ total: { bytes: null, price: null } });
  },
);

test('a batch answers each line in order', () => {
  const { stdout } = medallion(['analyze', '--batch'], '{"id":1,"sql":"select 1 as a"}\n{"id":2,"sql":"select"}\n');
  expect(
    stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as unknown),
  ).toMatchObject([
    { id: 1, statements: [{ columns: [{ name: 'a', type: 'integer' }] }], diagnostics: [] },
    { id: 2, diagnostics: [{ code: 'SYNTAX_ERROR' }] },
  ]);
});

test('an exported snapshot is the same catalog', async () => {
  expect(medallion(['catalog', 'export', 'copy.ndjson.gz']).status).toBe(0);
  expect(json(['catalog', 'list', '--catalog', 'copy.ndjson.gz'])).toEqual(json(['catalog', 'list']));
  expect((await readFile(join(root, 'copy.ndjson.gz'))).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
});
