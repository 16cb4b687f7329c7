/**
 * The packages of a project: installed ones in dbt_packages, local ones where packages.yml points, and theirs.
 * Invariant: a package appears once, by its name; a wanted package that is not there is a diagnostic at its line.
 */
import type { TextRange } from '../../text/TextRange';
import type { DbtDiagnostic } from '../diagnostics';
import { asString } from '../value';
import type { YamlFile } from '../yaml/parseYaml';
import type { YamlNode } from '../yaml/yamlTree';
import { yamlAt, yamlItems, yamlValue } from '../yaml/parseYaml';

export interface WantedPackage {
  readonly kind: 'local' | 'installed';
  /** Local: folder in the file map with a closing slash. Installed: the name by which dbt_packages may hold it. */
  readonly location: string;
  readonly file: string;
  readonly range: TextRange;
}

/** Packages that `packages.yml` or `dependencies.yml` in `folder` asks for. */
export function wantedPackages(folder: string, read: (path: string) => YamlFile | undefined): readonly WantedPackage[] {
  for (const file of [`${folder}packages.yml`, `${folder}dependencies.yml`]) {
    const items = yamlItems(yamlAt(read(file)?.root, 'packages'));
    if (items.length > 0) return items.flatMap(item => wanted(folder, file, item));
  }
  return [];
}

function wanted(folder: string, file: string, node: YamlNode): readonly WantedPackage[] {
  const at = (key: string): string | undefined => asString(yamlValue(yamlAt(node, key)));
  const local = at('local');
  if (local !== undefined)
    return [{ kind: 'local', location: `${joined(folder, local)}/`, file, range: yamlAt(node, 'local')?.range ?? node.range }];
  const name = at('package') ?? at('git') ?? at('tarball') ?? at('private');
  if (name === undefined) return [];
  const last =
    at('name') ??
    name
      .replace(/\.git$/, '')
      .split(/[/:]/)
      .at(-1) ??
    name;
  return [
    { kind: 'installed', location: last.replaceAll('-', '_'), file, range: (yamlAt(node, 'package') ?? yamlAt(node, 'git') ?? node).range },
  ];
}

/** `folder/path` with `.` and `..` resolved. */
function joined(folder: string, path: string): string {
  const parts = folder.split('/').filter(part => part !== '');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** Folders of installed packages, each with its own dbt_project.yml, sorted by name. */
export function installedFolders(installPath: string, paths: Iterable<string>): readonly string[] {
  const folders: string[] = [];
  for (const path of paths) {
    const rest = path.startsWith(`${installPath}/`) ? path.slice(installPath.length + 1) : '';
    const parts = rest.split('/');
    if (parts.length === 2 && parts[1] === 'dbt_project.yml' && parts[0] !== undefined && !parts[0].startsWith('__'))
      folders.push(`${installPath}/${parts[0]}/`);
  }
  return folders.sort();
}

export function missingPackage({ kind, location, file, range }: WantedPackage): DbtDiagnostic {
  const message = kind === 'local' ? `no dbt_project.yml in ${location}` : `package '${location}' is not installed: run dbt deps`;
  return { code: 'PACKAGE_MISSING', severity: 'error', message, file, range };
}
