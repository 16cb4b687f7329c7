/** The engine's process for tests, bundled as the product bundles it. Invariant: one bundle per test process, removed when it ends. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..', '..', '..');
let bundle: Promise<string> | undefined;

/** Path of the bundle; it lies in the repository so that it finds the native packages. */
export function engineProcessPath(): Promise<string> {
  bundle ??= bundleProcess();
  return bundle;
}

async function bundleProcess(): Promise<string> {
  const outfile = join(root, '.tsbuild', `engine-${process.pid}-${Math.random().toString(36).slice(2)}.cjs`);
  await build({
    entryPoints: [join(root, 'server/src/adapters/duckdb/process.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['@duckdb/node-api', '@duckdb/node-bindings'],
    logLevel: 'warning',
  });
  process.once('exit', () => rmSync(outfile, { force: true }));
  return outfile;
}
