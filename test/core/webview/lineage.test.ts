/** The lineage page's pure parts: tracing, filtering, grouping, quick placing, its state, Mermaid. */
import { describe, expect, test } from 'vitest';

import { cardOf, columnMiddle } from '../../../client/webview/lineage/cards';
import { mermaid } from '../../../client/webview/lineage/exports';
import { rounded } from '../../../client/webview/lineage/linePath';
import { quickLayout } from '../../../client/webview/lineage/quickLayout';
import { fromSaved, noFilters, reduce, toSaved } from '../../../client/webview/lineage/state';
import type { Filters, LineagePage } from '../../../client/webview/lineage/state';
import { columnKey, noTrace, traceColumn } from '../../../client/webview/lineage/trace';
import { groupFrom, visibleGraph } from '../../../client/webview/lineage/visible';
import { absolute, ago, byteRange, bytes, duration, money } from '../../../client/webview/figures';
import { isLineageRequest } from '../../../server/src/protocol/lineage';
import type { LineageGraph } from '../../../server/src/protocol/lineage';
import { careProject, fan, mesh } from '../../support/webview/fakeLineage';

const care = careProject();
const portal = 'exposure.care.client_portal';

describe('tracing a column', () => {
  const names = (node: string, column: string) =>
    traceColumn({ node, column }, care.columnEdges)
      .edges.map(
        edge =>
          `${short(edge.source.node)}.${edge.source.column} ${edge.kind === 'value' ? '→' : '⇢'} ${short(edge.to.node)}.${edge.to.column}`,
      )
      .sort();
  test('both ways by value; filters are the last hop', () => {
    expect(names('model.care.stg_customers', 'EMAIL')).toEqual([
      'customers.day ⇢ stg_customers.email',
      'customers.email → stg_customers.email',
      'dim_customer.email → fct_visits.email',
      'fct_visits.email → client_portal.email',
      'stg_customers.email → dim_customer.email',
    ]);
  });
  test('what only filters is not followed', () => {
    expect(names('source.care.crm.accounts', 'id')).toEqual([]);
    expect(names('model.care.stg_accounts', 'id')).toEqual(['stg_accounts.id ⇢ dim_customer.email']);
  });
  test('a cycle ends', () => {
    const loop = [edge('a', 'x', 'b', 'x'), edge('b', 'x', 'a', 'x')];
    expect(traceColumn({ node: 'a', column: 'x' }, loop).columns.size).toBe(2);
  });
  test('names that could run into each other stay apart', () => {
    expect(columnKey({ node: 'a","b', column: 'c' })).not.toBe(columnKey({ node: 'a', column: 'b","c' }));
  });
});

describe('what is visible', () => {
  const visible = (graph: LineageGraph, focus: string, filters: Partial<Filters> = {}, open: readonly string[] = []) =>
    visibleGraph(graph, focus, { filters: { ...noFilters, ...filters }, openGroups: new Set(open) }, noTrace);

  test('a left-out layer leaves an indirect edge', () => {
    const { edges, hidden } = visible(care, 'model.care.dim_customer', { hiddenLayers: ['silver'] });
    expect(hidden).toBe(4);
    expect(edges.filter(edge => edge.indirect).map(edge => `${short(edge.source)} ${short(edge.to)}`)).toEqual(
      expect.arrayContaining(['customers dim_customer', 'accounts dim_customer', 'visits client_portal']),
    );
    expect(edges.find(edge => edge.source === 'source.care.app.visits' && edge.to === 'model.care.fct_visits')?.indirect).toBe(false);
  });
  test('the focus stays whatever the filters say', () => {
    expect(visible(care, 'model.care.stg_accounts', { sensitiveOnly: true }).items.map(item => short(item.id))).toContain('stg_accounts');
  });
  test('a traced node stays too', () => {
    const trace = traceColumn({ node: 'model.care.stg_customers', column: 'email' }, care.columnEdges);
    const shown = visibleGraph(
      care,
      portal,
      { filters: { ...noFilters, hiddenLayers: ['bronze', 'silver', 'gold'] }, openGroups: new Set() },
      trace,
    );
    expect(shown.items.map(item => short(item.id))).toContain('customers');
  });
  test('search finds columns too', () => {
    expect(visible(care, portal, { search: 'INITIALS' }).matches.map(short)).toEqual(['dim_customer']);
  });
  test('alike neighbours become one group that loses nobody', () => {
    const project = fan(300);
    const { items } = visible(project, 'model.big.all_events', { search: 'table_1' });
    const group = items.find(item => item.kind === 'group');
    expect(items).toHaveLength(3);
    expect(group?.kind === 'group' && [group.group.members.length, group.group.matches]).toEqual([300, 111]);
    expect(visible(project, 'model.big.all_events', {}, [group?.id ?? '']).items).toHaveLength(302);
  });
  test('few are not grouped', () => {
    expect(visible(fan(groupFrom - 1), 'model.big.all_events').items).toHaveLength(groupFrom + 1);
  });
  test('every node is drawn or in a group, every edge has its ends', () => {
    for (const project of [care, fan(50), mesh(200)]) {
      const { items, edges } = visible(project, project.nodes[0]?.id ?? '');
      const ids = new Set(items.map(item => item.id));
      expect(items.reduce((sum, item) => sum + (item.kind === 'group' ? item.group.members.length : 1), 0)).toBe(project.nodes.length);
      expect(edges.filter(one => !ids.has(one.source) || !ids.has(one.to))).toEqual([]);
    }
  });
});

