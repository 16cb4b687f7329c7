/** The files behind a table, as far as a scan's bytes need them. Invariant: what could not be read is a reason, never an empty list. */
import type { Known } from './bounds';
import type { ParquetFile } from './parquet';

export interface DataFile {
  readonly location: string;
  readonly size: number;
  /** A file of Iceberg deletes: read whole beside the data. */
  readonly deletes?: boolean;
  /** Values of the partition keys, by lower-cased key; undefined for an unpartitioned table, null for Hive's default partition. */
  readonly partition?: ReadonlyMap<string, string | null>;
  /** What Iceberg's manifest tells of the file's columns, by lower-cased name. */
  readonly manifest?: ManifestKnowledge;
  /** Footer of a Parquet file; undefined for other formats, which are read whole. */
  readonly parquet?: ParquetFile;
}

export interface ManifestKnowledge {
  /** From the values of the partition transforms. */
  readonly partition: ReadonlyMap<string, Known>;
  readonly bounds: ReadonlyMap<string, Known>;
}

/** How the files were found, for the basis of an estimate. */
export type FileMethod = 'parquet footers' | 'iceberg metadata' | 'object sizes' | 'view' | 'none';

export type TableFiles =
  | {
      readonly kind: 'known';
      readonly files: readonly DataFile[];
      readonly method: FileMethod;
      readonly partitions: number;
      readonly notes: readonly string[];
    }
  | { readonly kind: 'unknown'; readonly why: string };
