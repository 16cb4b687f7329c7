/**
 * dbt projects of the workspace: their tree, what stands at a place, and a model's compiled text.
 * Invariant: every node that comes from a file names it, so that the editor can open what it lists.
 */
import type { Layer } from './catalog';
import type { DocumentPosition, Location, Refusal } from './message';
import { notification, request } from './message';

export const projectChildren = request<ProjectChildrenParams, ProjectChildren>('medallion/project/children');
/** The way to the model of a document; empty where the document is no part of a project. */
export const projectReveal = request<{ readonly uri: string; readonly grouping: ProjectGrouping }, ProjectChildren>(
  'medallion/project/reveal',
);
/** Model, CTE and statement at a place: decides which commands make sense there. */
export const projectContext = request<DocumentPosition, EditorContext>('medallion/project/context');
/** A document as it would be sent to the engine. */
export const projectCompiled = request<{ readonly uri: string }, CompiledAnswer>('medallion/project/compiled');
/** Writes the sample lakehouse into an empty or missing folder. */
export const sampleWrite = request<{ readonly folder: string }, SampleAnswer>('medallion/sample/write');
export const projectChanged = notification<ProjectState>('medallion/project/changed');

export type ProjectGrouping = 'folder' | 'layer';

export interface ProjectChildrenParams {
  readonly parent?: string;
  readonly grouping: ProjectGrouping;
}
export interface ProjectChildren {
  readonly nodes: readonly ProjectNode[];
}

export type NodeState = 'ok' | 'changed' | 'failed' | 'stale' | 'unknown';

interface Node {
  readonly id: string;
  readonly label: string;
  readonly expandable: boolean;
}
export interface ProjectRootNode extends Node {
  readonly kind: 'project';
  readonly target?: string;
  readonly models: number;
  readonly file: string;
}
export interface GroupNode extends Node {
  readonly kind: 'group';
  readonly of: 'folder' | 'layer' | 'sources' | 'exposures' | 'seeds' | 'snapshots' | 'tests' | 'macros';
  readonly layer?: Layer;
  readonly count: number;
}
/** Anything of dbt's that has a name: `resource` is dbt's `resource_type`. */
export interface ResourceNode extends Node {
  readonly kind: 'resource';
  readonly resource: 'model' | 'source' | 'seed' | 'snapshot' | 'test' | 'exposure' | 'macro' | 'analysis';
  readonly uniqueId: string;
  readonly language: 'sql' | 'python' | 'yaml' | 'csv';
  readonly layer?: Layer;
  readonly materialized?: string;
  /** As it is written in a query. */
  readonly relation?: string;
  readonly state: NodeState;
  /** One sentence for every state but `ok`. */
  readonly stateReason?: string;
  readonly location?: Location;
  readonly description?: string;
}
export type ProjectNode = ProjectRootNode | GroupNode | ResourceNode;

export interface EditorContext {
  readonly model?: { readonly uniqueId: string; readonly name: string; readonly layer?: Layer };
  /** Name of the CTE whose body or name is at the place. */
  readonly cte?: string;
  /** Whether a statement that can be previewed is at the place. */
  readonly query: boolean;
}

export interface Compiled {
  readonly kind: 'compiled';
  readonly sql: string;
  /** Uncertain parts, in one sentence each: unknown macros, `run_query` without an answer. */
  readonly notes: readonly string[];
}
export type CompiledAnswer = Compiled | Refusal;

export type SampleAnswer = { readonly kind: 'written'; readonly folder: string; readonly start?: string } | Refusal;

/** `none.lookedFor` says which files were looked for and where, for the view that is empty. */
export type ProjectState =
  | { readonly kind: 'none'; readonly lookedFor: readonly string[] }
  | { readonly kind: 'loading' }
  | { readonly kind: 'loaded'; readonly projects: readonly ProjectSummary[] };

export interface ProjectSummary {
  readonly name: string;
  readonly file: string;
  readonly target?: string;
  readonly models: number;
  /** In one sentence each: broken YAML, missing packages. */
  readonly problems: readonly string[];
}
