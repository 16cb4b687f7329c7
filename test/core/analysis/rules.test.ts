/** Rules of grouping, windows, types and statements that write. */
import { expect, test } from 'vitest';
import { analysisOf, columnsOf, contextOf, expectErrors, lake } from '../../support/analysis';

test.each([
  `
  select status, id, count(*) from orders group by status
--               ^^ EXPRESSION_NOT_AGGREGATE
`,
  `
  select status from orders group by 3
--                                   ^ INVALID_COLUMN_REFERENCE
`,
  `
  select count(*) as c from orders having c > 1
--                                        ^ COLUMN_NOT_FOUND
`,
  `
  select id from orders where count(*) > 1
--                                     ^ EXPRESSION_NOT_SCALAR
`,
  `
  select sum(max(amount)) from orders
--       ^^^ NESTED_AGGREGATION
`,
  `
  select distinct status from orders order by id
--^^^^^^ EXPRESSION_NOT_IN_DISTINCT
`,
  `
  select max(amount) as m from orders group by status order by max(m)
--                                                                 ^ COLUMN_NOT_FOUND
`,
  `
  select rank() from orders
--       ^^^^ MISSING_OVER
`,
  `
  select sum(amount) over (w) from orders window w as (order by id), W as ()
--                                                                   ^ DUPLICATE_WINDOW_NAME
`,
  `
  select sum(amount) over (order by id range between unbounded following and current row) from orders
--                                     ^^^^^ INVALID_WINDOW_FRAME
`,
  `
  select id + true, upper(id), nvl(id, 1) from orders
--          ^ TYPE_MISMATCH
--                  ^^^^^ FUNCTION_NOT_FOUND
--                             ^^^ FUNCTION_NOT_FOUND
`,
  `
  select * from orders where day = '2024-01-01'
--                               ^ TYPE_MISMATCH
`,
  `
  select 1 from orders limit 5 union select 'a'
--                             ^^^^^ SYNTAX_ERROR
`,
  `
  select id from orders union all select name from customers
--                      ^^^^^ TYPE_MISMATCH
`,
  `
  select date '2024-02-30', timestamp '2024-01-01 25:00:00', interval '1-x' year to month
--       ^^^^ INVALID_LITERAL
--                          ^^^^^^^^^ INVALID_LITERAL
--                                                           ^^^^^^^^ INVALID_LITERAL
`,
  `
  select json_value(name, 'lax $.a[') from customers
--                                 ^ SYNTAX_ERROR
`,
  `
  insert into gold.revenue (day, country) select id, name from customers
--^^^^^^ TYPE_MISMATCH
`,
  `
  insert into gold.revenue (day, town) select day, status from orders
--^^^^^^ COLUMN_NOT_FOUND
`,
  `
  create view v as select id, id from orders
--^^^^^^ DUPLICATE_COLUMN_NAME
`,
])('%s', fixture => {
  expectErrors(fixture);
});

test.each([
  ['integers widen', "select 1 + bigint '2', tinyint '1' * 2", ['_col0 bigint', '_col1 integer']],
  [
    'decimals keep every digit',
    'select 1.5 * 1.25, 10 / 3.00, sum(1.5)',
    ['_col0 decimal(5,3)', '_col1 decimal(14,2)', '_col2 decimal(38,1)'],
  ],
  ['text has the length of the longest', "select if(true, 'a', 'bcd'), 'a' || 'b'", ['_col0 varchar(3)', '_col1 varchar']],
  [
    'times keep their precision',
    "select timestamp '2024-01-01 00:00:00.12', current_timestamp, date '2024-01-01' + interval '1' day",
    ['_col0 timestamp(2)', '_col1 timestamp(3) with time zone', '_col2 date'],
  ],
  [
    'an unknown element takes the other type',
    'select array[null, 1], map(), coalesce(null, 1.5)',
    ['_col0 array(integer)', '_col1 map(unknown, unknown)', '_col2 decimal(2,1)'],
  ],
  [
    'lambdas give their type',
    'select transform(array[1], x -> cast(x as varchar)), reduce(array[1], 0, (s, x) -> s + x, s -> s > 1)',
    ['_col0 array(varchar)', '_col1 boolean'],
  ],
  [
    'results of varying precision',
    "select round(decimal '1.25'), round(decimal '1.25', 1), ceil(1.5)",
    ['_col0 decimal(2,0)', '_col1 decimal(4,2)', '_col2 decimal(2,0)'],
  ],
])('types: %s', (_, sql, expected) => {
  expect(columnsOf(sql)).toEqual(expected);
});

