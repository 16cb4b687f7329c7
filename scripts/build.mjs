// Bundles the product with esbuild: the extension, the language server, the `medallion` command, the DuckDB process and the webviews.
//   node scripts/build.mjs [--watch] [--minify] [--metafile FILE] [--outdir DIR]
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, context } from 'esbuild';

const { values: flags } = parseArgs({
  options: {
    watch: { type: 'boolean' },
    minify: { type: 'boolean' },
    metafile: { type: 'string' },
    outdir: { type: 'string', default: 'dist' },
  },
});

const shared = {
  bundle: true,
  sourcemap: flags.minify ? false : 'linked',
  minify: Boolean(flags.minify),
  keepNames: Boolean(flags.minify),
  logLevel: 'warning',
  metafile: true,
  legalComments: 'none',
  outdir: flags.outdir,
};

/** Packages with native or wasm parts stay beside the bundle: node_modules in a checkout, `dist/node_modules` in a VSIX. */
const external = ['vscode', '@duckdb/node-api', '@duckdb/node-bindings'];

// Some packages read `import.meta.url`, which a CommonJS bundle has to make up.
const importMeta = {
  define: { 'import.meta.url': '__importMetaUrl' },
  banner: { js: "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
};

const entries = (list, extension) =>
  Object.fromEntries(
    Object.entries(list)
      .filter(([, file]) => existsSync(file))
      .map(([name, file]) => [name + (extension ?? ''), file]),
  );

const configurations = [
  {
    ...shared,
    ...importMeta,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external,
    outExtension: { '.js': '.cjs' },
    entryPoints: entries({
      extension: 'client/src/extension.ts',
      server: 'server/src/main.ts',
      medallion: 'server/src/cli/main.ts',
      duckdb: 'server/src/adapters/duckdb/process.ts',
    }),
  },
  {
    ...shared,
    platform: 'browser',
    target: 'chrome128',
    format: 'iife',
    outdir: join(flags.outdir, 'webview'),
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.svg': 'text' },
    entryPoints: entries(
      Object.fromEntries(
        readdirSync('client/webview', { withFileTypes: true })
          .filter(entry => entry.isDirectory())
          .flatMap(({ name }) => ['main.tsx', 'main.ts'].map(file => [name, `client/webview/${name}/${file}`]))
          .filter(([, file]) => existsSync(file)),
      ),
    ),
  },
].filter(c => Object.keys(c.entryPoints).length > 0);

if (flags.watch) {
  for (const configuration of configurations) await (await context(configuration)).watch();
  console.log('watching');
} else {
  const results = await Promise.all(configurations.map(c => build(c)));
  if (flags.metafile) writeFileSync(flags.metafile, JSON.stringify(Object.assign({}, ...results.map(r => r.metafile.outputs))));
}
