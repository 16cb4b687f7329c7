/** The extension as it is seen in a real VS Code, on scenes that no account gives on demand. */
import { rmSync } from 'node:fs';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openWorkbench, scriptedExtension, typeInto } from '../support/editor';
import type { Workbench } from '../support/editor';

let extension: string;
let workspace: string;
let bench: Workbench | undefined;

beforeAll(async () => {
  extension = await scriptedExtension();
  workspace = mkdtempSync(join(tmpdir(), 'medallion-scene-'));
  writeFileSync(join(workspace, 'report.sql'), 'select id from big.t000001\n');
});
afterEach(async () => {
  await bench?.close();
  bench = undefined;
});
afterAll(() => {
  rmSync(extension, { recursive: true, force: true });
  rmSync(workspace, { recursive: true, force: true });
});

async function open(scene: string): Promise<Workbench> {
  bench = await openWorkbench({ workspace, extension, env: { MEDALLION_SCENE: scene }, settings: { 'medallion.enable': 'on' } });
  return bench;
}

async function openSideBar({ page, run }: Workbench): Promise<void> {
  await run('Medallion: Focus on Catalog View');
  await page.locator('.pane-header', { hasText: 'Catalog' }).waitFor();
}

describe('a catalog of 100,000 tables', () => {
  test('unfolds by keyboard alone, shows a page, and more on request', async () => {
    const { page, run, treeItem } = await open('large');
    await openSideBar(bench!);
    await treeItem(/^Layer bronze/).waitFor();
    await run('Medallion: Focus on Catalog View');
    await page.locator('.monaco-list:focus').waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await treeItem(/^Database big/).waitFor();
    await page.keyboard.press('ArrowDown');
    const started = Date.now();
    await page.keyboard.press('ArrowRight');
    await treeItem(/^Table t000000/).waitFor();
    expect(Date.now() - started).toBeLessThan(2000);
    expect(await treeItem(/^Table t000000/).getAttribute('aria-label')).toContain('phi on a column');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    await treeItem(/Show 500 more/).waitFor();
    await treeItem(/Show 500 more/).click();
    await treeItem(/^Table t000500/).waitFor();
  });

  test('a database that is refused says so and what to ask for', async () => {
    await open('large');
    await openSideBar(bench!);
    await bench!.treeItem(/^Layer bronze/).click();
    await bench!.treeItem(/^Database hr, not permitted: ask for DESCRIBE/).waitFor();
  });

  test('the filter narrows the tree while typing and Escape takes it back', async () => {
    const { page, run, treeItem } = await open('large');
    await openSideBar(bench!);
    await treeItem(/^Layer bronze/).waitFor();
    await run('Medallion: Filter Catalog…');
    await typeInto(page, 'Medallion: Filter Catalog', '099999');
    await treeItem(/^Table t099999/).waitFor();
    expect(await page.getByRole('treeitem', { name: /^Table / }).count()).toBe(1);
    await page.keyboard.press('Escape');
    await treeItem(/^Table t099999/).waitFor({ state: 'detached' });
  });

  test('the search finds a table, and choosing it selects it in the tree', async () => {
    const { page, run, treeItem } = await open('large');
    await openSideBar(bench!);
    await treeItem(/^Layer bronze/).waitFor();
    await run('Medallion: Find Table or Column…');
    await typeInto(page, 'Medallion: Find Table or Column', '000042');
    await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: 'big.t000042' }).waitFor();
    await page.keyboard.press('Enter');
    await treeItem(/^Table t000042/).waitFor();
    expect(await treeItem(/^Table t000042/).getAttribute('aria-selected')).toBe('true');
  });
});

describe.each([
  ['none', /No catalog is configured/],
  ['loading', /Loading the catalog/],
  ['denied', /may not be read with the present permissions/],
  ['failed', /could not be loaded/],
])('a catalog that is %s', (scene, words) => {
  test('explains itself in the view', async () => {
    const { page } = await open(scene);
    await openSideBar(bench!);
    await page.locator('.welcome-view-content', { hasText: words }).waitFor();
  });
});

describe('production', () => {
  test('the status bar says PROD, and a run asks first with its price and where it runs', async () => {
    const { page, openFile, run } = await open('production');
    await openFile('report.sql');
    await page.locator('.statusbar-item', { hasText: 'PROD analytics' }).waitFor();
    await run('Medallion: Run Model, Selection or Statement…');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    const text = await dialog.innerText();
    for (const words of ['Athena, workgroup analytics', 'PRODUCTION', 'gold.costs', '1.20–1.40 GB', '$0.0065', 'budget'])
      expect(text).toContain(words);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });
});

describe('runs', () => {
  test('one key previews; the run is listed, counted in the status bar, and can be cancelled', async () => {
    const { page, openFile, run, treeItem } = await open('large');
    await openSideBar(bench!);
    await treeItem(/^Layer bronze/).waitFor();
    await openFile('report.sql');
    await page.locator('.monaco-editor .view-line').first().click();
    await page.keyboard.press('Shift+Alt+P');
    await treeItem(/^statement 1, running/).waitFor();
    await page.locator('.statusbar-item', { hasText: 'statement 1' }).waitFor();
    await run('Medallion: Cancel Run');
    await treeItem(/^statement 1, cancelled/).waitFor();
  });

  test('a refusal is told in one sentence with its details a click away', async () => {
    const { page, openFile, run } = await open('denied');
    await openFile('report.sql');
    await run('Medallion: Preview Model, Selection or Statement');
    const toast = page.locator('.notification-toast', { hasText: 'athena:StartQueryExecution denied' });
    await toast.waitFor();
    await toast.getByRole('button', { name: 'Details' }).click();
    await page.locator('.view-line', { hasText: 'AccessDeniedException' }).waitFor();
  });
});
