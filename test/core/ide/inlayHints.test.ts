import { expect, test } from 'vitest';
import { inlayHints } from '../../../server/src/core/ide/inlayHints';
import { fixture } from '../../support/ide';

const lake = ['bronze.orders: id bigint, amount double, region string | day date', 'bronze.customers: id bigint, email string'];

/** The text with each hint in guillemets where it is shown. */
function hinted(sql: string, range = { start: 0, end: sql.length }): string {
  const { view } = fixture(lake, sql);
  return [...inlayHints(view, range)]
    .reverse()
    .reduce((text, { offset, label }) => `${text.slice(0, offset)}‹${label}›${text.slice(offset)}`, sql);
}

test.each([
  ['select * from bronze.customers', 'select *‹id, email› from bronze.customers'],
  ['select * from bronze.orders', 'select *‹id, amount, region +1› from bronze.orders'],
  ['select c.*, 1 as x from bronze.orders o, bronze.customers c', 'select c.*‹id, email›, 1 as x from bronze.orders o, bronze.customers c'],
  [
    'select o.region, upper(day) as d, count(*) from bronze.orders o group by 1, 2 order by 2',
    'select o.region, upper(day) as d, count(*) from bronze.orders o group by 1‹region›, 2‹d› order by 2‹d›',
  ],
  ['select *, 1 as one from bronze.orders order by 5', 'select *‹id, amount, region +1›, 1 as one from bronze.orders order by 5'],
  ['select count(*) from bronze.orders limit 1', 'select count(*) from bronze.orders limit 1'],
  ['select * from unknown.orders', 'select * from unknown.orders'],
])('%s', (sql, expected) => expect(hinted(sql)).toBe(expected));

test('only for what is on the screen; the types stand in the tooltip', () => {
  const sql = 'select * from bronze.customers;\nselect * from bronze.customers';
  expect(hinted(sql, { start: 0, end: 20 })).toBe('select *‹id, email› from bronze.customers;\nselect * from bronze.customers');
  expect(inlayHints(fixture(lake, sql).view, { start: 0, end: 20 })[0]?.tooltip).toBe('```sql\nid bigint\nemail varchar\n```');
});
