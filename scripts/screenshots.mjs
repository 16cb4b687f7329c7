/**
 * Makes the pictures of the documentation from the real editor on the sample lakehouse: docs/images/{catalog,completion,findings,results,lineage}-{light,dark,hc}.png.
 * Invariant: nothing in a picture is drawn or edited; a view that does not show its content within the time fails the script.
 *   node scripts/screenshots.mjs [--theme light|dark|hc] [--only catalog|completion|findings|results|lineage] [--out DIR]
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openWindow, startCodeServer } from './code-server.mjs';
import { sampleLakehouse } from './sample.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { values: flags } = parseArgs({
  options: { theme: { type: 'string' }, only: { type: 'string' }, out: { type: 'string', default: join(root, 'docs/images') } },
});

const themes = { light: 'Default Light Modern', dark: 'Default Dark Modern', hc: 'Default High Contrast' };
const pictures = { catalog, completion, findings, results, lineage };

const settings = {
  'window.commandCenter': false,
  'editor.minimap.enabled': false,
  'breadcrumbs.enabled': false,
  'workbench.layoutControl.enabled': false,
  'explorer.openEditors.visible': 0,
  'editor.fontSize': 13,
  'editor.autoClosingBrackets': 'never',
  'editor.autoIndent': 'none',
};

mkdirSync(flags.out, { recursive: true });
for (const [theme, name] of Object.entries(themes)) {
  if (flags.theme === undefined || flags.theme === theme) await photograph(theme, name);
}

async function photograph(theme, colorTheme) {
  const scratch = mkdtempSync(join(tmpdir(), 'medallion-pictures-'));
  const folder = join(scratch, 'care-lakehouse');
  cpSync(sampleLakehouse(), folder, { recursive: true });
  const server = await startCodeServer({ settings: { ...settings, 'workbench.colorTheme': colorTheme } });
  try {
    const { page, close } = await openWindow(server, {
      open: folder,
      extensionDevelopmentPath: root,
      viewport: { width: 1280, height: 760 },
    });
    await page.locator('.monaco-workbench .activitybar').waitFor();
    await command(page, 'Medallion: Focus on Catalog View');
    await line(page, /^Layer bronze/).waitFor();
    await drag(page, '.part.sidebar', 'right', 110);
    for (const [name, show] of Object.entries(pictures)) {
      if (flags.only !== undefined && flags.only !== name) continue;
      try {
        await show(page);
        await command(page, 'Notifications: Clear All Notifications');
        if (name === 'completion') await suggest(page);
        if (name === 'findings') await fixes(page);
      } catch (error) {
        const seenInstead = join(tmpdir(), `medallion-${name}-${theme}.png`);
        await page.screenshot({ path: seenInstead });
        throw new Error(`${name}-${theme}: ${error.message.split('\n', 1)[0]} (what was seen: ${seenInstead})`, { cause: error });
      }
      await settled(page);
      await page.screenshot({ path: join(flags.out, `${name}-${theme}.png`) });
      console.log(`${name}-${theme}.png`);
    }
    await close();
  } finally {
    await server.stop();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

async function catalog(page) {
  await command(page, 'Medallion: Focus on Project View');
  await page.locator('.pane-header', { hasText: 'Project' }).click();
  await page.locator('.pane-header', { hasText: 'Runs' }).click();
  await open(page, 'models/silver/care/clients.sql');
  await command(page, 'View: Reset Primary Side Bar').catch(() => {});
  await unfold(page, /^Layer bronze/);
  await unfold(page, /^Database dev_bronze_app/);
  await unfold(page, /^Table clients/);
  await line(page, /^Column email/).waitFor();
  await line(page, /^Column email/).hover();
}

async function completion(page) {
  await open(page, 'models/gold/operations/client_care_summary.sql');
}

/** Draws a part of the workbench larger by its edge, as a user does with the mouse. */
async function drag(page, part, edge, by) {
  const box = await page.locator(part).boundingBox();
  const from = edge === 'right' ? { x: box.x + box.width, y: box.y + box.height / 2 } : { x: box.x + box.width / 2, y: box.y };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(edge === 'right' ? from.x + by : from.x, edge === 'right' ? from.y : from.y - by, { steps: 4 });
  await page.mouse.up();
}

