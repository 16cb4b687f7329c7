/** The workspace's own settings (`.vscode/settings.json`), as far as the command needs what the editor would use: catalog file, folders that stand for locations, price. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import type { LocationMapping } from '../adapters/disk/objectStore';
import { CommandError } from './arguments';
import type { Options } from './arguments';

export interface CommandSettings {
  readonly catalogFile?: string;
  readonly store: LocationMapping;
  readonly pricePerTerabyte?: number;
}

export function settingsOf(root: string): CommandSettings {
  const values = readSettings(join(root, '.vscode', 'settings.json'));
  const file = values['medallion.catalog.file'];
  const store = values['medallion.storage.folders'];
  const price = values['medallion.cost.pricePerTerabyte'];
  return {
    ...(typeof file === 'string' && file !== '' ? { catalogFile: resolve(root, file) } : {}),
    store: new Map(
      typeof store === 'object' && store !== null
        ? Object.entries(store).map(([prefix, folder]) => [prefix, resolve(root, String(folder))])
        : [],
    ),
    ...(typeof price === 'number' ? { pricePerTerabyte: price } : {}),
  };
}

/** `--store` options add to the folders of the settings, and go before them. */
export function storeOf(options: Options, root: string | undefined): LocationMapping {
  const mapping = new Map(root === undefined ? [] : settingsOf(root).store);
  for (const pair of options.store ?? []) {
    const at = pair.lastIndexOf('=');
    if (at < 1) throw new CommandError(`--store ${pair}: write PREFIX=DIR`);
    mapping.set(pair.slice(0, at), resolve(pair.slice(at + 1)));
  }
  return mapping;
}

/** VS Code's settings are JSON with comments and trailing commas; YAML reads all of that but the comments. */
function readSettings(path: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = parse(readFileSync(path, 'utf8').replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '$1'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
