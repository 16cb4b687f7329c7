/**
 * The embedded engine: Athena's SQL on DuckDB, over folders that stand for locations.
 * Invariant: a statement is translated here and runs in the engine's process; what cannot be answered as Trino answers is refused by name.
 */
import type { CatalogSnapshot, TableEntry } from '../../core/catalog/CatalogSnapshot';
import type { Partition, Table } from '../../core/catalog/glue';
import type * as tree from '../../core/sql/tree';
import type { CatalogChange, QueryEngine, QueryRequest, RunHandle } from '../../ports/QueryEngine';
import type { LocationMapping } from '../disk/objectStore';
import { EngineProcess } from './EngineProcess';
import type { RunRequest } from './EngineProcess';
import { EngineRun } from './EngineRun';
import type { WrittenFiles } from './messages';
import { writtenPartitions } from './translate/newTable';
import { analyzeRequest, translateQueryOf } from './translate/translateStatement';
import type { Analyzed } from './translate/translateStatement';
import { translateWrite } from './translate/translateWrite';

export interface DuckDbOptions {
  /** Asked for each statement, so that a refreshed catalog counts at once. */
  readonly catalog: () => CatalogSnapshot;
  /** Location prefix → folder. */
  readonly store: LocationMapping;
  /** The bundled process: `dist/duckdb.cjs`. */
  readonly processPath: string;
  /** DuckDB's spelling, default `1GB`. */
  readonly memoryLimit?: string;
  readonly threads?: number;
}

export interface DuckDbEngine extends QueryEngine {
  readonly kind: 'duckdb';
  /** Id of the process that holds DuckDB, while one runs. */
  processId(): Promise<number | undefined>;
}

export function createDuckDbEngine(options: DuckDbOptions): DuckDbEngine {
  const child = new EngineProcess({
    processPath: options.processPath,
    settings: { memoryLimit: options.memoryLimit ?? '1GB', threads: Math.min(options.threads ?? 2, 2), store: [...options.store] },
  });
  let runs = 0;
  return {
    kind: 'duckdb',
    start: request => start(`duckdb-${++runs}`, request, options, child),
    processId: () => child.pid(),
    dispose: () => child.dispose(),
  };
}

async function start(id: string, request: QueryRequest, { catalog }: DuckDbOptions, child: EngineProcess): Promise<RunHandle> {
  const snapshot = catalog();
  const analyzed = analyzeRequest(request, snapshot);
  if (analyzed.kind === 'failed') return failedRun(id, analyzed.error);
  if (analyzed.statement.kind !== 'Query') return startWrite(id, request, analyzed, snapshot, child);
  const translated = translateQueryOf(analyzed.statement, analyzed, snapshot);
  if (translated.kind === 'failed') return failedRun(id, translated.error);
  const { sql, tables, shape } = translated;
  const run = new EngineRun(id, shape.columns);
  await send(child, run, number => ({
    kind: 'start',
    run: number,
    sql,
    tables,
    shape,
    ...(request.maxRows === undefined ? {} : { maxRows: request.maxRows }),
  }));
  return run;
}

/** A statement that writes: its result is the number of rows, as Trino has it, and what the catalog is to be told. */
async function startWrite(
  id: string,
  { schema, existingPartitions }: QueryRequest,
  analyzed: Analyzed,
  catalog: CatalogSnapshot,
  child: EngineProcess,
): Promise<RunHandle> {
  const plan = translateWrite(analyzed, catalog, schema, existingPartitions);
  if (!plan) {
    return failedRun(id, {
      code: 'NOT_SUPPORTED',
      message: `${statementName(analyzed.statement)} is not available on the embedded engine`,
      offset: analyzed.start,
    });
  }
  switch (plan.kind) {
    case 'failed':
      return failedRun(id, plan.error);
    case 'nothing':
      return finished(id, []);
    case 'catalog':
      return finished(id, [{ kind: 'table', table: plan.table }]);
    case 'remove': {
      const { location, database, name } = plan;
      const change: CatalogChange = { kind: 'dropped', database, name };
      if (location === undefined || location === '') return finished(id, [change]);
      const run = new EngineRun(id, [], () => ({ rows: [], changes: [change] }));
      await send(child, run, number => ({ kind: 'remove', run: number, location }));
      return run;
    }
    case 'write': {
      const { sql, countSql, tables, target, table, entry } = plan;
      const run = new EngineRun(id, [{ name: 'rows', type: 'bigint' }], files => ({
        rows: [[String(files.rows)]],
        changes: [{ kind: 'table', table, ...partitionsOf(table, files, entry) }],
      }));
      await send(child, run, number => ({
        kind: 'write',
        run: number,
        sql,
        ...(countSql === undefined ? {} : { countSql }),
        tables,
        target,
      }));
      return run;
    }
  }
}

/** The partitions the table has now: those it had and those written. */
function partitionsOf(table: Table, files: WrittenFiles, entry: TableEntry | undefined): { readonly partitions?: readonly Partition[] } {
  if ((table.PartitionKeys ?? []).length === 0) return {};
  const written = writtenPartitions(table, files.partitions);
  const values = new Set(written.map(partition => JSON.stringify(partition.Values)));
  return { partitions: [...(entry?.partitions ?? []).filter(partition => !values.has(JSON.stringify(partition.Values))), ...written] };
}

function finished(id: string, changes: readonly CatalogChange[]): RunHandle {
  const run = new EngineRun(id, []);
  run.end({ kind: 'succeeded', statistics: run.statistics(), changes });
  return run;
}

async function send(child: EngineProcess, run: EngineRun, request: (run: number) => RunRequest): Promise<void> {
  try {
    run.attach(await child.send(request, message => run.take(message)));
  } catch (error) {
    run.fail({ code: 'ENGINE_LOST', message: error instanceof Error ? error.message : String(error) });
  }
}

function failedRun(id: string, error: Parameters<EngineRun['fail']>[0]): RunHandle {
  const run = new EngineRun(id, []);
  run.fail(error);
  return run;
}

/** `SHOW TABLES`, `CREATE TABLE`: the statement in SQL's words. */
function statementName(statement: tree.Statement): string {
  if (statement.kind === 'Show') return `SHOW ${statement.what}`;
  return statement.kind.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toUpperCase();
}
