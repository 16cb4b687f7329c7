/**
 * The frame of a project: its settings, target, packages and vars; everything that one model's text cannot change.
 * Invariant: built from the project's own config files only, so it stays the same object while other files are edited.
 */
import type { DbtDiagnostic } from '../diagnostics';
import { startOfFile } from '../diagnostics';
import type { Dict } from '../value';
import { emptyDict } from '../value';
import { parseYaml } from '../yaml/parseYaml';
import type { YamlFile } from '../yaml/parseYaml';
import { yamlRenderer } from '../context/yamlContext';
import type { ProjectFile } from './files';
import { packageFiles } from './files';
import { installedFolders, missingPackage, wantedPackages } from './packages';
import { readTarget, unknownTarget } from './profile';
import type { Target } from './profile';
import type { QuotePolicy } from './relation';
import { quoteAll, quotePolicy } from './relation';
import type { ProjectSettings } from './settings';
import { readSettings } from './settings';
import type { SourceFile } from './sourceFile';
import { yamlOf } from './sourceFile';

export interface ProjectOptions {
  /** The target to use instead of the profile's own. */
  readonly target?: string;
  /** `--vars`. */
  readonly vars?: Dict;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** profiles.yml where it lies outside of the project; the project's own file otherwise. */
  readonly profiles?: { readonly path: string; readonly text: string };
  readonly runStartedAt?: string;
  readonly invocationId?: string;
  readonly fullRefresh?: boolean;
}

export interface ProjectFrame {
  readonly root: ProjectSettings;
  readonly target: Target;
  /** Root first, then the packages by name. */
  readonly packages: readonly ProjectSettings[];
  readonly byName: ReadonlyMap<string, ProjectSettings>;
  readonly quoting: QuotePolicy;
  readonly options: ProjectOptions;
  readonly diagnostics: readonly DbtDiagnostic[];
  /** Files the frame was built from: a change to one builds another frame. */
  readonly usedFiles: ReadonlySet<string>;
}

export function buildFrame(files: ReadonlyMap<string, SourceFile>, options: ProjectOptions): ProjectFrame {
  const diagnostics: DbtDiagnostic[] = [];
  const usedFiles = new Set<string>();
  const yaml = (path: string): YamlFile | undefined => {
    usedFiles.add(path);
    const file = files.get(path);
    return file && yamlOf(file);
  };
  const rootYaml = yaml('dbt_project.yml');
  if (!rootYaml)
    diagnostics.push({
      code: 'PROJECT_FILE_MISSING',
      severity: 'error',
      message: 'no dbt_project.yml here: this folder is no dbt project',
      file: 'dbt_project.yml',
      range: startOfFile,
    });
  const missing: YamlFile = { root: undefined, problems: [] };
  // The profile's name is needed for the target, the target for everything else in the file.
  const early = readSettings(
    '',
    rootYaml ?? missing,
    yamlRenderer({ options, target: undefined, file: 'dbt_project.yml', problems: [] }),
    [],
  );
  const target = findTarget(early.profile, yaml, options, diagnostics);
  const settingsOf = (folder: string, file: YamlFile): ProjectSettings =>
    readSettings(folder, file, yamlRenderer({ options, target, file: `${folder}dbt_project.yml`, problems: diagnostics }), diagnostics);
  const root = rootYaml ? settingsOf('', rootYaml) : early;
  const packages = findPackages(root, files, yaml, settingsOf, diagnostics);
  const byName = new Map([root, ...packages].map(settings => [settings.name, settings]));
  return {
    root,
    target,
    packages: [root, ...packages],
    byName,
    quoting: quotePolicy(quoteAll, root.quoting),
    options,
    diagnostics,
    usedFiles,
  };
}

