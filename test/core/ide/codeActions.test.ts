import { expect, test } from 'vitest';
import { codeActions } from '../../../server/src/core/ide/codeActions';
import { edited, fixture, noLints } from '../../support/ide';

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
  const results = codeActions(view, { start: offset, end: offset }, noLints).map(({ edits }) => edited(view.text, edits));
  expect(results).toEqual(expected);
});

/** `title → the text after it`, for actions that stand among others. */
function named(marked: string, pattern: RegExp): readonly string[] {
  const { view, offset } = fixture(lake, marked);
  return codeActions(view, { start: offset, end: offset }, noLints)
    .filter(({ title }) => pattern.test(title))
    .map(({ title, edits }) => `${title} → ${edited(view.text, edits)}`);
}

test.each([
  [
    'select day, $0id, count(*) from bronze.orders',
    ['Add GROUP BY day, id → select day, id, count(*) from bronze.orders group by day, id'],
  ],
  [
    'select $0abs(id) as d, count(*)\nfrom bronze.orders\nwhere (id > 1)\nhaving count(*) > 1',
    ['Add GROUP BY 1 → select abs(id) as d, count(*)\nfrom bronze.orders\nwhere (id > 1)\ngroup by 1\nhaving count(*) > 1'],
  ],
  [
    'select day, $0id, count(*) from bronze.orders group by day',
    ['Add id to GROUP BY → select day, id, count(*) from bronze.orders group by day, id'],
  ],
  [
    'select day, $0id, count(*) from bronze.orders group by 1',
    ['Add 2 to GROUP BY → select day, id, count(*) from bronze.orders group by 1, 2'],
  ],
  [
    'select * from (select $0day, count(*) from bronze.orders where (id > 1)) t',
    ['Add GROUP BY day → select * from (select day, count(*) from bronze.orders where (id > 1) group by day) t'],
  ],
  ['select day, count(*) from bronze.orders group by $0day', []],
])('a missing GROUP BY: %s', (marked, expected) => expect(named(marked, /GROUP BY/)).toEqual(expected));

test.each([
  [
    "select 1 from bronze.orders where day $0= '2024-01-01'",
    ["Change to date '2024-01-01' → select 1 from bronze.orders where day = date '2024-01-01'"],
  ],
  [
    "select 1 from bronze.orders where '2024-01-01' $0<= day",
    ["Change to date '2024-01-01' → select 1 from bronze.orders where date '2024-01-01' <= day"],
  ],
  ["select 1 from bronze.orders where id in ($0'1', '2')", ['Change to 1, 2 → select 1 from bronze.orders where id in (1, 2)']],
  [
    "select 1 from bronze.orders where day $0between '2024-01-01' and '2024-02-01'",
    [
      "Change to date '2024-01-01', date '2024-02-01' → select 1 from bronze.orders where day between date '2024-01-01' and date '2024-02-01'",
    ],
  ],
  ['select 1 from bronze.customers where email $0= 5', ["Change to '5' → select 1 from bronze.customers where email = '5'"]],
  [
    'select 1 from bronze.customers where email $0= id',
    [
      'Cast id to varchar → select 1 from bronze.customers where email = cast(id as varchar)',
      'Cast email to bigint → select 1 from bronze.customers where cast(email as bigint) = id',
    ],
  ],
  [
    "select 1 from bronze.orders where day $0> 'today'",
    [
      "Cast 'today' to date → select 1 from bronze.orders where day > cast('today' as date)",
      "Cast day to varchar → select 1 from bronze.orders where cast(day as varchar) > 'today'",
    ],
  ],
  ['select 1 from bronze.orders where id $0= 1', []],
])('types that do not compare: %s', (marked, expected) => expect(named(marked, /^(Change|Cast)/)).toEqual(expected));

test.each([
  [
    'select p.id from $0(select id from bronze.orders) p',
    ['Extract to the CTE p → with p as (select id from bronze.orders)\nselect p.id from p'],
  ],
  [
    'with a as (select 1 as x) select * from a join $0(select id from bronze.orders) as b on a.x = b.id',
    ['Extract to the CTE b → with a as (select 1 as x),\nb as (select id from bronze.orders) select * from a join b on a.x = b.id'],
  ],
  ['select * from $0(select 1)', ['Extract to the CTE subquery → with subquery as (select 1)\nselect * from subquery']],
  ['select id from (select $0id from bronze.orders) p', []],
  ['select * from $0(select 1) t (x)', []],
  ['with p as (select 1) select * from p, $0(select 2) p', []],
  ['select * from bronze.orders o cross join lateral $0(select o.id) t', []],
  ['select 1 union (select * from $0(select 2) t)', []],
])('extract a CTE: %s', (marked, expected) => expect(named(marked, /^Extract/)).toEqual(expected));

test.each([
  ['with $0a as (select 1 as x) select a.x from a', ['Inline the CTE a → select a.x from (select 1 as x) as a']],
  [
    'with a as (select 1 as x), b as (select x from $0a as q) select * from b',
    ['Inline the CTE a → with b as (select x from (select 1 as x) as q) select * from b'],
  ],
  [
    'with a as (select 1), $0b (x) as (select 2) select * from a join b on true',
    ['Inline the CTE b → with a as (select 1) select * from a join (select 2) as b (x) on true'],
  ],
  ['with a as (select 1), $0b as (select 2) select * from a', ['Remove b, which nothing reads → with a as (select 1) select * from a']],
  [
    'with $0a as (select 1 as x) select * from a, a as c',
    ['Inline the CTE a into 2 places → select * from (select 1 as x) as a, (select 1 as x) as c'],
  ],
  ['with $0a as (select 1 as x) select * from a for version as of 1', []],
  ['with recursive $0a (x) as (select 1 union all select x + 1 from a) select * from a', []],
  ['with b as (select 1), $0a as (select * from b) select * from (with b as (select 2) select * from a) t', []],
])('inline a CTE: %s', (marked, expected) => expect(named(marked, /^(Inline|Remove)/)).toEqual(expected));

test.each([
  ['select $0`id` from bronze.`orders`', ['Write the 2 names in backquotes as Trino quotes them → select id from bronze.orders']],
  ['select $0`select` from bronze.orders', ['Write "select" → select "select" from bronze.orders']],
])("Hive's quotes: %s", (marked, expected) => expect(named(marked, /^Write/)).toEqual(expected));
