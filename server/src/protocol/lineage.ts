/**
 * Wire of the lineage panel: the part of the model graph that is shown, and the column edges within it. `ready` first, then the whole state.
 * Invariant: an edge says its `source`; what is not shown is counted (`hiddenSources`, `hiddenReaders`), never silently cut.
 */
import { isIndex, isOneOf, isRecord } from './webview';
import type { WireFailure, WireMoney, WirePlace, WireRange, WireTag } from './webview';

export const lineageLayers = ['bronze', 'silver', 'gold', 'unlayered'] as const;
export type LineageLayer = (typeof lineageLayers)[number];

export type LineageNodeKind =
  'source' | 'model' | 'pythonModel' | 'seed' | 'snapshot' | 'view' | 'table' | 'exposure' | 'analysis' | 'test' | 'query';

export interface LineageColumn {
  readonly name: string;
  /** Trino's spelling; undefined where it is not known. */
  readonly type?: string;
  readonly tags: readonly WireTag[];
  readonly description?: string;
}

export interface LineageNode {
  /** dbt's `unique_id`, or `database.table` for what dbt does not build. */
  readonly id: string;
  readonly name: string;
  readonly kind: LineageNodeKind;
  readonly layer: LineageLayer;
  /** `database.table`, where it has one. */
  readonly relation?: string;
  readonly package?: string;
  /** Folder of its file, relative to the project: groups large neighbourhoods. */
  readonly folder?: string;
  readonly materialization?: string;
  readonly description?: string;
  readonly tags: readonly WireTag[];
  readonly state?: {
    readonly kind: 'succeeded' | 'failed' | 'stale' | 'running' | 'changed' | 'neverRun';
    readonly at?: string;
    readonly message?: string;
  };
  readonly estimate?: { readonly bytes: WireRange; readonly price?: WireMoney };
  /** null: not known (a Python model without contract, a database not loaded); `why` says it. */
  readonly columns: readonly LineageColumn[] | null;
  readonly columnsUnknown?: string;
  /** Whether a click can open something. */
  readonly opens: boolean;
  /** Neighbours in the project that this graph does not hold. */
  readonly hiddenSources: number;
  readonly hiddenReaders: number;
}

export interface ModelEdge {
  readonly source: string;
  readonly to: string;
}

export interface ColumnRef {
  readonly node: string;
  readonly column: string;
}

export interface ColumnEdge {
  readonly source: ColumnRef;
  readonly to: ColumnRef;
  /** `value`: the target's value is computed from it; `filter`: it only filters, joins, groups or sorts. */
  readonly kind: 'value' | 'filter';
  /** How the value changes on this hop. */
  readonly transform?: 'copied' | 'renamed' | 'cast' | 'computed' | 'aggregated' | 'windowed' | 'constant';
  readonly expression?: string;
  readonly place?: WirePlace;
}

export interface LineageGraph {
  readonly nodes: readonly LineageNode[];
  readonly edges: readonly ModelEdge[];
  /** Between columns of nodes in `nodes`; complete for every node whose columns are known. */
  readonly columnEdges: readonly ColumnEdge[];
}

export interface LineageState {
  /** Id of the node the graph is drawn around. */
  readonly focus: string;
  readonly graph: LineageGraph;
  /** Steps that were followed from the focus. */
  readonly depth: number;
  readonly selected?: ColumnRef;
  /** What is known to be missing: one sentence each. */
  readonly notes: readonly string[];
  /** Why there is no graph, where there is none (`graph` is empty then): an empty state that teaches. */
  readonly empty?: string;
}

export const lineageExports = ['svg', 'png', 'mermaid'] as const;
export type LineageExport = (typeof lineageExports)[number];

export type LineageRequest =
  | { readonly kind: 'ready' }
  /** One more step from a node; answered by `added` or `refused`. `shown` are the nodes the page has: edges between them and the new ones belong to the answer. */
  | {
      readonly kind: 'expand';
      readonly requestId: number;
      readonly node: string;
      readonly direction: 'sources' | 'readers';
      readonly shown?: readonly string[];
    }
  /** Everything that the column comes from and that comes from it, also beyond what is shown; answered by `added` or `refused`. */
  | {
      readonly kind: 'trace';
      readonly requestId: number;
      readonly node: string;
      readonly column: string;
      readonly shown?: readonly string[];
    }
  /** Opens the node's file, at the column where one is given. */
  | { readonly kind: 'open'; readonly node: string; readonly column?: string }
  | { readonly kind: 'openPlace'; readonly place: WirePlace }
  /** Draws the graph around another node, or to another depth; answered by a new `state`. */
  | { readonly kind: 'focus'; readonly node: string; readonly depth: number }
  /** Tells the editor which column is selected, so that both show the same. */
  | { readonly kind: 'select'; readonly selected?: ColumnRef }
  /** `content` is text, or base64 for png; the extension asks where to save. */
  | { readonly kind: 'save'; readonly format: LineageExport; readonly name: string; readonly content: string }
  | { readonly kind: 'copy'; readonly text: string };

export type LineageMessage =
  | { readonly kind: 'state'; readonly state: LineageState }
  /** Nodes and edges to join to the graph; a node that is there already is replaced. */
  | { readonly kind: 'added'; readonly requestId: number; readonly graph: LineageGraph }
  | { readonly kind: 'select'; readonly selected?: ColumnRef }
  /** The graph changed on disk: the page asks again when it is visible. */
  | { readonly kind: 'loading' }
  | { readonly kind: 'refused'; readonly requestId?: number; readonly failure: WireFailure };

export const maxDepth = 20;

/** Whether a message from the page has the shape of a request; anything else is dropped. */
export function isLineageRequest(message: unknown): message is LineageRequest {
  if (!isRecord(message)) return false;
  const node = typeof message.node === 'string';
  switch (message.kind) {
    case 'ready':
      return true;
    case 'expand':
      return node && isIndex(message.requestId) && isOneOf(message.direction, ['sources', 'readers']) && isNames(message.shown);
    case 'trace':
      return node && isIndex(message.requestId) && typeof message.column === 'string' && isNames(message.shown);
    case 'open':
      return node && (message.column === undefined || typeof message.column === 'string');
    case 'openPlace':
      return isPlace(message.place);
    case 'focus':
      return node && isIndex(message.depth) && message.depth <= maxDepth;
    case 'select':
      return message.selected === undefined || isColumnRef(message.selected);
    case 'save':
      return isOneOf(message.format, lineageExports) && typeof message.name === 'string' && typeof message.content === 'string';
    case 'copy':
      return typeof message.text === 'string';
    default:
      return false;
  }
}

function isColumnRef(value: unknown): value is ColumnRef {
  return isRecord(value) && typeof value.node === 'string' && typeof value.column === 'string';
}

function isPlace(value: unknown): value is WirePlace {
  return isRecord(value) && typeof value.uri === 'string' && isIndex(value.line) && isIndex(value.column);
}

function isNames(value: unknown): value is readonly string[] | undefined {
  return value === undefined || (Array.isArray(value) && value.every(name => typeof name === 'string'));
}
