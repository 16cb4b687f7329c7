/** A catalog snapshot on disk (NDJSON, optionally gzip) as a CatalogSource: streamed, so that its size costs no second copy in memory. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';
import { SnapshotReader } from '../../core/catalog/snapshotFormat';
import type { CatalogFailure, CatalogLoad, CatalogProgress, CatalogSource } from '../../ports/CatalogSource';

export function snapshotFileSource(path: string): CatalogSource {
  return { label: `snapshot ${basename(path)}`, load: (signal, onProgress) => load(path, signal, onProgress) };
}

/** How many lines pass between two reports of progress. */
const progressInterval = 5000;

async function load(path: string, signal: AbortSignal, onProgress?: (progress: CatalogProgress) => void): Promise<CatalogLoad> {
  const reader = new SnapshotReader();
  try {
    const file = createReadStream(path, { signal });
    const bytes = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
    // A pipe hands on data, not errors: without this a missing .gz would end the process.
    file.on('error', error => bytes.destroy(error));
    let count = 0;
    for await (const line of createInterface({ input: bytes, crlfDelay: Infinity })) {
      reader.add(line);
      if (++count % progressInterval === 0) onProgress?.({ databases: reader.databaseCount, tables: reader.tableCount });
    }
  } catch (error) {
    return { kind: 'failed', failure: failureOf(path, error, signal) };
  }
  const snapshot = reader.finish();
  onProgress?.({ databases: reader.databaseCount, tables: reader.tableCount });
  return { kind: 'loaded', snapshot, problems: reader.problems };
}

function failureOf(path: string, error: unknown, signal: AbortSignal): CatalogFailure {
  if (signal.aborted) return { kind: 'cancelled' };
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? { kind: 'notFound', what: path } : { kind: 'unreadable', what: path, why: message };
}
