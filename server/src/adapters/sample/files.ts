/** Files of a folder, counted. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Files directly in the folder. */
export async function fileCount(folder: string): Promise<{ files: number; bytes: number }> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter(entry => entry.isFile()).map(({ name }) => name);
  const sizes = await Promise.all(names.map(async name => (await stat(join(folder, name))).size));
  return { files: names.length, bytes: sizes.reduce((a, b) => a + b, 0) };
}
