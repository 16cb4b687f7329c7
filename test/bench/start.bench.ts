/** What an editor waits for when it opens the sample lakehouse: from the start of the server's process to its first completion of a column, catalog and project loaded. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import type { Figure } from './figures';
import { quantiles } from './figures';

const folder = resolve('.sample/bench');
const file = join(folder, 'models/gold/product/agency_health.sql');

export async function* measure(): AsyncGenerator<Figure> {
  if (!existsSync(file)) spawnSync(process.execPath, ['dist/medallion.cjs', 'sample', folder]);
  const first: number[] = [];
  const next: number[] = [];
  for (let run = 0; run < 7; run++) {
    const { firstMs, nextMs } = await completeOnce();
    first.push(firstMs);
    next.push(...nextMs);
  }
  yield { what: 'start of the server → first completion with columns, on the sample', figure: quantiles(first) };
  yield { what: 'keystroke → completion over stdio, on the sample', figure: quantiles(next) };
}

async function completeOnce(): Promise<{ readonly firstMs: number; readonly nextMs: readonly number[] }> {
  const text = await readFile(file, 'utf8');
  const offset = text.lastIndexOf('.') + 1;
  const position = { line: text.slice(0, offset).split('\n').length - 1, character: offset - text.lastIndexOf('\n', offset - 1) - 1 };
  const started = performance.now();
  const server = spawn(process.execPath, ['dist/server.cjs', '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'sample' }],
    initializationOptions: { trusted: true, settings: {} },
  });
  await connection.sendNotification('initialized', {});
  const uri = pathToFileURL(file).href;
  await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'sql', version: 1, text } });
  const complete = (): Promise<{ items: readonly { kind: number }[] } | null> =>
    connection.sendRequest('textDocument/completion', { textDocument: { uri }, position });
  // 5: a field, so a column; before catalog and project are there, only words can be offered.
  while (!(await complete())?.items.some(({ kind }) => kind === 5));
  const firstMs = performance.now() - started;
  const nextMs: number[] = [];
  for (let version = 2; version < 22; version++) {
    const at = performance.now();
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text: `${text} ${' '.repeat(version % 2)}` }],
    });
    await complete();
    nextMs.push(performance.now() - at);
  }
  server.kill();
  return { firstMs, nextMs };
}
