/** File URIs as VS Code writes them, and paths. */
import { fileURLToPath, pathToFileURL } from 'node:url';

/** undefined for documents that are no files. */
export function pathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

export function uriOf(path: string): string {
  return pathToFileURL(path).href;
}

export const startOfDocument = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } as const;
