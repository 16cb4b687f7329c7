/** Folders that stand for location prefixes, as an ObjectStore: offline work, the sample lakehouse and tests read the lake through it. */
import { open, readdir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { ObjectStore, StoreAnswer, StoreFailure, StoredObject } from '../../ports/ObjectStore';

/** `s3://bucket/prefix/` → folder; the longest matching prefix wins. */
export type LocationMapping = ReadonlyMap<string, string>;

/** The folder or file that a location stands for; undefined where no prefix matches or the location climbs out of its folder. */
export function mappedPath(mapping: LocationMapping, location: string): string | undefined {
  let best: string | undefined;
  for (const prefix of mapping.keys()) if (location.startsWith(prefix) && prefix.length > (best?.length ?? -1)) best = prefix;
  if (best === undefined) return undefined;
  const root = resolve(mapping.get(best) ?? '.');
  const path = resolve(root, ...location.slice(best.length).split('/'));
  return path === root || path.startsWith(root + sep) ? path : undefined;
}

export function diskObjectStore(mapping: LocationMapping): ObjectStore {
  return {
    async list(location, signal) {
      const root = mappedPath(mapping, location);
      if (root === undefined) return notMapped(location);
      const base = location.endsWith('/') ? location : `${location}/`;
      try {
        const objects: StoredObject[] = [];
        for (const entry of await readdir(root, { withFileTypes: true, recursive: true })) {
          if (signal?.aborted) return failed('cancelled', location, 'cancelled');
          if (!entry.isFile()) continue;
          const path = join(entry.parentPath, entry.name);
          const { size, mtimeMs } = await stat(path);
          objects.push({ location: base + relative(root, path).split(sep).join('/'), size, version: `${mtimeMs}-${size}` });
        }
        return { kind: 'ok', value: objects.sort((a, b) => (a.location < b.location ? -1 : 1)) };
      } catch (error) {
        // S3 knows no folders: a prefix without objects is an empty list.
        return (error as NodeJS.ErrnoException).code === 'ENOENT' ? { kind: 'ok', value: [] } : failedBy(location, error);
      }
    },
    async read(location, range, signal) {
      const path = mappedPath(mapping, location);
      if (path === undefined) return notMapped(location);
      if (signal?.aborted) return failed('cancelled', location, 'cancelled');
      try {
        return { kind: 'ok', value: await readRange(path, range) };
      } catch (error) {
        return failedBy(location, error);
      }
    },
  };
}

async function readRange(path: string, range: { readonly start: number; readonly end: number } | undefined): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const start = Math.min(range?.start ?? 0, size);
    const bytes = new Uint8Array(Math.max(0, Math.min(range?.end ?? size, size) - start));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await file.close();
  }
}

function notMapped<T>(location: string): StoreAnswer<T> {
  return failed(
    'notMapped',
    location,
    `no folder stands for ${location}: name one in the setting medallion.storage.folders or with --store`,
  );
}

function failedBy<T>(location: string, error: unknown): StoreAnswer<T> {
  const { code, message } = error as NodeJS.ErrnoException;
  return failed(code === 'ENOENT' ? 'notFound' : code === 'EACCES' || code === 'EPERM' ? 'denied' : 'unreachable', location, message);
}

function failed<T>(kind: StoreFailure['kind'], location: string, message: string): StoreAnswer<T> {
  return { kind: 'failed', failure: { kind, location, message } };
}
