/** Finds the files behind a table and reads their footers. Answers are values; what is asked twice of an unchanged object is read once. */
import type { TableEntry } from '../core/catalog/CatalogSnapshot';
import type { TableFiles } from '../core/scan/tableFiles';

export interface LakeReader {
  /** @param keeps whether a partition can hold a row that is read; partitions it refuses are not listed at all. */
  files(entry: TableEntry, keeps: (partition: ReadonlyMap<string, string | null>) => boolean, signal: AbortSignal): Promise<TableFiles>;
}
