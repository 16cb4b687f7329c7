import { expect, test } from 'vitest';
import { planRun } from '../../../server/src/core/plan/planRun';
import type { RunPlan } from '../../../server/src/core/plan/RunPlan';
import { CatalogSnapshot } from '../../../server/src/core/catalog/CatalogSnapshot';
import { catalogOf } from '../../support/catalog';
import { inlineProject } from '../../support/dbtProject';

const nothing = new CatalogSnapshot({ identity: { takenAt: '2026-01-01T00:00:00Z' } });
const built = catalogOf('dev.m: id bigint, v varchar, n int | day date');

function plan(config: string, catalog = nothing, fullRefresh = false): RunPlan {
  const project = inlineProject({ 'models/m.sql': `{{ config(${config}) }}\nselect id, v, n, day from src` });
  const node = project.nodes.get('model.shop.m');
  if (!node) throw new Error('the model is not there');
  return planRun(project, node, catalog, { fullRefresh });
}

/** Kind and first line of each statement; of refusals the text. */
function outline({ statements, refusals }: RunPlan): readonly string[] {
  return [
    ...statements.map(({ kind, sql, free }) => `${kind}${free ? '' : ' $'}: ${sql.split('\n')[0] ?? ''}`),
    ...refusals.map(refusal => `refused: ${refusal}`),
  ];
}

const target = '"awsdatacatalog"."dev"."m"';
const temporary = '"awsdatacatalog"."dev"."m__dbt_tmp"';
const aside = '"awsdatacatalog"."dev"."m__ha"';
const drop = `catalog: s3:DeleteObjects and glue:DeleteTable ${temporary}`;

const cases: readonly (readonly [string, RunPlan, readonly string[]])[] = [
  ['a view', plan("materialized='view'"), ['view: create or replace view']],
  [
    'a view where a table stands',
    plan("materialized='view'", built),
    [`refused: ${target} is a table: dbt replaces it by a view only with --full-refresh`],
  ],
  ['a Hive table, first', plan("materialized='table'"), [`ctas $: create table ${target}`]],
  [
    'a Hive table, again',
    plan("materialized='table'", built),
    [`catalog: s3:DeleteObjects and glue:DeleteTable ${target}`, `ctas $: create table ${target}`],
  ],
  [
    'a Hive table with ha',
    plan("materialized='table', ha=true", built),
    [`ctas $: create table ${aside}`, `catalog: glue:UpdateTable ${target}`, `catalog: glue:DeleteTable ${aside}`],
  ],
  [
    'an Iceberg table over a Hive one',
    plan("materialized='table', table_type='iceberg'", built),
    [`ctas $: create table ${aside}`, `catalog: glue:DeleteTable ${target}`, 'ddl: alter table `dev`.`m__ha` rename to `dev`.`m`'],
  ],
  [
    'an Iceberg table without a location of its own',
    plan("materialized='table', table_type='iceberg', s3_data_naming='schema_table'"),
    [
      'refused: an Iceberg table needs a location of its own for each run: set s3_data_naming to unique, table_unique or schema_table_unique, without external_location',
    ],
  ],
  ['an incremental model, first', plan("materialized='incremental'"), [`ctas $: create table ${target}`]],
  [
    'insert_overwrite',
    plan("materialized='incremental', partitioned_by=['day']", built),
    [
      drop,
      `ctas $: create table ${temporary}`,
      `select $: select distinct day from ${temporary}`,
      `catalog: s3:DeleteObjects and glue:BatchDeletePartition ${target}`,
      `insert $: insert into ${target} ("id", "v", "n", "day")`,
      drop,
    ],
  ],
  [
    'insert_overwrite without partitions appends',
    plan("materialized='incremental'", built),
    [drop, `ctas $: create table ${temporary}`, `insert $: insert into ${target} ("id", "v", "n", "day")`, drop],
  ],
  [
    'merge',
    plan("materialized='incremental', table_type='iceberg', incremental_strategy='merge', unique_key='id'", built),
    [
      'ddl: drop table if exists `dev`.`m__dbt_tmp`',
      `ctas $: create table ${temporary}`,
      `merge $: merge into ${target} as target using ${temporary} as src`,
      'ddl: drop table if exists `dev`.`m__dbt_tmp`',
    ],
  ],
  [
    'merge without a key',
    plan("materialized='incremental', table_type='iceberg', incremental_strategy='merge'", built),
    ['refused: merge needs unique_key: a column or a list of columns'],
  ],
  [
    'merge on Hive',
    plan("materialized='incremental', incremental_strategy='merge', unique_key='id'", built),
    ["refused: the strategy 'merge' does not work on Hive tables: take append, insert_overwrite, microbatch"],
  ],
  [
    'full refresh',
    plan("materialized='incremental'", built, true),
    [`catalog: s3:DeleteObjects and glue:DeleteTable ${target}`, `ctas $: create table ${target}`],
  ],
  [
    'full_refresh=false in the model wins',
    plan("materialized='incremental', full_refresh=false", built, true),
    [drop, `ctas $: create table ${temporary}`, `insert $: insert into ${target} ("id", "v", "n", "day")`, drop],
  ],
  [
    'hooks and tags',
    plan("materialized='view', pre_hook='select {{ this }}', lf_tags_config={'enabled': true, 'tags': {'a': 'b'}}"),
    [`hook $: select ${target}`, 'view: create or replace view', `catalog: lakeformation:AddLFTagsToResource ${target}`],
  ],
  ['an ephemeral model', plan("materialized='ephemeral'"), []],
];

