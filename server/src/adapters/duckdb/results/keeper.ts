/**
 * The process's side of the kept results: one table each in a database file that goes with the process.
 * Invariant: a sorted or filtered view is worked out once and read by place until rows arrive or another view is asked for.
 */
import { join } from 'node:path';
import { DuckDBDataChunk, DuckDBInstance, BIGINT, VARCHAR } from '@duckdb/node-api';
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import { parseTrinoType } from '../../../core/analysis/types/parseType';
import type { TrinoType } from '../../../core/analysis/types/TrinoType';
import type { ResultColumn, Row } from '../../../ports/QueryEngine';
import type { ResultPage, ResultView } from '../../../ports/ResultStore';
import { registerFunctions } from '../functions/register';
import { Failure } from '../functions/failure';
import type { KeepAnswer, KeepRequest, ProcessSettings, ResultWindow } from '../messages';
import { quote } from '../sqlText';
import { keptText, valueOf } from './columnSql';
import { exportRows } from './exportRows';
import { columnStatistics } from './statistics';
import { columnName, isWhole, orderSql, whereSql } from './viewSql';

export interface KeptTable {
  readonly connection: DuckDBConnection;
  /** The quoted name of the table: `n` and a column of text for each column. */
  readonly table: string;
  readonly columns: readonly ResultColumn[];
  readonly types: readonly TrinoType[];
}

interface Kept extends KeptTable {
  readonly appender: DuckDBAppender;
  rows: number;
  view: { readonly key: string; readonly total: number } | undefined;
}

export interface Keeper {
  /** @param stopped whether whoever asked has lost interest. */
  answer(request: KeepRequest, stopped: () => boolean): Promise<KeepAnswer>;
}

export async function createKeeper(settings: ProcessSettings): Promise<Keeper> {
  const instance = await DuckDBInstance.create(join(settings.tempDirectory, 'results.duckdb'), {
    threads: String(settings.threads),
    memory_limit: settings.memoryLimit,
    temp_directory: settings.tempDirectory,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await registerFunctions(connection);
  await connection.run(`SET TimeZone = 'UTC'`);
  // Rows are appended on a connection of their own: a query that calls back into this thread must never wait for it.
  const writing = await instance.connect();
  const results = new Map<string, Kept>();
  const find = (result: string): Kept => {
    const kept = results.get(result);
    if (!kept) throw new Failure('RESULT_NOT_FOUND', 'the rows of this result are no longer kept: run the statement again');
    return kept;
  };
  let tables = 0;
  return {
    async answer(request, stopped) {
      switch (request.kind) {
        case 'create':
          results.set(request.result, await createTable(connection, writing, `r${tables++}`, request.columns));
          return { kind: 'done' };
        case 'append':
          append(find(request.result), request.rows);
          return { kind: 'done' };
        case 'page':
          return { kind: 'page', page: await page(find(request.result), request.view, request.window) };
        case 'statistics': {
          const kept = find(request.result);
          return { kind: 'statistics', statistics: await columnStatistics(kept, request.view, request.column) };
        }
        case 'export': {
          const kept = find(request.result);
          return {
            kind: 'exported',
            ...(await exportRows(kept, request.view, request.format, request.path, settings.tempDirectory, stopped)),
          };
        }
        case 'drop': {
          const kept = results.get(request.result);
          results.delete(request.result);
          if (kept) await drop(kept);
          return { kind: 'done' };
        }
      }
    },
  };
}

async function createTable(
  connection: DuckDBConnection,
  writing: DuckDBConnection,
  name: string,
  columns: readonly ResultColumn[],
): Promise<Kept> {
  const table = quote(name);
  await writing.run(`CREATE TABLE ${table} (n BIGINT${columns.map((_, at) => `, ${columnName(at)} VARCHAR`).join('')})`);
  const appender = await writing.createAppender(name);
  return { connection, table, columns, types: columns.map(({ type }) => parseTrinoType(type)), appender, rows: 0, view: undefined };
}

/** DuckDB takes chunks of at most this many rows. */
const chunkRows = 2048;

function append(kept: Kept, rows: readonly Row[]): void {
  const { appender, columns } = kept;
  for (let from = 0; from < rows.length; from += chunkRows) {
    const part = rows.slice(from, from + chunkRows);
    const chunk = DuckDBDataChunk.create([BIGINT, ...columns.map(() => VARCHAR)], part.length);
    chunk.setColumns([part.map((_, at) => BigInt(kept.rows + at)), ...columns.map((_, at) => part.map(row => keptText(row[at] ?? null)))]);
    appender.appendDataChunk(chunk);
    kept.rows += part.length;
  }
  appender.flushSync();
}

/** Rows of a view in their order, with its count. */
async function page(kept: Kept, view: ResultView, { offset, limit, columns }: ResultWindow): Promise<ResultPage> {
  const wanted = columns ?? kept.columns.map((_, at) => at);
  const names = wanted.map(at => `r.${columnName(at)}`).join(', ');
  const whole = isWhole(view);
  const total = whole ? kept.rows : await prepare(kept, view);
  const from = whole
    ? `${kept.table} AS r WHERE r.n >= ${offset} AND r.n < ${offset + limit} ORDER BY r.n`
    : `${viewTable(kept)} AS v JOIN ${kept.table} AS r USING (n) WHERE v.place > ${offset} AND v.place <= ${offset + limit} ORDER BY v.place`;
  if (wanted.length === 0) return { rows: [], total };
  const answer = await kept.connection.runAndReadAll(`SELECT ${names} FROM ${from}`);
  const rows = answer
    .getRows()
    .map(row => row.map((value, at) => valueOf(typeof value === 'string' ? value : null, kept.types[wanted[at]!]!)));
  return { rows, total };
}

function viewTable({ table }: KeptTable): string {
  return `${table.slice(0, -1)}_view"`;
}

async function prepare(kept: Kept, view: ResultView): Promise<number> {
  const key = JSON.stringify([view, kept.rows]);
  if (kept.view?.key === key) return kept.view.total;
  await kept.connection.run(
    `CREATE OR REPLACE TABLE ${viewTable(kept)} AS SELECT n, row_number() OVER (ORDER BY ${orderSql(view, kept.types)}) AS place FROM ${kept.table} WHERE ${whereSql(view, kept.types)}`,
  );
  const counted = await kept.connection.runAndReadAll(`SELECT count(*) FROM ${viewTable(kept)}`);
  const total = Number(counted.getRows()[0]?.[0] ?? 0);
  kept.view = { key, total };
  return total;
}

async function drop(kept: Kept): Promise<void> {
  kept.appender.closeSync();
  await kept.connection.run(`DROP TABLE IF EXISTS ${viewTable(kept)}`);
  await kept.connection.run(`DROP TABLE ${kept.table}`);
}
