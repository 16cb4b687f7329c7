import { expect, test } from 'vitest';
import { compileNode } from '../../../../server/src/core/dbt/project/compileNode';
import { updateFile } from '../../../../server/src/core/dbt/project/loadProject';
import { renderTemplate } from '../../../../server/src/core/dbt/project/renderTemplate';
import { toJson } from '../../../../server/src/core/dbt/value';
import { catalogOf } from '../../../support/catalog';
import { inlineProject } from '../../../support/dbtProject';

const chain = {
  'models/a.sql': "{{ config(materialized='ephemeral') }}\nselect 1 as x",
  'models/b.sql': "{{ config(materialized='ephemeral') }}\nwith q as (select * from {{ ref('a') }}) select * from q",
  'models/c.sql': "-- top\nwith recursive r as (select 2) select * from {{ ref('b') }}, r",
  'models/d.sql': "select * from {{ ref('c') }}",
};

const sqlOf = (files: Readonly<Record<string, string>>, model: string): string =>
  compileNode(inlineProject(files), `model.shop.${model}`)?.sql.replace(/\s+/g, ' ').trim() ?? '';

test('ephemeral models become CTEs, those they need first, behind a leading WITH', () => {
  expect(sqlOf(chain, 'c')).toBe(
    '-- top with recursive __dbt__cte__a as ( select 1 as x ), __dbt__cte__b as ( with q as (select * from __dbt__cte__a) select * from q ), r as (select 2) select * from __dbt__cte__b, r',
  );
  expect(sqlOf(chain, 'd')).toBe('select * from "awsdatacatalog"."dev"."c"');
});

test('the source map leads from the SQL to the files, through CTEs', () => {
  const project = inlineProject(chain);
  const compiled = compileNode(project, 'model.shop.c');
  const at = (text: string): unknown => {
    const start = compiled?.sql.indexOf(text) ?? -1;
    const segment = compiled?.sourceMap.segments.find(
      item => item.kind === 'verbatim' && item.outputStart <= start && start < item.outputEnd,
    );
    return segment && `${segment.file}:${segment.templateStart + start - segment.outputStart}`;
  };
  expect(at('select 1 as x')).toBe('models/a.sql:39');
  expect(at('r as (select 2)')).toBe('models/c.sql:22');
});

test('an edit makes anew only what depends on it', () => {
  const before = inlineProject(chain);
  const compiled = new Map([...before.nodes.keys()].map(id => [id, compileNode(before, id)]));
  const after = updateFile(before, 'models/b.sql', `${chain['models/b.sql']} -- more`);
  const same = [...after.nodes.keys()].filter(id => compileNode(after, id) === compiled.get(id));
  expect(same).toEqual(['model.shop.a', 'model.shop.d']);
  expect([...after.nodes].filter(([id, node]) => before.nodes.get(id) !== node).map(([id]) => id)).toEqual(['model.shop.b']);
  expect(updateFile(after, 'models/b.sql', `${chain['models/b.sql']} -- more`)).toBe(after);
});

test('an edited macro reaches the models that use it, and no others', () => {
  const files = {
    'macros/m.sql': '{% macro m() %}1{% endmacro %}',
    'macros/n.sql': '{% macro n() %}2{% endmacro %}',
    'models/a.sql': 'select {{ m() }}',
    'models/b.sql': 'select {{ n() }}',
  };
  const before = inlineProject(files);
  const compiled = new Map([...before.nodes.keys()].map(id => [id, compileNode(before, id)]));
  const after = updateFile(before, 'macros/m.sql', '{% macro m() %}10{% endmacro %}');
  expect(compileNode(after, 'model.shop.a')?.sql).toBe('select 10');
  expect(compileNode(after, 'model.shop.b')).toBe(compiled.get('model.shop.b'));
});

test('files come and go', () => {
  const before = inlineProject({ 'models/a.sql': "select * from {{ ref('b') }}" });
  const after = updateFile(before, 'models/b.sql', 'select 1');
  expect([before.diagnostics.length, after.diagnostics.length]).toEqual([1, 0]);
  expect(compileNode(after, 'model.shop.a')?.sql).toBe('select * from "awsdatacatalog"."dev"."b"');
  expect(updateFile(after, 'models/b.sql', undefined).diagnostics.length).toBe(1);
});

test('incremental models see whether their table is there, and --full-refresh', () => {
  const files = { 'models/a.sql': "{{ config(materialized='incremental') }}select 1{% if is_incremental() %} where new{% endif %}" };
  const catalog = catalogOf('dev.a: id bigint');
  const sql = (options: Parameters<typeof inlineProject>[1]): string | undefined =>
    compileNode(inlineProject(files, options), 'model.shop.a')?.sql;
  expect([sql({}), sql({ catalog }), sql({ catalog, fullRefresh: true })]).toEqual(['select 1', 'select 1 where new', 'select 1']);
});

