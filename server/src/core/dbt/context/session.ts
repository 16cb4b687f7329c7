/**
 * One rendering of one node: what it may see, and what it did.
 * Invariant: everything a template asked for that could change its text is recorded here, so that a cached text can be checked.
 */
import type { CatalogSnapshot } from '../../catalog/CatalogSnapshot';
import type { PyValue } from '../jinja/values/object';
import type { ProjectFrame } from '../project/frame';
import type { Lookup } from '../project/lookup';
import type { DbtNode, DbtSource, RefCall, SourceCall } from '../project/nodes';
import type { RelationParts } from './relationObject';
import type { Dict } from '../value';

export type Phase = 'parse' | 'runtime' | 'names';

/** What the rest of a project looks like to a template that runs: undefined while parsing. */
export interface ProjectView {
  readonly lookup: Lookup<DbtNode>;
  readonly catalog: CatalogSnapshot;
  readonly nodes: ReadonlyMap<string, DbtNode>;
  readonly sources: ReadonlyMap<string, DbtSource>;
}

/** The node as templates see it, and as far as it is known in the phase. */
export interface Subject {
  readonly uniqueId: string;
  readonly name: string;
  readonly packageName: string;
  readonly config: Dict;
  readonly materialized: string;
  readonly relation: Partial<RelationParts> & Pick<RelationParts, 'database' | 'schema' | 'identifier'>;
  readonly group: string | null;
  /** Run time: what parsing found, and all that may be referred to. Absent: no limit. */
  readonly dependsOn?: ReadonlySet<string>;
  /** As `model`, and as the `node` argument of name macros. */
  readonly fields: () => ReadonlyMap<string, PyValue>;
}

export interface Recorded {
  configCalls: Dict;
  readonly refs: RefCall[];
  readonly sources: SourceCall[];
  readonly macros: Set<string>;
  /** Ephemeral models that were referred to, in order. */
  readonly ctes: DbtNode[];
  /** Answers that only the engine could give: the SQL that would have been asked. */
  readonly unanswered: string[];
  /** Statements that were asked under a name. */
  readonly asked: Set<string>;
  /** The template looked at the whole graph. */
  usedGraph: boolean;
}

export interface Session {
  readonly phase: Phase;
  readonly frame: ProjectFrame;
  readonly subject: Subject;
  readonly view: ProjectView | undefined;
  readonly recorded: Recorded;
}

export function emptyRecord(): Recorded {
  return { configCalls: new Map(), refs: [], sources: [], macros: new Set(), ctes: [], unanswered: [], asked: new Set(), usedGraph: false };
}
