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
import type { DbtNode, DbtSource } from './nodes';

export interface Resolved {
  readonly nodes: ReadonlyMap<string, DbtNode>;
  readonly sources: ReadonlyMap<string, DbtSource>;
  readonly disabled: ReadonlyMap<string, DbtNode | DbtSource>;
  readonly lookup: Lookup<DbtNode>;
  readonly diagnostics: readonly DbtDiagnostic[];
}

export function resolveReferences(
  drafts: readonly Draft[],
  sources: readonly DbtSource[],
  frame: ProjectFrame,
  before: DbtProject | undefined,
): Resolved {
  const diagnostics: DbtDiagnostic[] = [...duplicateDiagnostics(drafts, sources)];
  const byDraft = new Lookup(frame.root.name, drafts, sources);
  const nodes = new Map<string, DbtNode>();
  const disabled = new Map<string, DbtNode | DbtSource>();
  for (const draft of drafts) {
    const { ids, problems } = draft.enabled ? targetsOf(draft, byDraft) : { ids: [], problems: [] };
    const node = finished(draft, ids);
    // dbt leaves out a test of something that is switched off.
    const tested = draft.type === 'test' && draft.test !== undefined && problems.some(problem => problem.code === 'REF_DISABLED');
    if (!draft.enabled || tested) {
      if (!disabled.has(node.uniqueId)) disabled.set(node.uniqueId, node);
      continue;
    }
    // A test of a disabled source stays in the manifest, switched off.
    const idle = draft.test !== undefined && problems.some(problem => problem.code === 'SOURCE_DISABLED');
    if (!idle) diagnostics.push(...problems, ...captureDiagnostics(draft));
    if (!nodes.has(node.uniqueId)) nodes.set(node.uniqueId, idle ? switchedOff(node) : node);
  }
  const enabledSources = new Map<string, DbtSource>();
  for (const source of sources) {
    if (!source.enabled) disabled.set(source.uniqueId, source);
    else if (!enabledSources.has(source.uniqueId)) enabledSources.set(source.uniqueId, source);
  }
  diagnostics.push(...cycleDiagnostics(nodes));
  const all = [...nodes.values(), ...[...disabled.values()].filter(item => 'type' in item)];
  const lookup = before && sameNodes(before, nodes, enabledSources, disabled) ? before.lookup : new Lookup(frame.root.name, all, sources);
  return { nodes, sources: enabledSources, disabled, lookup, diagnostics };
}

function targetsOf(draft: Draft, lookup: Lookup<Draft>): { readonly ids: readonly string[]; readonly problems: readonly DbtDiagnostic[] } {
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

function sameNodes(
  before: DbtProject,
  nodes: ReadonlyMap<string, DbtNode>,
  sources: ReadonlyMap<string, DbtSource>,
  disabled: ReadonlyMap<string, DbtNode | DbtSource>,
): boolean {
  const same = <T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>): boolean =>
    a.size === b.size && [...a].every(([id, value]) => b.get(id) === value);
  return same(before.nodes, nodes) && same(before.sources, sources) && same(before.disabled, disabled);
}
