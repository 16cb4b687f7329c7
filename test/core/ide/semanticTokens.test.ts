import { expect, test } from 'vitest';
import { semanticTokens } from '../../../server/src/core/ide/semanticTokens';
import type { DocumentView } from '../../../server/src/core/ide/DocumentView';
import { catalogOf } from '../../support/catalog';
import { modelView } from '../../support/dbtProject';
import { fixture } from '../../support/ide';

const lake = ['bronze.orders: id bigint, date date, items array<struct<qty:int>>'];

/** `text:type`, with ! for a definition and * for what the engine brings. */
function tokens(view: DocumentView): string {
  return semanticTokens(view)
    .map(({ range, type, modifiers }) => {
      const marks = modifiers.map(modifier => (modifier === 'declaration' ? '!' : '*')).join('');
      return `${view.text.slice(range.start, range.end)}:${type}${marks}`;
    })
    .join(' ');
}

test.each([
  ['select date from bronze.orders', 'date:property bronze:namespace orders:class'],
  [
    'with a as (select id as k from bronze.orders) select x.k, count(*) from a x',
    'a:struct! id:property k:property! bronze:namespace orders:class x:variable k:property count:function* a:struct x:variable!',
  ],
  [
    'select transform(items, i -> i.qty + 1), nosuch(id) from bronze.orders',
    'transform:function* items:property i:parameter! i:parameter nosuch:function id:property bronze:namespace orders:class',
  ],
  ['select cast(id as varchar) from bronze.orders', 'id:property varchar:type bronze:namespace orders:class'],
  ['select from where', ''],
])('%s', (sql, expected) => expect(tokens(fixture(lake, sql).view)).toBe(expected));

test('names that a template generates have none; a loop’s text has one each', () => {
  const sql =
    "select {% for c in ['id', 'date'] %}o.{{ c }}, max(o.date) as d_{{ c }},{% endfor %} 1 as one from {{ source('bronze', 'orders') }} o";
  const sources = 'version: 2\nsources:\n  - name: bronze\n    tables: [{name: orders}]\n';
  expect(tokens(modelView({ 'models/m.sql': sql, 'models/s.yml': sources }, 'models/m.sql', catalogOf(...lake)))).toBe(
    'o:variable max:function* o:variable date:property one:property! o:variable!',
  );
});
