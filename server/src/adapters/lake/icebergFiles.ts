/**
 * The live files of an Iceberg table's current snapshot over an ObjectStore: metadata → manifest list → manifests.
 * Source: the Iceberg table specification, versions 1 to 3. Invariant: a part that cannot be read makes the whole answer unknown; no file is guessed.
 */
import type { ManifestKnowledge } from '../../core/scan/tableFiles';
import type { ObjectStore } from '../../ports/ObjectStore';
import { manifestKnowledge } from './icebergKnowledge';
import type { DataFileRecord, IcebergColumns } from './icebergKnowledge';
import { avroRecords } from './avroRecords';

export type IcebergFiles =
  /** Data and delete files: both are read by a scan. */
  { readonly kind: 'known'; readonly files: readonly IcebergFile[] } | { readonly kind: 'unknown'; readonly why: string };

export interface IcebergFile {
  readonly location: string;
  readonly size: number;
  /** `PARQUET`, `ORC`, `AVRO`, `PUFFIN`. */
  readonly format: string;
  readonly deletes: boolean;
  readonly manifest: ManifestKnowledge;
}

export async function icebergFiles(store: ObjectStore, metadataLocation: string, signal: AbortSignal): Promise<IcebergFiles> {
  try {
    const metadata = JSON.parse(new TextDecoder().decode(await read(store, metadataLocation, signal))) as TableMetadata;
    const version = metadata['format-version'] ?? 1;
    if (version > 3)
      return { kind: 'unknown', why: `${metadataLocation} is of Iceberg format version ${version}, newer than what is understood (3)` };
    const snapshot = metadata.snapshots?.find(candidate => candidate['snapshot-id'] === metadata['current-snapshot-id']);
    if (!snapshot) return { kind: 'known', files: [] };
    const manifests =
      snapshot['manifest-list'] === undefined
        ? (snapshot.manifests ?? []).map((manifest_path): ManifestFile => ({ manifest_path }))
        : await readAvro<ManifestFile>(store, snapshot['manifest-list'], signal);
    const files: IcebergFile[] = [];
    for (const { manifest_path: manifest, partition_spec_id: spec } of manifests) {
      for (const { status, data_file: file } of await readAvro<ManifestEntry>(store, manifest, signal)) {
        if (status === deletedEntry) continue;
        files.push({
          location: file.file_path,
          size: Number(file.file_size_in_bytes),
          format: file.file_format.toUpperCase(),
          deletes: (file.content ?? 0) !== 0,
          manifest: manifestKnowledge(metadata, spec, file),
        });
      }
    }
    return { kind: 'known', files };
  } catch (error) {
    return { kind: 'unknown', why: `the Iceberg metadata at ${metadataLocation} cannot be read: ${(error as Error).message}` };
  }
}

const deletedEntry = 2;

/** Snapshot ids above 2^53 lose digits in JSON.parse, on both sides of the comparison alike. */
interface TableMetadata extends IcebergColumns {
  readonly 'format-version'?: number;
  readonly 'current-snapshot-id'?: number;
  readonly snapshots?: readonly {
    readonly 'snapshot-id': number;
    readonly 'manifest-list'?: string;
    readonly manifests?: readonly string[];
  }[];
}
interface ManifestFile {
  readonly manifest_path: string;
  readonly partition_spec_id?: number;
}
interface ManifestEntry {
  readonly status: number;
  readonly data_file: DataFileRecord & {
    readonly content?: number;
    readonly file_path: string;
    readonly file_format: string;
    readonly file_size_in_bytes: number | bigint;
  };
}

async function read(store: ObjectStore, location: string, signal: AbortSignal): Promise<Uint8Array> {
  const answer = await store.read(location, undefined, signal);
  if (answer.kind === 'failed') throw new Error(answer.failure.message);
  return answer.value;
}

async function readAvro<T>(store: ObjectStore, location: string, signal: AbortSignal): Promise<readonly T[]> {
  return avroRecords<T>(await read(store, location, signal));
}
