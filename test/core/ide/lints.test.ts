/** Each rule: what it finds, what its fix makes of it, and what it leaves alone. Findings are given as `RULE text at the place`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SnapshotReader } from '../../../server/src/core/catalog/snapshotFormat';
import { sqlView } from '../../../server/src/core/ide/DocumentView';
import type { DocumentView } from '../../../server/src/core/ide/DocumentView';
import { codeActions } from '../../../server/src/core/ide/codeActions';
import { diagnostics } from '../../../server/src/core/ide/diagnostics';
import { lints } from '../../../server/src/core/ide/lints';
import { allRules } from '../../../server/src/core/lint/rules';
import { catalogOf } from '../../support/catalog';
import { modelView } from '../../support/dbtProject';
import { edited, fixture } from '../../support/ide';

const lake = [
  'bronze.orders: id bigint, customer_id bigint, amount decimal(12,2), at timestamp | day string, region string',
  'bronze.customers: id bigint, email string',
  `bronze.wide: ${Array.from({ length: 40 }, (_, i) => `c${i} int`).join(', ')}`,
];

/** `RULE the text it stands on`, then what its fix makes of the whole text. */
function found(view: DocumentView, rule?: string): readonly string[] {
  return lints(view, {})
    .filter(finding => rule === undefined || finding.rule === rule)
    .flatMap(({ rule: name, range, fix }) => [
      `${name} ${view.text.slice(range.start, range.end)}`,
      ...(fix ? [edited(view.text, fix.edits)] : []),
    ]);
}

