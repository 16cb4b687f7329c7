/**
 * Fills the lake of both environments, layer by layer, and describes it as a catalog.
 * Invariant: every table of the catalog is described by the files that were written for it.
 */
import { DuckDBInstance } from '@duckdb/node-api';
import { CatalogSnapshot } from '../../core/catalog/CatalogSnapshot';
import type { DatabaseEntry, TableEntry } from '../../core/catalog/CatalogSnapshot';
import type { LFTagPair } from '../../core/catalog/lakeFormation';
import { prepareBronze, writeBronzeTable } from './bronzeData';
import { accountId } from './glueShapes';
import { environments, readLakeDefinition, tagPairs } from './lakeDefinition';
import type { Environment, LakeDatabase, LakeDefinition } from './lakeDefinition';

export interface LakeTask {
  /** media/sample */
  readonly assets: string;
  /** The folder that becomes the sample. */
  readonly root: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { readonly step: string; readonly done: number }) => void;
}

export async function writeLake(task: LakeTask): Promise<CatalogSnapshot> {
  const definition = await readLakeDefinition(task.assets);
  const databases = new Map(environments.flatMap(environment => declared(definition, environment)));
  await writeBronze(task, definition, databases);
  return snapshot(databases);
}

type Databases = Map<string, DatabaseEntry & { readonly tables: Map<string, TableEntry> }>;

function snapshot(databases: Databases): CatalogSnapshot {
  return new CatalogSnapshot({
    identity: {
      account: accountId,
      region: 'eu-west-1',
      catalogId: accountId,
      principal: `arn:aws:iam::${accountId}:role/analytics-engineer`,
      takenAt: new Date().toISOString(),
    },
    databases,
  });
}

function declared(
  { databases }: LakeDefinition,
  environment: Environment,
): [string, DatabaseEntry & { tables: Map<string, TableEntry> }][] {
  return databases
    .filter(database => database.environments.includes(environment.name))
    .map(database => {
      const name = environment.prefix + database.name;
      return [
        name,
        {
          database: { Name: name, ...(database.description ? { Description: database.description } : {}), CatalogId: accountId },
          lfTags: database.denied === undefined ? databaseTags(environment, database) : null,
          state: database.denied === undefined ? { kind: 'loaded' } : { kind: 'denied', action: database.denied },
          tables: new Map(),
        },
      ];
    });
}

function databaseTags({ name }: Environment, { tags }: LakeDatabase): readonly LFTagPair[] {
  return [...tagPairs({ environment: name }), ...tags];
}

async function writeBronze(
  { assets, root, signal, onProgress }: LakeTask,
  { bronze }: LakeDefinition,
  databases: Databases,
): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    let written = 0;
    for (const environment of environments) {
      await prepareBronze(connection, assets, environment);
      for (const table of bronze) {
        signal.throwIfAborted();
        onProgress({
          step: `${environment.prefix}${table.database}.${table.name}`,
          done: (written++ / (environments.length * bronze.length)) * 0.5,
        });
        const database = databases.get(environment.prefix + table.database);
        if (!database) throw new Error(`sample lake: ${table.database} is not declared in databases.yml`);
        const entry = await writeBronzeTable(connection, { assets, root, environment, databaseTags: database.lfTags ?? [] }, table);
        database.tables.set(table.name, entry);
      }
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
