/**
 * The embedded engine: Athena's SQL on DuckDB, over folders that stand for locations.
 * Invariant: a statement is translated here and runs in the engine's process; what cannot be answered as Trino answers is refused by name.
 */
import type { CatalogSnapshot } from '../../core/catalog/CatalogSnapshot';
import type * as tree from '../../core/sql/tree';
import type { QueryEngine, QueryRequest, RunHandle } from '../../ports/QueryEngine';
import type { LocationMapping } from '../disk/objectStore';
import { EngineProcess } from './EngineProcess';
import type { RunRequest } from './EngineProcess';
import { EngineRun } from './EngineRun';
import { analyzeRequest, translateQueryOf } from './translate/translateStatement';

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
  if (analyzed.statement.kind !== 'Query') {
    return failedRun(id, {
      code: 'NOT_SUPPORTED',
      message: `${statementName(analyzed.statement)} is not available on the embedded engine`,
      offset: analyzed.start,
    });
  }
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
