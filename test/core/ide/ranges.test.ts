import { expect, test } from 'vitest';
import { foldingRanges, selectionRanges } from '../../../server/src/core/ide/ranges';
import { fixture } from '../../support/ide';

const lake = ['bronze.orders: id bigint'];

test.each([
  ['a CTE and its subquery', 'with a as (\n  select 1 from (\n    select 2\n  )\n)\nselect 1', ['a as (…)', '(…)']],
  ['CASE', "select case\n  when true then 'x'\nend", ['case…end']],
  ['comments', "-- one\n-- two\nselect '--\n' /* a\nb */", ['-- one…-- two', '/* a…b */']],
  ['statements, where there are several', 'select\n 1;\nselect 2', ['select…1']],
  ['what fits in a line does not fold', 'select case when true then 1 end from (select 1)', []],
])('folding: %s', (_, text, expected) => {
  const { view } = fixture(lake, text);
  const shown = foldingRanges(view).map(({ start, end }) => {
    const lines = view.text.slice(start, end).split('\n');
    return `${lines[0]!.trim()}…${lines.at(-1)!.trim()}`;
  });
  expect(shown).toEqual(expected);
});

test('folding: blocks of a template, also where its SQL is not known', () => {
  const text = '{% macro a() %}\n{% if x %}\n1\n{% set y = 1 %}{% set z %}1{% endset %}\n{% endif %}\n{% endmacro %}\n{# a\nb #}';
  const view = { text, sql: undefined, dbt: undefined, template: true };
  expect(foldingRanges(view).map(({ start, end, kind }) => [kind, text.slice(start, end)])).toEqual([
    ['code', text.slice(0, text.indexOf('\n{#'))],
    ['code', '{% if x %}\n1\n{% set y = 1 %}{% set z %}1{% endset %}\n{% endif %}'],
    ['comment', '{# a\nb #}'],
  ]);
});

test('selection grows from the name to the document', () => {
  const { view, offset } = fixture(lake, 'select 1; select o.i$0d + 1 from bronze.orders o');
  expect(selectionRanges(view, offset).map(({ start, end }) => view.text.slice(start, end))).toEqual([
    'id',
    'o.id',
    'o.id + 1',
    'select o.id + 1',
    'select o.id + 1 from bronze.orders o',
    'select 1; select o.id + 1 from bronze.orders o',
  ]);
});
