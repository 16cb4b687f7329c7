/**
 * Which file of a package is what, by dbt's paths and extensions.
 * Invariant: a file belongs to one package; what lies in an installed package's folder is never the root project's.
 */
import type { ProjectSettings } from './settings';

export type FileRole =
  'model' | 'pythonModel' | 'seed' | 'snapshot' | 'analysis' | 'singularTest' | 'genericTest' | 'macro' | 'docs' | 'schema' | 'fixture';

export interface ProjectFile {
  /** In the file map. */
  readonly path: string;
  /** As dbt prints it: from the package's folder. */
  readonly originalPath: string;
  /** From the search folder (`models`), as dbt's `path`. */
  readonly relativePath: string;
  readonly role: FileRole;
  /** Of its package. */
  readonly settings: ProjectSettings;
}

/** Files of one package in dbt's reading order (by role, then by path). One file may have two roles: `.md` and `.yml` share folders with models. */
export function packageFiles(
  settings: ProjectSettings,
  paths: readonly string[],
  foreignFolders: readonly string[],
): readonly ProjectFile[] {
  const found: ProjectFile[] = [];
  for (const path of paths) {
    if (
      !path.startsWith(settings.folder) ||
      foreignFolders.some(folder => folder.length > settings.folder.length && path.startsWith(folder))
    )
      continue;
    const originalPath = path.slice(settings.folder.length);
    for (const role of rolesOf(settings, originalPath))
      found.push({ path, originalPath, relativePath: role.relative, role: role.role, settings });
  }
  return found;
}

function rolesOf({ paths }: ProjectSettings, path: string): readonly { readonly role: FileRole; readonly relative: string }[] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name.startsWith('.')) return [];
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const inside = (folders: readonly string[]): string | undefined => {
    for (const folder of folders)
      if (folder === '' || folder === '.' || path.startsWith(`${folder}/`))
        return folder === '' || folder === '.' ? path : path.slice(folder.length + 1);
    return undefined;
  };
  const roles: { role: FileRole; relative: string }[] = [];
  const add = (role: FileRole, folders: readonly string[]): void => {
    const relative = inside(folders);
    if (relative !== undefined) roles.push({ role, relative });
  };
  switch (extension) {
    case 'sql':
      add('model', paths.models);
      add('snapshot', paths.snapshots);
      add('analysis', paths.analyses);
      add('macro', paths.macros);
      addTests(paths.tests);
      break;
    case 'py':
      add('pythonModel', paths.models);
      break;
    case 'csv':
      add('seed', paths.seeds);
      for (const folder of paths.tests) add('fixture', [`${folder}/fixtures`]);
      break;
    case 'md':
      add('docs', paths.docs);
      break;
    case 'yml':
    case 'yaml':
      add('schema', [...paths.models, ...paths.seeds, ...paths.snapshots, ...paths.analyses, ...paths.macros, ...paths.tests]);
      break;
  }
  return roles;

  function addTests(folders: readonly string[]): void {
    const generic = inside(folders.map(folder => `${folder}/generic`));
    if (generic !== undefined) roles.push({ role: 'genericTest', relative: generic });
    else if (inside(folders.map(folder => `${folder}/fixtures`)) === undefined) add('singularTest', folders);
  }
}

/** The dotted path that configs and selection go by: package, folders, name. */
export function fqnOf(settings: ProjectSettings, relativePath: string, name: string): readonly string[] {
  const folders = relativePath.split('/').slice(0, -1);
  return [settings.name, ...folders, name];
}

export function baseName(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}
