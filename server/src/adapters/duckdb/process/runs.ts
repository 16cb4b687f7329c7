/**
 * Runs inside the process: each has its own connection, sends pages only as fast as they are taken, and ends exactly once.
 * Invariant: a cancelled or failed run holds no connection, view or page when its end has been sent.
 */
import type { DuckDBConnection, DuckDBInstance, DuckDBResult } from '@duckdb/node-api';
import { parseTrinoType } from '../../../core/analysis/types/parseType';
import type { Row } from '../../../ports/QueryEngine';
import type { FromProcess, ProcessSettings, ResultShape, RunEnd, TableRequest, ToProcess } from '../messages';
import { pagesAhead, rowsPerPage } from '../messages';
import { createKeeper } from '../results/keeper';
import type { Keeper } from '../results/keeper';
import { quote } from '../sqlText';
import { bytesScanned } from '../tables/bytesScanned';
import { createTableViews } from '../tables/createTableViews';
import { isInterrupt, queryError } from './errors';
import { valuePrinter } from './values';
import { removeFiles, writeFiles } from './writeFiles';

export interface Runs {
  take(message: Exclude<ToProcess, { kind: 'settings' }>): void;
}

interface ActiveRun {
  readonly number: number;
  readonly began: number;
  connection?: DuckDBConnection;
  cancelled: boolean;
  rows: number;
  /** Pages that may still be sent before one is taken. */
  credit: number;
  wake: (() => void) | undefined;
}

type Done = Pick<Extract<RunEnd, { kind: 'succeeded' }>, 'bytesScanned' | 'written' | 'kept'>;

export function createRuns(instance: DuckDBInstance, settings: ProcessSettings, send: (message: FromProcess) => void): Runs {
  const active = new Map<number, ActiveRun>();
  let keeper: Promise<Keeper> | undefined;

  const run = async (number: number, work: (run: ActiveRun, connection: DuckDBConnection) => Promise<Done>): Promise<void> => {
    const state: ActiveRun = { number, began: Date.now(), cancelled: false, rows: 0, credit: pagesAhead, wake: undefined };
    active.set(number, state);
    const end = await outcomeOf(state, work);
    active.delete(number);
    send({ kind: 'end', run: number, end });
  };

  const outcomeOf = async (state: ActiveRun, work: (run: ActiveRun, connection: DuckDBConnection) => Promise<Done>): Promise<RunEnd> => {
    const facts = (): { rows: number; engineMs: number } => ({ rows: state.rows, engineMs: Date.now() - state.began });
    try {
      const connection = await instance.connect();
      state.connection = connection;
      const done = await work(state, connection);
      // Files that are in place cannot be called back.
      return state.cancelled && !done.written ? { kind: 'cancelled', ...facts() } : { kind: 'succeeded', ...facts(), ...done };
    } catch (error) {
      if (state.cancelled || isInterrupt(error)) return { kind: 'cancelled', ...facts() };
      return { kind: 'failed', error: queryError(error), ...facts() };
    } finally {
      state.connection?.closeSync();
    }
  };

  return {
    take(message) {
      switch (message.kind) {
        case 'start':
          void run(message.run, (state, connection) => query(state, connection, settings, send, message));
          return;
        case 'write':
          void run(message.run, async (state, connection) => {
            const views = await createTableViews(connection, settings, message.tables);
            const bytes = await bytesScanned(connection, views, message.sql);
            if (state.cancelled) return {};
            const changed = message.countSql === undefined ? undefined : await countOf(connection, message.countSql);
            const files = await writeFiles(connection, settings, message.sql, message.target);
            const written = { ...files, rows: changed ?? files.rows };
            state.rows = written.rows;
            return { written, ...(bytes === undefined ? {} : { bytesScanned: bytes }) };
          });
          return;
        case 'remove':
          void run(message.run, async () => {
            await removeFiles(settings, message.location);
            return {};
          });
          return;
        case 'keep':
          keeper ??= createKeeper(settings);
          void run(message.run, async state => ({ kept: await (await keeper!).answer(message.request, () => state.cancelled) }));
          return;
        case 'taken': {
          const state = active.get(message.run);
          if (!state) return;
          state.credit++;
          state.wake?.();
          return;
        }
        case 'cancel': {
          const state = active.get(message.run);
          if (!state) return;
          state.cancelled = true;
          state.connection?.interrupt();
          state.wake?.();
          return;
        }
      }
    },
  };
}

interface StartRequest {
  readonly sql: string;
  readonly tables: readonly TableRequest[];
  readonly shape: ResultShape;
  readonly maxRows?: number;
}

async function query(
  state: ActiveRun,
  connection: DuckDBConnection,
  settings: ProcessSettings,
  send: (message: FromProcess) => void,
  { sql, tables, shape, maxRows = Infinity }: StartRequest,
): Promise<Done> {
  const views = await createTableViews(connection, settings, tables);
  const bytes = await bytesScanned(connection, views, sql);
  if (state.cancelled) return {};
  const result = await connection.stream(await asDeclared(connection, sql, shape));
  send({ kind: 'columns', run: state.number });
  await sendPages(state, result, shape, maxRows, send);
  return bytes === undefined ? {} : { bytesScanned: bytes };
}

async function countOf(connection: DuckDBConnection, sql: string): Promise<number> {
  return Number((await connection.runAndReadAll(sql)).getRows()[0]?.[0] ?? 0);
}

/** The statement with its columns cast to the types that were promised, where DuckDB's own differ. */
async function asDeclared(connection: DuckDBConnection, sql: string, shape: ResultShape): Promise<string> {
  const prepared = await connection.prepare(sql);
  try {
    if (prepared.columnCount !== shape.duckTypes.length) return sql;
    const same = shape.duckTypes.every((type, at) => comparable(String(prepared.columnType(at))) === comparable(type));
    if (same) return sql;
  } finally {
    prepared.destroySync();
  }
  const names = shape.duckTypes.map((_, at) => quote(`c${at}`));
  return `SELECT ${shape.duckTypes.map((type, at) => `CAST(${names[at]!} AS ${type})`).join(', ')} FROM (${sql}) AS q(${names.join(', ')})`;
}

function comparable(type: string): string {
  return type.replaceAll(/["\s]/g, '').toUpperCase();
}

async function sendPages(
  state: ActiveRun,
  result: DuckDBResult,
  shape: ResultShape,
  maxRows: number,
  send: (message: FromProcess) => void,
): Promise<void> {
  const printers = shape.columns.map(column => valuePrinter(parseTrinoType(column.type)));
  let page: Row[] = [];
  const flush = async (): Promise<void> => {
    while (state.credit <= 0 && !state.cancelled) await new Promise<void>(resolve => (state.wake = resolve));
    state.wake = undefined;
    if (state.cancelled || page.length === 0) return;
    state.credit--;
    send({ kind: 'page', run: state.number, rows: page });
    state.rows += page.length;
    page = [];
  };
  while (!state.cancelled && state.rows + page.length < maxRows) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    const columns = printers.map((print, at) => chunk.getColumnValues(at).map(print));
    const count = Math.min(chunk.rowCount, maxRows - state.rows - page.length);
    for (let row = 0; row < count; row++) page.push(columns.map(column => column[row]!));
    if (page.length >= rowsPerPage) await flush();
  }
  await flush();
}