/** Configs of a model from every place, the later ones winning as in dbt. */
test('configs merge: project folders, YAML, the model; the root project over its packages', () => {
  const project = inlineProject({
    'dbt_project.yml':
      'name: shop\nprofile: shop\nmodels:\n  +tags: all\n  +meta: {a: 1, b: 1}\n  +grants: {select: [x]}\n  shop:\n    sub: {+materialized: table, +schema: s, +meta: {b: 2}}\n  lib:\n    +materialized: view\n',
    'packages.yml': 'packages: [{local: lib}]',
    'lib/dbt_project.yml': 'name: lib\nmodels: {lib: {+materialized: table, +tags: lib}}\n',
    'lib/models/l.sql': "{{ config(materialized='incremental') }} select 1",
    'models/sub/m.sql': "{{ config(tags=['own'], meta={'c': 3}, grants={'+select': 'y'}) }} select 1",
    'models/sub/m.yml': 'models:\n  - name: m\n    meta: {b: 9}\n    config: {tags: [yml]}\n',
  });
  const config = (id: string): unknown => {
    const { materialized, tags, meta, grants } = toJson(project.nodes.get(id)?.config ?? null) as Record<string, unknown>;
    return { materialized, tags, meta, grants };
  };
  expect(config('model.shop.m')).toEqual({
    materialized: 'table',
    tags: ['all', 'yml', 'own'],
    meta: { a: 1, b: 9, c: 3 },
    grants: { select: ['x', 'y'] },
  });
  expect(config('model.lib.l')).toEqual({ materialized: 'view', tags: ['lib', 'all'], meta: { a: 1, b: 1 }, grants: { select: ['x'] } });
  expect(project.nodes.get('model.shop.m')?.relationName).toBe('"awsdatacatalog"."dev_s"."m"');
});

test('vars: command line over root project over package, each with its part for the package', () => {
  const files = {
    'dbt_project.yml': 'name: shop\nprofile: shop\nvars: {v: root, w: root, lib: {w: for_lib}}\n',
    'packages.yml': 'packages: [{local: lib}]',
    'lib/dbt_project.yml': 'name: lib\nvars: {v: lib, w: lib, own: lib}\n',
    'lib/models/l.sql': "{{ var('v') }} {{ var('w') }} {{ var('own') }} {{ var('x', 'none') }}",
    'models/m.sql': "{{ var('v') }} {{ var('w') }} {{ var('own', 'none') }}",
  };
  const project = inlineProject(files, { vars: new Map([['x', 'given']]) });
  expect([compileNode(project, 'model.lib.l')?.sql, compileNode(project, 'model.shop.m')?.sql]).toEqual([
    'root for_lib lib given',
    'root root none',
  ]);
});

test('a template renders in the context of a node', () => {
  const project = inlineProject({ 'models/a.sql': 'select 1', 'models/b.sql': 'select 2' });
  const node = project.nodes.get('model.shop.a');
  expect(
    node &&
      renderTemplate(project, node, { template: "{{ this }} {{ ref('b').identifier }} {{ target.name }}", phase: 'runtime' }).result.output,
  ).toBe('"awsdatacatalog"."dev"."a" b dev');
});

test('a generic test is loaded and compiled', () => {
  const project = inlineProject({
    'tests/generic/positive.sql':
      '{% test positive(model, column_name) %}select * from {{ model }} where {{ column_name }} <= 0{% endtest %}',
    'models/a.sql': 'select 1 as x',
    'models/a.yml': 'models:\n  - name: a\n    columns:\n      - {name: x, data_tests: [positive]}\n',
  });
  const [id = ''] = [...project.nodes.keys()].filter(key => key.startsWith('test.'));
  expect([project.diagnostics, compileNode(project, id)?.sql]).toEqual([[], 'select * from "awsdatacatalog"."dev"."a" where x <= 0']);
});

test.each([
  ['2026-01-15T08:30:00Z', '2026-01-15 08:30:00+00:00 [<UTC>]'],
  ['2026-01-15T08:30:00+02:00', '2026-01-15 06:30:00+00:00 [<UTC>]'],
  ['2026-01-15T08:30:00', '2026-01-15 08:30:00+00:00 [<UTC>]'],
])('a run that started at %s is a moment of UTC as pytz has it', (runStartedAt, shown) => {
  const project = inlineProject({ 'models/a.sql': '{{ run_started_at }} {{ [run_started_at.tzinfo] }}' }, { runStartedAt });
  expect(compileNode(project, 'model.shop.a')?.sql).toBe(shown);
});
