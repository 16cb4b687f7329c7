import { expect, test } from 'vitest';
import { LayerRules } from '../../../server/src/core/catalog/layers';
import { definition } from '../../../server/src/core/ide/definition';
import { hover } from '../../../server/src/core/ide/hover';
import { fixture } from '../../support/ide';

const lake = ['bronze_app.orders: id bigint, amount decimal(12,2), note string | day date'];

test.each([
  [
    'a column: type, origin, tags',
    'select $0amount from bronze_app.orders',
    ['amount decimal(12,2)', '`bronze_app.orders.amount`', 'no LF-Tags'],
  ],
  ['a partition key is marked', 'select $0day from bronze_app.orders', ['day date', 'partition key']],
  [
    'a column of a CTE hides the table column of the same name',
    'with orders as (select id, amount * 2 as amount from bronze_app.orders) select $0amount from orders',
    ['amount decimal(22,2)', 'from `bronze_app.orders.amount`'],
  ],
  [
    'a table: layer and columns',
    'select 1 from bronze_app.ord$0ers',
    ['`bronze_app.orders`', 'bronze', 'partitioned by `day`', 'amount decimal(12,2)'],
  ],
  ['a CTE: its columns', 'with a as (select 1 as one) select * from $0a', ['`a`', 'CTE', 'one integer']],
  ['a function: its signature and what it gives here', 'select coal$0esce(note, id) from bronze_app.orders', ['coalesce']],
])('hover tells of %s', (_, marked, parts) => {
  const { view, offset, catalog } = fixture(lake, marked);
  const { markdown } = hover(view, offset, { catalog, layerRules: new LayerRules() }) ?? { markdown: 'nothing' };
  for (const part of parts) expect(markdown).toContain(part);
});

test('nothing is said where nothing is known', () => {
  const { view, offset, catalog } = fixture(lake, 'select wr$0ong from bronze_app.orders');
  expect(hover(view, offset, { catalog, layerRules: new LayerRules() })).toBeUndefined();
});

test.each([
  ['a CTE', 'with a as (select 1 as one) select * from $0a', 'a'],
  ['a column, to the expression that makes it', 'with a as (select 1 + 1 as two) select tw$0o from a', '1 + 1 as two'],
])('the definition of %s', (_, marked, expected) => {
  const { view, offset } = fixture(lake, marked);
  const found = definition(view, offset);
  expect(found && view.text.slice(found.range.start, found.range.end)).toBe(expected);
});
