/** The real language server over stdio, spoken to by the protocol library that editors use. */
import { spawn } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import type { NotificationName, RequestName } from '../../server/src/protocol/message';

const bundle = fileURLToPath(new URL('../../dist/server.cjs', import.meta.url));

export interface Diagnostic {
  readonly code: string;
  readonly message: string;
  readonly severity: number;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

export class TestServer {
  readonly connection: MessageConnection;
  readonly pid: number | undefined;
  private readonly child;
  private readonly diagnostics = new Map<string, readonly Diagnostic[]>();
  private readonly waiting = new Set<() => void>();
  private readonly heard: { readonly method: string; readonly params: unknown }[] = [];

  private constructor(child: ReturnType<typeof spawn>) {
    this.child = child;
    this.pid = child.pid;
    this.connection = createMessageConnection(new StreamMessageReader(child.stdout!), new StreamMessageWriter(child.stdin!));
    this.connection.onNotification(
      'textDocument/publishDiagnostics',
      ({ uri, diagnostics }: { uri: string; diagnostics: readonly Diagnostic[] }) => {
        this.diagnostics.set(uri, diagnostics);
        this.wake();
      },
    );
    this.connection.onNotification((method, params) => {
      this.heard.push({ method, params });
      this.wake();
    });
    this.connection.onRequest('client/registerCapability', () => null);
    this.connection.onRequest('workspace/codeLens/refresh', () => null);
    this.connection.listen();
  }

  /** @param folders absolute paths @param settings of the `medallion` section */
  static async start(folders: readonly string[], settings: unknown = {}, trusted = true): Promise<TestServer> {
    const server = new TestServer(spawn(process.execPath, [bundle, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] }));
    await server.connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: folders.map(folder => ({ uri: pathToFileURL(folder).href, name: folder })),
      capabilities: {},
      initializationOptions: { trusted, settings },
    });
    await server.connection.sendNotification('initialized', {});
    return server;
  }

  ask<P, A>({ method }: RequestName<P, A>, params: P): Promise<A> {
    return this.connection.sendRequest<A>(method, params);
  }

  async open(path: string, text: string, languageId = 'sql'): Promise<string> {
    const uri = pathToFileURL(path).href;
    await this.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
    return uri;
  }

  async change(uri: string, version: number, text: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] });
  }

  /** Labels that are offered at `|` in the text, in the order of the list. */
  async complete(path: string, marked: string): Promise<readonly string[]> {
    const offset = marked.indexOf('|');
    const text = marked.slice(0, offset) + marked.slice(offset + 1);
    const uri = await this.open(path, text);
    const before = text.slice(0, offset).split('\n');
    const list = await this.connection.sendRequest<{ items: { label: string; sortText: string }[] } | null>('textDocument/completion', {
      textDocument: { uri },
      position: { line: before.length - 1, character: before.at(-1)!.length },
    });
    return (list?.items ?? []).sort((a, b) => (a.sortText < b.sortText ? -1 : 1)).map(({ label }) => label);
  }

  /** The findings of a document, once they are as expected; rejects when the test's own time is up. */
  async findings(uri: string, until: (found: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]> {
    await this.until(() => this.diagnostics.has(uri) && until(this.diagnostics.get(uri)!));
    return this.diagnostics.get(uri)!;
  }

  /** The first notification, past or to come, that fits. */
  async notified<P>({ method }: NotificationName<P>, fits: (params: P) => boolean): Promise<P> {
    const find = (): { readonly params: unknown } | undefined =>
      this.heard.find(heard => heard.method === method && fits(heard.params as P));
    await this.until(() => find() !== undefined);
    return find()!.params as P;
  }

  /** Waits for whatever the server says next until the condition holds. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>(resolve => this.waiting.add(resolve));
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    this.connection.dispose();
  }

  private wake(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}
