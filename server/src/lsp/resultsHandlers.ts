/** The results panel: which results it shows, windows of their rows, statistics, export. Rows stay in the store. */
import { readFile, rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'vscode-languageserver/node';
import type { RunRecord } from '../app/Runner';
import { LineIndex } from '../core/text/LineIndex';
import type { ResultStore } from '../ports/ResultStore';
import { resultsAsk, resultsExport, resultsMessage, resultsPlace, resultsSql } from '../protocol/panels';
import type { ResultsExportParams, ResultsExported } from '../protocol/panels';
import type { ResultsMessage, ResultsState, WireHistoryEntry, WireQueryError, WireResult, WireRun } from '../protocol/results';
import { notify, onRequest, refusal, signalOf } from './dispatch';
import type { Runs } from './runHandlers';

export interface Results extends Runs {
  readonly results: () => ResultStore;
}

/** Characters of a cell that travel; the rest comes when the cell is opened. */
const cellCharacters = 2000;

export function serveResults(connection: Connection, results: Results): void {
  const { runner } = results;
  const open: string[] = [];
  const pinned = new Set<string>();
  let active: string | undefined;
  const send = (message: ResultsMessage): void => notify(connection, resultsMessage, message);
  const state = (): ResultsMessage => ({ kind: 'state', state: stateOf(results, open, pinned, active) });

  runner.onChange(run => {
    if (!open.includes(run.id)) {
      // A new result takes the place of those that are not pinned, as a search result does.
      for (const id of [...open])
        if (!pinned.has(id) && runner.run(id)?.state !== 'running' && runner.run(id)?.state !== 'queued') open.splice(open.indexOf(id), 1);
      open.push(run.id);
      active = run.id;
      send(state());
    } else send({ kind: 'run', resultId: run.id, run: wireRun(run) });
    if (run.state === 'succeeded' || run.state === 'failed' || run.state === 'cancelled') send(state());
  });

  onRequest(connection, resultsAsk, async (asked): Promise<ResultsMessage | null> => {
    switch (asked.kind) {
      case 'ready':
        return state();
      case 'activate':
        active = asked.resultId;
        return null;
      case 'close':
        open.splice(0, open.length, ...open.filter(id => id !== asked.resultId));
        pinned.delete(asked.resultId);
        active = open.at(-1);
        return state();
      case 'pin':
        if (asked.pinned) pinned.add(asked.resultId);
        else pinned.delete(asked.resultId);
        return state();
      case 'cancel':
        await runner.cancel(asked.resultId);
        return null;
      case 'rerun': {
        const run = runner.run(asked.resultId);
        if (run) runner.start(run.request);
        return null;
      }
      case 'reopen': {
        const run = runner.run(asked.historyId);
        if (!run?.kept) return null;
        if (!open.includes(run.id)) open.push(run.id);
        active = run.id;
        return state();
      }
      case 'clearHistory':
        await runner.forget();
        open.splice(0, open.length, ...open.filter(id => runner.run(id)));
        return state();
      case 'page': {
        const { requestId, resultId, view, offset, limit, columns } = asked;
        const answer = await results.results().page(resultId, view, { offset, limit, ...(columns ? { columns } : {}) });
        if (answer.kind === 'failed') return { kind: 'refused', requestId, failure: { message: answer.message } };
        return { kind: 'page', requestId, total: answer.value.total, ...shortened(answer.value.rows) };
      }
      case 'cell': {
        const { requestId, resultId, view, row, column } = asked;
        const answer = await results.results().page(resultId, view, { offset: row, limit: 1, columns: [column] });
        if (answer.kind === 'failed') return { kind: 'refused', requestId, failure: { message: answer.message } };
        return { kind: 'cell', requestId, value: answer.value.rows[0]?.[0] ?? null };
      }
      case 'statistics': {
        const { requestId, resultId, view, column } = asked;
        const answer = await results.results().statistics(resultId, view, column);
        return answer.kind === 'failed'
          ? { kind: 'refused', requestId, failure: { message: answer.message } }
          : { kind: 'statistics', requestId, statistics: answer.value };
      }
    }
  });
  onRequest(connection, resultsExport, (params, token) => exported(results, params, signalOf(token)));
  onRequest(connection, resultsSql, ({ resultId }) => {
    const run = runner.run(resultId);
    return run ? { sql: run.request.sql, title: run.request.title } : null;
  });
  onRequest(connection, resultsPlace, ({ resultId }) => {
    const uri = runner.run(resultId)?.request.uri;
    return uri === undefined ? null : { uri, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } };
  });
}

