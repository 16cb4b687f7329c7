/**
 * Puts a real VS Code under `.vscode-test/`: code-server from npm, and checks for Chromium to show it in.
 * Invariant: a finished installation is recognised by its version stamp and never touched again; an unfinished one is thrown away.
 *   node scripts/setup-editor.mjs      installs and prints one line
 */
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** code-server 4.100.3 is VS Code 1.100.3, the oldest that the extension supports, on Node 20. */
const version = '4.100.3';
/** Raised when the steps below change, so that older installations are made anew. */
const recipe = 2;
/** Its own download of ripgrep comes from outside npm; these packages carry the same program. Without it neither quick open nor `findFiles` work. */
const ripgrep = '1.18.0';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
export const editorHome = join(root, '.vscode-test');
const target = join(editorHome, `code-server-${version}`);

/** Where everything is, installing what is missing. Throws an error whose message is one line with the remedy. */
export async function setupEditor({ log = () => {} } = {}) {
  return { node: process.execPath, codeServer: await codeServer(log), chromium: chromium(log) };
}

/** Debian's chromium, or the browser that MEDALLION_CHROMIUM names. */
export function chromium(log = () => {}) {
  const found = findChromium();
  if (found) return found;
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (!onPath('apt-get') || (sudo.length > 0 && !onPath('sudo')))
    throw new Error('Chromium is missing and cannot be installed here: install it and set MEDALLION_CHROMIUM to its path');
  log('installing chromium with apt-get');
  const apt = (...args) =>
    spawnSync([...sudo, 'apt-get', ...args][0], [...sudo, 'apt-get', ...args].slice(1), {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  if (apt('install', '-y', '--no-install-recommends', 'chromium').status !== 0) {
    apt('update');
    apt('install', '-y', '--no-install-recommends', 'chromium');
  }
  const installed = findChromium();
  if (!installed)
    throw new Error(
      'Chromium could not be installed (apt-get install chromium failed): install it as root, or set MEDALLION_CHROMIUM to a Chromium',
    );
  return installed;
}

function findChromium() {
  const named = process.env.MEDALLION_CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`MEDALLION_CHROMIUM names ${named}, which does not exist`);
  }
  for (const name of ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']) {
    const path = onPath(name);
    if (path) return path;
  }
  return undefined;
}

async function codeServer(log) {
  const entry = join(target, 'node_modules/code-server/out/node/entry.js');
  const stamp = join(target, 'installed.json');
  const wanted = JSON.stringify({ version, recipe, abi: process.versions.modules });
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(entry)) return entry;
  mkdirSync(editorHome, { recursive: true });
  return await locked(join(editorHome, 'setup.lock'), () => {
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(entry)) return entry;
    log(`installing code-server ${version} under .vscode-test (about 300 MB, once)`);
    const building = `${target}.partial`;
    rmSync(target, { recursive: true, force: true });
    rmSync(building, { recursive: true, force: true });
    mkdirSync(building);
    install(building);
    writeFileSync(join(building, 'installed.json'), wanted);
    renameSync(building, target);
    return entry;
  });
}

/** Its own postinstall refuses root and fetches binaries from elsewhere: the same steps, through npm alone. */
function install(folder) {
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  npm(folder, ['install', `code-server@${version}`, '--ignore-scripts', ...quiet]);
  npm(folder, ['rebuild', 'argon2', ...quiet]);
  npm(folder, ['install', `@vscode/ripgrep-${process.platform}-${process.arch}@${ripgrep}`, '--ignore-scripts', ...quiet]);
  const vscode = join(folder, 'node_modules/code-server/lib/vscode');
  npm(vscode, ['install', '--omit=dev', '--ignore-scripts', ...quiet]);
  // Other packages may complain here; what counts is that the three modules exist afterwards.
  npm(vscode, ['rebuild', '@vscode/spdlog', 'native-watchdog', 'node-pty', '@parcel/watcher', ...quiet], 'mayFail');
  for (const built of [
    '@vscode/spdlog/build/Release/spdlog.node',
    'native-watchdog/build/Release/watchdog.node',
    'node-pty/build/Release/pty.node',
  ]) {
    if (!existsSync(join(vscode, 'node_modules', built)))
      throw new Error(`code-server: ${built} was not built: a C++ compiler, make and python3 are needed`);
  }
  symlinkSync('node_modules', join(vscode, 'node_modules.asar'));
  const search = join(vscode, 'node_modules/@vscode/ripgrep/bin');
  mkdirSync(search, { recursive: true });
  copyFileSync(join(folder, 'node_modules/@vscode', `ripgrep-${process.platform}-${process.arch}`, 'bin/rg'), join(search, 'rg'));
  npm(join(vscode, 'extensions'), ['install', '--omit=dev', '--ignore-scripts', ...quiet]);
}

function npm(cwd, args, failure = 'throws') {
  // The settings of the npm that started this script (a prefix, a workspace) must not reach the installation.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|command|config_(local_prefix|prefix|node_gyp))/.test(name)),
  );
  const { status, stderr } = spawnSync('npm', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0 && failure === 'throws') {
    const why = stderr.split('\n').find(line => line.includes('ERR!') || line.includes('error')) ?? 'is the registry reachable?';
    throw new Error(`code-server ${version} could not be installed: npm ${args.slice(0, 2).join(' ')} failed: ${why.trim()}`);
  }
}

/** Two test runs that start together must not install over each other; a lock whose owner is gone is taken over. */
async function locked(file, work) {
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!alive(Number(readFileSync(file, 'utf8')))) rmSync(file, { force: true });
      else await new Promise(done => setTimeout(done, 500));
    }
  }
  try {
    return work();
  } finally {
    rmSync(file, { force: true });
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return pid > 0;
  } catch {
    return false;
  }
}

function onPath(name) {
  for (const folder of (process.env.PATH ?? '').split(':')) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { codeServer: entry, chromium: browser } = await setupEditor({ log: line => console.error(line) });
    console.log(`code-server ${version} at ${entry}, Chromium at ${browser}`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 2;
  }
}
