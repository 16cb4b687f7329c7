/** The results page as built, in Chromium, under production's CSP: what a user does with it, over a fake extension with up to a million rows. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { ResultsMessage, ResultsRequest, WireResult } from '../../server/src/protocol/results';
import { isResultsRequest } from '../../server/src/protocol/results';
import { FakeResultsHost, hostile, resultOf, visits, wide } from '../support/webview/fakeResults';
import type { ThemeName } from '../support/webview/themes';
import { WebviewHost, until } from '../support/webviewHost';
import type { OpenWebview } from '../support/webviewHost';

let host: WebviewHost;
beforeAll(async () => {
  host = await WebviewHost.start();
});
afterAll(() => host.stop());

interface Opened {
  readonly view: OpenWebview<ResultsRequest, ResultsMessage>;
  readonly page: Page;
  readonly fake: FakeResultsHost;
}

async function withResults(
  fake: FakeResultsHost,
  use: (opened: Opened) => Promise<void>,
  options: { theme?: ThemeName; width?: number } = { width: 2400 },
): Promise<void> {
  const view = await host.open<ResultsRequest, ResultsMessage>({ entry: 'results', ...options, answer: fake.answer });
  try {
    await use({ view, page: view.page, fake });
    expect(view.faults).toEqual([]);
    expect(view.requests.filter(request => !isResultsRequest(request))).toEqual([]);
  } finally {
    await view.close();
  }
}

const cell = (page: Page, row: number, column: number) => page.locator(`.ag-row[row-index="${row}"] .ag-cell[col-id="${column}"]`);
const pages = (view: Opened['view']) => view.requests.filter(request => request.kind === 'page');
const status = (page: Page) => page.locator('.status-line');

describe('rows', () => {
  test('a million rows: the first page is drawn, the last row is one key away, memory is a window', () =>
    withResults(new FakeResultsHost(visits(1_000_000)), async ({ page, view }) => {
      await cell(page, 0, 0).click();
      await page.keyboard.press('Control+End');
      await status(page).getByText('row 1,000,000 of 1,000,000').waitFor();
      await until(() => cell(page, 999_999, 9).textContent()).toBe('NULL');
      await page.keyboard.press('Control+Home');
      await until(() => cell(page, 0, 0).textContent()).toBe('9007199254740993');
      expect(pages(view).every(request => request.limit <= 200)).toBe(true);
      expect(await page.locator('.ag-row').count()).toBeLessThan(200);
    }));

  test('exact numbers, NULL, timestamps and hostile text are shown as they are', () =>
    withResults(new FakeResultsHost(visits(100)), async ({ page }) => {
      await cell(page, 1, 3).waitFor();
      expect(await cell(page, 1, 3).textContent()).toBe('12345678901234567891.01');
      expect(await cell(page, 0, 3).evaluate(element => getComputedStyle(element).fontStyle)).toBe('italic');
      expect(await cell(page, 0, 4).textContent()).toBe('2026-03-01 08:15:00.123456 Europe/Berlin');
      expect(await cell(page, 2, 1).textContent()).toBe(hostile);
      expect(await cell(page, 3, 1).textContent()).toBe('[U+202E]evil[U+202C]');
      expect(await cell(page, 1, 0).evaluate(element => getComputedStyle(element).textAlign)).toBe('right');
      expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
      expect(await page.locator('.results img').count()).toBe(0);
    }));

  test('a click on a header sorts at the server, a second one turns it round', () =>
    withResults(new FakeResultsHost(visits(1000)), async ({ page, view }) => {
      const header = page.getByRole('columnheader', { name: /visit_id/u });
      await header.click();
      await header.click();
      await until(() => cell(page, 0, 0).textContent()).toBe('9007199254741992');
      expect(await header.getAttribute('aria-sort')).toBe('descending');
      expect(pages(view).at(-1)?.view.sort).toEqual([{ column: 0, descending: true }]);
    }));

  test('the filter row speaks its little language and says how many rows match', () =>
    withResults(new FakeResultsHost(visits(1000)), async ({ page, view }) => {
      await page.getByRole('button', { name: 'Filter row' }).click();
      await page.getByRole('textbox', { name: /Filter amount/u }).fill('null');
      await page.getByText('91 of 1,000 rows match').waitFor();
      await page.getByRole('textbox', { name: /Filter client/u }).fill('ada');
      await expect
        .poll(() => pages(view).at(-1)?.view.filters)
        .toEqual([
          { column: 1, operator: 'contains', value: 'ada' },
          { column: 3, operator: 'isNull' },
        ]);
      await page.getByRole('button', { name: 'Clear search and filters' }).click();
      await page.getByText('1,000 rows', { exact: true }).or(status(page).getByText('of 1,000')).first().waitFor();
      await until(() => pages(view).at(-1)?.view.filters).toEqual([]);
    }));

  test('search asks the server once typing rests, marks the hits and keeps the rows that have one', () =>
    withResults(new FakeResultsHost(visits(1000)), async ({ page, view }) => {
      await cell(page, 0, 0).waitFor();
      await page.getByRole('searchbox', { name: 'Search all columns' }).fill('note 77');
      await page.getByText('8 of 1,000 rows match').waitFor();
      await page.locator('.match-cell').first().waitFor();
      expect(
        pages(view)
          .filter(request => request.view.search !== '')
          .every(request => request.view.search === 'note 77'),
      ).toBe(true);
    }));

  test('five thousand columns: only those on the screen exist, and the last is reached', () =>
    withResults(new FakeResultsHost(wide(5000, 10_000)), async ({ page, view }) => {
      await cell(page, 0, 0).click();
      expect(await page.locator('.ag-header-cell').count()).toBeLessThan(60);
      await page.keyboard.press('End');
      await until(() => cell(page, 0, 4999).textContent()).toBe('r0 c4999');
      expect(Math.max(...pages(view).map(request => request.limit))).toBe(20);
    }));

  test('an empty result says so; a statement without a result says it is done', async () => {
    await withResults(new FakeResultsHost(visits(0)), async ({ page }) => {
      await page.getByText('No rows: the statement ran and found none.').waitFor();
    });
    const done = resultOf(visits(0), {
      mode: 'run',
      run: { kind: 'succeeded', columns: [], rows: 0, complete: true, statistics: { elapsedMs: 40 } },
    });
    await withResults(new FakeResultsHost(visits(0), { results: [done], history: [] }), async ({ page }) => {
      await page.getByText('Done. The statement returns no rows.').waitFor();
    });
  });
});

describe('selecting and copying', () => {
  test('Shift+arrows select, the status line sums to the digit, Ctrl+C copies the block', () =>
    withResults(new FakeResultsHost(visits(100)), async ({ page, fake }) => {
      await cell(page, 1, 3).click();
      await page.keyboard.press('Shift+ArrowDown');
      await page.keyboard.press('Shift+ArrowDown');
      await status(page).getByText('3 cells').waitFor();
      await status(page).getByText('sum 37037036703703703676.06').waitFor();
      await page.keyboard.press('Control+c');
      await until(() => fake.copied).toEqual(['12345678901234567891.01\n12345678901234567892.02\n12345678901234567893.03']);
    }));

  test('dragging selects; the copy menu writes JSON with every digit and safe names', () =>
    withResults(new FakeResultsHost(visits(100)), async ({ page, fake }) => {
      await cell(page, 0, 0).hover();
      await page.mouse.down();
      await cell(page, 1, 2).hover();
      await page.mouse.up();
      await status(page).getByText('6 cells').waitFor();
      await page.getByRole('button', { name: 'Copy', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Selection as JSON' }).click();
      await expect
        .poll(() => fake.copied.map((text): unknown => JSON.parse(text)))
        .toEqual([
          [
            { visit_id: '9007199254740993', client: 'Ada "the first"', state: 'active' },
            { visit_id: '9007199254740994', client: "O'Brien", state: 'paused' },
          ],
        ]);
    }));

  test('a right click inside the selection keeps it, outside it moves there', () =>
    withResults(new FakeResultsHost(visits(100)), async ({ page, fake }) => {
      await cell(page, 1, 2).click();
      await page.keyboard.press('Shift+ArrowDown');
      await cell(page, 2, 2).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Copy Ctrl+C' }).click();
      await until(() => fake.copied).toEqual(['paused\nclosed']);
      await cell(page, 5, 2).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Copy Ctrl+C' }).click();
      await until(() => fake.copied).toEqual(['paused\nclosed', 'closed']);
    }));

  test('a selection beyond the loaded rows is fetched before it is copied', () =>
    withResults(new FakeResultsHost(visits(12_000)), async ({ page, fake }) => {
      await cell(page, 0, 2).click();
      await page.keyboard.press('Control+Space');
      await status(page).getByText('12,000 cells').waitFor();
      await page.keyboard.press('Control+c');
      await until(() => fake.copied[0]?.split('\n').length).toBe(12_000);
    }));

  test('export goes through the extension with the view that is shown', () =>
    withResults(new FakeResultsHost(visits(1000)), async ({ page, view }) => {
      await page.getByRole('searchbox').fill('note 77');
      await page.getByText('8 of 1,000 rows match').waitFor();
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('menuitem', { name: /Parquet/u }).click();
      await page.getByText('8 rows written to /tmp/out.csv').waitFor();
      expect(view.requests.find(request => request.kind === 'export')).toMatchObject({
        format: 'parquet',
        target: 'file',
        view: { search: 'note 77' },
      });
    }));
});

describe('beside the rows', () => {
  test('Enter opens a nested value as a tree that the arrow keys walk; Escape gives the focus back', () =>
    withResults(new FakeResultsHost(visits(100)), async ({ page }) => {
      await cell(page, 4, 6).click();
      await page.keyboard.press('Enter');
      const tree = page.getByRole('tree', { name: 'Parts of the value' });
      await tree.getByRole('treeitem', { name: /zip code/u }).waitFor();
      await tree.getByRole('treeitem', { name: /lat 52\.5/u }).waitFor();
      await page.keyboard.press('ArrowDown');
      await until(() => tree.locator('[aria-selected=true]').textContent()).toContain('street');
      await page.keyboard.press('Escape');
      await until(() => page.evaluate(() => document.activeElement?.getAttribute('col-id'))).toBe('6');
    }));

  test('JSON in a text column keeps its digits in the tree', () =>
    withResults(new FakeResultsHost(visits(100)), async ({ page }) => {
      await cell(page, 0, 8).dblclick();
      await page.getByRole('treeitem', { name: /event_id 12345678901234567890/u }).waitFor();
    }));

  test('statistics of a column; a click on a value filters to it', () =>
    withResults(new FakeResultsHost(visits(999)), async ({ page, view }) => {
      await cell(page, 0, 2).click();
      await page.getByRole('button', { name: 'Statistics' }).first().click();
      const pane = page.getByRole('complementary', { name: 'Statistics of state' });
      await pane.getByRole('button', { name: /paused/u }).click();
      await page.getByText('333 of 999 rows match').waitFor();
      expect(pages(view).at(-1)?.view.filters).toEqual([{ column: 2, operator: 'equals', value: 'paused' }]);
    }));

  test('the context menu by keyboard filters to the value under the cursor', () =>
    withResults(new FakeResultsHost(visits(1000)), async ({ page, view }) => {
      await cell(page, 0, 3).click();
      await page.keyboard.press('Shift+F10');
      await page.getByRole('menu', { name: 'Cell' }).waitFor();
      await page.keyboard.press('o');
      await page.keyboard.press('Enter');
      await until(() => pages(view).at(-1)?.view.filters).toEqual([{ column: 3, operator: 'isNull' }]);
    }));

  test('the chart loads its library only when asked for', () =>
    withResults(new FakeResultsHost(visits(5000)), async ({ page, view }) => {
      await cell(page, 0, 0).waitFor();
      expect(await page.evaluate(() => 'medallionChart' in globalThis)).toBe(false);
      await page.getByRole('button', { name: 'Chart' }).click();
      await page.getByText('The first 2,000 of 5,000 rows').waitFor();
      await page.waitForFunction(() => 'medallionChart' in globalThis);
      await page.getByRole('combobox', { name: 'Chart' }).selectOption('distribution');
      await until(() => view.requests.at(-1)?.kind).toBe('statistics');
      await page.getByText('The same as a table').click();
      await page.getByRole('cell').first().waitFor();
    }));
});

describe('runs', () => {
  test('a running statement shows its time and can be cancelled; rows replace it when they come', () =>
    withResults(new FakeResultsHost(visits(50), { results: [runningNow()], history: [] }), async ({ page, view }) => {
      await page.getByText(/^running \d+\.\d s$/u).waitFor();
      await page.getByText('1.20 MB scanned so far').waitFor();
      await page.getByRole('button', { name: 'Cancel' }).click();
      expect(view.requests.at(-1)).toEqual({ kind: 'cancel', resultId: 'r1' });
      await view.send({ kind: 'run', resultId: 'r1', run: resultOf(visits(50)).run });
      await cell(page, 0, 0).waitFor();
    }));

  test('rows that arrive while the statement runs are shown; when it ends the grid goes on', () => {
    const table = visits(500);
    const growing = (rows: number): WireResult =>
      resultOf(table, { run: { kind: 'running', startedAt: new Date().toISOString(), rows, columns: table.columns } });
    return withResults(new FakeResultsHost(table, { results: [growing(40)], history: [] }), async ({ page, view }) => {
      await cell(page, 3, 0).click();
      await status(page).getByText('row 4 of').waitFor();
      await page.getByRole('button', { name: 'Cancel' }).waitFor();
      await view.send({ kind: 'run', resultId: 'r1', run: growing(400).run });
      await view.send({ kind: 'run', resultId: 'r1', run: resultOf(table).run });
      await page.getByRole('button', { name: 'Cancel' }).waitFor({ state: 'detached' });
      await status(page).getByText('row 4 of 500').waitFor();
      await cell(page, 0, 2).click();
      await page.getByRole('button', { name: 'Statistics' }).first().click();
      await page.getByRole('complementary', { name: 'Statistics of state' }).waitFor();
    });
  });

  test('a failure shows our sentence, the line, the engine’s words and the way to the place', () => {
    const failed = resultOf(visits(0), {
      sql: 'select visit_id,\n  amuont\nfrom fct_visits',
      run: {
        kind: 'failed',
        error: {
          code: 'COLUMN_NOT_FOUND',
          message: `Column 'amuont' is not in fct_visits: did you mean amount?`,
          details: 'line 2:3: Column amuont cannot be resolved',
          line: 1,
          column: 2,
        },
        statistics: { elapsedMs: 12 },
      },
    });
    return withResults(new FakeResultsHost(visits(0), { results: [failed], history: [] }), async ({ page, view }) => {
      await page.getByRole('alert').getByText('did you mean amount?').waitFor();
      expect(await page.locator('.failing mark').textContent()).toBe('amuont');
      await page.getByText('line 2:3: Column amuont cannot be resolved').waitFor();
      await page.getByRole('button', { name: 'Go to line 2' }).click();
      expect(view.requests.at(-1)).toEqual({ kind: 'openSource', resultId: 'r1', line: 1, column: 2 });
    });
  });

  test('tabs by arrow keys, production by its word, pin, history', () => {
    const prod = resultOf(visits(10), { resultId: 'r2', title: 'dim_client', environment: { name: 'live', production: true } });
    const history = [
      {
        historyId: 'h1',
        title: 'stg_orders',
        mode: 'run' as const,
        sql: 'select 1',
        environment: prod.environment,
        startedAt: new Date(Date.now() - 7_200_000).toISOString(),
        outcome: 'failed' as const,
        kept: false,
      },
    ];
    return withResults(
      new FakeResultsHost(visits(10), { results: [resultOf(visits(10)), prod], activeResultId: 'r1', history }),
      async ({ page, view }) => {
        await page.getByRole('tab', { name: /fct_visits/u }).focus();
        await page.keyboard.press('ArrowRight');
        await page.getByText('PROD').waitFor();
        await page.getByRole('button', { name: 'Pin' }).click();
        await page.getByRole('button', { name: 'Unpin' }).waitFor();
        await page.getByRole('button', { name: 'History', exact: true }).click();
        await page.getByRole('button', { name: /stg_orders.*2 h ago/u }).click();
        expect(view.requests.at(-1)).toEqual({ kind: 'reopen', historyId: 'h1' });
      },
    );
  });

  test('a discarded page comes back as it was: view, side pane, place', () =>
    withResults(new FakeResultsHost(visits(10_000)), async ({ page, view }) => {
      await cell(page, 0, 0).waitFor();
      await page.getByRole('button', { name: 'Filter row' }).click();
      await page.getByRole('textbox', { name: /Filter state/u }).fill('=paused');
      await page.getByText('3,333 of 10,000 rows match').waitFor();
      await view.discardAndShow();
      await page.getByText('3,333 of 10,000 rows match').waitFor();
      expect(await page.getByRole('textbox', { name: /Filter state/u }).inputValue()).toBe('=paused');
      await until(() => cell(page, 0, 2).textContent()).toBe('paused');
    }));

  test('a page that the server refuses leaves a message, not a broken grid', () => {
    const fake = new FakeResultsHost(visits(10));
    const answer = fake.answer;
    fake.answer = request =>
      request.kind === 'page'
        ? { kind: 'refused', requestId: request.requestId, failure: { message: 'The result is no longer kept: run it again.' } }
        : answer(request);
    return withResults(fake, async ({ page }) => {
      await page.getByText('The result is no longer kept: run it again.').waitFor();
    });
  });
});

describe.each(['light', 'dark', 'hc'] as const)('in %s', theme => {
  test('no accessibility violations with a pane open, at full width and at 300 px', () =>
    withResults(
      new FakeResultsHost(visits(500)),
      async ({ page }) => {
        await cell(page, 0, 6).click();
        await page.getByRole('button', { name: 'Filter row' }).click();
        await page.keyboard.press('Escape');
        await cell(page, 0, 6).dblclick();
        await page.getByRole('tree').waitFor();
        await page.setViewportSize({ width: 1100, height: 640 });
        expect(await violations(page)).toEqual([]);
        await page.setViewportSize({ width: 300, height: 640 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(300);
        expect(await violations(page)).toEqual([]);
      },
      { theme, width: 2400 },
    ));
});

function runningNow(): WireResult {
  return resultOf(visits(0), {
    run: { kind: 'running', startedAt: new Date(Date.now() - 3000).toISOString(), rows: 0, bytesScanned: 1_200_000 },
  });
}

async function violations(page: Page): Promise<string[]> {
  const { source } = axe;
  await page.evaluate(source);
  return page.evaluate(async () => {
    const axe = (
      globalThis as unknown as {
        axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> };
      }
    ).axe;
    const { violations: found } = await axe.run();
    return found.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
  });
}
