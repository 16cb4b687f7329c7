/** The embedded engine over a lakehouse in a folder: formats, partitions, views, and statements that write. The catalog follows what the engine tells. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDuckDbEngine } from '../../server/src/adapters/duckdb/DuckDbEngine';
import { CatalogSnapshot } from '../../server/src/core/catalog/CatalogSnapshot';
import type { DatabaseEntry, TableEntry } from '../../server/src/core/catalog/CatalogSnapshot';
import type { Table } from '../../server/src/core/catalog/glue';
import type { CatalogChange, QueryEngine } from '../../server/src/ports/QueryEngine';
import { collect, errorOf } from '../support/duckdb/collect';
import { engineProcessPath } from '../support/duckdb/engineProcess';

let folder: string;
let catalog: CatalogSnapshot;
let engine: QueryEngine;

const location = (name: string): string => `s3://lake/db/${name}/`;

function file(path: string, content: string | Uint8Array): void {
  const full = join(folder, 'db', path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
}

function catalogOf(tables: ReadonlyMap<string, TableEntry>): CatalogSnapshot {
  const entry: DatabaseEntry = { database: { Name: 'db', LocationUri: 's3://lake/db/' }, lfTags: null, state: { kind: 'loaded' }, tables };
  return new CatalogSnapshot({ identity: { takenAt: '2026-01-01T00:00:00Z' }, databases: new Map([['db', entry]]) });
}

/** What the caller of the engine does with the changes it tells. */
function apply(changes: readonly CatalogChange[]): void {
  const tables = new Map(catalog.databases.get('db')!.tables);
  for (const change of changes) {
    if (change.kind === 'dropped') tables.delete(change.name);
    else
      tables.set(change.table.Name, { table: change.table, lfTags: null, ...(change.partitions ? { partitions: change.partitions } : {}) });
  }
  catalog = catalogOf(tables);
}

async function rows(sql: string): Promise<unknown> {
  const run = await collect(engine, { sql, schema: 'db' });
  if (run.outcome.kind === 'succeeded') apply(run.outcome.changes ?? []);
  return errorOf(run) ?? run.rows;
}

const csvSerde = { SerializationLibrary: 'org.apache.hadoop.hive.serde2.OpenCSVSerde', Parameters: { separatorChar: ';', quoteChar: '"' } };
const lazySerde = { SerializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe', Parameters: { 'field.delim': '\t' } };
const jsonSerde = { SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' };

const tables: readonly Table[] = [
  {
    DatabaseName: 'db',
    Name: 'people',
    Parameters: { 'skip.header.line.count': '1' },
    StorageDescriptor: {
      Location: location('people'),
      SerdeInfo: csvSerde,
      Columns: [
        { Name: 'id', Type: 'string' },
        { Name: 'name', Type: 'string' },
      ],
    },
  },
  {
    DatabaseName: 'db',
    Name: 'numbers',
    StorageDescriptor: {
      Location: location('numbers'),
      SerdeInfo: lazySerde,
      Columns: [
        { Name: 'n', Type: 'int' },
        { Name: 'word', Type: 'string' },
      ],
    },
  },
  {
    DatabaseName: 'db',
    Name: 'events',
    StorageDescriptor: {
      Location: location('events'),
      SerdeInfo: jsonSerde,
      Columns: [
        { Name: 'id', Type: 'bigint' },
        { Name: 'at', Type: 'timestamp' },
        { Name: 'tags', Type: 'array<struct<k:string,v:int>>' },
        { Name: 'missing', Type: 'decimal(10,2)' },
      ],
    },
    PartitionKeys: [{ Name: 'day', Type: 'date' }],
  },
  {
    DatabaseName: 'db',
    Name: 'empty',
    StorageDescriptor: {
      Location: location('empty'),
      SerdeInfo: { SerializationLibrary: 'parquet' },
      Columns: [{ Name: 'x', Type: 'int' }],
    },
  },
  {
    DatabaseName: 'db',
    Name: 'elsewhere',
    StorageDescriptor: { Location: 's3://other/x/', SerdeInfo: { SerializationLibrary: 'parquet' }, Columns: [{ Name: 'x', Type: 'int' }] },
  },
];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'medallion-lake-'));
  file('people/a.csv', 'id;name\n1;"Ann; ""A"""\n2;\n');
  file('numbers/b.tsv.gz', gzipSync('1\tone\nx\t\\N\n'));
  file('numbers/_SUCCESS', '');
  file('events/day=2024-01-01/e.json', '{"id": 1, "at": "2024-01-01 10:00:00", "tags": [{"k": "a", "v": 1}]}\n');
  file('events/day=2024-01-02/e.json', '{"id": 2}\n');
  catalog = catalogOf(new Map(tables.map(table => [table.Name, { table, lfTags: null }])));
  engine = createDuckDbEngine({ catalog: () => catalog, store: new Map([['s3://lake/', folder]]), processPath: await engineProcessPath() });
});
afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true });
});

