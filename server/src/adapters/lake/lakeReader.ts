/**
 * Files behind Glue tables over an ObjectStore: partitions → objects → footers.
 * Invariant: footers are kept by object version, so that a rewritten file is read again and an unchanged one never.
 */
import type { TableEntry } from '../../core/catalog/CatalogSnapshot';
import type { Table } from '../../core/catalog/glue';
import { tableFacts } from '../../core/catalog/tableFacts';
import type { DataFile, ManifestKnowledge, TableFiles } from '../../core/scan/tableFiles';
import type { LakeReader } from '../../ports/LakeReader';
import type { ObjectStore, StoredObject } from '../../ports/ObjectStore';
import { icebergFiles } from './icebergFiles';
import { readParquetFooter } from './parquetFooter';
import type { FooterAnswer } from './parquetFooter';

type PartitionValues = ReadonlyMap<string, string | null>;

/** Footers that are read at the same time. */
const parallelReads = 8;
/** Footers that are kept; the least lately added ones go first. */
const keptFooters = 200_000;

export function createLakeReader(store: ObjectStore): LakeReader {
  const footers = new Map<string, Promise<FooterAnswer>>();
  const footer = (object: StoredObject, signal: AbortSignal): Promise<FooterAnswer> => {
    const key = `${object.location}\u0000${object.version}`;
    let answer = footers.get(key);
    if (!answer) {
      answer = readParquetFooter(store, object, signal).then(result => {
        // A read that failed may succeed the next time; only answers are kept.
        if (result.kind === 'failed') footers.delete(key);
        return result;
      });
      footers.set(key, answer);
      const oldest = footers.size > keptFooters ? footers.keys().next().value : undefined;
      if (oldest !== undefined) footers.delete(oldest);
    }
    return answer;
  };
  return { files: (entry, keeps, signal) => filesOf(store, footer, entry, keeps, signal) };
}

async function filesOf(
  store: ObjectStore,
  footer: (object: StoredObject, signal: AbortSignal) => Promise<FooterAnswer>,
  entry: TableEntry,
  keeps: (partition: PartitionValues) => boolean,
  signal: AbortSignal,
): Promise<TableFiles> {
  const { table } = entry;
  const name = `${table.DatabaseName}.${table.Name}`;
  const { kind, format, iceberg } = tableFacts(table);
  if (kind !== 'table')
    return {
      kind: 'unknown',
      why: `${name} is a ${kind === 'view' ? 'view that could not be expanded' : 'resource link: its target is not loaded'}`,
    };
  const found = iceberg ? await icebergObjects(store, table, signal) : await hiveObjects(store, entry, keeps, signal);
  if (found.kind === 'unknown') return found;
  const { objects } = found;
  const notes: string[] = [];
  const files: DataFile[] = new Array<DataFile>(objects.length);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < objects.length && !signal.aborted; at = next++) {
      const { object, partition, parquet, deletes, manifest } = objects[at]!;
      const base = {
        location: object.location,
        size: object.size,
        ...(partition ? { partition } : {}),
        ...(deletes ? { deletes } : {}),
        ...(manifest ? { manifest } : {}),
      };
      const answer = parquet && object.size > 0 ? await footer(object, signal) : undefined;
      if (answer?.kind === 'failed') notes.push(`footer not readable, whole file counted: ${answer.message}`);
      files[at] = answer?.kind === 'ok' ? { ...base, parquet: answer.file } : base;
    }
  };
  await Promise.all(Array.from({ length: parallelReads }, work));
  if (signal.aborted) return { kind: 'unknown', why: 'cancelled' };
  const method = iceberg ? 'iceberg metadata' : format === 'Parquet' ? 'parquet footers' : 'object sizes';
  return { kind: 'known', files, method, partitions: found.partitions, notes };
}

interface FoundObject {
  readonly object: StoredObject;
  readonly partition: PartitionValues | undefined;
  readonly parquet: boolean;
  readonly deletes: boolean;
  readonly manifest?: ManifestKnowledge;
}

type Found =
  | { readonly kind: 'known'; readonly objects: readonly FoundObject[]; readonly partitions: number }
  | { readonly kind: 'unknown'; readonly why: string };