describe('placing many cards quickly', () => {
  test('two thousand: sources left of their readers, no card on another, in well under a second', () => {
    const project = mesh(2000);
    const lanes = { bronze: 0, silver: 1, gold: 2, unlayered: 0 };
    const cards = project.nodes.map(node => cardOf({ kind: 'node', id: node.id, node, isMatch: false }, new Set(), noTrace));
    const start = performance.now();
    const placed = quickLayout(
      cards,
      project.edges.map(one => ({ ...one, indirect: false })),
      new Map(project.nodes.map(node => [node.id, lanes[node.layer]])),
    );
    expect(performance.now() - start).toBeLessThan(3000);
    const at = new Map(placed.map(card => [card.item.id, card]));
    expect(project.edges.filter(one => (at.get(one.source)?.x ?? 0) >= (at.get(one.to)?.x ?? 0))).toEqual([]);
    for (const x of new Set(placed.map(card => card.x))) {
      const sorted = placed.filter(card => card.x === x).sort((a, b) => a.y - b.y);
      expect(sorted.every((card, i) => i === 0 || (sorted[i - 1]?.y ?? 0) + (sorted[i - 1]?.height ?? 0) <= card.y)).toBe(true);
    }
  });
  test('a cycle is cut, a card alone is placed', () => {
    const cards = care.nodes.slice(0, 3).map(node => cardOf({ kind: 'node', id: node.id, node, isMatch: false }, new Set(), noTrace));
    const [a, b] = care.nodes;
    const edges = [
      { source: a?.id ?? '', to: b?.id ?? '', indirect: false },
      { source: b?.id ?? '', to: a?.id ?? '', indirect: false },
    ];
    expect(quickLayout(cards, edges, new Map())).toHaveLength(3);
  });
});

describe('a card', () => {
  const node = care.nodes.find(one => one.id === 'model.care.dim_customer')!;
  const item = { kind: 'node', id: node.id, node, isMatch: false } as const;
  test('closed it lists only what is traced', () => {
    const trace = traceColumn({ node: 'model.care.stg_customers', column: 'email' }, care.columnEdges);
    expect(cardOf(item, new Set(), noTrace).rows).toEqual([]);
    expect(cardOf(item, new Set(), trace).rows.map(row => row.name)).toEqual(['email']);
  });
  test('open it says how many columns it does not list, and a traced one is always listed', () => {
    const columns = Array.from({ length: 200 }, (_, i) => ({ name: `c${i}`, tags: [] }));
    const wide = { ...item, node: { ...node, columns } };
    const trace = traceColumn({ node: node.id, column: 'c150' }, []);
    const card = cardOf(wide, new Set([node.id]), trace);
    expect([card.rows.length, card.moreColumns]).toEqual([61, 139]);
    expect(columnMiddle(card, 'C150')).toBeLessThan(card.height);
  });
  test('sensitive tags come first and say where they are from', () => {
    const { badges } = cardOf({ ...item, node: care.nodes[0]! }, new Set(), noTrace);
    expect(badges.map(badge => badge.text)).toEqual(['phi ▲', 'environment=prod ↓']);
    expect(badges[0]?.title).toBe('phi=true: on column email');
  });
});

