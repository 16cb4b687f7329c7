/** The footer of a Parquet file by range reads: row groups, column chunks, bounds. A file that is not Parquet, is cut, or is encrypted is a failure with its reason. */
import { parquetMetadataAsync } from 'hyparquet';
import type { FileMetaData } from 'hyparquet';
import type { ParquetBound, ParquetChunk, ParquetFile } from '../../core/scan/parquet';
import type { ObjectStore, StoredObject } from '../../ports/ObjectStore';

export type FooterAnswer = { readonly kind: 'ok'; readonly file: ParquetFile } | { readonly kind: 'failed'; readonly message: string };

/** Most footers of files up to some hundred megabytes fit; a larger one costs a second read. */
const firstRead = 64 * 1024;

export async function readParquetFooter(store: ObjectStore, object: StoredObject, signal?: AbortSignal): Promise<FooterAnswer> {
  try {
    const metadata = await parquetMetadataAsync(
      {
        byteLength: object.size,
        slice: async (start, end = object.size) => {
          const answer = await store.read(object.location, { start, end }, signal);
          if (answer.kind === 'failed') throw new Error(answer.failure.message);
          return answer.value.buffer.slice(answer.value.byteOffset, answer.value.byteOffset + answer.value.byteLength) as ArrayBuffer;
        },
      },
      { initialFetchSize: firstRead, parsers: plainParsers, geoparquet: false },
    );
    return { kind: 'ok', file: fileOf(object.size, metadata) };
  } catch (error) {
    return { kind: 'failed', message: `${object.location}: ${(error as Error).message}` };
  }
}

/** Bounds stay the numbers that the file holds: days and microseconds, not dates of JavaScript, which keep milliseconds only. */
const plainParsers = {
  timestampFromMilliseconds: (millis: bigint) => millis * 1000n,
  timestampFromMicroseconds: (micros: bigint) => micros,
  timestampFromNanoseconds: (nanos: bigint) => nanos / 1000n,
  dateFromDays: (days: number) => days,
  stringFromBytes: (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes),
  geometryFromBytes: () => undefined,
  geographyFromBytes: () => undefined,
};

function fileOf(size: number, metadata: FileMetaData): ParquetFile {
  return {
    size,
    rows: Number(metadata.num_rows),
    rowGroups: metadata.row_groups.map(group => ({
      rows: Number(group.num_rows),
      chunks: group.columns.flatMap(({ meta_data: chunk }) => (chunk ? [chunkOf(chunk)] : [])),
    })),
  };
}

function chunkOf(chunk: NonNullable<FileMetaData['row_groups'][number]['columns'][number]['meta_data']>): ParquetChunk {
  const { statistics } = chunk;
  // Writers before 2.5 left the dictionary's offset out, or set it to 0.
  const dictionary = chunk.dictionary_page_offset;
  const start = dictionary !== undefined && dictionary > 0n ? dictionary : chunk.data_page_offset;
  const min = boundOf(statistics?.min_value ?? oldBound(statistics?.min));
  const max = boundOf(statistics?.max_value ?? oldBound(statistics?.max));
  return {
    path: chunk.path_in_schema.map(part => part.toLowerCase()),
    start: Number(start),
    bytes: Number(chunk.total_compressed_size),
    ...(statistics?.null_count === undefined ? {} : { nulls: Number(statistics.null_count) }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
}

/** The older fields order text by signed bytes: only their numbers can be trusted. */
function oldBound(value: unknown): unknown {
  return typeof value === 'string' ? undefined : value;
}

/** Only what can be compared safely; everything else counts as no bound. */
function boundOf(value: unknown): ParquetBound | undefined {
  switch (typeof value) {
    case 'number':
    case 'bigint':
    case 'string':
    case 'boolean':
      return value;
    default:
      return undefined;
  }
}
