/**
 * Typed requests and notifications over the connection, and the one place where a failure of a handler is handled.
 * Invariant: a cancelled request does no work; an exception becomes one line in the log and an answer that says so, never a dead server.
 */
import type { CancellationToken, Connection } from 'vscode-languageserver/node';
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import type { NotificationName, Refusal, RequestName } from '../protocol/message';

export type Handler<Params, Answer> = (params: Params, token: CancellationToken) => Answer | Promise<Answer>;

export function onRequest<Params, Answer>(
  connection: Connection,
  { method }: RequestName<Params, Answer>,
  handler: Handler<Params, Answer>,
): void {
  connection.onRequest(method, (params: Params, token: CancellationToken) =>
    guarded(connection, method, token, () => handler(params, token)),
  );
}

export function notify<Params>(connection: Connection, { method }: NotificationName<Params>, params: Params): void {
  void connection.sendNotification(method, params as object);
}

/** Runs a handler after letting cancellations that are already on the wire arrive. */
export async function guarded<Answer>(
  connection: Connection,
  method: string,
  token: CancellationToken,
  work: () => Answer | Promise<Answer>,
): Promise<Answer> {
  await new Promise(resolve => setImmediate(resolve));
  if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
  try {
    return await work();
  } catch (error) {
    if (error instanceof ResponseError) throw error;
    connection.console.error(`${method}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    throw new ResponseError(LSPErrorCodes.RequestFailed, `${method} failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function refusal(message: string, details?: string): Refusal {
  return { kind: 'refused', message, ...(details === undefined ? {} : { details }) };
}

/** An abort signal for as long as the request lives. */
export function signalOf(token: CancellationToken): AbortSignal {
  const abort = new AbortController();
  if (token.isCancellationRequested) abort.abort();
  else token.onCancellationRequested(() => abort.abort());
  return abort.signal;
}
