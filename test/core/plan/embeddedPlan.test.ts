import { expect, test } from 'vitest';
import { CatalogSnapshot } from '../../../server/src/core/catalog/CatalogSnapshot';
import { applyChanges } from '../../../server/src/core/catalog/applyChanges';
import { embeddedPlan } from '../../../server/src/core/plan/embeddedPlan';
import type { EmbeddedPlan } from '../../../server/src/core/plan/embeddedPlan';
import { catalogOf } from '../../support/catalog';
import { inlineProject } from '../../support/dbtProject';

const nothing = new CatalogSnapshot({ identity: { takenAt: '2026-01-01T00:00:00Z' } });

/** `dev.m` and other tables, each at its location. */
function placed(tables: Readonly<Record<string, string>>): CatalogSnapshot {
  const catalog = catalogOf(...Object.keys(tables).map(name => `${name}: id bigint, v varchar | day date`));
  return applyChanges(
    catalog,
    Object.entries(tables).map(([name, Location]) => {
      const [schema = '', table = ''] = name.split('.');
      const entry = catalog.databases.get(schema)!.tables.get(table)!;
      return { kind: 'table', table: { ...entry.table, StorageDescriptor: { ...entry.table.StorageDescriptor, Location } } };
    }),
  );
}

const built = placed({ 'dev.m': 's3://lake/data/dev/m/one/' });

function plan(config: string, catalog = nothing, fullRefresh = false, file = 'models/m.sql'): EmbeddedPlan {
  const project = inlineProject({ [file]: `{{ config(${config}) }}\nselect id, v, day from src` });
  const node = project.nodes.get('model.shop.m');
  if (!node) throw new Error('the model is not there');
  return embeddedPlan(project, node, catalog, { fullRefresh, unique: 'now' });
}

/** First line of each statement, with `@` and the location where it writes files. */
function outline(found: EmbeddedPlan): readonly string[] {
  if (found.kind === 'refused') return found.reasons.map(reason => `refused: ${reason}`);
  return found.steps.map(step => {
    if (step.kind === 'catalog')
      return step.changes.map(change => (change.kind === 'table' ? `name ${change.table.Name}` : change.name)).join();
    if (step.kind === 'check') return step.purpose;
    const location = /location='([^']*)'/.exec(step.sql)?.[1];
    const overwrites = step.kind === 'statement' && step.existingPartitions ? ' over partitions' : '';
    return `${step.sql.split('\n')[0] ?? ''}${location === undefined ? '' : ` @ ${location}`}${overwrites}`;
  });
}

const target = '"awsdatacatalog"."dev"."m"';
const helper = '"awsdatacatalog"."dev"."m__dbt_tmp"';
const dropHelper = `drop table if exists ${helper}`;

