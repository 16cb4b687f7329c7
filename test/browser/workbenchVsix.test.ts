/** The packaged extension, installed as a user installs it, with every way to the network closed. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleLakehouse } from '../../scripts/sample.mjs';
import { openWorkbench, repository, startQuery } from '../support/editor';

let scratch: string;
let vsix: string;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'medallion-vsix-test-'));
  vsix = join(scratch, 'medallion.vsix');
  execFileSync(process.execPath, [join(repository, 'scripts/package.mjs'), '--out', vsix], { stdio: 'ignore' });
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('it has at most 60 MB', () => {
  expect(statSync(vsix).size).toBeLessThanOrEqual(60 * 1024 * 1024);
});

test('it installs, shows the catalog, completes and runs a query offline', async () => {
  const workspace = join(scratch, 'workspace');
  cpSync(sampleLakehouse(), workspace, { recursive: true });
  const nowhere = 'http://127.0.0.1:9';
  const bench = await openWorkbench({
    workspace,
    vsix,
    env: { HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere, http_proxy: nowhere, https_proxy: nowhere },
  });
  try {
    const { page, openFile, run, treeItem, webview } = bench;
    await run('Medallion: Focus on Catalog View');
    await treeItem(/^Layer gold/).waitFor({ timeout: 60_000 });
    await openFile('client_care_summary.sql');
    await startQuery(page, 'select c.medi', " from {{ ref('clients') }} c");
    await page.locator('.suggest-widget.visible .monaco-list-row', { hasText: 'medicaid_id' }).first().waitFor();
    await page.keyboard.press('Escape');
    await run('File: Revert File');
    await run('Medallion: Preview Model, Selection or Statement');
    const results = await webview('[role=grid] [role=gridcell], .slick-row');
    await expect.poll(() => results.locator('body').innerText(), { timeout: 60_000 }).toMatch(/\d+ rows/);
  } finally {
    await bench.close();
  }
});
