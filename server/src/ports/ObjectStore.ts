/** Reads objects of the lake: S3, or folders that stand for location prefixes. Failures are values; nothing is cached here. */
export interface ObjectStore {
  /** Objects under a location, sorted by key; a location without objects gives an empty list. */
  list(location: string, signal?: AbortSignal): Promise<StoreAnswer<readonly StoredObject[]>>;
  /** Bytes `[start, end)` of an object; `end` past the object's size stops there. */
  read(location: string, range?: { readonly start: number; readonly end: number }, signal?: AbortSignal): Promise<StoreAnswer<Uint8Array>>;
}

export interface StoredObject {
  /** Full location: `s3://bucket/key`. */
  readonly location: string;
  readonly size: number;
  /** Changes whenever the content does: ETag, or modification time and size. */
  readonly version: string;
}

export type StoreAnswer<T> = { readonly kind: 'ok'; readonly value: T } | { readonly kind: 'failed'; readonly failure: StoreFailure };

export type StoreFailure = {
  readonly kind: 'notFound' | 'denied' | 'unreachable' | 'notMapped' | 'cancelled';
  readonly location: string;
  readonly message: string;
};
