/**
 * The sample lakehouse as this checkout's command writes it, kept under `.vscode-test/` for tests and screenshots.
 * Invariant: keyed by the sample's sources and its writer's, so that it is never older than they are; callers copy it before they change it.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Path of a written sample; writing it takes some seconds the first time. */
export function sampleLakehouse() {
  const command = join(root, 'dist/medallion.cjs');
  if (!existsSync(command)) throw new Error('dist/medallion.cjs is missing: run "npm run build"');
  const home = join(root, '.vscode-test/samples');
  const folder = join(home, key());
  if (existsSync(join(folder, 'dbt_project.yml'))) return folder;
  mkdirSync(home, { recursive: true });
  const writing = join(home, `writing-${process.pid}`);
  rmSync(writing, { recursive: true, force: true });
  const { status, stderr } = spawnSync(process.execPath, [command, 'sample', writing, '--quiet'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`medallion sample failed: ${stderr.trim()}`);
  for (const older of readdirSync(home)) if (!older.startsWith('writing-')) rmSync(join(home, older), { recursive: true, force: true });
  if (!existsSync(folder)) renameSync(writing, folder);
  return folder;
}

function key() {
  const hash = createHash('sha256');
  for (const part of ['media/sample', 'server/src/adapters/sample']) {
    const files = readdirSync(join(root, part), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
    for (const path of files.map(({ parentPath, name }) => join(parentPath, name)).sort())
      hash.update(path.slice(root.length)).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 16);
}