describe('the state', () => {
  const state = { focus: portal, depth: 2, graph: care, notes: [] };
  const start = reduce(fromSaved(undefined), { kind: 'message', message: { kind: 'state', state } });
  const saved = (page: LineagePage): LineagePage => fromSaved(JSON.parse(JSON.stringify(toSaved(page))));
  test('what the user opened survives; the panel finds its focus on top', () => {
    const changed = reduce(reduce(start, { kind: 'toggleColumns', node: portal }), {
      kind: 'select',
      selected: { node: portal, column: 'email' },
    });
    expect(toSaved(changed)).toMatchObject({ focus: portal });
    expect(saved(changed).ui.openColumns.has(portal)).toBe(true);
    expect(saved(changed).ui.selected).toEqual({ node: portal, column: 'email' });
  });
  test('another focus forgets expansions and the trace', () => {
    const changed = reduce(reduce(start, { kind: 'expanded', expansion: { node: portal, direction: 'sources' } }), {
      kind: 'select',
      selected: { node: portal, column: 'email' },
    });
    const moved = reduce(changed, { kind: 'message', message: { kind: 'state', state: { ...state, focus: 'model.care.fct_visits' } } });
    expect([moved.ui.expansions, moved.ui.selected, moved.ui.active]).toEqual([[], undefined, 'model.care.fct_visits']);
  });
  test('added nodes replace the same ones, edges are not doubled', () => {
    const again = reduce(start, {
      kind: 'message',
      message: { kind: 'added', requestId: 1, graph: { ...care, nodes: care.nodes.map(node => ({ ...node, hiddenSources: 7 })) } },
    });
    expect([again.graph.nodes.length, again.graph.edges.length, again.graph.nodes[0]?.hiddenSources]).toEqual([
      care.nodes.length,
      care.edges.length,
      7,
    ]);
  });
});

describe('messages of the page', () => {
  test.each([
    [{ kind: 'expand', requestId: 1, node: 'a', direction: 'sources' }, true],
    [{ kind: 'expand', requestId: 1, node: 'a', direction: 'sources', shown: ['a', 'b'] }, true],
    [{ kind: 'expand', requestId: 1, node: 'a', direction: 'sources', shown: [1] }, false],
    [{ kind: 'expand', requestId: 1, node: 'a', direction: 'up' }, false],
    [{ kind: 'focus', node: 'a', depth: 3 }, true],
    [{ kind: 'focus', node: 'a', depth: 1000 }, false],
    [{ kind: 'select' }, true],
    [{ kind: 'select', selected: { node: 'a' } }, false],
    [{ kind: 'save', format: 'svg', name: 'x', content: '<svg/>' }, true],
    [{ kind: 'save', format: 'html', name: 'x', content: '' }, false],
    [{ kind: 'openPlace', place: { uri: 'file:///x', line: -1, column: 0 } }, false],
    [{ kind: 'exec', command: 'x' }, false],
    [undefined, false],
  ])('%j: %s', (message, accepted) => {
    expect(isLineageRequest(message)).toBe(accepted);
  });
});

test('Mermaid: our own ids, names in quotes, layers as subgraphs', () => {
  const nodes = care.nodes.filter(node => node.layer === 'unlayered');
  expect(mermaid({ nodes, edges: [{ source: nodes[0]!.id, to: nodes[1]!.id }], columnEdges: [] }, nodes[1]!.id)).toBe(
    'flowchart LR\n  subgraph unlayered\n    n0["&lt;/text&gt;&lt;script&gt;window.pwned=1&lt;/script&gt;"]\n    n1(["client_portal"])\n  end\n  n0 --> n1\n  style n1 stroke-width:3px\n',
  );
});

test('corners are rounded, straight lines stay straight', () => {
  expect(
    rounded(
      [
        { x: 0, y: 0 },
        { x: 10, y: 0 },
        { x: 10, y: 10 },
      ],
      4,
    ),
  ).toBe('M0 0 L6 0 Q10 0 10 4 L10 10');
  expect(rounded([], 4)).toBe('');
});

test('figures carry units and are never zero for what was spent', () => {
  expect([bytes(999), bytes(12_400_000), bytes(1_310_000_000), bytes(0)]).toEqual(['999 B', '12.4 MB', '1.31 GB', '0 B']);
  expect([byteRange({ low: 1.2e9, likely: 1.3e9, high: 1.4e9 }), byteRange({ low: 10, likely: 10, high: 10 })]).toEqual([
    '1.20–1.40 GB',
    '10 B',
  ]);
  expect([money(0.000012, 'USD'), money(1234.5, 'USD'), money(0, 'EUR'), money(0.0065, 'USD')]).toEqual([
    '$0.000012',
    '$1,234.50',
    '€0.00',
    '$0.0065',
  ]);
  expect([duration(12), duration(1830), duration(125_000), duration(7_260_000)]).toEqual(['12 ms', '1.8 s', '2 min 5 s', '2 h 1 min']);
  expect([ago('2026-01-01T00:00:00Z', Date.parse('2026-01-01T02:10:00Z')), ago('never', 0), absolute('never')]).toEqual([
    '2 h ago',
    'never',
    'never',
  ]);
});

function short(id: string): string {
  return id.split('.').at(-1) ?? id;
}

function edge(source: string, from: string, to: string, column: string) {
  return { source: { node: source, column: from }, to: { node: to, column }, kind: 'value' as const };
}