test.each([
  [
    'INSERT',
    'insert into gold.revenue (country, revenue) select country, count(*) * 1e0 from customers group by country',
    ['country varchar ← bronze.customers.country', 'revenue double'],
    ['gold.revenue'],
  ],
  [
    'CREATE TABLE AS',
    'create table gold.t (k, v) as select id, name from customers',
    ['k bigint ← bronze.customers.id', 'v varchar ← bronze.customers.name'],
    ['gold.t'],
  ],
  [
    'UPDATE',
    'update gold.revenue set revenue = revenue * 2, country = upper(country)',
    ['country varchar ← gold.revenue.country', 'revenue double ← gold.revenue.revenue'],
    ['gold.revenue'],
  ],
  [
    'MERGE',
    'merge into gold.revenue t using (select day, status, amount from orders) s on t.day = s.day when matched then update set revenue = t.revenue + cast(s.amount as double) when not matched then insert (day, country, revenue) values (s.day, s.status, 0)',
    [
      'day date ← bronze.orders.day',
      'country varchar ← bronze.orders.status',
      'revenue double ← bronze.orders.amount, gold.revenue.revenue',
    ],
    ['gold.revenue'],
  ],
  ['CREATE VIEW', 'create view gold.v as select name from customers', ['name varchar ← bronze.customers.name'], ['gold.v']],
])('what %s writes', (_, sql, columns, writes) => {
  expect(columnsOf(sql)).toEqual(columns);
  const analysis = analysisOf(sql);
  expect(analysis.errors).toEqual([]);
  expect(analysis.writes.map(name => name.key)).toEqual(writes);
});

test.each([
  [
    'select name, name as n, cast(id as varchar) as t, upper(name) as u, 1 as one from customers',
    ['name copied', 'n renamed', 't cast', 'u computed', 'one constant'],
  ],
  [
    'select country, count(id) as n, sum(count(*)) over () as w from customers group by country',
    ['country copied', 'n aggregated', 'w windowed'],
  ],
  ['with c as (select upper(name) as big, id from customers) select big, id from c', ['big computed', 'id copied']],
])('how columns come about: %s', (sql, expected) => {
  expect(analysisOf(sql).columns?.map(c => `${c.name} ${c.transform}`)).toEqual(expected);
});

test('columns that only filter, join, group and sort are uses, not sources', () => {
  const analysis = analysisOf(
    "select c.country, count(*) as n from customers c join orders o on o.customer_id = c.id where o.status = 'paid' group by c.country order by max(o.placed_at)",
  );
  expect(analysis.columns?.map(c => c.sources.map(s => s.key))).toEqual([['bronze.customers.country'], []]);
  expect(analysis.uses.map(({ kind, column }) => `${kind} ${column.key}`).sort()).toEqual([
    'filter bronze.orders.status',
    'group bronze.customers.country',
    'join bronze.customers.id',
    'join bronze.orders.customer_id',
    'sort bronze.orders.placed_at',
  ]);
  expect(analysis.reads.map(name => name.key).sort()).toEqual(['bronze.customers', 'bronze.orders']);
});

test('types of Iceberg columns are microseconds, of Hive columns milliseconds', () => {
  expect(columnsOf('select placed_at from orders')).toEqual(['placed_at timestamp(3) ← bronze.orders.placed_at']);
});

test('the same text analysed with another catalog gives another analysis', () => {
  expect(analysisOf('select 1', contextOf(lake))).not.toBe(analysisOf('select 1', contextOf(lake, 'trino')));
});
