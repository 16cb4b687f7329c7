/**
 * Manifests and manifest lists: Avro files with Iceberg's field ids, format version 2.
 * Invariant: equal input gives equal bytes (the sync marker of the Avro files is fixed).
 */
import avro from 'avsc';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A file of a snapshot, as its manifest entry describes it. Maps go from field id to figure. */
export interface DataFile {
  readonly location: string;
  readonly bytes: number;
  readonly rows: number;
  /** Of the partition field, where there is one. */
  readonly partition?: number;
  readonly columnSizes: ReadonlyMap<number, number>;
  readonly valueCounts: ReadonlyMap<number, number>;
  readonly nullCounts: ReadonlyMap<number, number>;
  readonly lowerBounds: ReadonlyMap<number, Buffer>;
  readonly upperBounds: ReadonlyMap<number, Buffer>;
}

export interface PartitionField {
  readonly name: string;
  readonly sourceId: number;
  readonly fieldId: number;
  readonly transform: string;
}

export interface SnapshotIds {
  readonly snapshotId: number;
  readonly sequenceNumber: number;
}

export async function writeManifest(
  path: string,
  {
    files,
    partition,
    schema,
    snapshotId,
    sequenceNumber,
  }: SnapshotIds & { files: readonly DataFile[]; partition: PartitionField | undefined; schema: unknown },
): Promise<void> {
  const spec = partition === undefined ? [] : [specField(partition)];
  const records = files.map(file => ({
    status: 1,
    snapshot_id: snapshotId,
    sequence_number: sequenceNumber,
    file_sequence_number: sequenceNumber,
    data_file: {
      content: 0,
      file_path: file.location,
      file_format: 'PARQUET',
      partition: partition === undefined ? {} : { [partition.name]: file.partition ?? null },
      record_count: file.rows,
      file_size_in_bytes: file.bytes,
      column_sizes: pairs(file.columnSizes),
      value_counts: pairs(file.valueCounts),
      null_value_counts: pairs(file.nullCounts),
      lower_bounds: pairs(file.lowerBounds),
      upper_bounds: pairs(file.upperBounds),
    },
  }));
  await writeAvro(path, manifestEntry(partition), records, {
    schema: JSON.stringify(schema),
    'schema-id': '0',
    'partition-spec': JSON.stringify(spec),
    'partition-spec-id': '0',
    'format-version': '2',
    content: 'data',
  });
}

export async function writeManifestList(
  path: string,
  manifest: {
    readonly location: string;
    readonly bytes: number;
    readonly files: readonly DataFile[];
    readonly partition: PartitionField | undefined;
  },
  { snapshotId, sequenceNumber }: SnapshotIds,
): Promise<void> {
  const values = manifest.files.flatMap(({ partition }) => (partition === undefined ? [] : [partition]));
  const record = {
    manifest_path: manifest.location,
    manifest_length: manifest.bytes,
    partition_spec_id: 0,
    content: 0,
    sequence_number: sequenceNumber,
    min_sequence_number: sequenceNumber,
    added_snapshot_id: snapshotId,
    added_files_count: manifest.files.length,
    existing_files_count: 0,
    deleted_files_count: 0,
    added_rows_count: manifest.files.reduce((total, { rows }) => total + rows, 0),
    existing_rows_count: 0,
    deleted_rows_count: 0,
    partitions:
      manifest.partition === undefined
        ? []
        : [
            {
              contains_null: values.length < manifest.files.length,
              contains_nan: false,
              lower_bound: values.length === 0 ? null : int32(Math.min(...values)),
              upper_bound: values.length === 0 ? null : int32(Math.max(...values)),
            },
          ],
  };
  await writeAvro(path, manifestFile, [record], {
    'snapshot-id': String(snapshotId),
    'parent-snapshot-id': 'null',
    'sequence-number': String(sequenceNumber),
    'format-version': '2',
  });
}