describe('reading', () => {
  test.each([
    [
      'select * from people order by id',
      [
        ['1', 'Ann; "A"'],
        ['2', ''],
      ],
    ],
    [
      'select * from numbers order by n',
      [
        [1, 'one'],
        [null, null],
      ],
    ],
    [
      'select id, at, tags, missing, day from events order by id',
      [
        ['1', '2024-01-01 10:00:00.000', [['a', 1]], null, '2024-01-01'],
        ['2', null, null, null, '2024-01-02'],
      ],
    ],
    [`select id from events where day = date '2024-01-02'`, [['2']]],
    ['select e.id, t.k from events e cross join unnest(e.tags) as t(k, v)', [['1', 'a']]],
    ['select tags[1].v from events where id = 1', [[1]]],
    ['select count(*) from empty', [['0']]],
    ['select p.name from db.people p join awsdatacatalog.db.numbers n on p.id = cast(n.n as varchar)', [['Ann; "A"']]],
  ])('%s', async (sql, expected) => {
    expect(await rows(sql)).toEqual(expected);
  });

  test('only the partitions and columns that are read are counted', async () => {
    const all = await collect(engine, { sql: 'select * from events', schema: 'db' });
    const one = await collect(engine, { sql: `select * from events where day = date '2024-01-02'`, schema: 'db' });
    expect([all.outcome.statistics.bytesScanned, one.outcome.statistics.bytesScanned]).toEqual([79, 10]);
  });

  test('a location without a folder is named, with what to do', async () => {
    expect(await rows('select * from elsewhere')).toEqual({
      code: 'HIVE_FILESYSTEM_ERROR',
      message: 'no folder stands for s3://other/x/ (db.elsewhere): name one in the setting medallion.storage.folders or with --store',
    });
  });
});