function stateOf({ runner }: Results, open: readonly string[], pinned: ReadonlySet<string>, active: string | undefined): ResultsState {
  const results = open.flatMap(id => {
    const run = runner.run(id);
    return run ? [wireResult(run, pinned.has(id))] : [];
  });
  return {
    results,
    history: runner.list().map(historyEntry),
    ...(active !== undefined && open.includes(active) ? { activeResultId: active } : {}),
  };
}

function wireResult(run: RunRecord, pinned: boolean): WireResult {
  const { title, action, sql, environment, production, estimate, uri } = run.request;
  return {
    resultId: run.id,
    title,
    mode: action,
    sql,
    environment: { name: environment, production, engine: run.engine },
    pinned,
    run: wireRun(run),
    ...(estimate?.bytes
      ? { estimate: { bytes: estimate.bytes, currency: 'USD', ...(estimate.price ? { price: estimate.price } : {}) } }
      : {}),
    ...(uri === undefined ? {} : { origin: { uri, line: 0, column: 0 } }),
  };
}

function wireRun(run: RunRecord): WireRun {
  const { state, startedAt, elapsedMs, rows, bytes, columns, complete, error, request } = run;
  const bytesScanned = bytes === undefined ? {} : { bytesScanned: bytes };
  const statistics = { elapsedMs, ...bytesScanned };
  const shown = columns ? { columns, rows } : {};
  switch (state) {
    case 'queued':
    case 'running':
      return { kind: state, startedAt, rows, ...bytesScanned, ...(columns ? { columns } : {}) };
    case 'succeeded':
      return { kind: 'succeeded', columns: columns ?? [], rows, complete, statistics };
    case 'cancelled':
      return { kind: 'cancelled', statistics, ...shown };
    case 'failed':
      return { kind: 'failed', statistics, error: wireError(error, request.sql), ...shown };
  }
}

function wireError(error: RunRecord['error'], sql: string): WireQueryError {
  if (!error) return { code: 'UNKNOWN', message: 'the engine gave no reason' };
  const { code, message, details, offset } = error;
  const place = offset === undefined ? {} : new LineIndex(sql).positionAt(offset);
  return { code, message, ...(details === undefined ? {} : { details }), ...place };
}

function historyEntry(run: RunRecord): WireHistoryEntry {
  const { title, action, sql, environment, production, estimate } = run.request;
  return {
    historyId: run.id,
    title,
    mode: action,
    sql,
    environment: { name: environment, production, engine: run.engine },
    startedAt: run.startedAt,
    outcome: run.state === 'queued' ? 'running' : run.state,
    rows: run.rows,
    statistics: { elapsedMs: run.elapsedMs, ...(run.bytes === undefined ? {} : { bytesScanned: run.bytes }) },
    kept: run.kept,
    ...(estimate?.bytes ? { estimateBytes: estimate.bytes } : {}),
  };
}

/** Long texts are cut for the wire and said to be. */
function shortened(
  rows: Extract<ResultsMessage, { kind: 'page' }>['rows'],
): Pick<Extract<ResultsMessage, { kind: 'page' }>, 'rows' | 'cut'> {
  const cut: { row: number; column: number; length: number }[] = [];
  const short = rows.map((row, at) =>
    row.map((value, column) => {
      if (typeof value !== 'string' || value.length <= cellCharacters) return value;
      cut.push({ row: at, column, length: value.length });
      return value.slice(0, cellCharacters);
    }),
  );
  return cut.length === 0 ? { rows } : { rows: short, cut };
}

async function exported(
  results: Results,
  { resultId, view, format, path }: ResultsExportParams,
  signal: AbortSignal,
): Promise<ResultsExported> {
  if (path !== undefined) {
    const answer = await results.results().export(resultId, view, format, path, signal);
    return answer.kind === 'failed' ? refusal(answer.message) : { kind: 'exported', rows: answer.value.rows };
  }
  const folder = await mkdtemp(join(tmpdir(), 'medallion-export-'));
  try {
    const file = join(folder, `result.${format}`);
    const answer = await results.results().export(resultId, view, format, file, signal);
    return answer.kind === 'failed'
      ? refusal(answer.message)
      : { kind: 'exported', rows: answer.value.rows, text: await readFile(file, 'utf8') };
  } finally {
    await rm(folder, { recursive: true });
  }
}
