/**
 * The files behind a catalog table, in mapped folders. Invariant: hidden files (`_…`, `.…`) and empty ones are no data, as Hive has it;
 * a location outside the mapped folders is a failure that names it.
 */
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { mappedPath } from '../../disk/objectStore';
import { Failure } from '../functions/failure';
import type { ProcessSettings, TableRequest } from '../messages';

export interface TableFile {
  readonly path: string;
  readonly size: number;
  /** Values of the partition keys, in their order; null is Hive's default partition. */
  readonly partition: readonly (string | null)[];
}

export async function hiveTableFiles(settings: ProcessSettings, { table, partitions }: TableRequest): Promise<readonly TableFile[]> {
  const keys = (table.PartitionKeys ?? []).map(key => key.Name.toLowerCase());
  const location = table.StorageDescriptor?.Location ?? '';
  const root = folderOf(settings, location, `${table.DatabaseName}.${table.Name}`);
  const listed = partitions?.map(({ Values, StorageDescriptor }) => ({
    folder: folderOf(settings, StorageDescriptor?.Location ?? `${location.replace(/\/?$/, '/')}${hivePath(keys, Values)}`, table.Name),
    values: keys.map((_, at) => nullable(Values[at] ?? null)),
  }));
  if (keys.length > 0 && listed && listed.length > 0) {
    const files = await Promise.all(
      listed.map(async ({ folder, values }) => (await filesUnder(folder)).map(file => ({ ...file, partition: values }))),
    );
    return files.flat();
  }
  const found: TableFile[] = [];
  for (const file of await filesUnder(root)) {
    const values = pathValues(relative(root, file.path), keys);
    if (values) found.push({ ...file, partition: values });
  }
  return found;
}

/** The folder that stands for a location. */
export function folderOf(settings: Pick<ProcessSettings, 'store'>, location: string, table: string): string {
  if (location === '') throw new Failure('HIVE_INVALID_METADATA', `${table} has no location in the catalog`);
  const path = mappedPath(new Map(settings.store), location);
  if (path === undefined) {
    throw new Failure(
      'HIVE_FILESYSTEM_ERROR',
      `no folder stands for ${location} (${table}): name one in the setting medallion.storage.folders or with --store`,
    );
  }
  return path;
}

/** `day=2024-01-01/hour=3`. */
export function hivePath(keys: readonly string[], values: readonly (string | null)[]): string {
  return keys.map((key, at) => `${key}=${escapePathValue(values[at] ?? null)}`).join('/');
}

const hiveNull = '__HIVE_DEFAULT_PARTITION__';

function escapePathValue(value: string | null): string {
  return value === null
    ? hiveNull
    : value.replaceAll(/["#%'*/:=?\\{}[\]^\p{Cc}]/gu, c => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

function nullable(value: string | null): string | null {
  return value === hiveNull ? null : value;
}

/** Values in the folders of a path; undefined where a key is missing. */
function pathValues(path: string, keys: readonly string[]): readonly (string | null)[] | undefined {
  if (keys.length === 0) return [];
  const values = new Map<string, string | null>();
  for (const part of path.split(sep)) {
    const at = part.indexOf('=');
    if (at > 0) values.set(part.slice(0, at).toLowerCase(), nullable(unescapePathValue(part.slice(at + 1))));
  }
  return keys.every(key => values.has(key)) ? keys.map(key => values.get(key) ?? null) : undefined;
}

function unescapePathValue(text: string): string {
  return text.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Data files under a folder, sorted; a folder that does not exist has none. */
export async function filesUnder(folder: string): Promise<readonly Omit<TableFile, 'partition'>[]> {
  if (!existsSync(folder)) return [];
  const files: Omit<TableFile, 'partition'>[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const parts = relative(folder, path).split(sep);
    if (parts.some(part => part.startsWith('_') || part.startsWith('.')) || parts[0] === 'metadata') continue;
    const { size } = await stat(path);
    if (size > 0) files.push({ path, size });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