const cases: readonly (readonly [string, EmbeddedPlan, readonly string[]])[] = [
  ['a view', plan("materialized='view'"), ['create or replace view']],
  [
    'a view where a table stands',
    plan("materialized='view'", built),
    [`refused: ${target} is a table: dbt replaces it by a view only with --full-refresh`],
  ],
  [
    'a view where a table stands, with full refresh',
    plan("materialized='view'", built, true),
    ['create or replace view', `drop table ${target}`, 'create or replace view', `drop view if exists ${helper}`],
  ],
  ['a table, first', plan("materialized='table'"), [`create table ${target} @ s3://lake/data/dev/m/now`]],
  ['a table, again: in its place', plan("materialized='table'", built), [`create or replace table ${target} @ s3://lake/data/dev/m/one`]],
  [
    'a table that stands in the folder of its name',
    plan("materialized='table'", placed({ 'dev.m': 's3://lake/data/dev/m/' })),
    [`create or replace table ${target} @ s3://lake/data/dev/m`],
  ],
  [
    'a table that moves into its old folder',
    plan("materialized='table', external_location='s3://lake/old/m'", placed({ 'dev.m': 's3://lake/old' })),
    [`create or replace table ${target} @ s3://lake/old/m`],
  ],
  [
    'a table that moves',
    plan("materialized='table', s3_data_naming='table'", placed({ 'dev.m': 's3://elsewhere/m/' })),
    [`create or replace table ${target} @ s3://lake/data/m`, 'name m__bkp', 'drop table if exists "awsdatacatalog"."dev"."m__bkp"'],
  ],
  [
    'a table that moves away from files that others use too',
    plan("materialized='table', s3_data_naming='table'", placed({ 'dev.m': 's3://elsewhere/m/', 'dev.n': 's3://elsewhere/m/n/' })),
    [`create or replace table ${target} @ s3://lake/data/m`],
  ],
  [
    'a location that holds another table',
    plan("materialized='table', external_location='s3://lake/'", placed({ 'other.n': 's3://lake/n/' })),
    ['refused: s3://lake also holds the files of other.n, which would be lost: give m a location of its own'],
  ],
  ['an incremental model, first', plan("materialized='incremental'"), [`create table ${target} @ s3://lake/data/dev/m/now`]],
  [
    'append',
    plan("materialized='incremental', incremental_strategy='append'", built),
    [`create table ${helper} @ s3://lake/data/dev/m__dbt_tmp`, `insert into ${target} ("id", "v", "day")`, dropHelper],
  ],
  [
    'insert_overwrite',
    plan("materialized='incremental', partitioned_by=['day']", built),
    [`create table ${helper} @ s3://lake/data/dev/m__dbt_tmp`, `insert into ${target} ("id", "v", "day") over partitions`, dropHelper],
  ],
  [
    'merge, where columns are compared',
    plan("materialized='incremental', incremental_strategy='merge', table_type='iceberg', unique_key='id', on_schema_change='fail'", built),
    [
      `create table ${helper} @ s3://lake/data/dev/m__dbt_tmp`,
      'compare the columns',
      `merge into ${target} as target using ${helper} as src`,
      dropHelper,
    ],
  ],
  [
    'append, after a run that was broken off',
    plan(
      "materialized='incremental', incremental_strategy='append'",
      placed({ 'dev.m': 's3://lake/m/', 'dev.m__dbt_tmp': 's3://lake/t/' }),
    ),
    [dropHelper, `create table ${helper} @ s3://lake/data/dev/m__dbt_tmp`, `insert into ${target} ("id", "v", "day")`, dropHelper],
  ],
  [
    'an incremental model with full refresh',
    plan("materialized='incremental', incremental_strategy='append'", built, true),
    [`create or replace table ${target} @ s3://lake/data/dev/m/one`],
  ],
  [
    'microbatch',
    plan("materialized='incremental', incremental_strategy='microbatch', partitioned_by=['day']", built),
    ["refused: the strategy 'microbatch' is not available on the embedded engine"],
  ],
  [
    'a materialization of the project',
    plan("materialized='feature_store'"),
    ["refused: 'feature_store' is a materialization that the embedded engine does not know: it builds view, table and incremental"],
  ],
  [
    'an ephemeral model',
    plan("materialized='ephemeral'"),
    ['refused: m is ephemeral: nothing is built, its SQL stands as a CTE in the models that refer to it'],
  ],
  [
    'a hook that writes',
    plan("materialized='table', post_hook='delete from dev.log'"),
    ['refused: its post-hook writes, which the embedded engine does not do for hooks: delete from dev.log'],
  ],
  [
    'hooks that read',
    plan("materialized='view', pre_hook='select 1', post_hook='select 2'"),
    ['select 1', 'create or replace view', 'select 2'],
  ],
  [
    'a database that could not be read',
    plan("materialized='table'", CatalogSnapshot.empty),
    [`refused: the catalog does not tell whether ${target} exists: load dev first`],
  ],
];

test.each(cases)('%s', (_, found, expected) => {
  expect(outline(found)).toEqual(expected);
});

test('a Python model is refused by name', () => {
  const project = inlineProject({ 'models/m.py': 'def model(dbt, session):\n    return session.sql("select 1")\n' });
  const found = embeddedPlan(project, project.nodes.get('model.shop.m')!, nothing, { unique: 'now' });
  expect(outline(found)).toEqual(['refused: m is a Python model: it runs on Athena for Spark, not on the embedded engine']);
});

test('columns that changed are told with the remedy', () => {
  const found = plan("materialized='incremental', incremental_strategy='append', on_schema_change='append_new_columns'", built);
  const check = found.kind === 'build' ? found.steps.find(step => step.kind === 'check') : undefined;
  expect(check?.failure(catalogOf('dev.m: id bigint', 'dev.m__dbt_tmp: id bigint'))).toBeUndefined();
  expect(check?.failure(catalogOf('dev.m: id bigint, v varchar', 'dev.m__dbt_tmp: id bigint, w int'))).toBe(
    'the query of m adds w and lacks v, and the embedded engine does not alter tables: run it with --full-refresh',
  );
});
