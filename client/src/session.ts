/**
 * What commands and views share while the extension is active: the server, and the last status it told.
 * Invariant: nothing of the catalog, the project or a run is kept here beyond that status; it is the server's.
 */
import * as vscode from 'vscode';
import type { ServerStatus } from '../../server/src/protocol/status';
import { serverStatus, serverStatusChanged } from '../../server/src/protocol/status';
import type { MedallionServer, ServerState } from './languageClient';
import { sentence } from './languageClient';

export class Session implements vscode.Disposable {
  readonly server: MedallionServer;
  readonly extensionUri: vscode.Uri;
  readonly #changed = new vscode.EventEmitter<ServerStatus | undefined>();
  readonly #disposables: { dispose(): unknown }[] = [this.#changed];
  #status: ServerStatus | undefined;

  /** Fires for every change of the server's status; undefined while the server is not up. */
  readonly onDidChangeStatus = this.#changed.event;

  constructor(server: MedallionServer, extensionUri: vscode.Uri) {
    this.server = server;
    this.extensionUri = extensionUri;
    this.#disposables.push(
      server.on(serverStatusChanged, status => this.#take(status)),
      server.onDidChangeState(state => void this.#follow(state)),
    );
    void this.#follow(server.state);
  }

  get status(): ServerStatus | undefined {
    return this.#status;
  }

  dispose(): void {
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  async #follow(state: ServerState): Promise<void> {
    setContext('server', state.kind);
    if (state.kind !== 'running') {
      this.#take(undefined);
      return;
    }
    try {
      this.#take(await this.server.request(serverStatus, {}));
    } catch (error) {
      this.server.log.warn(`asking for the status: ${sentence(error)}`);
    }
  }

  #take(status: ServerStatus | undefined): void {
    this.#status = status;
    setContext('catalog', status?.catalog.kind ?? 'unknown');
    setContext('project', status?.project.kind ?? 'unknown');
    this.#changed.fire(status);
  }
}

/** A key for `when` clauses, always below `medallion.`. */
export function setContext(key: string, value: unknown): void {
  void vscode.commands.executeCommand('setContext', `medallion.${key}`, value);
}
