/**
 * From files to a project: frame, macros, nodes, sources, graph.
 * Invariant: no input makes it throw; whatever is wrong with one file is a diagnostic and the rest is loaded.
 */
import type { CatalogSnapshot } from '../../catalog/CatalogSnapshot';
import type { DbtProject } from './DbtProject';
import { builtNodes } from './buildNodes';
import type { ProjectOptions } from './frame';
import { buildFrame, frameFiles } from './frame';
import { globalMacros, MacroIndex, macrosOf } from './macroIndex';
import type { DbtMacro } from './macroIndex';
import { SourceFile } from './sourceFile';

export interface LoadOptions extends ProjectOptions {
  readonly catalog: CatalogSnapshot;
}

/** `files`: texts by path from the project's folder, packages in `dbt_packages/` included. */
export function loadProject(files: ReadonlyMap<string, string>, options: LoadOptions): DbtProject {
  return assemble(new Map([...files].map(([path, text]) => [path, new SourceFile(path, text)])), options, undefined);
}

/** The project after one file got another text; undefined removes it. */
export function updateFile(project: DbtProject, path: string, text: string | undefined): DbtProject {
  if (project.files.get(path)?.text === text) return project;
  const files = new Map(project.files);
  if (text === undefined) files.delete(path);
  else files.set(path, new SourceFile(path, text));
  return assemble(files, { ...project.frame.options, catalog: project.catalog }, project);
}

/** The project seen with another catalog: nodes stay, compiled texts are made anew where they asked it. */
export function withCatalog(project: DbtProject, catalog: CatalogSnapshot): DbtProject {
  return project.catalog === catalog ? project : { ...project, catalog };
}

function assemble(
  files: ReadonlyMap<string, SourceFile>,
  { catalog, ...options }: LoadOptions,
  before: DbtProject | undefined,
): DbtProject {
  const samePaths = before?.files.size === files.size && [...files.keys()].every(path => before.files.has(path));
  const sameFrame = before && samePaths && [...before.frame.usedFiles].every(path => before.files.get(path) === files.get(path));
  const frame = sameFrame ? before.frame : buildFrame(files, options);
  const roles = sameFrame ? before.roles : frameFiles(frame, files.keys());
  const found = roles.flatMap(place => {
    const file = place.role === 'macro' || place.role === 'genericTest' ? files.get(place.path) : undefined;
    return file ? macrosOf(file, place) : [];
  });
  const macros =
    before && sameFrame && sameMacros(before.macros, found) ? before.macros : new MacroIndex(frame, [...globalMacros, ...found]);
  return { files, frame, roles, macros, catalog, ...builtNodes(files, roles, frame, macros, before) };
}

function sameMacros(index: MacroIndex, found: readonly DbtMacro[]): boolean {
  return (
    index.diagnostics.length === 0 &&
    index.all.size === globalMacros.length + found.length &&
    found.every(macro => index.all.get(macro.uniqueId) === macro)
  );
}
