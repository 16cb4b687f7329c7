/** The catalog a command works on: the snapshot that `--catalog` names, else the one of the project's settings. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { CatalogSnapshot } from '../core/catalog/CatalogSnapshot';
import { snapshotFileSource } from '../adapters/disk/snapshotFile';
import { explainFailure } from '../app/explain';
import { CommandError } from './arguments';
import type { CommandArguments } from './arguments';
import { settingsOf } from './settings';

/** Loads the catalog; an empty one that knows nothing where none is configured. Lines that cannot be read are said on stderr. */
export async function catalogOf({ options, io }: CommandArguments, projectRoot?: string): Promise<CatalogSnapshot> {
  const configured = projectRoot === undefined ? undefined : settingsOf(projectRoot).catalogFile;
  const path = options.catalog ?? (configured !== undefined && existsSync(configured) ? configured : undefined);
  if (path === undefined) return CatalogSnapshot.empty;
  const load = await snapshotFileSource(resolve(path)).load(io.signal);
  if (load.kind === 'failed') throw new CommandError(explainFailure(load.failure));
  for (const { message, line } of load.problems.slice(0, 3)) io.message(`${path}:${line ?? 0}: ${message}`);
  if (load.problems.length > 3) io.message(`${path}: ${load.problems.length - 3} more lines could not be read`);
  return load.snapshot;
}
