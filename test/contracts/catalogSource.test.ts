/** The sentences of the CatalogSource port, tested on every adapter; then what only one of them promises. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { snapshotFileSource } from '../../server/src/adapters/disk/snapshotFile';
import { folderCatalogSource } from '../../server/src/adapters/duckdb/folderCatalog';
import { CatalogStore } from '../../server/src/app/CatalogStore';
import { CatalogSnapshot } from '../../server/src/core/catalog/CatalogSnapshot';
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

test.each(['catalog.ndjson', 'catalog.ndjson.gz'])('of a large %s the tables can be shown before every line is checked', async name => {
  const comment = 'Straße '.repeat(500);
  const tableNames = Array.from({ length: 2000 }, (_, at) => `visits_${at}`);
  const text = [
    lines[0],
    ...tableNames.map(Name => JSON.stringify({ kind: 'table', table: { DatabaseName: 'bronze', Name, Description: comment } })),
  ].join('\r\n');
  const folder = await folderWith({ [name]: name.endsWith('.gz') ? gzipSync(text) : text });
  const previews: CatalogSnapshot[] = [];
  const { snapshot, problems } = loaded(
    await snapshotFileSource(join(folder, name)).load(new AbortController().signal, undefined, preview => previews.push(preview)),
  );
  expect(problems).toEqual([]);
  expect(previews).toHaveLength(1);
  for (const catalog of [...previews, snapshot]) {
    const tables = [...(catalog.databases.get('bronze')?.tables.values() ?? [])];
    expect(tables.map(({ table }) => table.Name)).toEqual(tableNames);
    expect(tables.filter(({ table }) => table.Description !== comment)).toEqual([]);
  }
  expect(previews[0]?.relation(undefined, 'bronze', 'nope').kind).toBe('unknown');
  expect(snapshot.relation(undefined, 'bronze', 'nope').kind).toBe('absent');
});

test('a store shows a preview while it loads, and keeps what it has when it loads again', async () => {
  const preview = new CatalogSnapshot({ identity: { takenAt: 'preview' } });
  const shown: string[] = [];
  const store = new CatalogStore();
  store.onChange(() =>
    shown.push(`${store.status.kind}, ${store.snapshot === CatalogSnapshot.empty ? 'nothing' : store.snapshot.identity.takenAt}`),
  );
  let loads = 0;
  const source: CatalogSource = {
    label: 'test',
    load: (_, onProgress, onPreview) => {
      onProgress?.({ databases: 1, tables: 1 });
      onPreview?.(preview);
      return Promise.resolve({ kind: 'loaded', snapshot: new CatalogSnapshot({ identity: { takenAt: `load ${++loads}` } }), problems: [] });
    },
  };
  await store.use(source);
  await store.refresh();
  expect(shown).toEqual([
    'loading, nothing',
    'loading, nothing',
    'loading, preview',
    'ready, load 1',
    'loading, load 1',
    'loading, load 1',
    'ready, load 2',
  ]);
});
