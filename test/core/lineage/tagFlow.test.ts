import { describe, expect, test } from 'vitest';
import { LayerRules } from '../../../server/src/core/catalog/layers';
import { SnapshotReader } from '../../../server/src/core/catalog/snapshotFormat';
import { loadProject, updateFile } from '../../../server/src/core/dbt/project/loadProject';
import { ProjectAnalysis } from '../../../server/src/core/lineage/ProjectAnalysis';
import { ProjectLineage } from '../../../server/src/core/lineage/ProjectLineage';
import { TagFlow } from '../../../server/src/core/lineage/tagFlow';

const reader = new SnapshotReader();
for (const line of [
  { kind: 'catalog', version: 1, takenAt: '2026-01-01T00:00:00Z' },
  {
    kind: 'table',
    table: {
      DatabaseName: 'bronze',
      Name: 'clients',
      StorageDescriptor: {
        Columns: [
          { Name: 'id', Type: 'bigint' },
          { Name: 'dx', Type: 'string' },
          { Name: 'note', Type: 'string' },
        ],
      },
    },
    lfTags: {
      database: [],
      table: [],
      columns: [
        { Name: 'dx', LFTags: [{ TagKey: 'phi', TagValues: ['true'] }] },
        { Name: 'note', LFTags: [{ TagKey: 'phi', TagValues: ['false'] }] },
      ],
    },
  },
])
  reader.add(JSON.stringify(line));
const catalog = reader.finish();

/** A project of models; those under `marts/` are client-facing and gold. */
function project(models: Readonly<Record<string, string>>): ReturnType<typeof loadProject> {
  const files = new Map([
    [
      'dbt_project.yml',
      'name: care\nprofile: care\nmodels:\n  care:\n    marts:\n      +schema: gold\n      +lf_tags_config: {enabled: true, tags: {client_facing: "true"}}\n',
    ],
    ['profiles.yml', 'care: {target: dev, outputs: {dev: {type: athena, schema: dev, database: awsdatacatalog}}}'],
    ['models/sources.yml', 'sources:\n  - name: app\n    schema: bronze\n    tables: [{name: clients}]\n'],
    ...Object.entries(models).map(([name, sql]) => [`models/${name}.sql`, sql] as const),
  ]);
  return loadProject(files, { env: {}, catalog });
}

const lineageOf = (dbt: ReturnType<typeof loadProject>, previous?: ProjectAnalysis): ProjectLineage =>
  new ProjectLineage(new ProjectAnalysis(dbt, 'athena', previous), new LayerRules());
const findings = (models: Readonly<Record<string, string>>): readonly string[] =>
  new TagFlow(lineageOf(project(models)))
    .findings()
    .map(
      ({ code, node, column, path }) =>
        `${code} ${node.name}${column === undefined ? '' : `.${column}`}${path.length > 0 ? `: ${path.map(ref => ref.column).join(' → ')}` : ''}`,
    );

const stg = "select id, dx as diagnosis, note from {{ source('app', 'clients') }}";

describe('a sensitive value', () => {
  test.each([
    ['copied', "select diagnosis from {{ ref('stg') }}", ['PHI_IN_CLIENT_FACING mart.diagnosis: dx → diagnosis → diagnosis']],
    ['computed', "select upper(diagnosis) || '!' as text from {{ ref('stg') }}", ['PHI_IN_CLIENT_FACING mart.text: dx → diagnosis → text']],
    [
      'passed on by an aggregate',
      "select max(diagnosis) as last from {{ ref('stg') }}",
      ['PHI_IN_CLIENT_FACING mart.last: dx → diagnosis → last'],
    ],
    ['counted', "select count(diagnosis) as n from {{ ref('stg') }}", []],
    ['only filtered by', "select id from {{ ref('stg') }} where diagnosis = 'x'", []],
    ['whose tag says false', "select note from {{ ref('stg') }}", []],
  ])('%s', (_, sql, expected) => {
    expect(findings({ stg, 'marts/mart': sql })).toEqual(expected);
  });
});

test('gold that reads bronze directly is found, by source() and by a name written out', () => {
  expect(findings({ 'marts/mart': "select id from {{ source('app', 'clients') }}" })).toEqual(['GOLD_READS_BRONZE mart']);
  expect(findings({ 'marts/mart': 'select id from bronze.clients' })).toEqual(['GOLD_READS_BRONZE mart']);
});

test('columns flow through models with their types; a cycle has none and ends', () => {
  const lineage = lineageOf(
    project({
      stg,
      b: "select diagnosis as d, count(*) as n from {{ ref('stg') }} group by 1",
      x: "select * from {{ ref('y') }}",
      y: "select * from {{ ref('x') }}",
    }),
  );
  expect(lineage.columnsOf('model.care.b')).toEqual([
    { name: 'd', type: 'varchar' },
    { name: 'n', type: 'bigint' },
  ]);
  expect(lineage.columnsOf('model.care.x')).toBeNull();
  expect(
    lineage.trace({ node: 'model.care.b', column: 'd' }).map(({ node, column }) => `${node.split('.').at(-1) ?? ''}.${column}`),
  ).toEqual(['b.d', 'stg.diagnosis', 'clients.dx']);
  expect(lineage.readersOf('source.care.app.clients')).toEqual(['model.care.stg']);
});

test('an edit analyses anew what sees a difference, and nothing else', () => {
  const before = project({ stg, b: "select id from {{ ref('stg') }}", c: "select note from {{ ref('stg') }}", other: 'select 1 as one' });
  const first = new ProjectAnalysis(before, 'athena');
  const kept = ['stg', 'b', 'c', 'other'].map(name => first.model(`model.care.${name}`));
  const after = updateFile(before, 'models/stg.sql', `${stg} -- a comment`);
  const second = new ProjectAnalysis(after, 'athena', first);
  const now = ['stg', 'b', 'c', 'other'].map(name => second.model(`model.care.${name}`));
  expect(now.map((model, at) => model?.statement === kept[at]?.statement)).toEqual([false, true, true, true]);
});

test('a model that names itself is analysed again after an edit elsewhere', () => {
  const before = project({ stg, log: "select id from {{ ref('stg') }} where id not in (select id from {{ this }})" });
  const first = new ProjectAnalysis(before, 'athena');
  expect(first.model('model.care.log')?.columns?.map(({ name }) => name)).toEqual(['id']);
  const second = new ProjectAnalysis(updateFile(before, 'models/other.sql', 'select 1 as one'), 'athena', first);
  expect(second.model('model.care.log')?.columns?.map(({ name }) => name)).toEqual(['id']);
});
