/**
 * The folder of a sample: whether it may be written, and how a finished one takes its place.
 * Invariant: nothing that a person wrote is lost; a folder changes from its old content to the new one in one rename.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';

/** The folder is not ours to write; the message names what stands in the way and what to do. */
export class SampleRefused extends Error {}

/** Lists the files that a sample came with, so that changes in them are seen. */
const markerFile = '.medallion-sample.json';

/** What tools write beside a project, and what the sample is written for: made again without a question. */
const replaceable = new Set(['lake', 'catalog.ndjson', 'target', 'logs', 'dbt_packages', markerFile]);

/** Refuses a folder that holds anything but an unchanged sample. */
export async function checkTarget(target: string): Promise<void> {
  const names = await namesIn(target);
  if (names === undefined || names.length === 0) return;
  const marker = await readMarker(target);
  if (!marker) throw new SampleRefused(`${target} is not empty and holds no sample: give a new or an empty folder`);
  for (const [path, hash] of await hashes(target)) {
    const expected = marker.get(path);
    if (expected === undefined)
      throw new SampleRefused(`${target} holds ${path}, which is not of the sample: move it away or give another folder`);
    if (expected !== hash)
      throw new SampleRefused(`${join(target, path)} was changed: keep it elsewhere and delete it here, or give another folder`);
  }
}

/** Written last: a folder with a marker is a whole sample. */
export async function writeMarker(folder: string): Promise<void> {
  const files = Object.fromEntries(await hashes(folder));
  await writeFile(join(folder, markerFile), `${JSON.stringify({ version: 1, files }, null, 2)}\n`);
}

/** Renames the finished folder to its place; what stood there goes aside first and is removed after. */
export async function putInPlace(finished: string, target: string): Promise<void> {
  const names = await namesIn(target);
  if (names === undefined) return rename(finished, target);
  if (names.length === 0) {
    await rmdir(target);
    return rename(finished, target);
  }
  const old = join(dirname(target), `.${basename(target)}.replaced-${process.pid}`);
  await rename(target, old);
  try {
    await rename(finished, target);
  } catch (error) {
    await rename(old, target);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}

/** The folder that will hold the target, made where it is missing. */
export async function existingParent(target: string): Promise<string> {
  const parent = dirname(target);
  await mkdir(parent, { recursive: true });
  return parent;
}

export async function folderSize(folder: string): Promise<{ files: number; bytes: number }> {
  let files = 0;
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    files++;
    bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return { files, bytes };
}

/** SHA-256 of every file that is not replaceable, by path with `/`. */
async function hashes(root: string, folder = root): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (folder === root && replaceable.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await hashes(root, path)));
    else
      found.push([
        relative(root, path).split(sep).join('/'),
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      ]);
  }
  return found.sort(([a], [b]) => (a < b ? -1 : 1));
}

async function readMarker(folder: string): Promise<ReadonlyMap<string, string> | undefined> {
  try {
    const { files } = JSON.parse(await readFile(join(folder, markerFile), 'utf8')) as { files: Record<string, string> };
    return new Map(Object.entries(files));
  } catch {
    return undefined;
  }
}

async function namesIn(folder: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'ENOTDIR') throw new SampleRefused(`${folder} is a file: give a folder`);
    throw new SampleRefused(`${folder} cannot be read (${code ?? 'unknown'}): give another folder`);
  }
}
