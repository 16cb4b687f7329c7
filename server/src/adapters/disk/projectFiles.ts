/**
 * dbt projects in folders: what dbt itself would read, and nothing of `target/`, logs, virtual environments or version control.
 * Invariant: an unreadable or binary file is named as a problem, never the end of the reading.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { ProjectFiles, ProjectSource } from '../../ports/ProjectSource';
import { findProfiles } from './profiles';

export const diskProjects: ProjectSource = {
  find: findProjects,
  read: readProjectFiles,
  readFile: readProjectFile,
  profiles: findProfiles,
};

/** What tools keep for themselves, wherever it lies. */
const ignoredAnywhere = new Set(['.git', 'node_modules', '.venv', 'venv', '__pycache__']);
/** What is written beside a project's own folders; deeper, these are names like any other: `models/logs` holds models. */
const ignoredBesideProject = new Set(['target', 'logs', 'env', 'lake', '.vscode', '.vscode-test']);
const readExtensions = /\.(sql|ya?ml|md|csv|py|jinja2?|j2)$/i;
/** Seeds are read for their header and types, not for their rows. */
const maximumBytes = 8 * 1024 * 1024;
/** How deep below a workspace folder projects are looked for. */
const maximumDepth = 4;

/** The nearest folder upward with a dbt_project.yml. */
export async function findProjectRoot(from: string): Promise<string | undefined> {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (await isFile(join(folder, 'dbt_project.yml'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

async function findProjects(folder: string, depth = 0): Promise<readonly string[]> {
  if (await isFile(join(folder, 'dbt_project.yml'))) return [folder];
  if (depth >= maximumDepth) return [];
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const folders = entries.filter(
      entry =>
        entry.isDirectory() &&
        entry.name !== 'dbt_packages' &&
        !ignoredAnywhere.has(entry.name) &&
        !(depth === 0 && ignoredBesideProject.has(entry.name)),
    );
    const found = await Promise.all(folders.map(entry => findProjects(join(folder, entry.name), depth + 1)));
    return found.flat().sort();
  } catch {
    // A folder that may not be listed holds no project for this user.
    return [];
  }
}

export async function readProjectFiles(root: string): Promise<ProjectFiles> {
  const files = new Map<string, string>();
  const problems: { path: string; message: string }[] = [];
  await readFolder(resolve(root), resolve(root), files, problems);
  return { root: resolve(root), files, problems };
}

async function readFolder(
  root: string,
  folder: string,
  files: Map<string, string>,
  problems: { path: string; message: string }[],
): Promise<void> {
  const name = (path: string): string => relative(root, path).split(sep).join('/');
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    problems.push({ path: name(folder), message: `cannot be read: ${(error as Error).message}` });
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!isIgnored(name(path).split('/'))) await readFolder(root, path, files, problems);
    } else if (readExtensions.test(entry.name)) {
      try {
        files.set(name(path), await readText(path));
      } catch (error) {
        problems.push({ path: name(path), message: (error as Error).message });
      }
    }
  }
}

async function readProjectFile(root: string, path: string): Promise<string | undefined> {
  if (!readExtensions.test(path) || isIgnored(path.split('/').slice(0, -1))) return undefined;
  try {
    return await readText(join(root, path));
  } catch {
    return undefined;
  }
}

/** `folders`: from the project's root down. An installed package is a project of its own. */
function isIgnored(folders: readonly string[]): boolean {
  const besidePackage = folders[0] === 'dbt_packages' ? 2 : 0;
  return folders.some((name, at) => ignoredAnywhere.has(name) || ((at === 0 || at === besidePackage) && ignoredBesideProject.has(name)));
}

async function readText(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > maximumBytes) throw new Error(`larger than ${maximumBytes / 1024 / 1024} MB: not read`);
  const text = await readFile(path, 'utf8');
  if (text.includes('\0')) throw new Error('not a text file: not read');
  return text;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
