import { expect, test } from 'vitest';
import { codeActions } from '../../../server/src/core/ide/codeActions';
import { fixture } from '../../support/ide';

const lake = ['bronze.orders: id bigint, amount decimal(12,2), select string | day date', 'bronze.customers: id bigint, email string'];

test.each([
  ['select $0emial from bronze.customers', ['select email from bronze.customers']],
  ['select c.emi$0al from bronze.customers c', ['select c.email from bronze.customers c']],
  ['select * from bronze.cus$0tomer', ['select * from bronze.customers']],
  ['select 1 from bronz.cus$0tomers', ['select 1 from bronze.customers']],
  ['with paid as (select 1 as amount) select amo$0nt from paid', ['with paid as (select 1 as amount) select amount from paid']],
  ['select coalesc$0(1, 2)', ['select coalesce(1, 2)']],
  [
    'select $0id from bronze.orders o join bronze.customers c on o.id = c.id',
    [
      'select o.id from bronze.orders o join bronze.customers c on o.id = c.id',
      'select c.id from bronze.orders o join bronze.customers c on o.id = c.id',
    ],
  ],
  ['select $0* from bronze.customers', ['select id, email from bronze.customers']],
  ['select c.$0* from bronze.customers c, bronze.orders', ['select c.id, c.email from bronze.customers c, bronze.orders']],
  [
    'select $0* from bronze.customers join bronze.orders o using (id)',
    ['select id, customers.email, o.amount, o."select", o.day from bronze.customers join bronze.orders o using (id)'],
  ],
  ['select $0* from (select 1)', []],
  ['select $0* from unknown_catalog.a.b', []],
  ['select count(*$0) from bronze.orders', []],
  ['select id, sel$0ect from bronze.orders', ['select id, "select" from bronze.orders']],
  ['select $0id from bronze.customers', []],
])('%s', (marked, expected) => {
  const { view, offset } = fixture(lake, marked);
  const results = codeActions(view, { start: offset, end: offset }).map(
    ({ edit: { range, newText } }) => view.text.slice(0, range.start) + newText + view.text.slice(range.end),
  );
  expect(results).toEqual(expected);
});
