/**
 * Bytes that Trino (Athena engine v3) reads of a Parquet file for some of its columns.
 * Sources: Trino's documented `parquet.small-file-threshold` and `parquet.max-merge-distance`, and bytes measured on Trino 476 (test/conformance/scan).
 */

export interface ParquetFile {
  /** Of the whole file, in bytes. */
  readonly size: number;
  readonly rows: number;
  readonly rowGroups: readonly ParquetRowGroup[];
}

export interface ParquetRowGroup {
  readonly rows: number;
  readonly chunks: readonly ParquetChunk[];
}

export interface ParquetChunk {
  /** Path of the leaf, lower case: `['address', 'city']`. */
  readonly path: readonly string[];
  /** Offset of its first byte, dictionary page included. */
  readonly start: number;
  /** Compressed. */
  readonly bytes: number;
  readonly nulls?: number;
  readonly min?: ParquetBound;
  readonly max?: ParquetBound;
}

/** Numbers as bigint or number, dates as days, timestamps as microseconds since 1970, text and bytes as strings. */
export type ParquetBound = number | bigint | string | boolean;

/** Files up to this size are read whole, once per split. */
const smallFile = 3 * 1024 * 1024;
/** Two ranges nearer than this are read as one, gap included. */
const mergeDistance = 1024 * 1024;
/** The last bytes that every split reads to find the footer. */
const footerRead = 48 * 1024;

/**
 * @param wanted whether a leaf column is read
 * @param splitAtGroups whether each row group is a split of its own, as Iceberg plans them; a split knows nothing of what another one has read
 * @param survives whether a row group can hold a row that the predicate keeps
 */
export function parquetBytes(
  file: ParquetFile,
  wanted: (path: readonly string[]) => boolean,
  survives: (group: ParquetRowGroup) => boolean = () => true,
  splitAtGroups = false,
): number {
  // A small file is in memory before its footer tells that no row group survives.
  if (file.size <= smallFile) return file.size * (splitAtGroups ? Math.max(1, file.rowGroups.length) : 1);
  const splits = splitAtGroups ? file.rowGroups.map(group => [group]) : [file.rowGroups];
  const read = splits.map(groups => groups.filter(survives)).filter(groups => groups.length > 0);
  // The footer is read to learn that no group survives; the other splits of the file do not read it again for nothing.
  return read.length === 0 ? footerRead : read.reduce((bytes, groups) => bytes + splitBytes(groups, wanted), 0);
}

function splitBytes(groups: readonly ParquetRowGroup[], wanted: (path: readonly string[]) => boolean): number {
  const ranges: { start: number; end: number }[] = [];
  for (const group of groups) {
    for (const { path, start, bytes } of group.chunks) if (wanted(path)) ranges.push({ start, end: start + bytes });
  }
  return footerRead + mergedBytes(ranges);
}

function mergedBytes(ranges: { start: number; end: number }[]): number {
  ranges.sort((a, b) => a.start - b.start);
  let bytes = 0;
  let current: { start: number; end: number } | undefined;
  for (const range of ranges) {
    if (current && range.start - current.end < mergeDistance) current = { start: current.start, end: Math.max(current.end, range.end) };
    else {
      if (current) bytes += current.end - current.start;
      current = range;
    }
  }
  return bytes + (current ? current.end - current.start : 0);
}
