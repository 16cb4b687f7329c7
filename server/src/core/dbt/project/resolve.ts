/**
 * References become edges: what each node depends on, what is missing, what goes in circles.
 * Invariant: a node whose references mean what they meant before is the very object it was before.
 */
import type { DbtDiagnostic } from '../diagnostics';
import type { DbtProject } from './DbtProject';
import { captureDiagnostics, cycleDiagnostics, duplicateDiagnostics, missingReference } from './diagnose';
import type { Draft } from './draft';
import type { ProjectFrame } from './frame';
import { Lookup } from './lookup';
import type { Referable } from './lookup';
import type { DbtNode, DbtSource } from './nodes';

export interface Resolved {
  readonly nodes: ReadonlyMap<string, DbtNode>;
  readonly sources: ReadonlyMap<string, DbtSource>;
  readonly disabled: ReadonlyMap<string, DbtNode | DbtSource>;
  readonly lookup: Lookup<DbtNode>;
  readonly diagnostics: readonly DbtDiagnostic[];
}

/** What became of one draft. */
interface Outcome {
  readonly node: DbtNode;
  readonly place: 'enabled' | 'disabled';
  readonly diagnostics: readonly DbtDiagnostic[];
}

interface Resolution {
  readonly drafts: readonly Draft[];
  readonly sources: readonly DbtSource[];
  readonly outcomes: readonly Outcome[];
  readonly duplicates: readonly DbtDiagnostic[];
  readonly cycles: readonly DbtDiagnostic[];
  readonly resolved: Resolved;
}

/** By the nodes of the project that it gave. */
const resolutions = new WeakMap<Resolved['nodes'], Resolution>();

export function resolveReferences(
  drafts: readonly Draft[],
  sources: readonly DbtSource[],
  frame: ProjectFrame,
  before: DbtProject | undefined,
): Resolved {
  const known = before && resolutions.get(before.nodes);
  const resolution = (known && amended(known, drafts, sources)) ?? resolvedAnew(drafts, sources, frame);
  resolutions.set(resolution.resolved.nodes, resolution);
  return resolution.resolved;
}

function resolvedAnew(drafts: readonly Draft[], sources: readonly DbtSource[], frame: ProjectFrame): Resolution {
  const byDraft = Lookup.of(frame.root.name, drafts, sources);
  const outcomes = drafts.map(draft => outcomeOf(draft, byDraft));
  const nodes = new Map<string, DbtNode>();
  const disabled = new Map<string, DbtNode | DbtSource>();
  const all: DbtNode[] = [];
  for (const { node, place } of outcomes) {
    const map = place === 'enabled' ? nodes : disabled;
    if (map.has(node.uniqueId)) continue;
    map.set(node.uniqueId, node);
    all.push(node);
  }
  const enabledSources = new Map<string, DbtSource>();
  for (const source of sources) {
    if (!source.enabled) disabled.set(source.uniqueId, source);
    else if (!enabledSources.has(source.uniqueId)) enabledSources.set(source.uniqueId, source);
  }
  const duplicates = duplicateDiagnostics(drafts, sources);
  const cycles = cycleDiagnostics(nodes);
  const lookup = Lookup.of(frame.root.name, all, sources);
  const resolved = { nodes, sources: enabledSources, disabled, lookup, diagnostics: collected(duplicates, outcomes, cycles) };
  return { drafts, sources, outcomes, duplicates, cycles, resolved };
}