function findTarget(
  profile: string | undefined,
  yaml: (path: string) => YamlFile | undefined,
  options: ProjectOptions,
  diagnostics: DbtDiagnostic[],
): Target {
  const given = options.profiles && yamlGiven(options.profiles);
  const file = options.profiles?.path ?? 'profiles.yml';
  const found = given ?? yaml('profiles.yml');
  if (!found) {
    diagnostics.push({
      code: 'PROFILE_MISSING',
      severity: 'info',
      message: 'no profiles.yml found: names are made for schema dbt',
      file: 'dbt_project.yml',
      range: startOfFile,
    });
    return unknownTarget;
  }
  const render = yamlRenderer({ options, target: undefined, file, problems: diagnostics });
  return readTarget(file, found, profile, options.target, render, diagnostics) ?? { ...unknownTarget, profileName: profile ?? 'default' };
}

const givenProfiles = new WeakMap<object, YamlFile>();

function yamlGiven(profiles: { readonly path: string; readonly text: string }): YamlFile {
  const known = givenProfiles.get(profiles);
  if (known) return known;
  const parsed = parseYaml(profiles.text);
  givenProfiles.set(profiles, parsed);
  return parsed;
}

function findPackages(
  root: ProjectSettings,
  files: ReadonlyMap<string, SourceFile>,
  yaml: (path: string) => YamlFile | undefined,
  settingsOf: (folder: string, file: YamlFile) => ProjectSettings,
  diagnostics: DbtDiagnostic[],
): readonly ProjectSettings[] {
  const found = new Map<string, ProjectSettings>();
  const folders = new Set<string>();
  const take = (folder: string): boolean => {
    if (folders.has(folder)) return true;
    const file = yaml(`${folder}dbt_project.yml`);
    if (!file) return false;
    folders.add(folder);
    const settings = settingsOf(folder, file);
    if (settings.name !== root.name && !found.has(settings.name)) found.set(settings.name, settings);
    follow(folder);
    return true;
  };
  const follow = (folder: string): void => {
    for (const wanted of wantedPackages(folder, yaml)) {
      const there =
        wanted.kind === 'local'
          ? take(wanted.location)
          : [...found.keys()].some(name => sameName(name, wanted.location)) ||
            [...folders].some(known => sameName(known.split('/').at(-2) ?? '', wanted.location));
      if (!there && folder === '') diagnostics.push(missingPackage(wanted));
    }
  };
  for (const folder of installedFolders(root.paths.packages, files.keys())) take(folder);
  follow('');
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function sameName(a: string, b: string): boolean {
  return a.replaceAll('-', '_').toLowerCase() === b.replaceAll('-', '_').toLowerCase();
}

/** Files of every package with their roles, the root project's first. */
export function frameFiles(frame: ProjectFrame, paths: Iterable<string>): readonly ProjectFile[] {
  const sorted = [...paths].filter(path => !isOutput(frame, path)).sort();
  const folders = frame.packages.map(settings => settings.folder).filter(folder => folder !== '');
  return frame.packages.flatMap(settings => packageFiles(settings, sorted, folders));
}

/** What dbt wrote, and packages that are not loaded, are no input. */
function isOutput({ root, packages }: ProjectFrame, path: string): boolean {
  if (path.startsWith(`${root.paths.target}/`)) return true;
  return (
    path.startsWith(`${root.paths.packages}/`) && !packages.some(settings => settings.folder !== '' && path.startsWith(settings.folder))
  );
}

/** Vars that a node of the package sees, before `--vars`: the package's own, then the root project's, each with its part for the package. */
export function varsFor(frame: ProjectFrame, packageName: string): Dict {
  let cached = varCache.get(frame);
  if (!cached) varCache.set(frame, (cached = new Map<string, Dict>()));
  const known = cached.get(packageName);
  if (known) return known;
  const own = frame.byName.get(packageName);
  const layers = own && own !== frame.root ? [own, frame.root] : [frame.root];
  const vars = new Map(layers.flatMap(settings => [...settings.vars, ...(packageVars(settings, packageName) ?? emptyDict)]));
  for (const [key, value] of frame.options.vars ?? emptyDict) vars.set(key, value);
  cached.set(packageName, vars);
  return vars;
}

const varCache = new WeakMap<ProjectFrame, Map<string, Dict>>();

function packageVars(settings: ProjectSettings, packageName: string): Dict | undefined {
  const value = settings.vars.get(packageName);
  return value instanceof Map ? value : undefined;
}
