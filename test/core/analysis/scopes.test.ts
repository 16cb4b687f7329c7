/** What names mean: columns, qualifiers, CTEs, subqueries, joins, lambdas; and what stays unknown. */
import { expect, test } from 'vitest';
import { CatalogSnapshot } from '../../../server/src/core/catalog/CatalogSnapshot';
import { analysisOf, columnsOf, contextOf, expectErrors, lake, namesAt } from '../../support/analysis';

test.each([
  ['a column of the only table', 'select id from orders', ['id bigint ← bronze.orders.id']],
  [
    'a name keeps the spelling it has in the query',
    'select ID as "Key", Email from CUSTOMERS',
    ['Key bigint ← bronze.customers.id', 'Email varchar ← bronze.customers.email'],
  ],
  ['a CTE hides a table of the same name', 'with orders as (select 1 as one) select * from orders', ['one integer']],
  [
    'a column of a CTE is traced to its table',
    'with o as (select amount * 2 as double_amount from orders) select double_amount from o',
    ['double_amount decimal(22,2) ← bronze.orders.amount'],
  ],
  [
    'an inner WITH hides an outer one',
    'with a as (select 1 as x) select * from (with a as (select id as y from orders) select y from a) t',
    ['y bigint ← bronze.orders.id'],
  ],
  [
    'a star leaves hidden columns out',
    'select * from silver.countries',
    ['code varchar ← silver.countries.code', 'name varchar ← silver.countries.name', 'region varchar ← silver.countries.region'],
  ],
  ['a hidden column can be named', 'select "$path" from orders', ['$path varchar ← bronze.orders.$path']],
  [
    'partition keys come last',
    'select * from gold.revenue',
    ['day date ← gold.revenue.day', 'country varchar ← gold.revenue.country', 'revenue double ← gold.revenue.revenue'],
  ],
  [
    'fields of a row',
    'select address.geo.lat, address[1] from customers',
    ['lat double ← bronze.customers.address', '_col1 varchar ← bronze.customers.address'],
  ],
  [
    'all fields of a row',
    'select (c.address).* from customers c',
    ['city varchar ← bronze.customers.address', 'geo row(lat double, lon double) ← bronze.customers.address'],
  ],
  [
    'elements of an array of rows',
    'select i.sku, i.qty from orders o cross join unnest(o.items) as i(sku, qty)',
    ['sku varchar ← bronze.orders.items', 'qty integer ← bronze.orders.items'],
  ],
  [
    'keys and values of a map with their position',
    'select k, v, n from orders cross join unnest(attrs) with ordinality as t(k, v, n)',
    ['k varchar ← bronze.orders.attrs', 'v varchar ← bronze.orders.attrs', 'n bigint'],
  ],
  [
    'USING merges its column',
    'select id, name from (select 1 as id, 2 as a) x join customers using (id)',
    ['id bigint ← bronze.customers.id', 'name varchar ← bronze.customers.name'],
  ],
  [
    'a merged column is either side’s',
    'select day from orders full join gold.revenue using (day)',
    ['day date ← bronze.orders.day, gold.revenue.day'],
  ],
  [
    'LATERAL sees what stands left of it',
    'select t.n from customers c cross join lateral (select cardinality(c.tags) as n) t',
    ['n bigint ← bronze.customers.tags'],
  ],
  [
    'a lambda captures columns',
    'select transform(tags, t -> t || name) as x from customers',
    ['x array(varchar) ← bronze.customers.name, bronze.customers.tags'],
  ],
  [
    'a scalar subquery gives its column, not its filter',
    'select (select max(o.amount) from orders o where o.customer_id = c.id) as m from customers c',
    ['m decimal(12,2) ← bronze.orders.amount'],
  ],
  [
    'both sides of a set operation',
    'select name from customers union all select code from silver.countries',
    ['name varchar ← bronze.customers.name, silver.countries.code'],
  ],
  [
    'a recursive query',
    'with recursive t(n) as (select id from orders union all select n + 1 from t where n < 9) select n from t',
    ['n bigint ← bronze.orders.id'],
  ],
  [
    'metadata of an Iceberg table',
    'select snapshot_id from "events$snapshots"',
    ['snapshot_id bigint ← bronze.events$snapshots.snapshot_id'],
  ],
  [
    'tables that every catalog has',
    'select table_name from information_schema.tables',
    ['table_name varchar ← information_schema.tables.table_name'],
  ],
])('%s', (_, sql, expected) => {
  const events = {
    DatabaseName: 'bronze',
    Name: 'events',
    Parameters: { table_type: 'ICEBERG' },
    StorageDescriptor: { Columns: [{ Name: 'at', Type: 'timestamp' }] },
  };
  const bronze = lake.databases.get('bronze')!;
  const tables = new Map([...bronze.tables, ['events', { table: events, lfTags: null }] as const]);
  const catalog = new CatalogSnapshot({
    identity: lake.identity,
    databases: new Map([...lake.databases, ['bronze', { ...bronze, tables }]]),
  });
  expect(columnsOf(sql, contextOf(catalog))).toEqual(expected);
});

