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
    ['columns of the table that INSERT fills', 'insert into app.orders ($0) select 1', ['order_id', 'customer_id']],
    [
      'columns of the table that MERGE fills',
      'merge into app.orders t using app.customers s on t.customer_id = s.id when not matched then insert ($0',
      ['order_id', 'customer_id'],
    ],
    ['columns of the table that ALTER changes', 'alter table app.orders drop column $0', ['order_id', 'customer_id']],
    ['a column that the query reads and nothing gives yet', 'select total from unnest(array[1]) as t ($0)', ['total']],
    [
      'the argument of a lambda in a call that is not closed',
      'select reduce(array[cast(row(1) as row(qty integer))], 0, (s, i) -> s + i.$0',
      ['qty'],
    ],
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
    ['an open CTE', 'with a as (select id from app.customers where $0', 'email'],
    ['an open CTE after another', 'with a as (select 1), b as (select c.id from app.customers c group by c.$0', 'email'],
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

/** What is offered as a whole: lists, conditions, values. */
const whole = (marked: string, kinds = ['snippet', 'value']): readonly string[] => offered(lake, marked, kinds);

test.each([
  ['a key named after the other table', 'select 1 from app.orders o join app.customers c on $0', ['o.customer_id = c.id']],
  ['the same from the other side', 'select 1 from app.customers c join app.orders o on $0 where 1 = 1', ['c.id = o.customer_id']],
  [
    'a key of one name',
    'select 1 from app.orders a join app.orders b on $0',
    ['a.order_id = b.order_id', 'a.customer_id = b.customer_id', 'a.day = b.day'],
  ],
  ['no pair of other types', "select 1 from (select cast(1 as boolean) as k_id) a join (select date '2024-01-01' as k_id) b on $0", []],
  ['only right behind ON', 'select 1 from app.orders o join app.customers c on o.day = $0', []],
])('join conditions: %s', (_, marked, expected) => expect(whole(marked, ['snippet'])).toEqual(expected));

test.each([
  ['names', 'select day, customer_id, count(*) from app.orders group by $0', ['day, customer_id', '1, 2']],
  ['positions where there is an expression', 'select upper("Select"), day, sum(amount) from app.orders group by $0', ['1, 2']],
  ['not behind the first element', 'select day, customer_id, count(*) from app.orders group by day, $0', []],
])('GROUP BY as a whole: %s', (_, marked, expected) => expect(whole(marked, ['snippet'])).toEqual(expected));

test.each([
  ['select $0 from app.customers', ['all 4 columns']],
  ['select o.$0 from app.orders o join app.customers c on true', ['all 5 columns']],
  ['select $0 from app.orders o join app.customers c on true', []],
  ['select 1 from app.customers where $0', []],
])('all columns at once: %s', (marked, expected) => expect(whole(marked, ['snippet'])).toEqual(expected));

test.each([
  ['select cast(1 as $0)', ['varchar', 'bigint', 'integer']],
  ['create external table a.b (id $0', ['string', 'bigint', 'int']],
  ['create table a.b with ($0) as select 1', ['table_type', 'format', 'location']],
  ["select interval '1' $0", ['year', 'month', 'day']],
  ['select extract($0 from current_date)', ['year', 'quarter', 'month']],
])('words of the grammar: %s', (marked, expected) => expect(offered(lake, marked, ['keyword']).slice(0, 3)).toEqual(expected));
