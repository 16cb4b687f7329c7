/**
 * Writes a query's rows under a location: files are finished in a folder of their own beside the table, then moved into place.
 * Invariant: a reader sees the old files or the new ones; a failed write leaves the table as it was.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { Failure } from '../functions/failure';
import type { ProcessSettings, WriteTarget, WrittenFiles } from '../messages';
import { quote, text } from '../sqlText';
import { filesUnder, folderOf } from '../tables/tableFiles';

export async function writeFiles(
  connection: DuckDBConnection,
  settings: ProcessSettings,
  sql: string,
  target: WriteTarget,
): Promise<WrittenFiles> {
  const folder = ownFolder(settings, target.location, 'the target');
  const aside = join(dirname(folder), `.write-${randomUUID()}`);
  try {
    await mkdir(aside, { recursive: true });
    const rows = await copy(connection, sql, target, aside);
    const files = (await filesIn(aside)).map(path => relative(aside, path));
    const bytes = (await filesUnder(aside)).reduce((sum, file) => sum + file.size, 0);
    await install(aside, folder, target, files);
    return { rows, bytes, partitions: partitionsOf(files, target.partitionKeys) };
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

export async function removeFiles(settings: ProcessSettings, location: string): Promise<void> {
  await rm(ownFolder(settings, location, 'the table'), { recursive: true, force: true });
}

/** A table's own folder: never a mapped folder as a whole, which holds every other table too. */
function ownFolder(settings: ProcessSettings, location: string, table: string): string {
  const folder = folderOf(settings, location, table);
  if (settings.store.some(([, root]) => resolve(root) === resolve(folder))) {
    throw new Failure(
      'HIVE_FILESYSTEM_ERROR',
      `${location} is the whole folder that stands for its prefix: ${table} needs a location below it`,
    );
  }
  return folder;
}

async function copy(connection: DuckDBConnection, sql: string, target: WriteTarget, folder: string): Promise<number> {
  const places = target.columns.map((_, at) => quote(`c${at}`));
  const items = target.columns.map(({ name, duckType }, at) => `CAST(${places[at]!} AS ${duckType}) AS ${quote(name)}`);
  const query = `SELECT ${items.join(', ')} FROM (${sql}) AS q(${places.join(', ')})`;
  const partitioned = target.partitionKeys.length > 0;
  const options = [
    `FORMAT ${target.format}`,
    ...(target.format === 'parquet' ? [`COMPRESSION ${target.compression ?? 'snappy'}`] : []),
    ...(target.format === 'csv' ? ['HEADER false'] : []),
    ...(partitioned ? [`PARTITION_BY (${target.partitionKeys.map(quote).join(', ')})`, `FILENAME_PATTERN 'part-{uuid}'`] : []),
  ];
  const path = partitioned ? folder : join(folder, `part-${randomUUID()}.${target.format}`);
  const result = await connection.run(`COPY (${query}) TO ${text(path)} (${options.join(', ')})`);
  return result.rowsChanged;
}

async function install(aside: string, folder: string, target: WriteTarget, files: readonly string[]): Promise<void> {
  if (target.mode === 'replace') {
    const old = `${aside}-old`;
    await mkdir(dirname(folder), { recursive: true });
    if (existsSync(folder)) await rename(folder, old);
    await rename(aside, folder);
    await rm(old, { recursive: true, force: true });
    return;
  }
  const touched = new Set(files.map(file => dirname(file)));
  for (const part of touched) {
    const place = join(folder, part);
    if (target.mode === 'partitions') await rm(place, { recursive: true, force: true });
    await mkdir(place, { recursive: true });
  }
  for (const file of files) await rename(join(aside, file), join(folder, file));
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
}

function partitionsOf(files: readonly string[], keys: readonly string[]): readonly (readonly string[])[] {
  if (keys.length === 0) return [];
  const folders = new Set(files.map(file => dirname(file)));
  return [...folders].map(folder => folder.split(sep).map(part => decodeURIComponent(part.slice(part.indexOf('=') + 1))));
}