test.each(cases)('%s', (_name, made, statements) => {
  expect(outline(made)).toEqual(statements);
});

test('CTAS carries the properties of the config', () => {
  const hive = plan(
    "materialized='table', partitioned_by=['day'], bucketed_by=['id'], bucket_count=4, write_compression='zstd', format='orc', s3_data_naming='table_unique'",
  ).statements[0]?.sql;
  expect(hive).toBe(
    `create table ${target}\nwith (\n  table_type='hive',\n  is_external=true,\n  external_location='s3://lake/data/m/<uuid>',\n  partitioned_by=ARRAY['day'],\n  bucketed_by=ARRAY['id'],\n  bucket_count=4,\n  write_compression='zstd',\n  format='orc'\n)\nas\nselect id, v, n, day from src`,
  );
  const iceberg = plan(
    "materialized='table', table_type='iceberg', partitioned_by=['bucket(id, 5)'], table_properties={'vacuum_max_snapshot_age_seconds': '86400'}",
  ).statements[0]?.sql;
  expect(iceberg).toContain(
    "is_external=false,\n  location='s3://lake/data/dev/m/<uuid>',\n  partitioning=ARRAY['bucket(id, 5)'],\n  format='parquet',\n  vacuum_max_snapshot_age_seconds=86400\n",
  );
});

test('MERGE names keys, conditions, rules and columns', () => {
  const config =
    "materialized='incremental', table_type='iceberg', incremental_strategy='merge', unique_key=['id', 'day'], incremental_predicates=['src.n > 0'], delete_condition='src.n < 0', update_condition='target.n < src.n', merge_update_columns_rules={'n': 'sum'}";
  expect(plan(config, built).statements[2]?.sql).toBe(
    [
      `merge into ${target} as target using ${temporary} as src`,
      'on (target.id = src.id and target.day = src.day\n  and (src.n > 0))',
      'when matched and (src.n < 0)',
      '  then delete',
      'when matched and target.n < src.n',
      '  then update set',
      '    "v" = src."v",\n    "n" = src."n" + target."n"',
      'when not matched',
      '  then insert ("id", "v", "n", "day")',
      '  values (src."id", src."v", src."n", src."day")',
    ].join('\n'),
  );
});

test('where the catalog cannot tell, the plan says so', () => {
  const made = plan("materialized='incremental'", CatalogSnapshot.empty);
  expect([made.existing, made.notes]).toEqual([
    'unknown',
    [`the catalog does not tell whether ${target} exists: planned as if it did not`],
  ]);
});

test('seeds, tests and snapshots', () => {
  const project = inlineProject({
    'seeds/s.csv': 'id,name\n1,a\n',
    'seeds/s.yml': 'seeds:\n  - name: s\n    columns: [{name: id, data_tests: [unique]}]\n',
    'snapshots/h.sql':
      "{% snapshot h %}{{ config(unique_key='id', strategy='timestamp', updated_at='at') }}select * from src{% endsnapshot %}",
  });
  const kinds = (id: string, catalog = nothing): readonly string[] => {
    const node = [...project.nodes.values()].find(candidate => candidate.uniqueId.startsWith(id));
    return node ? planRun(project, node, catalog).statements.map(({ kind, purpose }) => `${kind}: ${purpose}`) : [];
  };
  expect(kinds('seed.')).toEqual([
    'catalog: upload the CSV',
    'ddl: a table over the file',
    'ctas: read the file into the table',
    'catalog: drop the table over the file: its files and its entry in Glue',
  ]);
  expect(kinds('test.')).toEqual(['select: count the failing rows']);
  expect(kinds('snapshot.')).toEqual(['ctas: keep every row as its first version']);
  expect(kinds('snapshot.', catalogOf('dev.h: id bigint, at timestamp, dbt_valid_to timestamp')).slice(0, 2)).toEqual([
    'ctas: stage new, changed and deleted rows',
    'ctas: write the whole snapshot anew: unchanged, closed and new versions',
  ]);
});
