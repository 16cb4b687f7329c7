/** Real parsers of the dialects, as the command and the editor load them. */
import { expect, test } from 'vitest';
import { loadForeignParser } from '../../../server/src/adapters/foreign/loadForeignParser';
import { foreignTables, sourceYaml } from '../../../server/src/core/foreign/createTable';
import type { ForeignDialect } from '../../../server/src/core/foreign/foreignParser';
import { foreignReads } from '../../../server/src/core/foreign/reads';

const columns = async (sql: string, dialect: ForeignDialect): Promise<readonly string[]> => {
  const { tables, failures } = foreignTables(sql, await loadForeignParser(dialect));
  return [
    ...tables.flatMap(table =>
      table.columns.map(({ name, type, note }) => `${table.name}.${name} ${type}${note === undefined ? '' : ` (${note})`}`),
    ),
    ...failures.map(({ line }) => `line ${line} not read`),
  ];
};

test.each<[ForeignDialect, string, readonly string[]]>([
  [
    'postgresql',
    'create table public.users (id bigserial primary key, "Email" varchar(255) not null, amount numeric(12,2), payload jsonb, created_at timestamptz)',
    ['users.id bigint', 'users.email string', 'users.amount decimal(12,2)', 'users.payload string', 'users.created_at timestamp'],
  ],
  [
    'postgresql',
    'create table t (tags text[], ratio numeric, flag boolean)',
    ['t.tags string (text[])', 't.ratio string (numeric)', 't.flag boolean'],
  ],
  [
    'mysql',
    'create table `orders` (`id` int auto_increment, `total` decimal(10,2), `note` longtext, primary key (`id`))',
    ['orders.id int', 'orders.total decimal(10,2)', 'orders.note string'],
  ],
  ['postgresql', 'select 1', []],
  [
    'postgresql',
    'create table places (id int, name citext not null, spot geometry(Point,4326), "Span" int4range);\ncreate table t (v vector(3), day date)',
    [
      'places.id int',
      'places.name string (citext)',
      'places.spot string (geometry(Point,4326))',
      'places.span string (int4range)',
      't.v string (vector(3))',
      't.day date',
    ],
  ],
  [
    'postgresql',
    "create table a (id int);\n\ncreate table b (id int,,);\ninsert into c values (';');\ncreate table d (id int)",
    ['a.id int', 'd.id int', 'line 3 not read'],
  ],
  ['transactsql', 'create table dbo.t (id int not null, at datetime2)', ['t.id int', 't.at timestamp']],
])('%s: %s', async (dialect, sql, expected) => expect(await columns(sql, dialect)).toEqual(expected));

test('as a dbt source, with names that YAML reads back', () => {
  const tables = [
    {
      name: 'orders',
      columns: [
        { name: 'no', type: 'bigint', note: undefined },
        { name: 'at', type: 'string', note: 'geometry' },
      ],
    },
  ];
  expect(sourceYaml(tables)).toBe(
    '- name: orders\n  columns:\n    - name: "no"\n      data_type: bigint\n    - name: at\n      data_type: string # geometry in the source\n',
  );
});

test.each<[ForeignDialect, string, readonly string[], readonly string[]]>([
  [
    'postgresql',
    'select id, u."Email" from public.users u where active',
    ['public.users'],
    ['public.users.active', 'public.users.email', 'public.users.id'],
  ],
  [
    'postgresql',
    'with c as (select id from a) select c.id, b.x, y from s.b, c left join d on d.k = b.k',
    ['a', 'd', 's.b'],
    ['d.k', 'id', 's.b.k', 's.b.x', 'y'],
  ],
  ['mysql', 'select `n` from `t` where exists (select 1 from z where z.k = t.k)', ['t', 'z'], ['n', 't.k', 'z.k']],
  ['mysql', 'select q.n from (select n from t) q', ['t'], ['n']],
  ['bigquery', 'select id from `project.data.events`', ['project.data.events'], ['project.data.events.id']],
])('what is read, %s: %s', async (dialect, sql, tables, read) =>
  expect(foreignReads(sql, await loadForeignParser(dialect))).toEqual({ tables, columns: read, failures: [] }),
);
