/** Models of a small lakehouse built on the embedded engine: what stands in the lake and in the catalog file afterwards, also when a query fails. */
import { readdir, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readProjectFiles } from '../../server/src/adapters/disk/projectFiles';
import { snapshotFileSource } from '../../server/src/adapters/disk/snapshotFile';
import { snapshotFileWriter } from '../../server/src/adapters/disk/snapshotWriter';
import { createDuckDbEngine } from '../../server/src/adapters/duckdb/DuckDbEngine';
import { Builder } from '../../server/src/app/Builder';
import type { BuildRun } from '../../server/src/app/Builder';
import { CatalogStore } from '../../server/src/app/CatalogStore';
import { loadProject } from '../../server/src/core/dbt/project/loadProject';
import { embeddedPlan } from '../../server/src/core/plan/embeddedPlan';
import type { QueryEngine } from '../../server/src/ports/QueryEngine';
import { collect, errorOf } from '../support/duckdb/collect';
import { engineProcessPath } from '../support/duckdb/engineProcess';
import { smallLake } from '../support/smallLake';

const orders = "from {{ source('app', 'orders') }}";
const models = {
  'models/view.sql': `select order_id, amount ${orders}`,
  'models/whole.sql': `{{ config(materialized='table') }} select order_id, amount / {{ var('by', 1) }} as part ${orders}`,
  'models/added.sql': `{{ config(materialized='incremental', incremental_strategy='append') }} select order_id, {{ is_incremental() }} as later ${orders}`,
  'models/daily.sql': `{{ config(materialized='incremental', partitioned_by=['day']) }}
    select {{ var('n', 1) }} as n, day from (values 'a', 'b') t(day) {% if is_incremental() %} where day = 'b' {% endif %}`,
  'models/merged.sql': `{{ config(materialized='incremental', incremental_strategy='merge', table_type='iceberg', unique_key='k') }}
    select k, {{ var('n', 1) }} as n from (values 1, 2) t(k) {% if is_incremental() %} where k = 2 union all select 3, 3 {% endif %}`,
  'models/slow.sql': `{{ config(materialized='table') }} select count(*) as n from unnest(sequence(1, 10000)) a(x) cross join unnest(sequence(1, 10000)) b(y) cross join unnest(sequence(1, 10000)) c(z)`,
  'models/early.sql': "select n from {{ ref('slow') }}",
};

class Lake {
  readonly catalog: CatalogStore;
  readonly root: string;
  private readonly engine: QueryEngine;
  private readonly builder: Builder;

  private constructor(root: string, catalog: CatalogStore, processPath: string) {
    this.root = root;
    this.catalog = catalog;
    this.engine = createDuckDbEngine({
      catalog: () => catalog.snapshot,
      store: new Map([['s3://lake/', join(root, 'lake')]]),
      processPath,
    });
    this.builder = new Builder({
      engine: () => this.engine,
      catalog,
      writer: () => snapshotFileWriter(join(root, 'catalog.ndjson')),
      now: () => Date.now(),
    });
  }

  static async open(): Promise<Lake> {
    const { root } = await smallLake(models);
    const catalog = new CatalogStore();
    await catalog.use(snapshotFileSource(join(root, 'catalog.ndjson')));
    const lake = new Lake(root, catalog, await engineProcessPath());
    opened.push(lake);
    return lake;
  }

  async start(name: string, vars: Readonly<Record<string, number>> = {}, fullRefresh = false): Promise<BuildRun> {
    const { files } = await readProjectFiles(this.root);
    const project = loadProject(files, { env: {}, catalog: this.catalog.snapshot, vars: new Map(Object.entries(vars)) });
    const plan = embeddedPlan(project, project.nodes.get(`model.shop.${name}`)!, this.catalog.snapshot, { fullRefresh, unique: 'only' });
    if (plan.kind === 'refused') throw new Error(plan.reasons.join());
    return this.builder.start(plan);
  }

  /** Rows that the model got, or the failure. */
  async build(name: string, vars?: Readonly<Record<string, number>>, fullRefresh?: boolean): Promise<number | string> {
    const { outcome } = await this.start(name, vars, fullRefresh);
    const end = await outcome;
    return end.kind === 'failed' ? `${end.error.code}: ${end.error.message}` : end.statistics.rows;
  }

