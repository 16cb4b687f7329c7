/** The catalog a command works on: the snapshot that `--catalog` names, AWS Glue where `--profile`, `--region` or `--endpoint-url` is given, else the snapshot of the project's settings or `catalog.ndjson` beside `dbt_project.yml`. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CatalogSnapshot } from '../core/catalog/CatalogSnapshot';
import { snapshotFileSource } from '../adapters/disk/snapshotFile';
import { glueCatalogSource } from '../adapters/aws/glueCatalog';
import { explainFailure } from '../app/explain';
import { CommandError } from './arguments';
import type { CommandArguments, Options } from './arguments';
import { awsAccess } from './awsAccess';
import { settingsOf } from './settings';

/** Loads the catalog; an empty one that knows nothing where none is configured. Lines that cannot be read are said on stderr. */
export async function catalogOf({ options, io }: CommandArguments, projectRoot?: string): Promise<CatalogSnapshot> {
  const path = snapshotPathOf(options, projectRoot);
  if (path === undefined && !asksAws(options)) {
    if (!options.quiet) io.message('no catalog: tables, types and tags are not known; name a snapshot with --catalog FILE');
    return CatalogSnapshot.empty;
  }
  const source = path === undefined ? glueCatalogSource(awsAccess(options)) : snapshotFileSource(path);
  const load = await source.load(io.signal);
  if (load.kind === 'failed') throw new CommandError(explainFailure(load.failure));
  for (const { message, line } of load.problems.slice(0, 3))
    io.message(`${source.label}${line === undefined ? '' : `, line ${line}`}: ${message}`);
  if (load.problems.length > 3) io.message(`${source.label}: ${load.problems.length - 3} more could not be read`);
  return load.snapshot;
}

/** The snapshot file that the catalog is loaded from; undefined where it comes from AWS, or from nowhere. */
export function snapshotPathOf(options: Options, projectRoot: string | undefined): string | undefined {
  if (options.catalog !== undefined) return resolve(options.catalog);
  if (asksAws(options) || projectRoot === undefined) return undefined;
  const { catalogFile } = settingsOf(projectRoot);
  const places = [
    ...(catalogFile === undefined ? [] : [catalogFile]),
    join(projectRoot, 'catalog.ndjson'),
    join(projectRoot, 'catalog.ndjson.gz'),
  ];
  return places.find(existsSync);
}

/** AWS is asked only where somebody says so: never because nothing else is configured. */
function asksAws(options: Options): boolean {
  return options.catalog === undefined && Object.keys(awsAccess(options)).length > 0;
}
