// `npm run bench [-- NAME…]`: runs the measurements beside this file and prints their figures; nothing here passes or fails.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const asked = process.argv.slice(2);
const files = readdirSync(here).filter(
  file => file.endsWith('.bench.ts') && (asked.length === 0 || asked.includes(file.replace('.bench.ts', ''))),
);
const scratch = mkdtempSync(join(here, '../../node_modules/.bench-'));

console.log(
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${process.platform}; scratch in ${basename(tmpdir())}`,
);
try {
  for (const file of files) {
    const outfile = join(scratch, file.replace('.ts', '.mjs'));
    await build({
      entryPoints: [join(here, file)],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      logLevel: 'warning',
    });
    const { measure } = await import(pathToFileURL(outfile).href);
    console.log(`\n${file.replace('.bench.ts', '')}`);
    for await (const { what, figure } of measure()) console.log(`  ${what.padEnd(72)} ${figure}`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
