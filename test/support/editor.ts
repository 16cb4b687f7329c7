/**
 * The extension in a real VS Code for tests: a window on a copy of a workspace, and what a user does there with keys and eyes.
 * Invariant: every wait is for something to be seen; what was opened is closed by `close`, also after a failure.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type { Frame, Locator, Page } from 'playwright-core';
import { openWindow, startCodeServer } from '../../scripts/code-server.mjs';

export const repository = resolve(import.meta.dirname, '../..');

export interface Workbench {
  readonly page: Page;
  readonly workspace: string | undefined;
  /** Runs a command by its title, as the palette lists it. */
  readonly run: (title: string) => Promise<void>;
  readonly openFile: (name: string) => Promise<void>;
  /** The inner document of a webview once it shows `selector`. */
  readonly webview: (selector: string) => Promise<Frame>;
  /** A line of a tree view by what a screen reader says of it. */
  readonly treeItem: (label: RegExp) => Locator;
  readonly close: () => Promise<void>;
}

export interface WorkbenchOptions {
  /** Copied, so that a test may change it; undefined opens no folder. */
  readonly workspace?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The extension's folder; the repository unless a test has its own copy. */
  readonly extension?: string;
  /** Installed as a user would, instead of loading the extension from its folder. */
  readonly vsix?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
}

export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const scratch = mkdtempSync(join(tmpdir(), 'medallion-workspace-'));
  const workspace = options.workspace === undefined ? undefined : join(scratch, 'workspace');
  if (workspace !== undefined && options.workspace !== undefined) cpSync(options.workspace, workspace, { recursive: true });
  const server = await startCodeServer({ settings: options.settings ?? {}, env: options.env ?? {} });
  if (options.vsix !== undefined) await server.install(options.vsix);
  const window = await openWindow(server, {
    ...(workspace !== undefined && { open: workspace }),
    ...(options.vsix === undefined && { extensionDevelopmentPath: options.extension ?? repository }),
    ...(options.viewport && { viewport: options.viewport }),
  }).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  const { page } = window;
  const close = async (): Promise<void> => {
    await window.close();
    await server.stop();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    await page.locator('.monaco-workbench .activitybar').waitFor();
    await page.locator('.activitybar [aria-label^="Medallion"]').first().waitFor();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    page,
    workspace,
    run: title => runCommand(page, title),
    openFile: name => openFile(page, name),
    webview: selector => webviewFrame(page, selector),
    treeItem: label => page.getByRole('treeitem', { name: label }).first(),
    close,
  };
}

/** Writes a query above the text of the open document, with the cursor where `before` ends, and asks for completion there. */
export async function startQuery(page: Page, before: string, after: string): Promise<void> {
  await page.keyboard.press('Control+Home');
  // As one insertion: typed brackets would be closed by the editor.
  await page.keyboard.insertText(`${after}\n\n`);
  await page.keyboard.press('Control+Home');
  await page.keyboard.type(before);
  await page.keyboard.press('Control+Space');
}

/** A copy of the built extension whose server plays scenes (scriptedServer.ts). The caller removes it. */
export async function scriptedExtension(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'medallion-extension-'));
  for (const part of ['package.json', 'media/icons', 'media/walkthrough', 'syntaxes', 'snippets', 'dist/extension.cjs', 'dist/webview']) {
    const source = join(repository, part);
    if (existsSync(source)) cpSync(source, join(folder, part), { recursive: true });
  }
  mkdirSync(join(folder, 'dist'), { recursive: true });
  await build({
    entryPoints: [join(repository, 'test/support/scriptedServer.ts')],
    outfile: join(folder, 'dist/server.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'silent',
  });
  return folder;
}

/** A command that is not offered yet (its server is starting) is asked for again until it is. */
async function runCommand(page: Page, title: string): Promise<void> {
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
  for (let attempt = 0; attempt < 15; attempt++) {
    await openQuickInput(page, 'F1');
    const input = page.locator('.quick-input-widget input');
    await input.fill(`>${title}`);
    if (await seen(row, 2000)) {
      await input.press('Enter');
      return;
    }
    await page.keyboard.press('Escape');
  }
  throw new Error(`the palette does not offer "${title}"`);
}

/** Types into the box of that title: until it is open, the palette that asked for it would take the keys. */
export async function typeInto(page: Page, title: string, text: string): Promise<void> {
  await page.locator('.quick-input-title', { hasText: title }).waitFor();
  await page.locator('.quick-input-widget input').pressSequentially(text);
}

function seen(what: Locator, timeout: number): Promise<boolean> {
  return what.waitFor({ state: 'visible', timeout }).then(
    () => true,
    () => false,
  );
}

async function openFile(page: Page, name: string): Promise<void> {
  await openQuickInput(page, 'Control+p');
  const input = page.locator('.quick-input-widget input');
  await input.fill(name);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor();
  await input.press('Enter');
  await page.locator('.editor-group-container.active .tab.active', { hasText: name }).waitFor();
}

/** The workbench drops keys while it is still loading: pressed until the box is there. */
async function openQuickInput(page: Page, key: string): Promise<void> {
  const input = page.locator('.quick-input-widget input');
  for (let attempt = 0; attempt < 20; attempt++) {
    await page.keyboard.press(key);
    if (await seen(input, 1000)) return;
  }
  throw new Error(`${key} did not open the quick input`);
}

/** A webview's content is two frames down; frames come and go while it loads. */
async function webviewFrame(page: Page, selector: string): Promise<Frame> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    for (const frame of page.frames()) {
      const found = await frame.waitForSelector(selector, { timeout: 250, state: 'visible' }).catch(() => undefined);
      if (found) return frame;
    }
  }
  throw new Error(
    `no webview shows ${selector} (frames: ${page
      .frames()
      .map(frame => frame.url().slice(0, 80))
      .join(', ')})`,
  );
}
