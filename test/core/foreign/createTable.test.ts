import { expect, test } from 'vitest';
import { foreignTables } from '../../../server/src/core/foreign/createTable';
import type { ForeignDialect } from '../../../server/src/core/foreign/createTable';

const columns = (sql: string, dialect: ForeignDialect): readonly string[] => {
  const found = foreignTables(sql, dialect);
  if (found.kind === 'failed') throw new Error(found.message);
  return found.tables.flatMap(table =>
    table.columns.map(({ name, type, note }) => `${table.name}.${name} ${type}${note === undefined ? '' : ` (${note})`}`),
  );
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
])('%s: %s', (dialect, sql, expected) => {
  expect(columns(sql, dialect)).toEqual(expected);
});

test('a text that is no SQL is a failure with its line', () => {
  expect(foreignTables('create table t (\n  id bigint,,\n)', 'postgresql')).toMatchObject({ kind: 'failed', line: 2 });
});
