/**
 * The server as a whole: what it works with, which settings it reads, and the commands its code lenses and links name.
 * Invariant: settings and command ids stand here once; package.json's contributions are checked against them by a test.
 */
import type { CatalogState } from './catalog';
import { notification, request } from './message';
import type { ProjectState } from './project';

export const serverStatus = request<Record<string, never>, ServerStatus>('medallion/status');
export const serverStatusChanged = notification<ServerStatus>('medallion/status/changed');

export interface ServerStatus {
  readonly environment: Environment;
  readonly catalog: CatalogState;
  readonly project: ProjectState;
  readonly engine: EngineStatus;
}

export interface Environment {
  /** The dbt target, or the name of the catalog's account: `dev`. */
  readonly name: string;
  readonly production: boolean;
  /** One line for the tooltip: profile, region, workgroup; or `local data`. */
  readonly detail?: string;
}

export interface EngineStatus {
  readonly kind: 'duckdb' | 'athena' | 'trino' | 'none';
  readonly label: string;
  readonly state: 'ready' | 'starting' | 'lost' | 'unavailable';
  readonly message?: string;
}

/** Sent with `initialize`, before any configuration could be asked for. */
export interface InitializationOptions {
  /** Nothing runs and no path of the workspace's settings is followed while this is false; a later trust restarts the server. */
  readonly trusted: boolean;
  /** Where the extension's own files lie: the pages of the lint rules. */
  readonly extensionFolder: string;
  /** A folder of this workspace's own for caches and results. */
  readonly storageFolder: string;
  readonly settings: Settings;
}

/** The `medallion` section of the settings, as `workspace/configuration` gives it. */
export interface Settings {
  readonly enable: 'auto' | 'on' | 'off';
  readonly catalog: { readonly source: 'auto' | 'snapshot' | 'duckdb' | 'aws'; readonly file: string };
  /** Location prefix → folder: objects below the prefix are read from there. */
  readonly storage: { readonly folders: Readonly<Record<string, string>> };
  readonly engine: 'auto' | 'duckdb' | 'athena' | 'trino';
  readonly duckdb: { readonly memoryLimit: string };
  readonly dbt: { readonly target: string };
  readonly layers: { readonly patterns: Readonly<Record<string, readonly string[]>> };
  readonly cost: { readonly pricePerTerabyte: number; readonly budget: number };
  readonly lineage: { readonly depth: number };
  readonly preview: { readonly rows: number };
  readonly sql: { readonly dialect: 'athena' | 'trino' };
  /** Severities of lint rules by name. */
  readonly lint: { readonly rules: Readonly<Record<string, 'off' | 'hint' | 'info' | 'warning' | 'error'>> };
}

/** Commands that the server may name in code lenses, hovers and completions, with what they take. */
export const commandIds = {
  /** `[RunTarget]`; without it what is at the cursor. */
  preview: 'medallion.preview',
  /** `[RunTarget]` */
  run: 'medallion.run',
  /** `[LineageTarget]`; without it the model and column at the cursor. */
  lineage: 'medallion.showLineage',
  /** `[uri]` */
  compiled: 'medallion.showCompiled',
  /** `[name]`: selects the table or database in the Catalog view. */
  reveal: 'medallion.revealInCatalog',
  /** `[uri?]`: shows the Runs view at the last run of a document. */
  runs: 'medallion.showRuns',
  /** `[RunTarget]`: the basis of the figure. */
  estimate: 'medallion.showEstimate',
} as const;

export interface LineageTarget {
  readonly uri?: string;
  /** Of a model or table, as dbt (`model.shop.orders`) or a query (`gold.orders`) names it. */
  readonly node?: string;
  readonly column?: string;
}
