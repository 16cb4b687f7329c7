/** The sample lakehouse as its user gets it: whole, equal every time, described by what was written, never at the cost of a person's files. */
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import avro from 'avsc';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mappedPath } from '../../../server/src/adapters/disk/objectStore';
import { readProjectFiles } from '../../../server/src/adapters/disk/projectFiles';
import { snapshotFileSource } from '../../../server/src/adapters/disk/snapshotFile';
import { environments } from '../../../server/src/adapters/sample/lakeDefinition';
import { writeSample } from '../../../server/src/adapters/sample/writeSample';
import type { SampleSummary } from '../../../server/src/adapters/sample/writeSample';
import type { CommandArguments } from '../../../server/src/cli/arguments';
import { check } from '../../../server/src/cli/commands/check';
import type { CatalogSnapshot, TableEntry } from '../../../server/src/core/catalog/CatalogSnapshot';
import { loadProject } from '../../../server/src/core/dbt/project/loadProject';
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
}, 300_000);

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

  test('a view that the project does not build', () => {
    expect(entry('gold_operations', 'open_shifts_by_agency').table).toMatchObject({
      TableType: 'VIRTUAL_VIEW',
      StorageDescriptor: { Columns: [{ Name: 'agency_id', Type: 'bigint' }, { Name: 'agency_name' }, { Name: 'shift_day', Type: 'date' }, { Name: 'open_shifts', Type: 'bigint' }] },
    });
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

describe('silver and gold', () => {
  test('hold every model, seed and snapshot, with the columns and types that the project declares', async () => {
    const { files } = await readProjectFiles(sample);
    for (const target of ['prod', 'dev']) {
      const { nodes } = loadProject(files, { target, env: {}, catalog });
      for (const node of nodes.values()) {
        if (!['model', 'seed', 'snapshot'].includes(node.type) || node.materialized === 'ephemeral') continue;
        const { table } = entry(node.schema ?? '', node.alias);
        expect(table.TableType, node.uniqueId).toBe(node.materialized === 'view' ? 'VIRTUAL_VIEW' : 'EXTERNAL_TABLE');
        if (node.type !== 'model') continue;
        const columns = [...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])];
        expect({ id: node.uniqueId, columns: columns.map(({ Name, Type }) => `${Name} ${Type ?? ''}`) }).toEqual({
          id: node.uniqueId,
          columns: node.columns.map(({ name, dataType }) => `${name} ${dataType ?? ''}`),
        });
      }
    }
  });

  test('tags are those of lf_tags_config', () => {
    const { lfTags } = entry('silver_care', 'clients');
    expect(lfTags && effectiveTags(lfTags, 'date_of_birth').find(({ key }) => key === 'phi')).toMatchObject({ value: 'true', origin: 'column' });
    expect(lfTags && effectiveTags(lfTags, 'client_id').find(({ key }) => key === 'phi')).toMatchObject({ value: 'false', origin: 'database' });
    expect(lfTags?.table).toContainEqual({ TagKey: 'data_lake_layer', TagValues: ['silver'] });
  });

  test('comments are the descriptions, with the docs they name', () => {
    const { table } = entry('silver_care', 'visit_checkins');
    expect(table.Description).toMatch(/^Electronic visit verification/);
    expect(JSON.stringify(table)).not.toContain('doc(');
  });

  test('Iceberg manifests describe the data files that are there', async () => {
    const { table } = entry('silver_care', 'visits');
    const metadata = JSON.parse(await readFile(folderOf(table.Parameters?.metadata_location ?? ''), 'utf8')) as {
      readonly snapshots: readonly { readonly 'manifest-list': string }[];
      readonly 'partition-specs': readonly { readonly fields: readonly { readonly transform: string }[] }[];
    };
    expect(metadata['partition-specs'][0]?.fields.map(({ transform }) => transform)).toEqual(['month']);
    const [manifest] = await avroRecords<{ manifest_path: string }>(folderOf(metadata.snapshots[0]?.['manifest-list'] ?? ''));
    const entries = await avroRecords<ManifestEntry>(folderOf(manifest?.manifest_path ?? ''));
    expect(entries.reduce((rows, { data_file }) => rows + data_file.record_count, 0)).toBe(Number(table.Parameters?.recordCount));
    for (const { data_file: file } of entries) {
      expect((await stat(folderOf(file.file_path))).size).toBe(file.file_size_in_bytes);
      expect(Object.values(file.partition)[0], 'months since 1970').toBe(monthOf(/scheduled_start_month=(\d+)-(\d+)/.exec(file.file_path)));
      const [low, high] = [file.lower_bounds, file.upper_bounds].map(bounds => bounds.find(({ key }) => key === scheduledStartId)?.value.readBigInt64LE());
      expect(low !== undefined && high !== undefined && low <= high).toBe(true);
    }
  });
});

describe('what the tools find in it', () => {
  test.each(['dev', 'prod'])('target %s: the health information that leaks, the mart that reads bronze, models that read every partition', async target => {
    const { diagnostics } = JSON.parse(await commandOutput(check, { project: sample, target, format: 'json', 'fail-on': 'never' })) as {
      readonly diagnostics: readonly { readonly code: string; readonly file: string; readonly severity: string }[];
    };
    const told = diagnostics.filter(({ severity }) => severity !== 'hint');
    expect(told.map(({ code, file }) => `${code} ${file}`).sort()).toEqual([
      'GOLD_READS_BRONZE models/gold/finance/claim_settlement.sql',
      'PARTITION_FILTER_MISSING models/gold/finance/claim_settlement.sql',
      'PARTITION_FILTER_MISSING models/silver/billing/remittances.sql',
      'PARTITION_FILTER_MISSING models/silver/support/ticket_messages.sql',
      'PHI_IN_CLIENT_FACING models/gold/clients/visit_feed.sql',
    ]);
  });
});

describe('writing', () => {
  test('twice gives equal files, and an equal catalog but for the time; a changed lake is renewed, a changed project never', async () => {
    const second = join(root, 'second');
    await cp(sample, second, { recursive: true });
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

interface ManifestEntry {
  readonly data_file: {
    readonly file_path: string;
    readonly file_size_in_bytes: number;
    readonly record_count: number;
    readonly partition: Readonly<Record<string, number>>;
    readonly lower_bounds: readonly { readonly key: number; readonly value: Buffer }[];
    readonly upper_bounds: readonly { readonly key: number; readonly value: Buffer }[];
  };
}

/** Field id of `scheduled_start`: its place among the columns of `visits`. */
const scheduledStartId = 8;

function monthOf(match: RegExpExecArray | null): number {
  return (Number(match?.[1]) - 1970) * 12 + Number(match?.[2]) - 1;
}

async function avroRecords<T>(path: string): Promise<readonly T[]> {
  const records: T[] = [];
  for await (const record of avro.createFileDecoder(path)) records.push(record as T);
  return records;
}

async function commandOutput(run: (args: CommandArguments) => Promise<number>, options: CommandArguments['options']): Promise<string> {
  const written: string[] = [];
  const io = { out: (text: string) => void written.push(text), message: () => undefined, stdin: Readable.from([]), terminal: false };
  await run({ positionals: [], options, io: { ...io, signal: new AbortController().signal } });
  return written.join('');
}

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
