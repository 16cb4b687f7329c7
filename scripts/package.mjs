/**
 * Packs the extension for one platform: `medallion-<version>-<platform>.vsix` with the native parts inside, so that it installs and works offline.
 * Invariant: the package is made from a folder of its own that holds what the manifest and the bundles need, and nothing else.
 *   node scripts/package.mjs [--target linux-x64] [--out FILE]
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const maxBytes = 60 * 1024 * 1024;

/** VS Code's name of a platform → DuckDB's. */
const platforms = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'alpine-x64': 'linux-x64-musl',
  'alpine-arm64': 'linux-arm64-musl',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'win32-x64',
  'win32-arm64': 'win32-arm64',
};

const { values: flags } = parseArgs({ options: { target: { type: 'string' }, out: { type: 'string' } } });
try {
  const { file, bytes } = packageFor(flags.target ?? `${process.platform}-${process.arch}`, flags.out);
  console.log(`${file} (${(bytes / 1024 / 1024).toFixed(1)} MB)`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}

function packageFor(target, out) {
  if (!(target in platforms)) throw new Error(`--target ${target} is unknown: choose one of ${Object.keys(platforms).join(', ')}`);
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const file = resolve(root, out ?? `medallion-${manifest.version}-${target}.vsix`);
  const stage = mkdtempSync(join(tmpdir(), 'medallion-vsix-'));
  try {
    const metafile = join(stage, 'metafile.json');
    run(process.execPath, ['scripts/build.mjs', '--minify', '--outdir', join(stage, 'dist'), '--metafile', metafile], root);
    writeFileSync(join(stage, 'THIRD-PARTY-NOTICES.txt'), notices(metafile));
    rmSync(metafile);
    for (const part of ['media', 'snippets', 'syntaxes', 'README.md', 'CHANGELOG.md', 'LICENSE', 'docs']) {
      if (existsSync(join(root, part))) cpSync(join(root, part), join(stage, part), { recursive: true });
    }
    writeFileSync(join(stage, 'package.json'), JSON.stringify(published(manifest), null, 2));
    // Only what stands beside the bundle is looked up at run time; everything else is in it.
    addExternals(stage, platforms[target]);
    const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
    const links = ['--no-rewrite-relative-links', '--allow-missing-repository'];
    run(process.execPath, [vsce, 'package', '--no-dependencies', '--target', target, '--out', file, ...links], stage);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
  const bytes = statSync(file).size;
  if (bytes > maxBytes) throw new Error(`${file} has ${(bytes / 1024 / 1024).toFixed(1)} MB, more than the 60 MB that a package may have`);
  return { file, bytes };
}

/** Names, licences and licence texts of every package that the bundles hold or that stands beside them. */
function notices(metafile) {
  const outputs = JSON.parse(readFileSync(metafile, 'utf8'));
  const bundled = Object.values(outputs).flatMap(({ inputs = {} }) => Object.keys(inputs));
  const names = new Set(bundled.map(file => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(file)?.[1]).filter(Boolean));
  for (const name of ['@duckdb/node-api', '@duckdb/node-bindings', 'detect-libc']) names.add(name);
  return [...names]
    .sort()
    .map(name => {
      const folder = join(root, 'node_modules', name);
      if (!existsSync(join(folder, 'package.json'))) return `${name}\n`;
      const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const texts = readdirSync(folder).filter(file => /^(licen[cs]e|notice|copying)/i.test(file) && statSync(join(folder, file)).isFile());
      return `${name} ${version} (${license})\n\n${texts.map(file => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n')}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** The manifest without what only a checkout needs. */
function published({ scripts: _scripts, devDependencies: _dev, dependencies: _bundled, private: _private, bin: _bin, ...manifest }) {
  return manifest;
}

function addExternals(stage, platform) {
  const bundles = readdirSync(join(stage, 'dist'))
    .filter(name => name.endsWith('.cjs'))
    .map(name => readFileSync(join(stage, 'dist', name), 'utf8'))
    .join('\n');
  const needed = name => bundles.includes(`"${name}"`);
  if (needed('@duckdb/node-api')) {
    for (const name of ['@duckdb/node-api', '@duckdb/node-bindings', 'detect-libc'])
      copyPackage(name, stage, path => !/\.(d\.ts|map)$/.test(path));
    const { version } = JSON.parse(readFileSync(join(root, 'node_modules/@duckdb/node-bindings/package.json'), 'utf8'));
    addNative(`@duckdb/node-bindings-${platform}`, version, stage);
  }
}

function copyPackage(name, stage, keep) {
  const from = join(root, 'node_modules', name);
  cpSync(from, join(stage, 'dist/node_modules', name), { recursive: true, filter: path => keep(path.slice(from.length + 1)) });
}

/** The installed package where it is this machine's, else the registry's of the very same version, kept for the next time. */
function addNative(name, version, stage) {
  const installed = join(root, 'node_modules', name);
  const cache = join(root, '.vscode-test/natives', `${name.replace('/', '-')}-${version}`);
  if (!existsSync(installed) && !existsSync(join(cache, 'package'))) {
    mkdirSync(cache, { recursive: true });
    run('npm', ['pack', `${name}@${version}`, '--pack-destination', cache, '--loglevel=error'], root);
    run('tar', ['-xzf', readdirSync(cache).find(file => file.endsWith('.tgz')), '-C', cache], cache);
  }
  cpSync(existsSync(installed) ? installed : join(cache, 'package'), join(stage, 'dist/node_modules', name), { recursive: true });
}

function run(command, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (error) throw new Error(`${command}: ${error.message}`);
  if (status !== 0)
    throw new Error(`${[command, ...args].slice(0, 3).join(' ')} failed: ${`${stdout}${stderr}`.trim().split('\n').slice(-5).join('\n')}`);
  return stdout;
}