/** Asked for last: any other command would close the list. */
async function suggest(page) {
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(
    "\nfrom {{ ref('clients') }} as c\njoin {{ ref('visits') }} as v on v.client_id = c.client_id\nwhere v.status = 'missed'\n",
  );
  await toStart(page);
  await page.keyboard.type('select c.agency_id, c.d');
  await page.keyboard.press('Control+Space');
  await page.locator('.suggest-widget.visible .monaco-list-row', { hasText: 'date_of_birth' }).first().waitFor();
  // The pane with the documentation beside the list.
  await page.keyboard.press('Control+Space');
}

async function findings(page) {
  await command(page, 'File: Revert File').catch(() => {});
  await open(page, 'models/gold/finance/claim_settlement.sql');
}

/** What a rule found, and what can be done about it; any other command would close the menu. */
async function fixes(page) {
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(
    "with paid as (\n    select * from {{ source('billing', 'remittances') }}\n)\n\nselect p.claim_id, c.status, count(distinct p.remit_no) as payments\nfrom paid as p\njoin {{ ref('claims') }} as c on c.claim_id = p.claim_id\ngroup by 1, 2\n",
  );
  await page.locator('.squiggly-warning').first().waitFor();
  await toStart(page);
  for (const key of ['ArrowDown', 'End']) await page.keyboard.press(key);
  await page.locator('.codicon-light-bulb, .codicon-lightbulb').first().waitFor();
  await page.keyboard.press('Control+.');
  await page.locator('.action-widget .monaco-list-row', { hasText: 'Add the filter' }).waitFor();
}

/** The editor takes a pasted text in after the keys that follow it, so that the first of them can be undone by it. */
async function toStart(page) {
  const place = page.locator('.statusbar-item', { hasText: 'Ln 1, Col 1' });
  for (let attempt = 0; attempt < 10; attempt++) {
    await page.waitForTimeout(300);
    await page.keyboard.press('Control+Home');
    if (await seen(place, 1000)) return;
  }
  throw new Error('the cursor does not go to the start of the text');
}

async function results(page) {
  await command(page, 'File: Revert File');
  await open(page, 'models/gold/operations/client_care_summary.sql');
  await command(page, 'Medallion: Preview Model');
  await frame(page, '[role=grid] [role=gridcell], .slick-cell');
  await drag(page, '.part.panel', 'top', 190);
}

async function lineage(page) {
  if (await page.locator('.part.panel').isVisible()) await command(page, 'View: Hide Panel');
  await command(page, 'View: Toggle Primary Side Bar Visibility');
  await open(page, 'models/gold/operations/client_care_summary.sql');
  await command(page, 'Medallion: Show Lineage');
  const graph = await frame(page, '.canvas .graph');
  await graph.locator('.zoom button').last().click();
}

async function command(page, title) {
  const input = page.locator('.quick-input-widget input');
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
  for (let attempt = 0; attempt < 15; attempt++) {
    await page.keyboard.press('F1');
    if (!(await seen(input, 1000))) continue;
    await input.fill(`>${title}`);
    if (await seen(row, 2000)) {
      await input.press('Enter');
      return;
    }
    await page.keyboard.press('Escape');
  }
  throw new Error(`the palette does not offer "${title}"`);
}

async function open(page, path) {
  await page.keyboard.press('Control+p');
  const input = page.locator('.quick-input-widget input');
  await input.waitFor();
  await input.fill(path);
  await page
    .locator('.quick-input-list .monaco-list-row', { hasText: path.split('/').at(-1) })
    .first()
    .waitFor();
  await input.press('Enter');
  await page.locator('.tab.active', { hasText: path.split('/').at(-1) }).waitFor();
}

async function unfold(page, label) {
  const item = line(page, label);
  await item.waitFor();
  if ((await item.getAttribute('aria-expanded')) !== 'true') await item.click();
}

/** No spinner turns and the layout rests: two frames of the browser. */
async function settled(page) {
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
}

function line(page, label) {
  return page.getByRole('treeitem', { name: label }).first();
}

async function frame(page, selector) {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    for (const inner of page.frames().filter(candidate => candidate !== page.mainFrame())) {
      if (await seen(inner.locator(selector).first(), 250)) return inner;
    }
  }
  throw new Error(`no webview shows ${selector}`);
}

function seen(what, timeout) {
  return what.waitFor({ state: 'visible', timeout }).then(
    () => true,
    () => false,
  );
}
