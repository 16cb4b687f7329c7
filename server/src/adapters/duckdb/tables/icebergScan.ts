/**
 * The current snapshot of an Iceberg table: metadata → manifest list → manifests → data files and position deletes.
 * Invariant: a table whose rows cannot be told exactly (equality deletes, deletion vectors, renamed columns, files that are not Parquet) is
 * refused by name, never read approximately.
 */
import { readFile, stat } from 'node:fs/promises';
import { avroRecords } from '../../lake/avroRecords';
import { Failure } from '../functions/failure';
import type { ProcessSettings, TableRequest } from '../messages';
import { text } from '../sqlText';
import type { Scan } from './scanSql';
import { folderOf } from './tableFiles';
import type { TableFile } from './tableFiles';

export async function icebergScan(
  settings: ProcessSettings,
  { table }: TableRequest,
): Promise<{ readonly files: readonly TableFile[]; readonly scan: Scan | undefined }> {
  const name = `${table.DatabaseName}.${table.Name}`;
  const local = (location: string): string => folderOf(settings, location, name);
  const metadata = JSON.parse(await readFile(local(table.Parameters?.metadata_location ?? ''), 'utf8')) as TableMetadata;
  if (hasRenames(metadata)) throw refusal(name, 'columns renamed since files were written');
  const snapshot = metadata.snapshots?.find(candidate => candidate['snapshot-id'] === metadata['current-snapshot-id']);
  if (!snapshot) return { files: [], scan: undefined };
  if (!snapshot['manifest-list']) throw refusal(name, 'a snapshot without a manifest list');
  const data: string[] = [];
  const deletes: string[] = [];
  for (const manifest of await readAvro<ManifestFile>(local(snapshot['manifest-list']))) {
    for (const entry of await readAvro<ManifestEntry>(local(manifest.manifest_path))) {
      if (entry.status === deletedStatus) continue;
      const { content = 0, file_path: path, file_format: format } = entry.data_file;
      if (format.toUpperCase() !== 'PARQUET') throw refusal(name, `${format} files`);
      if (content === equalityDeletes) throw refusal(name, 'equality deletes');
      (content === positionDeletes ? deletes : data).push(path);
    }
  }
  const files = await Promise.all(
    data.map(async location => ({ location, path: local(location), size: (await stat(local(location))).size, partition: [] })),
  );
  if (files.length === 0) return { files, scan: undefined };
  return {
    files,
    scan: { sql: deletes.length === 0 ? plain(files) : withoutDeleted(files, deletes.map(local)), asText: false, lenient: false },
  };
}

const deletedStatus = 2;
const positionDeletes = 1;
const equalityDeletes = 2;

interface TableMetadata {
  readonly 'current-snapshot-id'?: number;
  readonly snapshots?: readonly { readonly 'snapshot-id': number; readonly 'manifest-list'?: string }[];
  readonly schemas?: readonly { readonly fields: readonly { readonly id: number; readonly name: string }[] }[];
}
interface ManifestFile {
  readonly manifest_path: string;
}
interface ManifestEntry {
  readonly status: number;
  readonly data_file: { readonly content?: number; readonly file_path: string; readonly file_format: string };
}

function refusal(table: string, what: string): Failure {
  return new Failure('NOT_SUPPORTED', `${table}: ${what} in an Iceberg table are not available on the embedded engine`);
}

/** Whether a field has ever had another name, or a name another field: files are read by name. */
function hasRenames({ schemas = [] }: TableMetadata): boolean {
  const nameOf = new Map<number, string>();
  const idOf = new Map<string, number>();
  for (const { fields } of schemas) {
    for (const { id, name } of fields) {
      if ((nameOf.get(id) ?? name) !== name || (idOf.get(name) ?? id) !== id) return true;
      nameOf.set(id, name);
      idOf.set(name, id);
    }
  }
  return false;
}

async function readAvro<T>(path: string): Promise<readonly T[]> {
  return avroRecords<T>(await readFile(path));
}

function plain(files: readonly TableFile[]): string {
  return `read_parquet([${files.map(({ path }) => text(path)).join(', ')}], union_by_name = true)`;
}

/** Rows whose file and position no delete file names. */
function withoutDeleted(files: readonly (TableFile & { readonly location: string })[], deletes: readonly string[]): string {
  const scan = `read_parquet([${files.map(({ path }) => text(path)).join(', ')}], union_by_name = true, filename = '_medallion_file', file_row_number = true)`;
  const names = files.map(({ path, location }) => `(${text(path)}, ${text(location)})`).join(', ');
  const deleted = `read_parquet([${deletes.map(text).join(', ')}], union_by_name = true)`;
  return (
    `(SELECT d.* EXCLUDE (_medallion_file, file_row_number) FROM ${scan} AS d JOIN (VALUES ${names}) AS n(path, location) ON n.path = d._medallion_file ` +
    `WHERE NOT EXISTS (SELECT 1 FROM ${deleted} AS x WHERE x.file_path = n.location AND x.pos = d.file_row_number))`
  );
}
