/** The lineage of a project at this moment, made once per analysis. */
import type { OpenProject, Workspace } from '../app/Workspace';
import type { ProjectAnalysis } from '../core/lineage/ProjectAnalysis';
import { ProjectLineage } from '../core/lineage/ProjectLineage';
import { TagFlow } from '../core/lineage/tagFlow';

interface Derived {
  readonly lineage: ProjectLineage;
  readonly flow: TagFlow;
}

const derived = new WeakMap<ProjectAnalysis, Derived>();

export function lineageOf(workspace: Workspace, project: OpenProject): ProjectLineage {
  return derivedOf(workspace, project).lineage;
}

export function tagFlowOf(workspace: Workspace, project: OpenProject): TagFlow {
  return derivedOf(workspace, project).flow;
}

function derivedOf(workspace: Workspace, project: OpenProject): Derived {
  const analysis = workspace.analysisOf(project);
  let known = derived.get(analysis);
  if (!known) {
    const lineage = new ProjectLineage(analysis, workspace.layerRules);
    derived.set(analysis, (known = { lineage, flow: new TagFlow(lineage) }));
  }
  return known;
}
