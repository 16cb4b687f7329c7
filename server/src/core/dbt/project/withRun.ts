/** A project as one run sees it. Invariant: asking twice for the same view gives the same object, so that compiled texts are kept. */
import type { CatalogSnapshot } from '../../catalog/CatalogSnapshot';
import type { DbtProject } from './DbtProject';
import type { ProjectFrame } from './frame';

export function withRun(project: DbtProject, catalog: CatalogSnapshot, fullRefresh: boolean): DbtProject {
  const same = (project.frame.options.fullRefresh === true) === fullRefresh;
  if (same && project.catalog === catalog) return project;
  const known = views.get(project)?.find(view => view.catalog === catalog && (view.frame.options.fullRefresh === true) === fullRefresh);
  if (known) return known;
  const view = { ...project, catalog, frame: same ? project.frame : frameFor(project.frame, fullRefresh) };
  views.set(project, [...(views.get(project) ?? []).slice(-3), view]);
  return view;
}

const views = new WeakMap<DbtProject, readonly DbtProject[]>();
const frames = new WeakMap<ProjectFrame, ProjectFrame>();

function frameFor(frame: ProjectFrame, fullRefresh: boolean): ProjectFrame {
  const known = frames.get(frame);
  if (known) return known;
  const other = { ...frame, options: { ...frame.options, fullRefresh } };
  frames.set(frame, other);
  return other;
}
