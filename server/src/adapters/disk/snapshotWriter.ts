/**
 * Writes changes into a catalog snapshot on disk.
 * Invariant: the file is read anew, so that what another session wrote stays; readers see the old file or the new one, never a part.
 */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { applyChanges } from '../../core/catalog/applyChanges';
import type { CatalogSnapshot } from '../../core/catalog/CatalogSnapshot';
import { snapshotLines } from '../../core/catalog/snapshotFormat';
import type { CatalogSave, CatalogWriter } from '../../ports/CatalogWriter';
import { snapshotFileSource } from './snapshotFile';

export function snapshotFileWriter(path: string): CatalogWriter {
  return {
    async save(changes) {
      const load = await snapshotFileSource(path).load(new AbortController().signal);
      if (load.kind === 'failed') return failed(path, 'it cannot be read');
      // Lines that were not understood would be lost.
      const [problem] = load.problems;
      if (problem) return failed(path, `line ${problem.line ?? 1} cannot be read: ${problem.message}`);
      try {
        await write(await realpath(path), applyChanges(load.snapshot, changes));
        return { kind: 'saved' };
      } catch (error) {
        return failed(path, (error as Error).message);
      }
    },
  };
}

function failed(path: string, why: string): CatalogSave {
  return { kind: 'failed', message: `the catalog ${path} was not changed: ${why}` };
}

async function write(path: string, snapshot: CatalogSnapshot): Promise<void> {
  const aside = join(dirname(path), `.catalog-${randomUUID()}`);
  try {
    const lines = Readable.from(linesOf(snapshot));
    const file = createWriteStream(aside, { flush: true });
    await (path.endsWith('.gz') ? pipeline(lines, createGzip(), file) : pipeline(lines, file));
    await chmod(aside, (await stat(path)).mode);
    await rename(aside, path);
  } finally {
    await rm(aside, { force: true });
  }
}

function* linesOf(snapshot: CatalogSnapshot): Generator<string> {
  for (const line of snapshotLines(snapshot)) yield `${line}\n`;
}