const rules: readonly (readonly [string, readonly (readonly [string, readonly string[]])[]])[] = [
  [
    'PARTITION_FILTER_MISSING',
    [
      ['select amount from bronze.orders', ['PARTITION_FILTER_MISSING bronze.orders']],
      ['select o.amount from bronze.customers c join bronze.orders o on o.customer_id = c.id', ['PARTITION_FILTER_MISSING bronze.orders']],
      ["select amount from bronze.orders where day = '2024-01-01'", []],
      ["select amount from bronze.orders where region in ('eu')", []],
      ["with o as (select * from bronze.orders) select amount from o where day > '2024'", []],
      ['select o.amount from bronze.orders o join (select max(day) as d from bronze.orders) m on o.day = m.d', []],
      ['select * from bronze.orders limit 10', []],
      ['select max(day), count(*) from bronze.orders', []],
      ['select email from bronze.customers', []],
      ['select amount from bronze.orders where', []],
    ],
  ],
  [
    'PARTITION_FILTER_DEFEATED',
    [
      ["select amount from bronze.orders where date(day) = date '2024-01-01'", ['PARTITION_FILTER_DEFEATED date(day)']],
      ["select amount from bronze.orders where substr(day, 1, 7) = '2024-01'", ['PARTITION_FILTER_DEFEATED substr(day, 1, 7)']],
      ["select amount from bronze.orders where day = '2024-01-01' and lower(region) = 'eu'", []],
      ["select amount from bronze.orders where day like '2024-%'", []],
      ["select amount from bronze.orders where lower(email) = 'x'", []],
    ],
  ],
  [
    'COMMA_CROSS_JOIN',
    [
      [
        'select 1 from bronze.customers a, bronze.customers b',
        ['COMMA_CROSS_JOIN ,', 'select 1 from bronze.customers a cross join bronze.customers b'],
      ],
      ['select 1 from bronze.customers a, bronze.customers b where a.id = b.id', []],
      ['select 1 from bronze.customers a, unnest(array[a.id]) as u (x)', []],
      ['with p as (select max(id) as top from bronze.customers) select 1 from bronze.customers, p', []],
      ['select 1 from bronze.customers a, (select 1 as x) b', []],
      ['select 1 from bronze.customers a cross join bronze.customers b', []],
    ],
  ],
  [
    'EXACT_COUNT_DISTINCT',
    [
      [
        'select count(distinct email) filter (where id > 1) from bronze.customers',
        ['EXACT_COUNT_DISTINCT count(', 'select approx_distinct(email) filter (where id > 1) from bronze.customers'],
      ],
      ['select count(email), sum(distinct id) from bronze.customers', []],
    ],
  ],
  [
    'USELESS_ORDER_BY',
    [
      ['select x from (select 1 as x order by 1) t', ['USELESS_ORDER_BY order by 1', 'select x from (select 1 as x) t']],
      [
        'create table s.t as select id from bronze.customers order by id',
        ['USELESS_ORDER_BY order by id', 'create table s.t as select id from bronze.customers'],
      ],
      ['select id from bronze.customers order by id', []],
      ['select x from (select 1 as x order by 1 limit 1) t', []],
    ],
  ],
  [
    'UNION_DISTINCT',
    [
      ['select 1 union select 2', ['UNION_DISTINCT union', 'select 1 union all select 2']],
      ['SELECT 1 UNION DISTINCT SELECT 2', ['UNION_DISTINCT UNION DISTINCT', 'SELECT 1 UNION ALL SELECT 2']],
      ['select 1 union all select 2 except select 3', []],
    ],
  ],
  [
    'NOT_IN_NULLABLE',
    [
      [
        'select 1 from bronze.customers where id not in (select customer_id from bronze.orders)',
        [
          'NOT_IN_NULLABLE not in ',
          'select 1 from bronze.customers where id not in (select customer_id from bronze.orders where customer_id is not null)',
        ],
      ],
      [
        "select 1 from bronze.customers where id not in (select customer_id from bronze.orders where day = '1' or day = '2')",
        [
          'NOT_IN_NULLABLE not in ',
          "select 1 from bronze.customers where id not in (select customer_id from bronze.orders where (day = '1' or day = '2') and customer_id is not null)",
        ],
      ],
      ['select 1 from bronze.customers where id not in (select customer_id from bronze.orders where customer_id is not null)', []],
      ['select 1 from bronze.customers where id not in (select customer_id from bronze.orders where customer_id > 0)', []],
      ['select 1 from bronze.customers where id not in (1, 2)', []],
      ['select 1 from bronze.customers where id in (select customer_id from bronze.orders)', []],
    ],
  ],
  [
    'TIMESTAMP_PRECISION',
    [
      [
        "create table s.t with (table_type = 'ICEBERG', location = 's3://b/t/') as select id, at from bronze.orders",
        [
          'TIMESTAMP_PRECISION at',
          "create table s.t with (table_type = 'ICEBERG', location = 's3://b/t/') as select id, cast(at as timestamp(6)) as at from bronze.orders",
        ],
      ],
      [
        'create table s.t as select cast(at as timestamp(6)) as late, current_timestamp as now from bronze.orders',
        [
          'TIMESTAMP_PRECISION cast(at as timestamp(6)) as late',
          'create table s.t as select cast(cast(at as timestamp(6)) as timestamp(3)) as late, current_timestamp as now from bronze.orders',
          'TIMESTAMP_PRECISION current_timestamp as now',
          'create table s.t as select cast(at as timestamp(6)) as late, cast(current_timestamp as timestamp(3)) as now from bronze.orders',
        ],
      ],
      ['create table s.t as select at from bronze.orders', []],
      ['select current_timestamp', []],
    ],
  ],
  [
    'GLUE_CHANGES_NAME',
    [
      [
        'create table s.t as select id as "OrderId" from bronze.orders',
        ['GLUE_CHANGES_NAME "OrderId"', 'create table s.t as select id as orderid from bronze.orders'],
      ],
      [
        'create table s."my-table" as select id as "order-id" from bronze.orders',
        [
          'GLUE_CHANGES_NAME "my-table"',
          'create table s.my_table as select id as "order-id" from bronze.orders',
          'GLUE_CHANGES_NAME "order-id"',
          'create table s."my-table" as select id as order_id from bronze.orders',
        ],
      ],
      ['select id as "OrderId" from bronze.orders', []],
      ['create table s.t as select id as OrderId, 1 as "order" from bronze.orders', []],
    ],
  ],
];

describe.each(rules)('%s', (rule, cases) => {
  test.each(cases)('%s', (sql, expected) => expect(found(fixture(lake, sql).view, rule)).toEqual(expected));
});

