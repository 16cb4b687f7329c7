/**
 * Fills the lake of both environments, layer by layer, and describes it as a catalog.
 * Invariant: every table of the catalog is described by the files that were written for it.
 */
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { join } from 'node:path';
import { CatalogSnapshot } from '../../core/catalog/CatalogSnapshot';
import type { DatabaseEntry, TableEntry } from '../../core/catalog/CatalogSnapshot';
import type { LFTagPair } from '../../core/catalog/lakeFormation';
import { loadProject } from '../../core/dbt/project/loadProject';
import { readProjectFiles } from '../disk/projectFiles';
import { prepareBronze, writeBronzeTable } from './bronzeData';
import { accountId, viewGlueTable } from './glueShapes';
import { environments, readLakeDefinition, tagPairs } from './lakeDefinition';
import type { Environment, LakeDatabase, LakeDefinition } from './lakeDefinition';
import { modelView, writeModelTable } from './modelLayer';
import { buildOrder, queryOf } from './modelQueries';
import { createModelRunner } from './modelRunner';

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
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  try {
    await writeBronze(task, connection, definition, databases);
    await writeModels(task, connection, definition, databases);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  return snapshot(databases);
}

type Databases = Map<string, DatabaseEntry & { readonly tables: Map<string, TableEntry> }>;

/** Parts of the progress bar, from how long they take. */
const bronzeShare = 0.5;

async function writeBronze(
  { assets, root, signal, onProgress }: LakeTask,
  connection: DuckDBConnection,
  { bronze }: LakeDefinition,
  databases: Databases,
): Promise<void> {
  let written = 0;
  for (const environment of environments) {
    await prepareBronze(connection, assets, environment);
    for (const table of bronze) {
      signal.throwIfAborted();
      const name = environment.prefix + table.database;
      onProgress({ step: `${name}.${table.name}`, done: (bronzeShare * written++) / (environments.length * bronze.length) });
      const database = databaseOf(databases, name);
      const place = { assets, root, environment, databaseTags: database.lfTags ?? [] };
      database.tables.set(table.name, await writeBronzeTable(connection, place, table));
    }
  }
}

/** Models read what was written before them, so each sees the catalog as it stands. */
async function writeModels(task: LakeTask, connection: DuckDBConnection, { views }: LakeDefinition, databases: Databases): Promise<void> {
  const { assets, root, signal, onProgress } = task;
  const { files } = await readProjectFiles(join(assets, 'project'));
  const store = new Map(environments.map(({ location, folder }) => [location, join(root, folder)]));
  const runner = await createModelRunner(connection, store);
  for (const [turn, environment] of environments.entries()) {
    const project = loadProject(files, { target: environment.name, env: {}, catalog: snapshot(databases) });
    const nodes = buildOrder(project);
    for (const [at, node] of nodes.entries()) {
      signal.throwIfAborted();
      const name = node.schema ?? '';
      onProgress({
        step: `${name}.${node.alias}`,
        done: bronzeShare + ((1 - bronzeShare) * (turn + at / nodes.length)) / environments.length,
      });
      const database = databaseOf(databases, name);
      const sql = await queryOf(project, node, assets, environment);
      const entry = await naming(`${name}.${node.alias}`, async () => {
        if (node.materialized === 'view') return modelView(node, sql, runner.columns(sql, snapshot(databases)), database.lfTags ?? []);
        const place = { root, environment, databaseTags: database.lfTags ?? [] };
        return writeModelTable(connection, place, node, await runner.rows(sql, snapshot(databases)));
      });
      database.tables.set(node.alias, entry);
    }
    for (const view of views.filter(({ environments: where }) => where.includes(environment.name))) {
      const database = databaseOf(databases, environment.prefix + view.database);
      const sql = view.sql.replaceAll('${prefix}', environment.prefix);
      const columns = runner.columns(sql, snapshot(databases));
      const table = viewGlueTable({ database: database.database.Name, name: view.name, description: view.comment, sql, columns });
      database.tables.set(view.name, { table, lfTags: { database: database.lfTags ?? [], table: [], columns: [] } });
    }
  }
}

/** Says which table could not be built. */
async function naming<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(`sample lake: ${name} cannot be built: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function databaseOf(databases: Databases, name: string): DatabaseEntry & { readonly tables: Map<string, TableEntry> } {
  const database = databases.get(name);
  if (!database) throw new Error(`sample lake: ${name} is not declared in databases.yml`);
  return database;
}

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
