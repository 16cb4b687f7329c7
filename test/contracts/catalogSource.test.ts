/** The sentences of the CatalogSource port, tested on every adapter; then what only one of them promises. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { snapshotFileSource } from '../../server/src/adapters/disk/snapshotFile';
import { folderCatalogSource } from '../../server/src/adapters/duckdb/folderCatalog';
import type { CatalogLoad, CatalogSource } from '../../server/src/ports/CatalogSource';
import { engineProcessPath } from '../support/duckdb/engineProcess';

const folders: string[] = [];

async function folderWith(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'medallion-source-'));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

const lines = [
  { kind: 'catalog', version: 1, takenAt: '2026-01-01T00:00:00Z' },
  {
    kind: 'table',
    table: {
      DatabaseName: 'bronze',
      Name: 'visits',
      StorageDescriptor: {
        Columns: [
          { Name: 'id', Type: 'bigint' },
          { Name: 'note', Type: 'string' },
        ],
      },
      PartitionKeys: [{ Name: 'day', Type: 'string' }],
    },
  },
].map(line => JSON.stringify(line));

interface Subject {
  readonly name: string;
  /** A source with the table bronze.visits (id bigint, note string, partition key day) and one part that cannot be read. */
  readonly damaged: () => Promise<CatalogSource>;
  readonly missing: () => Promise<CatalogSource>;
}

const subjects: readonly Subject[] = [
  {
    name: 'snapshot file',
    damaged: async () =>
      snapshotFileSource(join(await folderWith({ 'catalog.ndjson': `${lines.join('\n')}\n{"kind":"table","ta` }), 'catalog.ndjson')),
    missing: () => Promise.resolve(snapshotFileSource(join(tmpdir(), 'medallion-nowhere', 'catalog.ndjson'))),
  },
  {
    name: 'gzip snapshot file',
    damaged: async () =>
      snapshotFileSource(join(await folderWith({ 'catalog.ndjson.gz': gzipSync(`${lines.join('\n')}\nnot json`) }), 'catalog.ndjson.gz')),
    missing: () => Promise.resolve(snapshotFileSource(join(tmpdir(), 'medallion-nowhere', 'catalog.ndjson.gz'))),
  },
  {
    name: 'folders read by DuckDB',
    damaged: async () =>
      folderCatalogSource({
        processPath: await engineProcessPath(),
        store: new Map([
          [
            's3://lake/',
            await folderWith({ 'bronze/visits/day=2026-01-01/a.json': '{"id":1,"note":"x"}\n', 'bronze/broken/a.parquet': 'no parquet' }),
          ],
        ]),
      }),
    missing: async () =>
      folderCatalogSource({
        processPath: await engineProcessPath(),
        store: new Map([['s3://lake/', join(tmpdir(), 'medallion-nowhere')]]),
      }),
  },
];

function loaded(load: CatalogLoad): Extract<CatalogLoad, { kind: 'loaded' }> {
  if (load.kind === 'failed') throw new Error(JSON.stringify(load.failure));
  return load;
}

describe.each(subjects)('$name as a CatalogSource', ({ damaged, missing }) => {
  test('what can be read is there, what cannot is named, and progress is told', async () => {
    const progress: number[] = [];
    const { snapshot, problems } = loaded(
      await (await damaged()).load(new AbortController().signal, ({ tables }) => progress.push(tables)),
    );
    const found = snapshot.relation(undefined, 'bronze', 'visits');
    expect(found).toMatchObject({
      kind: 'found',
      value: {
        entry: {
          table: {
            StorageDescriptor: {
              Columns: [
                { Name: 'id', Type: 'bigint' },
                { Name: 'note', Type: 'string' },
              ],
            },
            PartitionKeys: [{ Name: 'day', Type: 'string' }],
          },
        },
      },
    });
    expect(problems).toHaveLength(1);
    expect(progress.at(-1)).toBe(1);
  });

  test('a source that is not there is a failure with a name, not an exception', async () => {
    expect(await (await missing()).load(new AbortController().signal)).toMatchObject({ kind: 'failed', failure: { kind: 'notFound' } });
  });

  test('cancelled before it began: nothing is loaded', async () => {
    expect(await (await damaged()).load(AbortSignal.abort())).toEqual({ kind: 'failed', failure: { kind: 'cancelled' } });
  });
});

test('nested types, partitions and several levels of folders are described as Glue would', async () => {
  const root = await folderWith({
    'dev/silver/orders/day=2026-01-01/a.json': '{"id":1,"lines":[{"sku":"a","qty":2}],"day_total":1.5}\n',
    'dev/silver/orders/day=2026-01-02/a.json': '{"id":2,"lines":[],"day_total":2.5,"late":true}\n',
    'payers.csv/part.csv': 'code,name\n7,Medicaid\n',
  });
  const { snapshot } = loaded(
    await folderCatalogSource({ processPath: await engineProcessPath(), store: new Map([['s3://lake', root]]) }).load(
      new AbortController().signal,
    ),
  );
  const orders = snapshot.databases.get('dev_silver')?.tables.get('orders');
  expect(orders?.table.StorageDescriptor?.Columns?.map(({ Name, Type }) => `${Name} ${Type ?? ''}`)).toEqual([
    'id bigint',
    'lines array<struct<sku:string,qty:bigint>>',
    'day_total double',
    'late boolean',
  ]);
  expect(orders?.partitions?.map(({ Values, StorageDescriptor }) => [Values, StorageDescriptor?.Location])).toEqual([
    [['2026-01-01'], 's3://lake/dev/silver/orders/day=2026-01-01/'],
    [['2026-01-02'], 's3://lake/dev/silver/orders/day=2026-01-02/'],
  ]);
  expect(snapshot.databases.get('main')?.tables.get('payers.csv')?.table.Parameters).toMatchObject({ 'skip.header.line.count': '1' });
});
