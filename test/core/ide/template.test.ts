/** Completion inside Jinja. */
import { expect, test } from 'vitest';
import { LayerRules } from '../../../server/src/core/catalog/layers';
import { completion } from '../../../server/src/core/ide/completion/completion';
import { definition } from '../../../server/src/core/ide/definition';
import { hover } from '../../../server/src/core/ide/hover';
import { catalogOf } from '../../support/catalog';
import { modelView } from '../../support/dbtProject';

const catalog = catalogOf('bronze.orders: id bigint');
const macros =
  '{% macro cents(column, digits=2) %}{{ column }} / 100{% endmacro %}\n{% macro today() %}current_date{% endmacro %}\n{% test positive(model, column_name) %}select 1{% endtest %}';
const settings = 'name: shop\nversion: "1.0"\nprofile: shop\nvars:\n  start_date: "2024-01-01"\n';

function offered(marked: string): readonly string[] {
  const offset = marked.indexOf('$0');
  const files = { 'models/m.sql': marked.replace('$0', ''), 'macros/money.sql': macros, 'dbt_project.yml': settings };
  return (completion(modelView(files, 'models/m.sql', catalog), offset, catalog)?.items ?? []).map(
    ({ label, insert }) => `${label} → ${insert ?? label}`,
  );
}

test.each([
  [
    'macros of the project, and dbt’s names',
    'select {{ $0 }}',
    ['cents → cents($1)', 'today → today()', "ref → ref('$1')", 'is_incremental → is_incremental()'],
  ],
  ['while the tag is open', 'select {{ cen$0', ['cents → cents($1)']],
  ['tags', 'select 1 {% $0', ['if → if ${1:is_incremental()} %}$0{% endif', 'endif → endif']],
  [
    'config keys',
    "{{ config(materialized='table', $0) }}select 1",
    ["table_type → table_type='${1|iceberg,hive|}'", "unique_key → unique_key='$1'"],
  ],
  ['vars in quotes', "select {{ var('$0') }}", ['start_date → start_date']],
  ['members of what dbt gives', 'select {{ target.$0 }}', ['name → name', 'schema → schema']],
])('%s', (_, marked, expected) => expect(offered(marked)).toEqual(expect.arrayContaining(expected)));

test.each([
  ['a test has no name to call', 'select {{ $0 }}', 'test_positive'],
  ['no config keys as a value', '{{ config(materialized=$0) }}', 'table_type'],
  ['no columns', 'select {{ $0 }} from bronze.orders', 'id'],
])('%s', (_, marked, label) => expect(offered(marked).filter(item => item.startsWith(`${label} `))).toEqual([]));

test.each([
  ['in a comment', '{# $0 #}select 1'],
  ['in another string', "{{ log('$0') }}select 1"],
])('nothing %s', (_, marked) => expect(offered(marked)).toEqual([]));

test('hover on a macro shows its head, its file and what the call becomes; definition leads to it', () => {
  const text = "select {{ cents('amount') }} as a, {{ today() }} as d from {{ ref('m2') }}";
  const files = { 'models/m.sql': text, 'models/m2.sql': 'select 1 as amount', 'macros/money.sql': macros };
  const view = modelView(files, 'models/m.sql', catalog);
  const at = text.indexOf('cents') + 2;
  const markdown = hover(view, at, { catalog, layerRules: new LayerRules() })?.markdown;
  expect(markdown).toBe('```jinja\nmacro cents(column, digits=2)\n```\n\n`macros/money.sql`\n\nbecomes\n```sql\namount / 100\n```');
  expect(definition(view, at)).toMatchObject({ file: 'macros/money.sql', range: { start: 9, end: 14 } });
  // A reference is explained as the relation that it means.
  expect(hover(view, text.indexOf('m2') + 1, { catalog, layerRules: new LayerRules() })?.markdown).toContain('amount integer');
});