describe('a table whose partitions are known', () => {
  const catalog = (parameters: object, type: string, ...values: readonly string[]) => {
    const reader = new SnapshotReader();
    const table = {
      DatabaseName: 'b',
      Name: 'events',
      StorageDescriptor: { Columns: [{ Name: 'id', Type: 'bigint' }] },
      PartitionKeys: [{ Name: 'day', Type: type }],
      Parameters: parameters,
    };
    reader.add(JSON.stringify({ kind: 'catalog', version: 1, takenAt: '2026-01-01T00:00:00Z' }));
    reader.add(JSON.stringify({ kind: 'table', table, lfTags: null }));
    for (const value of values)
      reader.add(JSON.stringify({ kind: 'partition', partition: { DatabaseName: 'b', TableName: 'events', Values: [value] } }));
    return reader.finish();
  };
  const messages = (parameters: object, type: string, values: readonly string[], sql: string): readonly string[] => {
    const view = sqlView(sql, { catalog: catalog(parameters, type, ...values), session: {}, dialect: 'athena' });
    return lints(view, {}).flatMap(({ message, fix }) => [message, ...(fix ? [edited(sql, fix.edits)] : [])]);
  };
  const days = ['2024-01-01', '2024-01-02'];

  test.each([
    [
      {},
      'string',
      days,
      'select id from b.events',
      ['b.events is partitioned by day: without a filter all 2 partitions are read', "select id from b.events\nwhere day >= '2024-01-02'"],
    ],
    [
      {},
      'date',
      days,
      'select e.id from b.events e left join b.events f on e.id = f.id where e.id = 1 or e.id = 2',
      [
        'b.events is partitioned by day: without a filter all 2 partitions are read',
        "select e.id from b.events e left join b.events f on e.id = f.id where (e.id = 1 or e.id = 2) and e.day >= date '2024-01-02'",
        'b.events is partitioned by day: without a filter all 2 partitions are read',
      ],
    ],
    [{}, 'string', ['2024-01-01'], 'select id from b.events', []],
    [
      {},
      'string',
      days,
      "select id from b.events where cast(day as date) >= date '2024-01-01'",
      [
        'the catalog cannot choose partitions by cast(day as date): all 2 partitions are listed first; compare day itself',
        "select id from b.events where day >= '2024-01-01'",
      ],
    ],
    [
      {},
      'string',
      ['1', '10'],
      'select id from b.events where cast(day as integer) > 5',
      ['the catalog cannot choose partitions by cast(day as integer): all 2 partitions are listed first; compare day itself'],
    ],
    [
      {},
      'string',
      ['1', '10'],
      'select id from b.events where cast(day as integer) = 5',
      [
        'the catalog cannot choose partitions by cast(day as integer): all 2 partitions are listed first; compare day itself',
        "select id from b.events where day = '5'",
      ],
    ],
    [
      { 'projection.enabled': 'true', 'projection.day.type': 'injected' },
      'string',
      [],
      'select id from b.events',
      ['Athena refuses this query: the partitions of b.events are injected, so it needs a filter day = …'],
    ],
    [
      { 'projection.enabled': 'true', 'projection.day.type': 'enum', 'projection.day.values': 'mon, tue' },
      'string',
      [],
      'select id from b.events',
      ['b.events is partitioned by day: without a filter every partition is read', "select id from b.events\nwhere day = 'mon'"],
    ],
  ])('%j %s %j: %s', (parameters, type, values, sql, expected) => expect(messages(parameters, type, values, sql)).toEqual(expected));
});

describe('comments and settings silence a rule', () => {
  const codes = (sql: string, rules = {}): readonly string[] =>
    diagnostics(fixture(lake, sql).view, [], [], rules).map(({ code, severity }) => `${severity} ${code}`);

  test.each([
    ['select amount from bronze.orders', {}, ['warning PARTITION_FILTER_MISSING']],
    ['select amount from bronze.orders', { PARTITION_FILTER_MISSING: 'off' }, []],
    ['select amount from bronze.orders', { PARTITION_FILTER_MISSING: 'error' }, ['error PARTITION_FILTER_MISSING']],
    ['select amount from bronze.orders', { PARTITION_FILTER_MISSING: 'loud' }, ['warning PARTITION_FILTER_MISSING']],
    ['select amount from bronze.orders -- medallion-ignore', {}, []],
    ['-- medallion-ignore: PARTITION_FILTER_MISSING, UNION_DISTINCT (backfill)\nselect amount from bronze.orders', {}, []],
    ['-- medallion-ignore: UNION_DISTINCT\nselect amount from bronze.orders', {}, ['warning PARTITION_FILTER_MISSING']],
    ['-- medallion-ignore\nselect amount\nfrom bronze.orders', {}, ['warning PARTITION_FILTER_MISSING']],
    ["select 'medallion-ignore', amount from bronze.orders", {}, ['warning PARTITION_FILTER_MISSING']],
  ])('%s %j', (sql, rules, expected) => expect(codes(sql, rules)).toEqual(expected));
});

