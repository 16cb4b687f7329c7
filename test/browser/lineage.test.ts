/** The lineage page as built, in Chromium, under production's CSP: what a user does with it, over a made project. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { LineageMessage, LineageRequest } from '../../server/src/protocol/lineage';
import { isLineageRequest } from '../../server/src/protocol/lineage';
import { FakeLineageHost, careProject, fan, mesh } from '../support/webview/fakeLineage';
import type { FakeProject } from '../support/webview/fakeLineage';
import type { ThemeName } from '../support/webview/themes';
import { WebviewHost, until } from '../support/webviewHost';
import type { OpenWebview } from '../support/webviewHost';

let host: WebviewHost;
beforeAll(async () => {
  host = await WebviewHost.start();
});
afterAll(() => host.stop());

interface Opened {
  readonly view: OpenWebview<LineageRequest, LineageMessage>;
  readonly page: Page;
  readonly fake: FakeLineageHost;
}

const dim = 'model.care.dim_customer';

async function withLineage(
  options: {
    project?: FakeProject;
    focus?: string;
    depth?: number;
    theme?: ThemeName;
    answer?: (request: LineageRequest) => LineageMessage | undefined;
  },
  use: (opened: Opened) => Promise<void>,
): Promise<void> {
  const fake = new FakeLineageHost(options.project ?? careProject(), options.focus ?? dim, options.depth);
  const view = await host.open<LineageRequest, LineageMessage>({
    entry: 'lineage',
    theme: options.theme ?? 'dark',
    answer: options.answer ?? fake.answer,
  });
  try {
    await use({ view, page: view.page, fake });
    expect(view.faults).toEqual([]);
    expect(view.requests.filter(request => !isLineageRequest(request))).toEqual([]);
  } finally {
    await view.close();
  }
}

const card = (page: Page, name: RegExp) => page.getByRole('img', { name });
const details = (page: Page) => page.getByRole('region', { name: 'Details' });
const last = <Kind extends LineageRequest['kind']>(view: Opened['view'], kind: Kind) =>
  view.requests.findLast(request => request.kind === kind) as Extract<LineageRequest, { kind: Kind }> | undefined;
const left = (page: Page, name: RegExp) => card(page, name).evaluate(element => element.getBoundingClientRect().left);

describe('graph', () => {
  test('sources stand left of their readers, layer by layer, and hostile names are text', () =>
    withLineage({}, async ({ page }) => {
      const order = [
        await left(page, /^customers,/u),
        await left(page, /^stg_customers,/u),
        await left(page, /^dim_customer,/u),
        await left(page, /^fct_visits,/u),
      ];
      expect([...order].sort((a, b) => a - b)).toEqual(order);
      await card(page, /^<\/text><script>/u).waitFor();
      expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
    }));

  test('a card says in words what its colour and icons say', () =>
    withLineage({ focus: 'exposure.care.client_portal', depth: 4 }, async ({ page }) => {
      expect(await card(page, /^stg_visits,/u).getAttribute('aria-label')).toBe(
        'stg_visits, silver · incremental, last run failed, 3 columns',
      );
      expect(await card(page, /^customers,/u).getAttribute('aria-label')).toBe(
        'customers, bronze · source, stale, tags phi, environment=prod, 4 columns',
      );
      await card(page, /^int_scores,/u).click();
      await details(page).getByRole('button', { name: 'Columns' }).click();
      await card(page, /^int_scores,.*unknown columns/u)
        .locator('.card-facts', { hasText: /^A Python model without/u })
        .waitFor();
    }));

  test('what is not shown is counted, and one step more brings it with its edges', () =>
    withLineage({}, async ({ page, view }) => {
      await card(page, /^fct_visits,/u)
        .getByText('‹ 2', { exact: true })
        .click();
      await card(page, /^stg_visits,/u).waitFor();
      expect(
        await card(page, /^fct_visits,/u)
          .getByText('‹ 2', { exact: true })
          .count(),
      ).toBe(0);
      expect(last(view, 'expand')).toMatchObject({ node: 'model.care.fct_visits', direction: 'sources' });
    }));

  test('three hundred sources of one model are one card that opens', () =>
    withLineage({ project: fan(300), focus: 'model.big.all_events' }, async ({ page }) => {
      const group = card(page, /^300 sources of all_events/u);
      await group.click();
      await until(() => page.locator('.card').count()).toBeGreaterThan(20);
      await page.getByRole('button', { name: 'List' }).click();
      await page.getByRole('treeitem', { name: /^bronze 300$/u }).waitFor();
    }));

  test('two thousand models: drawn, fitted, and still found by a click from afar', () =>
    withLineage({ answer: whole(mesh(2000), 'model.mesh.m_5_3') }, async ({ page }) => {
      await page.locator('.card').first().waitFor();
      await page.getByRole('button', { name: 'Fit' }).click();
      await page.locator('path.card.far').first().waitFor();
      const box = await page
        .locator('path.card.far.layer-gold')
        .first()
        .evaluate(path => {
          const [, x, y] = /^M(-?\d+) (-?\d+)/u.exec(path.getAttribute('d') ?? '') ?? [];
          const matrix = (path as SVGPathElement).getScreenCTM();
          const point = new DOMPoint(Number(x) + 100, Number(y) + 20).matrixTransform(matrix ?? undefined);
          return { x: point.x, y: point.y };
        });
      await page.mouse.click(box.x, box.y);
      await details(page).getByText(/gold/u).waitFor();
    }));
});

describe('columns', () => {
  test('a column is traced both ways: values solid, filters dashed, the rest dimmed', () =>
    withLineage({}, async ({ page, view }) => {
      await card(page, /^dim_customer,/u).click();
      await details(page).getByRole('button', { name: 'Columns' }).click();
      await page.locator('.card.active').getByText('email', { exact: true }).click();
      await page.locator('.edge.value').nth(3).waitFor({ state: 'attached' });
      await until(() => page.locator('.edge.value').count()).toBe(4);
      await until(() => page.locator('.edge.filter').count()).toBe(2);
      expect(
        await page
          .locator('.edge.filter')
          .first()
          .evaluate(edge => getComputedStyle(edge).strokeDasharray),
      ).not.toBe('none');
      expect(
        await page
          .locator('.edge.value')
          .first()
          .evaluate(edge => getComputedStyle(edge).strokeDasharray),
      ).toBe('none');
      await details(page).getByRole('button', { name: 'stg_customers.email' }).click();
      await details(page).getByText('lower(trim(email))').waitFor();
      expect(last(view, 'select')?.selected).toEqual({ node: 'model.care.stg_customers', column: 'email' });
      expect(last(view, 'trace')).toMatchObject({ node: 'model.care.stg_customers', column: 'email' });
      await page.getByRole('button', { name: 'End the trace' }).click();
      await until(() => page.locator('.edge.value').count()).toBe(0);
    }));

  test('the column that the editor selects is traced here', () =>
    withLineage({}, async ({ page, view }) => {
      await page.locator('.card').first().waitFor();
      await view.send({ kind: 'select', selected: { node: 'model.care.stg_customers', column: 'EMAIL' } });
      await page.locator('.edge.value').first().waitFor({ state: 'attached' });
      await details(page).getByText('lower(trim(email))').waitFor();
    }));
});

describe('finding and filtering', () => {
  test('search finds models and columns, Enter walks through them, also into a group', () =>
    withLineage({ project: fan(50), focus: 'model.big.all_events' }, async ({ page }) => {
      const search = page.getByRole('searchbox', { name: 'Find a model or column' });
      await search.fill('table_37');
      await search.press('Enter');
      await card(page, /^table_37,/u).waitFor();
      await details(page).getByText('table_37').waitFor();
    }));

  test('a layer that is left out leaves an indirect edge, and the count of what is gone', () =>
    withLineage({}, async ({ page }) => {
      await page.getByRole('button', { name: 'silver', exact: true }).click();
      await page.getByText('2 nodes left out').waitFor();
      await until(() => page.locator('.edge.indirect').count()).toBe(2);
      await page.getByRole('button', { name: 'show all' }).click();
      await until(() => page.locator('.edge.indirect').count()).toBe(0);
    }));

  test('only sensitive, and only with a tag', () =>
    withLineage({ depth: 5 }, async ({ page }) => {
      await page.locator('.card').first().waitFor();
      await page.getByRole('button', { name: 'Sensitive' }).click();
      await until(() => card(page, /^accounts,/u).count()).toBe(0);
      await card(page, /^customers,/u).waitFor();
      await page.getByRole('button', { name: 'Sensitive' }).click();
      await page.getByRole('combobox', { name: 'Only with tag' }).selectOption('client_facing=true');
      await until(() => card(page, /^customers,/u).count()).toBe(0);
      await card(page, /^client_portal,/u).waitFor();
    }));

  test('depth asks for another state', () =>
    withLineage({ depth: 1 }, async ({ page, view }) => {
      await page.getByRole('button', { name: 'One step more' }).click();
      await card(page, /^customers,/u).waitFor();
      expect(last(view, 'focus')).toEqual({ kind: 'focus', node: dim, depth: 2 });
    }));
});

describe('keyboard and list', () => {
  test('arrows walk along edges, Enter opens columns, o the file, f draws around the node', () =>
    withLineage({}, async ({ page, view }) => {
      await page.getByRole('application').focus();
      await page.keyboard.press('ArrowRight');
      await details(page).getByText('fct_visits').waitFor();
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Enter');
      await page.locator('.column', { hasText: 'initials' }).waitFor();
      await page.keyboard.press('o');
      await until(() => last(view, 'open')).toEqual({ kind: 'open', node: dim });
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('f');
      await until(() => last(view, 'focus')?.node).toBe('model.care.fct_visits');
    }));

  test('the list holds nodes, sources, readers and columns; a column traced there is traced in the graph', () =>
    withLineage({}, async ({ page }) => {
      await page.getByRole('button', { name: 'List' }).click();
      const tree = page.getByRole('tree', { name: 'Models, sources and their columns' });
      await tree.focus();
      await page.keyboard.press('End');
      await page.keyboard.press('Home');
      await tree
        .getByRole('treeitem', { name: /^dim_customer/u })
        .locator('.tree-arrow')
        .click();
      await tree.getByRole('treeitem', { name: 'sources (2)' }).waitFor();
      await tree.getByRole('treeitem', { name: 'columns (4)' }).click();
      await tree.getByRole('treeitem', { name: /^initials/u }).click();
      await page.locator('.edge.value').first().waitFor({ state: 'attached' });
      await details(page).getByText("regexp_replace(full_name, '[a-z]', '')").waitFor();
    }));
});

describe('leaving and coming back', () => {
  test('export: a picture that stands alone, a PNG, a flowchart', () =>
    withLineage({}, async ({ page, view, fake }) => {
      await page.locator('.card').first().waitFor();
      const exported = async (item: string, format: string) => {
        await page.getByRole('button', { name: 'Export' }).click();
        await page.getByRole('menuitem', { name: item, exact: true }).click();
        await until(() => last(view, 'save')?.format).toBe(format);
        return last(view, 'save')?.content ?? '';
      };
      const svg = await exported('SVG…', 'svg');
      expect(svg).toContain('dim_customer');
      expect(svg).not.toMatch(/<script|class=|var\(|foreignObject/u);
      expect(
        Buffer.from(await exported('PNG…', 'png'), 'base64')
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG');
      expect(await exported('Mermaid…', 'mermaid')).toMatch(/^flowchart LR\n/u);
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('menuitem', { name: 'Copy as Mermaid' }).click();
      await until(() => fake.copied.length).toBe(1);
    }));

  test('a discarded page comes back with its columns, filters, trace and expansions', () =>
    withLineage({}, async ({ page, view }) => {
      await card(page, /^fct_visits,/u)
        .getByText('‹ 2', { exact: true })
        .click();
      await card(page, /^stg_visits,/u).waitFor();
      await details(page).getByRole('button', { name: 'Columns' }).click();
      await page.locator('.column', { hasText: 'initials' }).click();
      await page.locator('.edge.value').first().waitFor({ state: 'attached' });
      await view.discardAndShow();
      await card(page, /^stg_visits,/u).waitFor();
      await page.locator('.column.selected', { hasText: 'initials' }).waitFor();
      await page.locator('.edge.value').first().waitFor({ state: 'attached' });
    }));

  test('nothing to show says why; a refusal is a message', async () => {
    const empty: LineageMessage = {
      kind: 'state',
      state: {
        focus: '',
        depth: 2,
        notes: [],
        graph: { nodes: [], edges: [], columnEdges: [] },
        empty: 'This file is no model of a dbt project.',
      },
    };
    await withLineage({ answer: request => (request.kind === 'ready' ? empty : undefined) }, async ({ page, view }) => {
      await page.getByText('This file is no model of a dbt project.').waitFor();
      await view.send({ kind: 'refused', failure: { message: 'The server is not running: restart it.' } });
      await page.getByText('The server is not running: restart it.').waitFor();
    });
  });
});

describe.each(['light', 'dark', 'hc'] as const)('in %s', theme => {
  test('no accessibility violations with list, trace and columns, at full width and at 300 px', () =>
    withLineage({ theme }, async ({ page }) => {
      await page.locator('.card').first().waitFor();
      await details(page).getByRole('button', { name: 'Columns' }).click();
      await page.locator('.card.active').getByText('email', { exact: true }).click();
      await page.getByRole('button', { name: 'List' }).click();
      await page.getByRole('tree').waitFor();
      expect(await violations(page)).toEqual([]);
      await page.setViewportSize({ width: 300, height: 640 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(300);
      expect(await violations(page)).toEqual([]);
    }));
});

/** Answers `ready` with everything there is. */
function whole(project: FakeProject, focus: string): (request: LineageRequest) => LineageMessage | undefined {
  return request => (request.kind === 'ready' ? { kind: 'state', state: { focus, depth: 20, notes: [], graph: project } } : undefined);
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const checker = (
      globalThis as unknown as {
        axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> };
      }
    ).axe;
    const { violations: found } = await checker.run();
    return found.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
  });
}
