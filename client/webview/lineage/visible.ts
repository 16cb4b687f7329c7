/**
 * What is drawn of the graph: filters leave nodes out, many alike neighbours become one group.
 * Invariant: nothing goes without a trace. Where a left-out node lay between two others an indirect edge joins them, and a group says how many it holds.
 */
import type { LineageGraph, LineageLayer, LineageNode } from '../../../server/src/protocol/lineage';
import type { Filters, LineageUi } from './state';
import type { Trace } from './trace';

export interface Group {
  readonly id: string;
  readonly layer: LineageLayer;
  readonly direction: 'sources' | 'readers';
  /** Name of the node whose neighbours they are. */
  readonly of: string;
  readonly members: readonly LineageNode[];
  readonly matches: number;
}

export type Item =
  | { readonly kind: 'node'; readonly id: string; readonly node: LineageNode; readonly isMatch: boolean }
  | { readonly kind: 'group'; readonly id: string; readonly group: Group };

export interface VisibleEdge {
  readonly source: string;
  readonly to: string;
  /** Through nodes that the filters leave out. */
  readonly indirect: boolean;
}

export interface VisibleGraph {
  readonly items: readonly Item[];
  readonly edges: readonly VisibleEdge[];
  readonly hidden: number;
  /** Ids of nodes that the search finds, in reading order. */
  readonly matches: readonly string[];
}

/** From so many alike neighbours on, they are one card. */
export const groupFrom = 8;

export function visibleGraph(
  graph: LineageGraph,
  focus: string,
  ui: Pick<LineageUi, 'filters' | 'openGroups'>,
  trace: Trace,
): VisibleGraph {
  const { filters } = ui;
  const shown = graph.nodes.filter(node => node.id === focus || trace.nodes.has(node.id) || passes(node, filters));
  const edges = bridged(graph, new Set(shown.map(node => node.id)));
  const matches = new Set(filters.search.trim() === '' ? [] : shown.filter(node => isMatch(node, filters.search)).map(node => node.id));
  const groups = grouped(shown, edges, focus, ui.openGroups, trace, matches);
  const groupOf = new Map(groups.flatMap(group => group.members.map(node => [node.id, group.id])));
  const items: Item[] = [
    ...shown
      .filter(node => !groupOf.has(node.id))
      .map((node): Item => ({ kind: 'node', id: node.id, node, isMatch: matches.has(node.id) })),
    ...groups.map((group): Item => ({ kind: 'group', id: group.id, group })),
  ];
  const joined = new Map<string, VisibleEdge>();
  for (const edge of edges) {
    const moved = { ...edge, source: groupOf.get(edge.source) ?? edge.source, to: groupOf.get(edge.to) ?? edge.to };
    if (moved.source !== moved.to) joined.set(JSON.stringify([moved.source, moved.to]), moved);
  }
  return {
    items,
    edges: [...joined.values()],
    hidden: graph.nodes.length - shown.length,
    matches: shown.filter(node => matches.has(node.id)).map(node => node.id),
  };
}

export function isSensitive(node: LineageNode): boolean {
  return node.tags.some(tag => tag.sensitive) || (node.columns ?? []).some(column => column.tags.some(tag => tag.sensitive));
}

/** Every `key=value` that occurs, for the tag filter. */
export function tagsOf(graph: LineageGraph): readonly string[] {
  const all = new Set<string>();
  for (const node of graph.nodes) for (const text of tagTexts(node)) all.add(text);
  return [...all].sort();
}

export function isMatch(node: LineageNode, search: string): boolean {
  const needle = search.trim().toLowerCase();
  if (needle === '') return false;
  return (
    node.name.toLowerCase().includes(needle) ||
    (node.relation ?? '').toLowerCase().includes(needle) ||
    (node.columns ?? []).some(column => column.name.toLowerCase().includes(needle))
  );
}

function passes(node: LineageNode, { hiddenLayers, tag, sensitiveOnly }: Filters): boolean {
  if (hiddenLayers.includes(node.layer)) return false;
  if (sensitiveOnly && !isSensitive(node)) return false;
  return tag === undefined || tagTexts(node).includes(tag);
}

function tagTexts(node: LineageNode): string[] {
  return [...node.tags, ...(node.columns ?? []).flatMap(column => column.tags)].flatMap(tag =>
    tag.values.map(value => `${tag.key}=${value}`),
  );
}

/** Edges between shown nodes; through left-out ones they become indirect. */
function bridged(graph: LineageGraph, shown: ReadonlySet<string>): readonly VisibleEdge[] {
  const sourcesOf = new Map<string, string[]>();
  for (const edge of graph.edges) {
    const sources = sourcesOf.get(edge.to);
    if (sources) sources.push(edge.source);
    else sourcesOf.set(edge.to, [edge.source]);
  }
  const found = new Map<string, VisibleEdge>();
  for (const to of shown) {
    const direct = sourcesOf.get(to) ?? [];
    const waiting = direct.map(source => ({ source, indirect: false }));
    const seen = new Set(direct);
    for (let at = waiting.pop(); at; at = waiting.pop()) {
      if (shown.has(at.source)) {
        const key = JSON.stringify([at.source, to]);
        if (at.source !== to && (!found.has(key) || !at.indirect)) found.set(key, { source: at.source, to, indirect: at.indirect });
        continue;
      }
      for (const source of sourcesOf.get(at.source) ?? []) {
        if (seen.has(source)) continue;
        seen.add(source);
        waiting.push({ source, indirect: true });
      }
    }
  }
  return [...found.values()];
}

/** Neighbours of one node that touch nothing else, of one layer, on one side: alike enough to be one card. */
function grouped(
  nodes: readonly LineageNode[],
  edges: readonly VisibleEdge[],
  focus: string,
  open: ReadonlySet<string>,
  trace: Trace,
  matches: ReadonlySet<string>,
): readonly Group[] {
  const neighbours = new Map<string, { readonly id: string; readonly direction: 'sources' | 'readers' }[]>();
  const add = (of: string, id: string, direction: 'sources' | 'readers') => {
    const list = neighbours.get(of);
    if (list) list.push({ id, direction });
    else neighbours.set(of, [{ id, direction }]);
  };
  for (const edge of edges) {
    add(edge.source, edge.to, 'sources');
    add(edge.to, edge.source, 'readers');
  }
  const candidates = new Map<
    string,
    { readonly hub: string; readonly direction: 'sources' | 'readers'; readonly layer: LineageLayer; readonly members: LineageNode[] }
  >();
  for (const node of nodes) {
    const [only, ...others] = neighbours.get(node.id) ?? [];
    if (!only || others.length > 0 || node.id === focus || trace.nodes.has(node.id)) continue;
    const id = `group:${JSON.stringify([only.id, only.direction, node.layer])}`;
    const group = candidates.get(id);
    if (group) group.members.push(node);
    else candidates.set(id, { hub: only.id, direction: only.direction, layer: node.layer, members: [node] });
  }
  const names = new Map(nodes.map(node => [node.id, node.name]));
  return [...candidates]
    .filter(([id, { members }]) => members.length >= groupFrom && !open.has(id))
    .map(([id, { hub, direction, layer, members }]) => ({
      id,
      layer,
      direction,
      of: names.get(hub) ?? hub,
      members,
      matches: members.filter(node => matches.has(node.id)).length,
    }));
}