describe('writing', () => {
  test('CREATE TABLE AS with partitions, INSERT, and reading back', async () => {
    const create = `create table sales with (format = 'PARQUET', partitioned_by = array['day'], external_location = 's3://lake/db/sales') as
      select * from (values (1, decimal '1.50', '2024-01-01'), (2, decimal '2.00', '2024-01-02')) t(id, amount, day)`;
    expect(await rows(create)).toEqual([['2']]);
    expect(catalog.databases.get('db')?.tables.get('sales')?.table).toMatchObject({
      StorageDescriptor: {
        Columns: [
          { Name: 'id', Type: 'int' },
          { Name: 'amount', Type: 'decimal(3,2)' },
        ],
        Location: 's3://lake/db/sales/',
      },
      PartitionKeys: [{ Name: 'day', Type: 'varchar(10)' }],
    });
    expect(readdirSync(join(folder, 'db/sales')).sort()).toEqual(['day=2024-01-01', 'day=2024-01-02']);
    expect(await rows(`insert into sales select 3, decimal '9.99', '2024-01-02'`)).toEqual([['1']]);
    expect(await rows('select day, count(*), sum(amount) from sales group by day order by day')).toEqual([
      ['2024-01-01', '1', '1.50'],
      ['2024-01-02', '2', '11.99'],
    ]);
    expect(
      catalog.databases
        .get('db')
        ?.tables.get('sales')
        ?.partitions?.map(({ Values }) => Values),
    ).toEqual([['2024-01-01'], ['2024-01-02']]);
  });

  test('an Iceberg table: MERGE, UPDATE, DELETE, INSERT with a column list', async () => {
    expect(
      await rows(
        `create table dim with (table_type = 'ICEBERG', is_external = false, location = 's3://lake/db/dim') as select * from (values (1, 'a'), (2, 'b'), (3, 'c')) t(id, name)`,
      ),
    ).toEqual([['3']]);
    const merge = `merge into dim as target using (values (1, 'A'), (2, cast(null as varchar)), (4, 'd')) as src(id, name) on target.id = src.id
      when matched and src.name is null then delete when matched then update set name = src.name when not matched then insert (id, name) values (src.id, src.name)`;
    expect(await rows(merge)).toEqual([['3']]);
    expect(await rows('select * from dim order by id')).toEqual([
      [1, 'A'],
      [3, 'c'],
      [4, 'd'],
    ]);
    expect(await rows(`update dim set name = name || '!' where id > 3`)).toEqual([['1']]);
    expect(await rows('delete from dim where id = 3')).toEqual([['1']]);
    expect(await rows('insert into dim (name) values ($x$)'.replaceAll('$', "'"))).toEqual([['1']]);
    expect(await rows('select * from dim order by id')).toEqual([
      [1, 'A'],
      [4, 'd!'],
      [null, 'x'],
    ]);
    expect(
      await rows(`merge into dim using (values 1, 1) as s(id) on dim.id = s.id when matched then update set name = 'twice'`),
    ).toMatchObject({
      code: 'MERGE_TARGET_ROW_MULTIPLE_MATCHES',
    });
  });

  test('a view is read through its query, and dropped', async () => {
    expect(
      await rows('create or replace view named as select id, upper(name) as loud from people where name <> $$'.replaceAll('$', "'")),
    ).toEqual([]);
    expect(await rows('select loud from named')).toEqual([['ANN; "A"']]);
    expect(await rows('drop view named')).toEqual([]);
    expect(await rows('select * from named')).toMatchObject({ code: 'TABLE_NOT_FOUND' });
  });

  test('a failed write leaves the table as it was; a dropped table leaves no files', async () => {
    await rows(`create table kept with (external_location = 's3://lake/db/kept') as select 1 as x`);
    expect(await rows('insert into kept select 1 / (x - 1) from kept')).toMatchObject({ code: 'DIVISION_BY_ZERO' });
    expect(await rows('select x from kept')).toEqual([[1]]);
    await rows('drop table kept');
    expect(readdirSync(join(folder, 'db')).filter(name => name === 'kept' || name.startsWith('.'))).toEqual([]);
  });

  test.each([
    [`delete from sales where id = 1`, 'changing rows of a Hive table is not available on the embedded engine'],
    [`create table o with (format = 'ORC') as select 1 as x`, 'writing ORC is not available on the embedded engine'],
    [
      `create table o with (bucket_by_hand = 'x') as select 1 as x`,
      'the table property bucket_by_hand is not available on the embedded engine',
    ],
  ])('refused by name: %s', async (sql, message) => {
    expect(await rows(sql)).toEqual({ code: 'NOT_SUPPORTED', message });
  });
});

test('a table whose location is the whole mapped folder is never removed: the other tables lie there', async () => {
  const before = catalog;
  const root: Table = {
    DatabaseName: 'db',
    Name: 'root',
    StorageDescriptor: { Location: 's3://lake/', SerdeInfo: jsonSerde, Columns: [{ Name: 'id', Type: 'bigint' }] },
  };
  catalog = catalogOf(new Map([['root', { table: root, lfTags: null }]]));
  expect(await rows('drop table db.root')).toMatchObject({ code: 'HIVE_FILESYSTEM_ERROR' });
  expect(readdirSync(folder)).toContain('db');
  catalog = before;
});
