/** The catalog a command works on: the snapshot that `--catalog` names, AWS Glue where `--profile`, `--region` or `--endpoint-url` is given, else the snapshot of the project's settings. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { CatalogSnapshot } from '../core/catalog/CatalogSnapshot';
import { snapshotFileSource } from '../adapters/disk/snapshotFile';
import { glueCatalogSource } from '../adapters/aws/glueCatalog';
import { explainFailure } from '../app/explain';
import { CommandError } from './arguments';
import type { CommandArguments } from './arguments';
import { awsAccess } from './awsAccess';
import { settingsOf } from './settings';

/** Loads the catalog; an empty one that knows nothing where none is configured. Lines that cannot be read are said on stderr. */
export async function catalogOf({ options, io }: CommandArguments, projectRoot?: string): Promise<CatalogSnapshot> {
  const configured = projectRoot === undefined ? undefined : settingsOf(projectRoot).catalogFile;
  const path = options.catalog ?? (configured !== undefined && existsSync(configured) ? configured : undefined);
  const access = awsAccess(options);
  // AWS is asked only where somebody says so: never because nothing else is configured.
  const asked = options.catalog === undefined && Object.keys(access).length > 0;
  if (path === undefined && !asked) return CatalogSnapshot.empty;
  const source = asked ? glueCatalogSource(access) : snapshotFileSource(resolve(path ?? ''));
  const load = await source.load(io.signal);
  if (load.kind === 'failed') throw new CommandError(explainFailure(load.failure));
  for (const { message, line } of load.problems.slice(0, 3))
    io.message(`${source.label}${line === undefined ? '' : `, line ${line}`}: ${message}`);
  if (load.problems.length > 3) io.message(`${source.label}: ${load.problems.length - 3} more could not be read`);
  return load.snapshot;
}