test.each([
  `
  select natonkey from customers
--       ^^^^^^^^ COLUMN_NOT_FOUND
`,
  `
  select o.id from orders
--       ^^^^ COLUMN_NOT_FOUND
`,
  `
  select id from customers c join orders o on c.id = o.customer_id
--       ^^ AMBIGUOUS_NAME
`,
  `
  select * from ordrs
--              ^^^^^ TABLE_NOT_FOUND
`,
  `
  select * from brnze.orders
--              ^^^^^^^^^^^^ SCHEMA_NOT_FOUND
`,
  `
  select address.town from customers
--       ^^^^^^^^^^^^ INVALID_COLUMN_REFERENCE
`,
  `
  select x.id from orders o, (select customer_id as id from customers where o.id = 1) x
--                                   ^^^^^^^^^^^ COLUMN_NOT_FOUND
--                                                                          ^^^^ COLUMN_NOT_FOUND
`,
  `
  with a as (select 1 as x), a as (select 2 as x) select * from a
--                           ^ DUPLICATE_NAMED_QUERY
`,
  `
  select * from (select id, name from customers) t(a)
--              ^ MISMATCHED_COLUMN_ALIASES
`,
  `
  select o.*, missing.* from orders o
--            ^^^^^^^^^ TABLE_NOT_FOUND
`,
  `
  select c.id from customers c join orders o using (id)
--       ^^^^ COLUMN_NOT_FOUND
`,
  `
  select reduce(tags, 0, (s, x) -> s + y, s -> s) from customers
--                                     ^ COLUMN_NOT_FOUND
`,
])('names that cannot be resolved: %s', fixture => {
  expectErrors(fixture);
});

test.each([
  'select anything, t.more, upper(other) from not_loaded.t join orders o on o.id = t.key where t.x > 3 group by 1, 2, 3 order by nothing',
  'select * from not_loaded.t join not_loaded.u using (k)',
  'with x as (select * from not_loaded.t) select a + 1, sum(b) from x group by a',
  'insert into not_loaded.t select id from orders',
  "select transform(t.a, e -> e.b), t.r.f from not_loaded.t t where t.d between date '2024-01-01' and t.e",
  'select u.x from not_loaded.t cross join unnest(t.items) as u(x, y)',
])('nothing is wrong where a database is not loaded: %s', sql => {
  const unloaded = { database: { Name: 'not_loaded' }, lfTags: null, state: { kind: 'notLoaded' as const }, tables: new Map() };
  const catalog = new CatalogSnapshot({ identity: lake.identity, databases: new Map([...lake.databases, ['not_loaded', unloaded]]) });
  expect(analysisOf(sql, contextOf(catalog)).errors).toEqual([]);
});

test.each([
  'select ',
  'select o. from orders o',
  'select id from orders where',
  'select count( from orders',
  'select upper(',
  "select date_add('day', 1",
  'select * from orders o join customers c on',
  'select * from orders o join',
  'select case when id = 1 then from orders',
  'with a as (select id from orders), b as ( select * from a',
  'select sum(amount) over (partition by from orders',
  'select cast(id as from orders',
  'insert into gold.revenue (day, ',
  'merge into gold.revenue t using orders s on',
  'select x -> from orders',
  'select date_trunc(, placed_at) from orders',
])('half-typed text raises no error of meaning: %s', sql => {
  expect(analysisOf(sql).errors).toEqual([]);
});

test.each([
  [
    'the select list sees FROM, wherever it stands',
    'select $0 from silver.countries',
    ['silver.countries.code', 'silver.countries.name', 'silver.countries.region'],
  ],
  [
    'a subquery sees its own relation first',
    'select (select $0 from silver.countries s) from gold.revenue r',
    ['s.code', 's.name', 's.region', 'r.day', 'r.country', 'r.revenue'],
  ],
  [
    'ORDER BY sees the select list before FROM',
    'select country as c from gold.revenue r order by $0',
    ['c', 'r.day', 'r.country', 'r.revenue'],
  ],
  [
    'ON sees both sides',
    'select 1 from silver.countries s join gold.revenue r on $0',
    ['s.code', 's.name', 's.region', 'r.day', 'r.country', 'r.revenue'],
  ],
  ['half-typed WHERE', 'select code from silver.countries s where s.$0', ['s.code', 's.name', 's.region']],
  ['an alias gives its own names', 'select $0 from (values (1, 2)) as t(a, b)', ['t.a', 't.b']],
  ['a lambda sees its arguments', 'select transform(tags, word -> $0word) from customers', ['word']],
  ['UPDATE sees its target', 'update gold.revenue set revenue = $0', ['gold.revenue.day', 'gold.revenue.country', 'gold.revenue.revenue']],
])('in sight: %s', (_, fixture, expected) => {
  expect(namesAt(fixture).slice(0, expected.length)).toEqual(expected);
});

test('the same statement and catalog give the same analysis', () => {
  const context = contextOf();
  const first = analysisOf('select 1', context);
  expect(first.columns?.map(c => c.name)).toEqual(['_col0']);
});
