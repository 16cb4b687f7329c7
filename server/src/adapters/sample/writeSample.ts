/**
 * Writes the sample lakehouse into a folder: a dbt project, its lake and its catalog.
 * Invariant: the folder is untouched until everything stands; a sample written before is replaced as a whole, a foreign folder never.
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CatalogSnapshot } from '../../core/catalog/CatalogSnapshot';
import { snapshotLines } from '../../core/catalog/snapshotFormat';
import { environments } from './lakeDefinition';
import { checkTarget, existingParent, folderSize, putInPlace, writeMarker } from './sampleFolder';
import { writeLake } from './writeLake';

export interface SampleOptions {
  readonly onProgress?: (progress: SampleProgress) => void;
  readonly signal?: AbortSignal;
  /** The folder media/sample, where it is not that of the installation this code belongs to. */
  readonly assets?: string;
}

export interface SampleProgress {
  readonly step: string;
  /** Between 0 and 1. */
  readonly done: number;
}

export interface SampleSummary {
  readonly folder: string;
  readonly databases: number;
  readonly tables: number;
  readonly rows: number;
  readonly files: number;
  readonly bytes: number;
  readonly elapsedMs: number;
}

/** @throws SampleRefused where the folder is not ours to write; the signal's reason where it was cancelled. */
export async function writeSample(
  dir: string,
  { onProgress, signal, assets = sampleAssets() }: SampleOptions = {},
): Promise<SampleSummary> {
  const started = performance.now();
  const target = resolve(dir);
  await checkTarget(target);
  const aside = await mkdtemp(join(await existingParent(target), `.${basename(target)}.writing-`));
  try {
    await cp(join(assets, 'project'), aside, { recursive: true });
    await writeSettings(aside);
    await writeMarker(aside);
    const catalog = await writeLake({
      assets,
      root: aside,
      signal: signal ?? new AbortController().signal,
      onProgress: onProgress ?? (() => undefined),
    });
    await writeFile(join(aside, 'catalog.ndjson'), [...snapshotLines(catalog), ''].join('\n'));
    const size = await folderSize(aside);
    signal?.throwIfAborted();
    await putInPlace(aside, target);
    return { folder: target, ...counts(catalog), ...size, elapsedMs: Math.round(performance.now() - started) };
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** The nearest media/sample upward from this code: beside `dist` in an installation, at the root of a checkout. */
function sampleAssets(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const assets = join(folder, 'media', 'sample');
    if (existsSync(join(assets, 'project', 'dbt_project.yml'))) return assets;
    if (dirname(folder) === folder) throw new Error('the installation lacks media/sample: install the extension again');
  }
}

/** The workspace settings that point the editor and the command at the sample's own catalog and lake. */
async function writeSettings(root: string): Promise<void> {
  const settings = {
    'medallion.catalog.source': 'snapshot',
    'medallion.catalog.file': 'catalog.ndjson',
    'medallion.storage.folders': Object.fromEntries(environments.map(({ location, folder }) => [location, folder])),
  };
  await mkdir(join(root, '.vscode'), { recursive: true });
  await writeFile(join(root, '.vscode', 'settings.json'), `${JSON.stringify(settings, null, 2)}\n`);
}

function counts(catalog: CatalogSnapshot): Pick<SampleSummary, 'databases' | 'tables' | 'rows'> {
  const tables = [...catalog.databases.values()].flatMap(database => [...database.tables.values()]);
  const rows = tables.reduce((total, { table }) => total + Number(table.Parameters?.recordCount ?? 0), 0);
  return { databases: catalog.databases.size, tables: tables.length, rows };
}
