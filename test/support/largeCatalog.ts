/** Generated catalogs of any size, the same for the same arguments. */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CatalogSnapshot } from '../../server/src/core/catalog/CatalogSnapshot';
import type { DatabaseEntry, TableEntry } from '../../server/src/core/catalog/CatalogSnapshot';
import { snapshotLines } from '../../server/src/core/catalog/snapshotFormat';

const subjects = [
  'customer',
  'order',
  'invoice',
  'payment',
  'visit',
  'session',
  'ticket',
  'product',
  'claim',
  'caregiver',
  'contract',
  'device',
];
const aspects = ['daily', 'history', 'items', 'events', 'summary', 'snapshot', 'raw', 'clean', 'scores', 'links', 'audit', 'facts'];
const fields = [
  'id',
  'name',
  'email',
  'status',
  'amount',
  'created_at',
  'updated_at',
  'country',
  'source',
  'kind',
  'phone',
  'total',
  'note',
  'owner',
  'code',
];

/** What Glue says of every table that lies in Parquet files: an account's catalog is large also because of it. */
const parquet = {
  InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  SerdeInfo: {
    SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    Parameters: { 'serialization.format': '1' },
  },
};

/** Every table has its own name; column names repeat across tables as they do in real accounts, with some that are rare. */
export function largeCatalog(tables: number, columnsPerTable: number, databases = 50): CatalogSnapshot {
  return catalogOf(largeDatabases(tables, columnsPerTable, databases));
}

/** The same as a snapshot file. Only one database at a time is in memory: what this process holds would slow down the one that is measured. */
export async function writeLargeCatalog(file: string, tables: number, columnsPerTable: number, databases = 50): Promise<void> {
  await pipeline(Readable.from(largeLines(largeDatabases(tables, columnsPerTable, databases))), createWriteStream(file));
}

function* largeLines(databases: Iterable<readonly [string, DatabaseEntry]>): Generator<string> {
  let isFirst = true;
  for (const database of databases) {
    const [head, ...lines] = snapshotLines(catalogOf([database]));
    if (isFirst) yield `${head!}\n`;
    isFirst = false;
    for (const line of lines) yield `${line}\n`;
  }
}

function catalogOf(databases: Iterable<readonly [string, DatabaseEntry]>): CatalogSnapshot {
  return new CatalogSnapshot({ identity: { takenAt: '2026-01-01T00:00:00Z' }, databases: new Map(databases) });
}

function* largeDatabases(tables: number, columnsPerTable: number, databases: number): Generator<readonly [string, DatabaseEntry]> {
  const perDatabase = Math.ceil(tables / databases);
  for (let d = 0, made = 0; d < databases && made < tables; d++) {
    const Name = `${['bronze', 'silver', 'gold'][d % 3]!}_${subjects[d % subjects.length]!}_${d}`;
    const inside = new Map<string, TableEntry>();
    for (let t = 0; t < perDatabase && made < tables; t++, made++) {
      const name = `${subjects[made % subjects.length]!}_${aspects[Math.floor(made / subjects.length) % aspects.length]!}_${made}`;
      inside.set(name, {
        table: {
          DatabaseName: Name,
          Name: name,
          TableType: 'EXTERNAL_TABLE',
          StorageDescriptor: {
            Columns: Array.from({ length: columnsPerTable - 1 }, (_, c) => ({
              Name: columnName(made, c),
              Type: c % 3 === 0 ? 'bigint' : 'string',
            })),
            Location: `s3://lake/${Name}/${name}/`,
            ...parquet,
          },
          PartitionKeys: [{ Name: 'day', Type: 'date' }],
          Parameters: { EXTERNAL: 'TRUE', classification: 'parquet', recordCount: String(made * 100), sizeKey: String(made * 9000) },
        },
        lfTags: { database: [], table: made % 10 === 0 ? [{ TagKey: 'department', TagValues: [subjects[made % 5]!] }] : [], columns: [] },
      });
    }
    yield [Name, { database: { Name }, lfTags: [], state: { kind: 'loaded' }, tables: inside }];
  }
}

function columnName(table: number, column: number): string {
  const field = fields[column % fields.length]!;
  return column < fields.length
    ? `${subjects[table % subjects.length]!}_${field}`
    : `${field}_${Math.floor(column / fields.length)}_${table % 40}`;
}