async function icebergObjects(store: ObjectStore, table: Table, signal: AbortSignal): Promise<Found> {
  const metadata = table.Parameters?.metadata_location;
  if (metadata === undefined)
    return { kind: 'unknown', why: `${table.DatabaseName}.${table.Name} has no metadata_location in the catalog` };
  const answer = await icebergFiles(store, metadata, signal);
  if (answer.kind === 'unknown') return answer;
  // Iceberg never changes a file: its location is its version.
  const objects = answer.files.map(({ location, size, format, deletes, manifest }) => ({
    object: { location, size, version: location },
    partition: undefined,
    deletes,
    manifest,
    parquet: format === 'PARQUET',
  }));
  return { kind: 'known', objects, partitions: 0 };
}

async function hiveObjects(
  store: ObjectStore,
  entry: TableEntry,
  keeps: (partition: PartitionValues) => boolean,
  signal: AbortSignal,
): Promise<Found> {
  const { table } = entry;
  const folders = partitionFolders(entry, keeps);
  if (folders.kind === 'unknown') return folders;
  const parquet = tableFacts(table).format === 'Parquet';
  const objects: FoundObject[] = [];
  for (const { location, partition } of folders.list) {
    const listed = await store.list(location, signal);
    if (listed.kind === 'failed') return { kind: 'unknown', why: listed.failure.message };
    for (const object of listed.value) {
      if (isHidden(location, object.location)) continue;
      const values = partition ?? hivePartition(location, object.location, table.PartitionKeys?.map(key => key.Name.toLowerCase()) ?? []);
      if (values === undefined || keeps(values)) objects.push({ object, partition: values, parquet, deletes: false });
    }
  }
  return { kind: 'known', objects, partitions: folders.partitions };
}

type Folders =
  | {
      readonly kind: 'known';
      readonly list: readonly { readonly location: string; readonly partition?: PartitionValues }[];
      readonly partitions: number;
    }
  | { readonly kind: 'unknown'; readonly why: string };

/** Where the objects lie: the surviving partitions' locations where Glue lists them, else the table's own. */
function partitionFolders({ table, partitions }: TableEntry, keeps: (partition: PartitionValues) => boolean): Folders {
  const location = table.StorageDescriptor?.Location;
  const keys = (table.PartitionKeys ?? []).map(key => key.Name.toLowerCase());
  if (keys.length > 0 && partitions) {
    const list = partitions
      .map(({ Values, StorageDescriptor }) => ({
        location: StorageDescriptor?.Location ?? '',
        partition: new Map(keys.map((key, at) => [key, nullable(Values[at] ?? null)] as const)),
      }))
      .filter(({ location: folder, partition }) => folder !== '' && keeps(partition));
    return { kind: 'known', list, partitions: partitions.length };
  }
  if (location === undefined || location === '')
    return { kind: 'unknown', why: `${table.DatabaseName}.${table.Name} has no location in the catalog` };
  return { kind: 'known', list: [{ location }], partitions: 0 };
}

const hiveNull = '__HIVE_DEFAULT_PARTITION__';

function nullable(value: string | null): string | null {
  return value === hiveNull ? null : value;
}

/** Partition values that stand in the path (`day=2026-01-01/`); undefined where a key is missing. */
function hivePartition(base: string, location: string, keys: readonly string[]): PartitionValues | undefined {
  if (keys.length === 0) return undefined;
  const values = new Map<string, string | null>();
  for (const part of location.slice(base.length).split('/')) {
    const at = part.indexOf('=');
    if (at > 0) values.set(part.slice(0, at).toLowerCase(), nullable(decodeURIComponentSafely(part.slice(at + 1))));
  }
  return keys.every(key => values.has(key)) ? values : undefined;
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Hive skips files and folders whose names start with `_` or `.`; Iceberg's metadata is no data. */
function isHidden(base: string, location: string): boolean {
  const parts = location
    .slice(base.length)
    .split('/')
    .filter(part => part !== '');
  return parts.some(part => part.startsWith('_') || part.startsWith('.')) || parts[0] === 'metadata';
}
