import { describe, expect, test } from 'vitest';
import { offered } from '../../support/ide';

const lake = [
  'app.customers: id bigint, email string, address struct<city:string,geo:struct<lat:double>>, _airbyte_raw_id string',
  'app.orders: order_id bigint, customer_id bigint, amount decimal(12,2), Select string | day date',
];

describe('the first things offered', () => {
  test.each([
    ['columns of the one table', 'select $0 from app.customers', ['id', 'email', 'address']],
    ['columns behind an alias', 'select o.$0 from app.orders o', ['order_id', 'customer_id', 'amount']],
    ['what a CTE gives, not what its tables hold', 'with a as (select id as k from app.customers) select $0 from a', ['k', 'a']],
    ['fields of a row, also inside one another', 'select c.address.geo.$0 from app.customers c', ['lat']],
    ['the other side of a comparison', 'select 1 from app.customers c join app.orders o on o.customer_id = c.$0', ['id']],
    [
      'the key that both sides have, without a qualifier',
      'select 1 from (select id as k from app.customers) a join (select 1 as k, 2 as z) b using ($0)',
      ['k'],
    ],
    ['partition keys in a WHERE', 'select amount from app.orders where $0', ['day', 'amount']],
    ['columns that the SELECT list does not have yet', 'select order_id, customer_id, $0 from app.orders', ['amount']],
    ['the grouped name', 'select email, count(*) from app.customers group by $0', ['email']],
    ['the table of a CTE that stands before', 'with a as (select 1 as one) select * from $0', ['a']],
    ['tables behind a database', 'select * from app.$0', ['customers', 'orders']],
    ['an alias made of initials', 'select * from app.customer_orders $0', ['co']],
  ])('%s', (_, marked, expected) => {
    expect(offered(lake, marked).slice(0, expected.length)).toEqual(expected);
  });
});

describe('on broken text the scope is still known', () => {
  test.each([
    ['a comma too many', 'select id,, $0 from app.customers', 'email'],
    ['an unfinished WHERE', 'select id from app.customers where $0', 'email'],
    ['an open parenthesis', 'select count($0 from app.customers', 'email'],
    ['an open subquery', 'select * from (select $0 from app.customers', 'email'],
    ['a missing comparison', 'select id from app.customers where id = and $0', 'email'],
    ['a second statement', 'select 1; select $0 from app.customers; select 2', 'email'],
  ])('%s', (_, marked, expected) => {
    expect(offered(lake, marked)).toContain(expected);
  });
});

test.each([
  ['inside a string', "select 'a$0' from app.customers"],
  ['inside a comment', 'select 1 -- $0\nfrom app.customers'],
  ['as the name of a new column', 'select id as $0 from app.customers'],
])('no columns %s', (_, marked) => {
  expect(offered(lake, marked, ['column'])).toEqual([]);
});

test('a reserved name is inserted in quotes; the loader’s own columns stand last', () => {
  expect(offered(lake, 'select $0 from app.orders').includes('Select')).toBe(true);
  expect(offered(lake, 'select $0 from app.customers', ['column']).at(-1)).toBe('_airbyte_raw_id');
});
