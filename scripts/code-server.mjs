/**
 * Starts code-server on a free port and shows it in Chromium: for `npm run editor`, the screenshots and the tests.
 * Invariant: everything that is started here is ended by the `stop` that is handed back, and leaves no file behind.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { chromium as playwright } from 'playwright-core';
import { editorHome, setupEditor } from './setup-editor.mjs';

/** What keeps a fresh editor from asking, greeting or phoning; `settings` of a caller go on top. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'git.openRepositoryInParentFolders': 'never',
  'files.simpleDialog.enable': true,
  'remote.autoForwardPorts': false,
  // As on the desktop; the browser's default saves half-typed text.
  'files.autoSave': 'off',
};

const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A running editor server. `home` keeps its settings and extensions between starts; without it they are thrown away at `stop`. */
export async function startCodeServer({ settings = {}, env = {}, home, port = 0, log = () => {} } = {}) {
  const { node, codeServer } = await setupEditor({ log });
  const folder = home ?? mkdtempSync(join(tmpdir(), 'medallion-editor-'));
  const userData = join(folder, 'data');
  const extensions = join(folder, 'extensions');
  mkdirSync(join(userData, 'User'), { recursive: true });
  mkdirSync(extensions, { recursive: true });
  writeFileSync(join(userData, 'User/settings.json'), JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  const common = ['--user-data-dir', userData, '--extensions-dir', extensions];
  const child = spawn(
    node,
    [
      codeServer,
      '--auth',
      'none',
      '--bind-addr',
      `127.0.0.1:${port}`,
      ...common,
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-workspace-trust',
    ],
    { env: serverEnvironment(env, folder), detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const stop = async () => {
    await ended(child);
    if (!home) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    const url = await listening(child);
    const install = vsix => installExtension({ node, codeServer, common, vsix, env: serverEnvironment(env, folder) });
    return { url, authority: new URL(url).host, userData, extensions, install, stop, pid: child.pid };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The address that shows a folder or a `.code-workspace` file, with extensions under development loaded from their folders. */
export function windowUrl(server, { open, extensionDevelopmentPath, extensionTestsPath } = {}) {
  const remote = path => `vscode-remote://${server.authority}${path}`;
  const payload = [];
  if (extensionDevelopmentPath) payload.push(['extensionDevelopmentPath', remote(besideEditor(extensionDevelopmentPath))]);
  if (extensionTestsPath) payload.push(['extensionTestsPath', remote(extensionTestsPath)]);
  const url = new URL(server.url);
  if (!open) url.searchParams.set('ew', 'true');
  else url.searchParams.set(open.endsWith('.code-workspace') ? 'workspace' : 'folder', open);
  if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

/**
 * An extension folder by a path that does not contain the editor's own. The editor lies below this repository, and it takes whatever lies
 * below the folder of an extension under development for a part of that: its own colour themes would count as ours, and be switched on.
 */
function besideEditor(folder) {
  if (relative(folder, editorHome).startsWith('..')) return folder;
  const link = join(editorHome, 'extension-under-development');
  if (!existsSync(link) || readlinkSync(link) !== folder) {
    rmSync(link, { force: true });
    symlinkSync(folder, link);
  }
  return link;
}

/**
 * A Chromium window on the editor. `exit` settles when a test suite inside the extension host has ended, with its exit code;
 * `onConsole` hears what the suite prints.
 */
export async function openWindow(
  server,
  { viewport = { width: 1280, height: 800 }, onConsole = () => {}, deviceScaleFactor, ...target } = {},
) {
  const { chromium } = await setupEditor();
  const browser = await playwright.launch({ executablePath: chromium, args: chromiumArguments });
  const context = await browser.newContext({ viewport, ...(deviceScaleFactor && { deviceScaleFactor }) });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(server.url).origin });
  const page = await context.newPage();
  let exited;
  const exit = new Promise(resolve => (exited = resolve));
  await page.exposeFunction('codeAutomationLog', (type, args) => onConsole(type, args));
  await page.exposeFunction('codeAutomationExit', code => exited(code));
  page.on('crash', () => exited(1));
  await page.goto(windowUrl(server, target));
  return { browser, page, exit, close: () => browser.close() };
}

/** The editor's extension host must see neither this process's inspector nor a desktop editor's variables. */
function serverEnvironment(env, folder) {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|VITEST)/.test(name)),
  );
  return { ...inherited, XDG_CONFIG_HOME: join(folder, 'config'), XDG_DATA_HOME: join(folder, 'share'), ...env };
}

function listening(child) {
  return new Promise((resolve, reject) => {
    let output = '';
    const hear = chunk => {
      output += chunk;
      const match = /HTTP server listening on (http:\/\/[\d.]+:\d+)/.exec(output);
      if (match) resolve(`${match[1]}/`);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('exit', code => reject(new Error(`code-server ended (${code}) before it listened: ${output.trim().split('\n').at(-1)}`)));
  });
}

/** code-server starts children of its own: its whole process group ends, politely first. */
function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise(resolve => {
    const force = setTimeout(() => signal(child.pid, 'SIGKILL'), 3000);
    child.once('exit', () => {
      clearTimeout(force);
      // Extension hosts outlive their parent for a moment.
      signal(child.pid, 'SIGKILL');
      resolve();
    });
    signal(child.pid, 'SIGTERM');
  });
}

function signal(pid, name) {
  try {
    process.kill(-pid, name);
  } catch {
    // The group has already ended.
  }
}

function installExtension({ node, codeServer, common, vsix, env }) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [codeServer, ...common, '--install-extension', vsix], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', chunk => (output += chunk));
    child.stderr.on('data', chunk => (output += chunk));
    child.once('error', reject);
    child.once('exit', code =>
      code === 0 ? resolve(output) : reject(new Error(`${vsix} could not be installed: ${output.trim().split('\n').at(-1)}`)),
    );
  });
}
