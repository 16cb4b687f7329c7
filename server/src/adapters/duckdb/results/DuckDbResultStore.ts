/**
 * Kept results in a DuckDB process of their own: rows of any engine go there as they arrive and never stay in this one.
 * Invariant: an append resolves when the rows are stored, so that whoever writes reads its engine no faster; the files go with the store.
 */
import type { QueryError } from '../../../ports/QueryEngine';
import type { ResultAnswer, ResultStore, ResultWriter } from '../../../ports/ResultStore';
import { EngineProcess } from '../EngineProcess';
import type { KeepAnswer, KeepRequest } from '../messages';

export interface ResultStoreOptions {
  /** The bundled process: `dist/duckdb.cjs`. */
  readonly processPath: string;
  /** DuckDB's spelling, default `256MB`. */
  readonly memoryLimit?: string;
}

export function createDuckDbResultStore({ processPath, memoryLimit = '256MB' }: ResultStoreOptions): ResultStore {
  const child = new EngineProcess({ processPath, settings: { memoryLimit, threads: 2, store: [] } });
  return {
    async create(result, columns) {
      await stored(child, { kind: 'create', result, columns });
      return writer(child, result);
    },
    page: async (result, view, window) =>
      map(await ask(child, { kind: 'page', result, view, window }), answer => (answer.kind === 'page' ? answer.page : undefined)),
    statistics: async (result, view, column) =>
      map(await ask(child, { kind: 'statistics', result, view, column }), answer =>
        answer.kind === 'statistics' ? answer.statistics : undefined,
      ),
    export: async (result, view, format, path, signal) =>
      map(await ask(child, { kind: 'export', result, view, format, path }, signal), answer =>
        answer.kind === 'exported' ? { rows: answer.rows } : undefined,
      ),
    async drop(result) {
      await ask(child, { kind: 'drop', result });
    },
    dispose: () => child.dispose(),
  };
}

function writer(child: EngineProcess, result: string): ResultWriter {
  return {
    append: rows => stored(child, { kind: 'append', result, rows }),
    finish: () => Promise.resolve(),
  };
}

/** A request that has no answer to give but may fail. */
async function stored(child: EngineProcess, request: KeepRequest): Promise<void> {
  const answer = await ask(child, request);
  if (answer.kind === 'failed') throw new Error(answer.message);
}

function ask(child: EngineProcess, request: KeepRequest, signal?: AbortSignal): Promise<ResultAnswer<KeepAnswer>> {
  return new Promise(resolve => {
    if (signal?.aborted) {
      resolve({ kind: 'failed', why: 'cancelled', message: 'cancelled' });
      return;
    }
    child
      .send(
        run => ({ kind: 'keep', run, request }),
        message => {
          if (message.kind !== 'end') return;
          const { end } = message;
          if (end.kind === 'succeeded') resolve({ kind: 'ok', value: end.kept ?? { kind: 'done' } });
          else resolve(end.kind === 'failed' ? failure(end.error) : { kind: 'failed', why: 'cancelled', message: 'cancelled' });
        },
      )
      .then(channel => signal?.addEventListener('abort', () => channel.post({ kind: 'cancel', run: channel.run }), { once: true }))
      .catch((error: unknown) => {
        resolve({ kind: 'failed', why: 'storage', message: error instanceof Error ? error.message : String(error) });
      });
  });
}

/** A process that died took the results with it. */
function failure({ code, message }: QueryError): ResultAnswer<never> {
  const gone = code === 'RESULT_NOT_FOUND' || code === 'ENGINE_LOST';
  return { kind: 'failed', why: gone ? 'gone' : code === 'GENERIC_USER_ERROR' ? 'invalid' : 'storage', message };
}

function map<T>(answer: ResultAnswer<KeepAnswer>, read: (answer: KeepAnswer) => T | undefined): ResultAnswer<T> {
  if (answer.kind === 'failed') return answer;
  const value = read(answer.value);
  return value === undefined ? { kind: 'failed', why: 'storage', message: 'the kept results gave no answer' } : { kind: 'ok', value };
}