describe('in a dbt model', () => {
  const sources =
    'version: 2\nsources:\n  - name: bronze\n    tables:\n      - name: orders\n        columns: [{name: customer_id, tests: [not_null]}]\n      - name: wide\n';

  test.each([
    ["{{ config(materialized='table') }}\nselect * from {{ source('bronze', 'wide') }}", ['WIDE_STAR *']],
    ["with s as (select * from {{ source('bronze', 'wide') }}) select c1, c2 from s", []],
    ["select id from {{ source('bronze', 'orders') }}", ["PARTITION_FILTER_MISSING {{ source('bronze', 'orders') }}"]],
    [
      "{{ config(materialized='incremental') }}\nselect id from {{ source('bronze', 'orders') }} {% if is_incremental() %} where day > '2024' {% endif %}",
      [],
    ],
    ['select 1 as a order by a', ['USELESS_ORDER_BY order by a', 'select 1 as a']],
    [
      "{{ config(materialized='ephemeral') }}select 1 as a where 1 not in (select customer_id from {{ source('bronze', 'orders') }} where day = '1')",
      [],
    ],
    [
      "{{ config(materialized='table', table_type='iceberg') }}\nselect current_timestamp as now",
      [
        'TIMESTAMP_PRECISION current_timestamp as now',
        "{{ config(materialized='table', table_type='iceberg') }}\nselect cast(current_timestamp as timestamp(6) with time zone) as now",
      ],
    ],
    ["{{ config(materialized='view') }}select current_timestamp as now", []],
    ['{% macro u() %} union {% endmacro %}select 1 as a {{ u() }} select 2', []],
  ])('%s', (sql, expected) =>
    expect(found(modelView({ 'models/m.sql': sql, 'models/s.yml': sources }, 'models/m.sql', catalogOf(...lake)))).toEqual(expected),
  );
});

describe('the configuration of a model', () => {
  const model = (config: string, body = 'select 1 as id, current_date as day'): readonly string[] => {
    const sql = `{{ config(${config}) }}\n${body}`;
    return found(modelView({ 'models/m.sql': sql }, 'models/m.sql', catalogOf()));
  };

  test.each([
    [
      "materialized='incremental', incremental_strategy='merge', table_type='iceberg'",
      ['MERGE_WITHOUT_KEY incremental_strategy', 'INCREMENTAL_READS_ALL materialized'],
    ],
    [
      "materialized='incremental', incremental_strategy='merge', unique_key='id'",
      ['MERGE_NEEDS_ICEBERG incremental_strategy', 'INCREMENTAL_READS_ALL materialized'],
    ],
    ["materialized='incremental', incremental_strategy='microbatch', event_time='day'", []],
    ["materialized='table', partitioned_by=['day', 'hour']", ['PARTITION_COLUMN_MISSING partitioned_by']],
    ["materialized='table', table_type='iceberg', partitioned_by=['month(day)', 'bucket(id, 4)']", []],
    ["materialized='table', table_type='iceberg', partitioned_by=['month(at)']", ['PARTITION_COLUMN_MISSING partitioned_by']],
    ["materialized='view', partitioned_by=['hour']", []],
  ])('%s', (config, expected) => expect(model(config)).toEqual(expected));

  test('a model that asks is_incremental() is left alone, also where a macro asks for it', () => {
    const config = "materialized='incremental'";
    expect(model(config, 'select 1 as id {% if is_incremental() %} where true {% endif %}')).toEqual([]);
    const files = {
      'models/m.sql': `{{ config(${config}) }}select 1 as id {{ only_new() }}`,
      'macros/only_new.sql': '{% macro only_new() %}{% if is_incremental() %} where true {% endif %}{% endmacro %}',
    };
    expect(found(modelView(files, 'models/m.sql', catalogOf()))).toEqual([]);
  });

  test('columns that are not all known make no finding', () => {
    expect(model("materialized='table', partitioned_by=['hour']", 'select * from somewhere.unknown')).toEqual([]);
  });
});

test('every rule has a page and a setting that say its severity', async () => {
  const root = join(import.meta.dirname, '../../..');
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    contributes: { configuration: { properties: Record<string, { properties?: Record<string, { default: string }> }> } };
  };
  const settings = manifest.contributes.configuration.properties['medallion.lint.rules']!.properties!;
  const index = await readFile(join(root, 'docs/rules/README.md'), 'utf8');
  expect(Object.keys(settings).sort()).toEqual(allRules.map(({ name }) => name).sort());
  for (const { name, severity } of allRules) {
    expect(settings[name]?.default, name).toBe(severity);
    expect(await readFile(join(root, `docs/rules/${name}.md`), 'utf8')).toContain(`Default: ${severity}.`);
    expect(index).toMatch(new RegExp(`\\[${name}\\]\\(${name}\\.md\\)\\s*\\| ${severity} `));
  }
});

test('a change is never put in place of the reference that it belongs behind', () => {
  const sql = "select id, count(*) from {{ ref('m2') }}";
  const files = { 'models/m.sql': sql, 'models/m2.sql': 'select 1 as id' };
  const view = modelView(files, 'models/m.sql', catalogOf());
  const at = sql.indexOf('id');
  expect(diagnostics(view).map(({ code }) => code)).toEqual(['EXPRESSION_NOT_AGGREGATE']);
  for (const { edits } of codeActions(view, { start: at, end: at })) expect(edited(sql, edits)).toContain("{{ ref('m2') }}");
});
