/**
 * Runs the models' queries: the embedded engine's translation and table views, on the writer's own DuckDB, so that rows need not travel.
 * Invariant: a query that the embedded engine refuses ends the writing with the engine's own message.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { parseTrinoType } from '../../core/analysis/types/parseType';
import type { CatalogSnapshot } from '../../core/catalog/CatalogSnapshot';
import type { LocationMapping } from '../disk/objectStore';
import { hiveType } from '../duckdb/hiveType';
import { registerFunctions } from '../duckdb/functions/register';
import { createTableViews } from '../duckdb/tables/createTableViews';
import { analyzeRequest, translateQueryOf } from '../duckdb/translate/translateStatement';
import type { TranslatedQuery } from '../duckdb/translate/translateStatement';
import type { ModelColumn, ModelRows } from './modelLayer';
import { identifier } from './sqlText';

export interface ModelRunner {
  /** A relation on the connection with the rows of a query in Athena's SQL. */
  rows(sql: string, catalog: CatalogSnapshot): Promise<ModelRows>;
  /** The columns alone: views are not run. */
  columns(sql: string, catalog: CatalogSnapshot): readonly ModelColumn[];
}

export async function createModelRunner(connection: DuckDBConnection, store: LocationMapping): Promise<ModelRunner> {
  await registerFunctions(connection);
  await connection.run("set timezone = 'UTC'");
  // Sums of doubles depend on the order of rows: with one thread there is one order.
  await connection.run('set threads = 1');
  const settings = { store: [...store], threads: 1, memoryLimit: '', tempDirectory: '' };
  return {
    async rows(sql, catalog) {
      const query = translated(sql, catalog);
      await createTableViews(connection, settings, query.tables);
      const places = query.shape.columns.map((_, at) => identifier(`c${at}`));
      const items = query.shape.columns.map(
        ({ name }, at) => `cast(${places[at] ?? ''} as ${query.shape.duckTypes[at] ?? ''}) as ${identifier(name)}`,
      );
      return { relation: `(select ${items.join(', ')} from (${query.sql}) as q(${places.join(', ')}))`, columns: columnsOf(query) };
    },
    columns: (sql, catalog) => columnsOf(translated(sql, catalog)),
  };
}

function translated(sql: string, catalog: CatalogSnapshot): TranslatedQuery {
  const analyzed = analyzeRequest({ sql }, catalog);
  if (analyzed.kind === 'failed') throw new Error(`${analyzed.error.code}: ${analyzed.error.message}`);
  if (analyzed.statement.kind !== 'Query') throw new Error(`a model is a query, not ${analyzed.statement.kind}`);
  const query = translateQueryOf(analyzed.statement, analyzed, catalog);
  if (query.kind === 'failed') throw new Error(`${query.error.code}: ${query.error.message}`);
  return query;
}

function columnsOf({ shape }: TranslatedQuery): readonly ModelColumn[] {
  return shape.columns.map(({ name, type }) => {
    const kept = hiveType(parseTrinoType(type));
    if (kept === undefined) throw new Error(`column ${name}: a table cannot keep ${type}`);
    return { name, type, hiveType: kept };
  });
}
