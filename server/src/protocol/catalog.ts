/**
 * The catalog tree, its search and its details, as the editor asks for them.
 * Invariant: a node's `id` names the same thing in every snapshot and grouping it can appear in, so that expansion survives a refresh.
 */
import type { DocumentPosition, Location, Refusal } from './message';
import { notification, request } from './message';

/** One page of children; the root has no `parent`. */
export const catalogChildren = request<CatalogChildrenParams, CatalogChildren>('medallion/catalog/children');
/** Ranked hits over names, columns, comments and tags. */
export const catalogSearch = request<CatalogSearchParams, CatalogSearchAnswer>('medallion/catalog/search');
export const catalogTable = request<CatalogTableParams, CatalogTableAnswer>('medallion/catalog/table');
/** The way from the root to a node: of what stands at a place in a document, or of a name. Empty where nothing is known there. */
export const catalogReveal = request<CatalogRevealParams, CatalogPath>('medallion/catalog/reveal');
/** Load the catalog anew; answers at once, progress comes through `catalogChanged`. */
export const catalogRefresh = request<Record<string, never>, null>('medallion/catalog/refresh');
/** The snapshot was swapped or its state changed: views ask again. */
export const catalogChanged = notification<CatalogState>('medallion/catalog/changed');

export type CatalogGrouping = 'layer' | 'database';

export interface CatalogChildrenParams {
  readonly parent?: string;
  readonly grouping: CatalogGrouping;
  /** Only what matches, and the way to it. Absent or empty: everything. */
  readonly filter?: string;
  readonly offset: number;
  readonly limit: number;
}

export interface CatalogChildren {
  readonly nodes: readonly CatalogNode[];
  /** Children in all; more than `offset + nodes.length` means another page. */
  readonly total: number;
}

/** From the outside to the inside; the last one is what was asked for. */
export interface CatalogPath {
  readonly nodes: readonly CatalogNode[];
}

export type CatalogRevealParams =
  | ({ readonly kind: 'at' } & DocumentPosition & { readonly grouping: CatalogGrouping })
  | { readonly kind: 'name'; readonly name: string; readonly grouping: CatalogGrouping };

export type Layer = 'bronze' | 'silver' | 'gold' | 'unlayered';
export type TableKind = 'table' | 'view' | 'iceberg' | 'external';

/** A tag as it counts on a node, with where it comes from. `below`: assigned on a column of this table. */
export interface TagMark {
  readonly key: string;
  readonly value: string;
  readonly origin: 'assigned' | 'database' | 'table' | 'below';
  /** Where it stands: `bronze_hr`, `bronze_hr.employees.ssn`. */
  readonly from: string;
  readonly overrides?: { readonly value: string; readonly from: string };
}

/** `denied.action` is the refused call; tags that may not be read are `null`, never an empty list. */
export type LoadState =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'notLoaded' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'denied'; readonly action: string; readonly remedy: string }
  | { readonly kind: 'failed'; readonly message: string };

interface Node {
  readonly id: string;
  readonly label: string;
  /** Whether asking for children makes sense. */
  readonly expandable: boolean;
}

export interface EnvironmentNode extends Node {
  readonly kind: 'environment';
  /** Shown beside the name: the source, the account. */
  readonly detail?: string;
  readonly production: boolean;
}
export interface LayerNode extends Node {
  readonly kind: 'layer';
  readonly layer: Layer;
  readonly databases: number;
  readonly environment?: string;
}
export interface DatabaseNode extends Node {
  readonly kind: 'database';
  readonly name: string;
  readonly layer: Layer;
  /** How the layer was found: `tag data_lake_layer=bronze`, `name bronze_*`. */
  readonly layerBasis?: string;
  readonly state: LoadState;
  readonly tables: number;
  readonly comment?: string;
  readonly tags: readonly TagMark[] | null;
}
export interface TableNode extends Node {
  readonly kind: 'table';
  /** As it is written in a query: `bronze_app.customers`, quoted where needed. */
  readonly name: string;
  readonly table: TableKind;
  /** `Iceberg`, `Parquet`, `JSON`, `view`. */
  readonly format: string;
  readonly rows?: number;
  readonly bytes?: number;
  readonly comment?: string;
  readonly location?: string;
  readonly partitionKeys: readonly string[];
  readonly tags: readonly TagMark[] | null;
  /** The file of the dbt model, seed or snapshot that builds it. */
  readonly model?: string;
  readonly warning?: string;
}
export interface ColumnNode extends Node {
  readonly kind: 'column';
  /** As it is written in a query, quoted where needed. */
  readonly name: string;
  /** Name of the table as it is written in a query. */
  readonly table: string;
  /** Trino's spelling. */
  readonly type: string;
  readonly partitionKey: boolean;
  readonly comment?: string;
  readonly tags: readonly TagMark[] | null;
}
/** A line that says something instead of children: not permitted, failed, nothing here. */
export interface NoteNode extends Node {
  readonly kind: 'note';
  readonly severity: 'info' | 'warning' | 'error';
  readonly tooltip?: string;
}
export type CatalogNode = EnvironmentNode | LayerNode | DatabaseNode | TableNode | ColumnNode | NoteNode;

export interface CatalogSearchParams {
  readonly text: string;
  readonly limit: number;
}
export interface CatalogSearchAnswer {
  readonly hits: readonly CatalogHit[];
  readonly total: number;
}
export interface CatalogHit {
  readonly kind: 'database' | 'table' | 'column';
  /** What a query would say: `bronze_app.customers`, for a column its table. */
  readonly name: string;
  readonly column?: string;
  readonly layer: Layer;
  readonly table?: TableKind;
  /** Type of a column, kind and format of a table, number of tables of a database. */
  readonly detail: string;
  /** Why it is a hit where the name does not say so: the comment, the tag. */
  readonly because?: string;
}

export interface CatalogTableParams {
  readonly name: string;
}
export interface CatalogTableDetail {
  readonly kind: 'table';
  readonly node: TableNode;
  readonly columns: readonly ColumnNode[];
  readonly properties: readonly { readonly name: string; readonly value: string }[];
  readonly builtBy?: Location;
}
export type CatalogTableAnswer = CatalogTableDetail | Refusal;

/** What the Catalog view says as a whole. `loaded.refreshing`: a stale snapshot is shown while a new one is on its way. */
export type CatalogState =
  /** Nothing is configured; `lookedFor` are the places that could have named a catalog. */
  | { readonly kind: 'none'; readonly lookedFor: readonly string[] }
  | { readonly kind: 'loading'; readonly label: string; readonly databases: number; readonly tables: number }
  | {
      readonly kind: 'loaded';
      readonly label: string;
      /** ISO 8601. */
      readonly takenAt: string;
      readonly refreshing: boolean;
      readonly databases: number;
      readonly tables: number;
      /** Lines or objects left out, each in one sentence. */
      readonly problems: readonly string[];
    }
  | { readonly kind: 'denied'; readonly label: string; readonly action: string; readonly remedy: string }
  | { readonly kind: 'failed'; readonly label: string; readonly message: string; readonly remedy: string };
