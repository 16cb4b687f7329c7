/**
 * The texts of a dbt project's folder: what dbt itself would read, and nothing of `target/`, logs, virtual environments or version control.
 * Invariant: an unreadable or binary file is named as a problem, never the end of the reading.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';

export interface ProjectFiles {
  /** Absolute. */
  readonly root: string;
  /** Path relative to `root`, with `/`, to text. */
  readonly files: ReadonlyMap<string, string>;
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

const ignoredFolders = new Set(['target', 'logs', 'node_modules', '.git', '.venv', 'venv', 'env', '.vscode', '__pycache__', 'lake']);
const readExtensions = /\.(sql|ya?ml|md|csv|py|jinja2?|j2)$/i;
/** Seeds are read for their header and types, not for their rows. */
const maximumBytes = 8 * 1024 * 1024;

/** The nearest folder upward with a dbt_project.yml. */
export async function findProjectRoot(from: string): Promise<string | undefined> {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (await exists(join(folder, 'dbt_project.yml'))) return folder;
    if (dirname(folder) === folder) return undefined;
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
      if (!ignoredFolders.has(entry.name)) await readFolder(root, path, files, problems);
    } else if (readExtensions.test(entry.name)) {
      try {
        const { size } = await stat(path);
        if (size > maximumBytes) problems.push({ path: name(path), message: `larger than ${maximumBytes / 1024 / 1024} MB: not read` });
        else {
          const text = await readFile(path, 'utf8');
          if (text.includes('\0')) problems.push({ path: name(path), message: 'not a text file: not read' });
          else files.set(name(path), text);
        }
      } catch (error) {
        problems.push({ path: name(path), message: `cannot be read: ${(error as Error).message}` });
      }
    }
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
