/** The main job in a real VS Code on the sample lakehouse, by keyboard: catalog, completion, preview, lineage. One window for all of it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleLakehouse } from '../../scripts/sample.mjs';
import { openWorkbench, startQuery, typeInto } from '../support/editor';
import type { Workbench } from '../support/editor';

let bench: Workbench;

beforeAll(async () => {
  bench = await openWorkbench({ workspace: sampleLakehouse() });
  await bench.run('Medallion: Focus on Catalog View');
  await bench.treeItem(/^Layer bronze/).waitFor({ timeout: 60_000 });
});
afterAll(() => bench.close());

test('the catalog shows layers of each environment, production by name', async () => {
  await bench.treeItem(/^Environment dev/).waitFor();
  await bench.treeItem(/^Environment prod, production/).waitFor();
  for (const layer of ['bronze', 'silver', 'gold']) await bench.treeItem(new RegExp(`^Layer ${layer}`)).waitFor();
});

test('a table is found by name and shows its columns with types and tags', async () => {
  const { page, run, treeItem } = bench;
  await run('Medallion: Find Table or Column…');
  await typeInto(page, 'Medallion: Find Table or Column', 'dev_silver_care clients');
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: 'clients' }).waitFor();
  await page.keyboard.press('Enter');
  await treeItem(/^Column client_id, /).waitFor();
});

test('typing after a dot offers the columns in scope first', async () => {
  const { page, openFile } = bench;
  await openFile('client_care_summary.sql');
  await startQuery(page, 'select c.medi', " from {{ ref('clients') }} c");
  await page.locator('.suggest-widget.visible .monaco-list-row', { hasText: 'medicaid_id' }).first().waitFor();
  await page.keyboard.press('Escape');
  await bench.run('File: Revert File');
});

test('one key previews a model; its rows, bytes and price are in the results panel', async () => {
  const { page, openFile, webview, treeItem } = bench;
  await openFile('client_care_summary.sql');
  await page.keyboard.press('Shift+Alt+P');
  const results = await webview('[role=grid] [role=gridcell], .slick-row');
  await expect.poll(() => results.locator('body').innerText(), { timeout: 60_000 }).toMatch(/\d+ rows/);
  const text = await results.locator('body').innerText();
  expect(text).toContain('client_id');
  expect(text).toMatch(/scanned/);
  await treeItem(/^client_care_summary, succeeded/).waitFor();
});

test('the lineage panel shows the model among its sources', async () => {
  const { openFile, run, webview } = bench;
  await openFile('client_care_summary.sql');
  await run('Medallion: Show Lineage');
  const lineage = await webview('[role=tree], svg');
  await expect.poll(() => lineage.locator('body').innerText(), { timeout: 60_000 }).toContain('client_care_summary');
  expect(await lineage.locator('body').innerText()).toContain('clients');
});

test('the compiled SQL stands beside its template', async () => {
  const { page, openFile, run } = bench;
  await openFile('client_care_summary.sql');
  await run('Medallion: Show Compiled SQL');
  await page.locator('.tab', { hasText: 'client_care_summary (compiled).sql' }).waitFor();
});