export function specField({ name, sourceId, fieldId, transform }: PartitionField): Readonly<Record<string, unknown>> {
  return { name, transform, 'source-id': sourceId, 'field-id': fieldId };
}

async function writeAvro(
  path: string,
  schema: object,
  records: readonly object[],
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  const options = {
    codec: 'deflate',
    metadata: Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, Buffer.from(value)])),
    syncMarker: createHash('md5').update('medallion').digest(),
  };
  await pipeline(Readable.from(records), new avro.streams.BlockEncoder(schema as avro.Schema, options), createWriteStream(path));
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

/** A map with integer keys is an array of pairs in Avro. */
function pairs<T>(map: ReadonlyMap<number, T>): readonly { readonly key: number; readonly value: T }[] {
  return [...map].sort(([a], [b]) => a - b).map(([key, value]) => ({ key, value }));
}

type AvroField = Readonly<Record<string, unknown>>;

function required(name: string, type: unknown, id: number): AvroField {
  return { name, type, 'field-id': id };
}

function optional(name: string, type: unknown, id: number): AvroField {
  return { name, type: ['null', type], default: null, 'field-id': id };
}

function pairArray(name: string, id: number, keyId: number, valueId: number, valueType: string): AvroField {
  const record = {
    type: 'record',
    name: `k${keyId}_v${valueId}`,
    fields: [required('key', 'int', keyId), required('value', valueType, valueId)],
  };
  return optional(name, { type: 'array', logicalType: 'map', items: record }, id);
}

function manifestEntry(partition: PartitionField | undefined): object {
  const partitionFields = partition === undefined ? [] : [optional(partition.name, partitionType(partition), partition.fieldId)];
  const dataFile = [
    required('content', 'int', 134),
    required('file_path', 'string', 100),
    required('file_format', 'string', 101),
    required('partition', { type: 'record', name: 'r102', fields: partitionFields }, 102),
    required('record_count', 'long', 103),
    required('file_size_in_bytes', 'long', 104),
    pairArray('column_sizes', 108, 117, 118, 'long'),
    pairArray('value_counts', 109, 119, 120, 'long'),
    pairArray('null_value_counts', 110, 121, 122, 'long'),
    pairArray('lower_bounds', 125, 126, 127, 'bytes'),
    pairArray('upper_bounds', 128, 129, 130, 'bytes'),
  ];
  return {
    type: 'record',
    name: 'manifest_entry',
    fields: [
      required('status', 'int', 0),
      optional('snapshot_id', 'long', 1),
      optional('sequence_number', 'long', 3),
      optional('file_sequence_number', 'long', 4),
      required('data_file', { type: 'record', name: 'r2', fields: dataFile }, 2),
    ],
  };
}

function partitionType({ transform }: PartitionField): unknown {
  return transform === 'day' || transform === 'identity' ? { type: 'int', logicalType: 'date' } : 'int';
}

const summary = {
  type: 'record',
  name: 'r508',
  fields: [
    required('contains_null', 'boolean', 509),
    optional('contains_nan', 'boolean', 518),
    optional('lower_bound', 'bytes', 510),
    optional('upper_bound', 'bytes', 511),
  ],
};

const manifestFile = {
  type: 'record',
  name: 'manifest_file',
  fields: [
    required('manifest_path', 'string', 500),
    required('manifest_length', 'long', 501),
    required('partition_spec_id', 'int', 502),
    required('content', 'int', 517),
    required('sequence_number', 'long', 515),
    required('min_sequence_number', 'long', 516),
    required('added_snapshot_id', 'long', 503),
    required('added_files_count', 'int', 504),
    required('existing_files_count', 'int', 505),
    required('deleted_files_count', 'int', 506),
    required('added_rows_count', 'long', 512),
    required('existing_rows_count', 'long', 513),
    required('deleted_rows_count', 'long', 514),
    optional('partitions', { type: 'array', items: summary, 'element-id': 508 }, 507),
  ],
};
