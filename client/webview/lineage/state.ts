/**
 * State of the lineage page: the graph as the extension gave it, what was added by expanding, and what the user chose to see.
 * Invariant: a pure function of messages and actions; the user's part survives a discarded page, the graph is asked for again.
 */
import type { ColumnRef, LineageGraph, LineageLayer, LineageMessage, LineageState } from '../../../server/src/protocol/lineage';
import { columnKey } from './trace';

export interface Expansion {
  readonly node: string;
  readonly direction: 'sources' | 'readers';
}

export interface Filters {
  readonly search: string;
  /** Layers that are left out. */
  readonly hiddenLayers: readonly LineageLayer[];
  /** `key=value` of a tag that a node or one of its columns must carry. */
  readonly tag: string | undefined;
  readonly sensitiveOnly: boolean;
}

export interface LineageUi {
  /** Node whose columns are listed in place. */
  readonly openColumns: ReadonlySet<string>;
  /** Groups of many nodes that were opened. */
  readonly openGroups: ReadonlySet<string>;
  readonly expansions: readonly Expansion[];
  readonly selected: ColumnRef | undefined;
  /** The node with the cursor. */
  readonly active: string | undefined;
  readonly filters: Filters;
  readonly listShown: boolean;
}

export interface LineagePage {
  readonly host: LineageState | undefined;
  /** The extension's graph and all that was added to it. */
  readonly graph: LineageGraph;
  readonly loading: boolean;
  readonly notice: { readonly text: string; readonly tone: 'info' | 'failure' } | undefined;
  readonly ui: LineageUi;
}

export type LineageAction =
  | { readonly kind: 'message'; readonly message: LineageMessage }
  | { readonly kind: 'toggleColumns'; readonly node: string }
  | { readonly kind: 'openGroup'; readonly group: string }
  | { readonly kind: 'expanded'; readonly expansion: Expansion }
  | { readonly kind: 'select'; readonly selected: ColumnRef | undefined }
  | { readonly kind: 'activate'; readonly node: string | undefined }
  | { readonly kind: 'filter'; readonly change: Partial<Filters> }
  | { readonly kind: 'list'; readonly shown: boolean }
  | { readonly kind: 'notice'; readonly text: string; readonly tone?: 'info' | 'failure' }
  | { readonly kind: 'dismiss' };

export const noFilters: Filters = { search: '', hiddenLayers: [], tag: undefined, sensitiveOnly: false };
const emptyGraph: LineageGraph = { nodes: [], edges: [], columnEdges: [] };
const freshUi: LineageUi = {
  openColumns: new Set(),
  openGroups: new Set(),
  expansions: [],
  selected: undefined,
  active: undefined,
  filters: noFilters,
  listShown: false,
};
const freshPage: LineagePage = { host: undefined, graph: emptyGraph, loading: true, notice: undefined, ui: freshUi };

export function reduce(page: LineagePage, action: LineageAction): LineagePage {
  const { ui } = page;
  switch (action.kind) {
    case 'message':
      return hear(page, action.message);
    case 'toggleColumns':
      return { ...page, ui: { ...ui, openColumns: toggled(ui.openColumns, action.node), active: action.node } };
    case 'openGroup':
      return { ...page, ui: { ...ui, openGroups: toggled(ui.openGroups, action.group) } };
    case 'expanded':
      return { ...page, ui: { ...ui, expansions: [...ui.expansions, action.expansion] } };
    case 'select':
      return { ...page, ui: { ...ui, selected: action.selected, active: action.selected?.node ?? ui.active } };
    case 'activate':
      return ui.active === action.node ? page : { ...page, ui: { ...ui, active: action.node } };
    case 'filter':
      return { ...page, ui: { ...ui, filters: { ...ui.filters, ...action.change } } };
    case 'list':
      return { ...page, ui: { ...ui, listShown: action.shown } };
    case 'notice':
      return { ...page, notice: { text: action.text, tone: action.tone ?? 'info' } };
    case 'dismiss':
      return page.notice ? { ...page, notice: undefined } : page;
  }
}

/** What `setState` keeps: plain JSON. `focus` stands on top: the extension opens the panel with it after a restart. */
export function toSaved({ host, ui }: LineagePage): unknown {
  return {
    version: 1,
    focus: host?.focus,
    depth: host?.depth,
    ui: { ...ui, openColumns: [...ui.openColumns], openGroups: [...ui.openGroups] },
  };
}

export function fromSaved(saved: unknown): LineagePage {
  if (typeof saved !== 'object' || saved === null || (saved as { version?: unknown }).version !== 1) return freshPage;
  const { ui } = saved as { ui: LineageUi & { openColumns: string[]; openGroups: string[] } };
  return { ...freshPage, ui: { ...freshUi, ...ui, openColumns: new Set(ui.openColumns), openGroups: new Set(ui.openGroups) } };
}

function hear(page: LineagePage, message: LineageMessage): LineagePage {
  switch (message.kind) {
    case 'state': {
      const { state } = message;
      const moved = page.host !== undefined && page.host.focus !== state.focus;
      const ui = moved ? { ...page.ui, expansions: [], openGroups: new Set<string>() } : page.ui;
      const active = state.graph.nodes.some(node => node.id === ui.active) && !moved ? ui.active : state.focus;
      return {
        ...page,
        host: state,
        graph: state.graph,
        loading: false,
        ui: { ...ui, active, selected: state.selected ?? (moved ? undefined : ui.selected) },
      };
    }
    case 'added':
      return { ...page, graph: joined(page.graph, message.graph) };
    case 'select':
      return { ...page, ui: { ...page.ui, selected: message.selected, active: message.selected?.node ?? page.ui.active } };
    case 'loading':
      return { ...page, loading: true };
    case 'refused':
      return { ...page, loading: false, notice: { text: message.failure.message, tone: 'failure' } };
  }
}

/** Two graphs as one; where both know a node, the newer word counts. */
export function joined(graph: LineageGraph, added: LineageGraph): LineageGraph {
  const nodes = new Map([...graph.nodes, ...added.nodes].map(node => [node.id, node]));
  const edges = new Map([...graph.edges, ...added.edges].map(edge => [JSON.stringify([edge.source, edge.to]), edge]));
  const columnEdges = new Map(
    [...graph.columnEdges, ...added.columnEdges].map(edge => [
      JSON.stringify([columnKey(edge.source), columnKey(edge.to), edge.kind]),
      edge,
    ]),
  );
  return { nodes: [...nodes.values()], edges: [...edges.values()], columnEdges: [...columnEdges.values()] };
}

function toggled(set: ReadonlySet<string>, item: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(item)) next.add(item);
  return next;
}