/** The resolution after some texts changed and no name did; undefined where it has to be made anew. */
function amended(known: Resolution, drafts: readonly Draft[], sources: readonly DbtSource[]): Resolution | undefined {
  if (known.duplicates.length > 0 || drafts.length !== known.drafts.length || sources.length !== known.sources.length) return undefined;
  if (!sources.every((source, index) => source === known.sources[index])) return undefined;
  const changed: number[] = [];
  for (let index = 0; index < drafts.length; index++) {
    const [draft, old] = [drafts[index], known.drafts[index]];
    if (draft === old) continue;
    if (!draft || !old || !sameNames(draft, old)) return undefined;
    changed.push(index);
  }
  const { resolved } = known;
  if (changed.length === 0) return known;
  const outcomes = [...known.outcomes];
  const nodes = new Map(resolved.nodes);
  let sameEdges = known.cycles.length === 0;
  for (const index of changed) {
    const draft = drafts[index];
    const old = known.outcomes[index];
    const outcome = draft && outcomeOf(draft, resolved.lookup);
    if (!outcome || old?.place !== 'enabled' || outcome.place !== 'enabled') return undefined;
    sameEdges &&= sameList(old.node.dependsOn.nodes, outcome.node.dependsOn.nodes);
    outcomes[index] = outcome;
    nodes.set(outcome.node.uniqueId, outcome.node);
  }
  const cycles = sameEdges ? known.cycles : cycleDiagnostics(nodes);
  const { disabled } = resolved;
  const lookup = resolved.lookup.withNodes(id => {
    const off = disabled.get(id);
    return nodes.get(id) ?? (off && 'type' in off ? off : undefined);
  });
  return {
    drafts,
    sources,
    outcomes,
    duplicates: [],
    cycles,
    resolved: { ...resolved, nodes, lookup, diagnostics: collected([], outcomes, cycles) },
  };
}

function sameNames(a: Draft, b: Draft): boolean {
  return (
    a.uniqueId === b.uniqueId &&
    a.enabled === b.enabled &&
    a.version === b.version &&
    a.latestVersion === b.latestVersion &&
    a.relationName === b.relationName &&
    a.access === b.access &&
    a.group === b.group
  );
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function collected(
  duplicates: readonly DbtDiagnostic[],
  outcomes: readonly Outcome[],
  cycles: readonly DbtDiagnostic[],
): readonly DbtDiagnostic[] {
  const all = [...duplicates];
  for (const { diagnostics } of outcomes) if (diagnostics.length > 0) all.push(...diagnostics);
  return [...all, ...cycles];
}

function outcomeOf(draft: Draft, lookup: Lookup<Target>): Outcome {
  const { ids, problems } = draft.enabled ? targetsOf(draft, lookup) : { ids: [], problems: [] };
  const node = finished(draft, ids);
  // dbt leaves out a test of something that is switched off.
  const untested = draft.test !== undefined && problems.some(problem => problem.code === 'REF_DISABLED');
  if (!draft.enabled || untested) return { node, place: 'disabled', diagnostics: [] };
  // A test of a disabled source stays in the manifest, switched off.
  const idle = draft.test !== undefined && problems.some(problem => problem.code === 'SOURCE_DISABLED');
  return { node: idle ? switchedOff(node) : node, place: 'enabled', diagnostics: idle ? [] : [...problems, ...captureDiagnostics(draft)] };
}

type Target = Referable & Pick<DbtNode, 'access' | 'group'>;

function targetsOf(draft: Draft, lookup: Lookup<Target>): { readonly ids: readonly string[]; readonly problems: readonly DbtDiagnostic[] } {
  const ids = new Set<string>();
  const problems: DbtDiagnostic[] = [];
  for (const call of draft.sources) {
    const found = lookup.source(call, draft.packageName);
    if (found.kind === 'found') ids.add(found.value.uniqueId);
    else problems.push(missingReference(draft, { kind: 'source', call }, found));
  }
  for (const call of draft.refs) {
    const found = lookup.ref(call, draft.packageName);
    if (found.kind !== 'found') problems.push(missingReference(draft, { kind: 'ref', call }, found));
    else {
      ids.add(found.value.uniqueId);
      if (found.value.access === 'private' && found.value.group !== null && found.value.group !== draft.group)
        problems.push(missingReference(draft, { kind: 'ref', call }, { kind: 'private', group: found.value.group }));
    }
  }
  return { ids: [...ids], problems };
}

const idleNodes = new WeakMap<DbtNode, DbtNode>();

function switchedOff(node: DbtNode): DbtNode {
  const known = idleNodes.get(node);
  if (known) return known;
  const idle = { ...node, enabled: false, config: new Map([...node.config, ['enabled', false]]) };
  idleNodes.set(node, idle);
  return idle;
}

const finishedDrafts = new WeakMap<Draft, DbtNode>();

function finished(draft: Draft, ids: readonly string[]): DbtNode {
  const known = finishedDrafts.get(draft);
  if (known?.dependsOn.nodes.length === ids.length && known.dependsOn.nodes.every((id, index) => id === ids[index])) return known;
  const node: DbtNode = { ...draft, dependsOn: { nodes: ids, macros: draft.macros } };
  finishedDrafts.set(draft, node);
  return node;
}
