/**
 * `npm run editor`: the sample lakehouse, or a folder of yours, in a real VS Code with this checkout's extension.
 * The desktop's `code` where there is one and a screen to show it on, else code-server: its address is printed and stays up until Ctrl+C.
 *   node scripts/editor.mjs [FOLDER] [--browser] [--port N]
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startCodeServer, windowUrl } from './code-server.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { browser: { type: 'boolean' }, port: { type: 'string', default: '0' } },
});

try {
  if (!existsSync(join(root, 'dist/extension.cjs')) || !existsSync(join(root, 'dist/server.cjs')))
    must(process.execPath, ['scripts/build.mjs']);
  const folder = positionals[0] === undefined ? sample() : resolve(positionals[0]);
  if (!flags.browser && hasDesktop()) openDesktop(folder);
  else await openBrowser(folder);
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}

/** Written once; delete the folder for a fresh one. */
function sample() {
  const folder = join(root, '.sample/editor');
  if (!existsSync(join(folder, 'dbt_project.yml'))) {
    console.error(`writing the sample lakehouse to ${folder}`);
    mkdirSync(dirname(folder), { recursive: true });
    must(process.execPath, ['dist/medallion.cjs', 'sample', folder]);
  }
  return folder;
}

function hasDesktop() {
  const screen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  return Boolean(screen) && spawnSync('code', ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0;
}

function openDesktop(folder) {
  spawn('code', ['--new-window', `--extensionDevelopmentPath=${root}`, folder], {
    stdio: 'ignore',
    detached: true,
    shell: process.platform === 'win32',
  }).unref();
  console.log(`VS Code opens ${folder} with the extension of this checkout.`);
}

async function openBrowser(folder) {
  const home = join(root, '.vscode-test/editor');
  mkdirSync(home, { recursive: true });
  const server = await startCodeServer({ home, port: Number(flags.port), log: line => console.error(line) });
  console.log(
    `Open this address in a browser on this machine:\n\n  ${windowUrl(server, { open: folder, extensionDevelopmentPath: root })}\n\nCtrl+C ends it.`,
  );
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void server.stop().then(() => process.exit(0)));
}

function must(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} failed`);
}
