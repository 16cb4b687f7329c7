/** The sample lakehouse as its user gets it: whole, equal every time, described by what was written, never at the cost of a person's files. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mappedPath } from '../../../server/src/adapters/disk/objectStore';
import { snapshotFileSource } from '../../../server/src/adapters/disk/snapshotFile';
import { environments } from '../../../server/src/adapters/sample/lakeDefinition';
import { writeSample } from '../../../server/src/adapters/sample/writeSample';
import type { SampleSummary } from '../../../server/src/adapters/sample/writeSample';
import type { CatalogSnapshot, TableEntry } from '../../../server/src/core/catalog/CatalogSnapshot';
import { effectiveTags } from '../../../server/src/core/catalog/lakeFormation';

let root: string;
let sample: string;
let summary: SampleSummary;
let catalog: CatalogSnapshot;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medallion-sample-'));
  sample = join(root, 'sample');
  summary = await writeSample(sample);
  const load = await snapshotFileSource(join(sample, 'catalog.ndjson')).load(new AbortController().signal);
  if (load.kind === 'failed') throw new Error('the catalog cannot be read');
  expect(load.problems).toEqual([]);
  catalog = load.snapshot;
}, 120_000);

afterAll(() => rm(root, { recursive: true, force: true }));

describe('what is written', () => {
  test('stays small', () => {
    expect(summary.bytes).toBeLessThan(60e6);
    expect(summary.rows).toBeGreaterThan(300_000);
  });

  test('every table has files of its recorded size, or is declared empty', async () => {
    for (const { table } of tables()) {
      if (table.TableType === 'VIRTUAL_VIEW') continue;
      const folder = folderOf(table.StorageDescriptor?.Location ?? '');
      const data = (await filesUnder(folder)).filter(path => !path.includes('/metadata/'));
      const bytes = (await Promise.all(data.map(async path => (await stat(path)).size))).reduce((a, b) => a + b, 0);
      expect({ table: `${table.DatabaseName}.${table.Name}`, files: data.length, bytes }).toEqual({
        table: `${table.DatabaseName}.${table.Name}`,
        files: Number(table.Parameters?.objectCount),
        bytes: Number(table.Parameters?.sizeKey),
      });
      expect(data.length > 0, `${table.DatabaseName}.${table.Name}`).toBe(table.Parameters?.recordCount !== '0');
    }
  });

  test('every partition of the catalog is a folder with files', async () => {
    for (const { table, partitions = [] } of tables())
      for (const { StorageDescriptor, Values } of partitions) {
        const files = await filesUnder(folderOf(StorageDescriptor?.Location ?? ''));
        expect(files.length, `${table.DatabaseName}.${table.Name} ${Values.join('/')}`).toBeGreaterThan(0);
      }
  });

  test('some Parquet files are too large to be read whole and have several row groups', async () => {
    const { table } = entry('bronze_visits', 'evv_events');
    const sizes = await Promise.all((await filesUnder(folderOf(table.StorageDescriptor?.Location ?? ''))).map(async path => (await stat(path)).size));
    expect(Math.max(...sizes)).toBeGreaterThan(3 * 1024 * 1024);
  });

  test('the settings point at the catalog and the lake', async () => {
    const settings = JSON.parse(await readFile(join(sample, '.vscode', 'settings.json'), 'utf8')) as Record<string, unknown>;
    expect(settings['medallion.catalog.file']).toBe('catalog.ndjson');
    expect(settings['medallion.storage.folders']).toEqual({ 's3://hearthline-lake-prod/': 'lake/prod', 's3://hearthline-lake-dev/': 'lake/dev' });
  });
});

describe('the catalog shows what is met in the field', () => {
  test('tags: inherited, overridden on a table and on a column', () => {
    const { lfTags } = entry('bronze_app', 'clients');
    expect(lfTags && effectiveTags(lfTags).find(({ key }) => key === 'phi')).toMatchObject({ value: 'true', origin: 'table', overrides: { value: 'false', origin: 'database' } });
    expect(lfTags && effectiveTags(lfTags, 'id').find(({ key }) => key === 'phi')).toMatchObject({ value: 'false', origin: 'column' });
    expect(lfTags && effectiveTags(lfTags, 'id').find(({ key }) => key === 'environment')).toMatchObject({ value: 'prod', origin: 'database' });
  });

  test('a database that may not be seen, a table whose tags may not be seen', () => {
    expect(catalog.databases.get('bronze_hr')).toMatchObject({ state: { kind: 'denied', action: 'glue:GetTables' }, lfTags: null });
    expect(entry('bronze_crm', 'email_engagements').lfTags).toBeNull();
  });

  test('projected partitions are not listed', () => {
    const { table, partitions } = entry('bronze_events', 'app_events');
    expect(table.Parameters?.['projection.enabled']).toBe('true');
    expect(partitions ?? []).toEqual([]);
  });

  test('both environments, in Parquet, JSON lines and CSV', () => {
    expect([...catalog.databases.keys()].filter(name => name.startsWith('dev_')).length).toBeGreaterThan(10);
    expect(new Set([...tables()].map(({ table }) => table.Parameters?.classification).filter(Boolean))).toEqual(new Set(['parquet', 'json', 'csv']));
  });
});

describe('writing', () => {
  test('twice gives equal files, and an equal catalog but for the time; a changed lake is renewed, a changed project never', async () => {
    const second = join(root, 'second');
    await writeSample(second);
    expect(await fingerprint(second)).toEqual(await fingerprint(sample));
    await rm(join(second, 'lake', 'dev'), { recursive: true });
    await mkdir(join(second, 'target'));
    await writeSample(second);
    expect(await fingerprint(second)).toEqual(await fingerprint(sample));
    await writeFile(join(second, 'models', 'mine.sql'), 'select 1');
    await expect(writeSample(second)).rejects.toThrow(/models\/mine\.sql, which is not of the sample/);
    expect(await readFile(join(second, 'models', 'mine.sql'), 'utf8')).toBe('select 1');
  });

  test('refuses a folder with other things, and leaves them', async () => {
    const foreign = join(root, 'foreign');
    await mkdir(foreign);
    await writeFile(join(foreign, 'thesis.txt'), 'years of work');
    await expect(writeSample(foreign)).rejects.toThrow(/not empty and holds no sample/);
    await expect(writeSample(join(foreign, 'thesis.txt'))).rejects.toThrow(/is a file/);
    expect(await readdir(foreign)).toEqual(['thesis.txt']);
  });

  test('cancelled leaves nothing, not even a part', async () => {
    const place = join(root, 'place');
    await mkdir(place);
    const abort = new AbortController();
    let steps = 0;
    const cancelled = writeSample(join(place, 'sample'), { signal: abort.signal, onProgress: () => ++steps === 5 && abort.abort() });
    await expect(cancelled).rejects.toThrow(/abort/i);
    expect(await readdir(place)).toEqual([]);
  });
});

function* tables(): Generator<TableEntry> {
  for (const database of catalog.databases.values()) yield* database.tables.values();
}

function entry(database: string, table: string): TableEntry {
  const found = catalog.databases.get(database)?.tables.get(table);
  if (!found) throw new Error(`no ${database}.${table} in the catalog`);
  return found;
}

function folderOf(location: string): string {
  const path = mappedPath(new Map(environments.map(e => [e.location, join(sample, e.folder)])), location);
  if (path === undefined) throw new Error(`${location} is not mapped`);
  return path;
}

async function filesUnder(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true });
    return entries.filter(e => e.isFile()).map(e => join(e.parentPath, e.name));
  } catch {
    return [];
  }
}

/** SHA-256 by path; the catalog without the time it was taken. */
async function fingerprint(folder: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const path of (await filesUnder(folder)).sort()) {
    const bytes = await readFile(path);
    const text = path.endsWith('catalog.ndjson') ? bytes.toString().replace(/"takenAt":"[^"]*"/, '') : bytes;
    hashes[path.slice(folder.length)] = createHash('sha256').update(text).digest('hex');
  }
  return hashes;
}