  async rows(sql: string): Promise<unknown> {
    const run = await collect(this.engine, { sql, schema: 'dev' });
    return errorOf(run) ?? run.rows;
  }

  /** Relations of the schema as the next session will find them in the file. */
  async saved(): Promise<readonly string[]> {
    const load = await snapshotFileSource(join(this.root, 'catalog.ndjson')).load(new AbortController().signal);
    if (load.kind === 'failed') throw new Error('the catalog cannot be read');
    expect(load.problems).toEqual([]);
    return [...(load.snapshot.databases.get('dev')?.tables.keys() ?? [])].sort();
  }

  /** Folders that hold files of tables. */
  async folders(): Promise<readonly string[]> {
    const base = join(this.root, 'lake/staging/tables/dev');
    const found = await readdir(base, { withFileTypes: true, recursive: true }).catch(() => []);
    const tables = found.filter(entry => entry.isFile()).map(entry => relative(base, entry.parentPath).split(sep)[0] ?? '');
    return [...new Set(tables)].sort();
  }

  async close(): Promise<void> {
    await this.engine.dispose();
    await rm(this.root, { recursive: true });
  }
}

const opened: Lake[] = [];
afterEach(async () => {
  for (const lake of opened.splice(0)) await lake.close();
});

test('a view and a table are built, read and known to the next session', async () => {
  const lake = await Lake.open();
  expect(await lake.build('view')).toBe(0);
  expect(await lake.build('whole')).toBe(2);
  expect(await lake.rows('select v.amount, w.part from view v join whole w on w.order_id = v.order_id order by 1')).toEqual([
    ['0.01', '0.01'],
    ['12.50', '12.50'],
  ]);
  expect(await lake.saved()).toEqual(['view', 'whole']);
});

test('a table is built again in its place; a query that fails leaves the old one', async () => {
  const lake = await Lake.open();
  await lake.build('whole');
  expect(await lake.build('whole', { by: 10 })).toBe(2);
  expect(await lake.rows('select sum(part) from whole')).toEqual([['1.25']]);
  expect(await lake.build('whole', { by: 0 })).toMatch(/^DIVISION_BY_ZERO: /);
  expect(await lake.rows('select sum(part) from whole')).toEqual([['1.25']]);
  expect(await lake.folders()).toEqual(['whole']);
});

test('append adds the rows of each run, full refresh starts anew, and no helper stays', async () => {
  const lake = await Lake.open();
  expect([await lake.build('added'), await lake.build('added'), await lake.build('added')]).toEqual([2, 2, 2]);
  expect(await lake.rows('select later, count(*) from added group by later order by later')).toEqual([
    [false, '2'],
    [true, '4'],
  ]);
  expect(await lake.build('added', {}, true)).toBe(2);
  expect(await lake.rows('select count(*) from added')).toEqual([['2']]);
  expect(await lake.saved()).toEqual(['added']);
  expect(await lake.folders()).toEqual(['added']);
});

test('insert_overwrite exchanges the partitions that the new rows fall into, and no other', async () => {
  const lake = await Lake.open();
  expect([await lake.build('daily'), await lake.build('daily', { n: 2 }), await lake.build('daily', { n: 3 })]).toEqual([2, 1, 1]);
  expect(await lake.rows('select day, n from daily order by day')).toEqual([
    ['a', 1],
    ['b', 3],
  ]);
});

test('merge updates the rows that match and adds the others', async () => {
  const lake = await Lake.open();
  expect([await lake.build('merged'), await lake.build('merged', { n: 7 })]).toEqual([2, 2]);
  expect(await lake.rows('select k, n from merged order by k')).toEqual([
    [1, 1],
    [2, 7],
    [3, 3],
  ]);
});

test('a model whose parent is not built says which one; a cancelled build leaves nothing', async () => {
  const lake = await Lake.open();
  expect(await lake.build('early')).toMatch(/^SCHEMA_NOT_FOUND: .*; slow is not built yet: run it first$/);
  const run = await lake.start('slow');
  await new Promise(resolve => run.onProgress(resolve));
  await run.cancel();
  expect(await run.outcome).toMatchObject({ kind: 'cancelled' });
  expect(await lake.saved()).toEqual([]);
  expect(await lake.folders()).toEqual([]);
});
