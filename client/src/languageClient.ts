/**
 * Starts, restarts and ends the language server, and carries typed requests to it.
 * Invariant: the state is always one of `ServerState`; a request to a server that is not up fails at once with a sentence, it never waits for ever.
 */
import * as vscode from 'vscode';
import type * as library from 'vscode-languageclient/node';
import type { LanguageClient, LanguageClientOptions, ServerOptions } from 'vscode-languageclient/node';
import type { NotificationName, RequestName } from '../../server/src/protocol/message';
import type { InitializationOptions } from '../../server/src/protocol/status';
import { section, settings } from './settings';

export type ServerState =
  /** Not wanted in this workspace. */
  { readonly kind: 'off' } | { readonly kind: 'starting' } | { readonly kind: 'running' } | { readonly kind: 'down'; readonly why: string };

/** More ends than this within `crashWindowMs`, and only the user starts it again. */
const crashesAllowed = 3;
const crashWindowMs = 3 * 60_000;

export class MedallionServer implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #changed = new vscode.EventEmitter<ServerState>();
  readonly #listeners = new Map<string, Set<(params: unknown) => void>>();
  readonly log: vscode.LogOutputChannel;
  #client: LanguageClient | undefined;
  #starting: Promise<void> | undefined;
  #state: ServerState = { kind: 'off' };
  #crashes: number[] = [];

  readonly onDidChangeState = this.#changed.event;

  constructor(context: vscode.ExtensionContext) {
    this.#context = context;
    this.log = vscode.window.createOutputChannel('Medallion', { log: true });
  }

  get state(): ServerState {
    return this.#state;
  }

  /** Id of the server's process, for tests that end it. */
  get processId(): number | undefined {
    return this.#client?.serverProcess?.pid;
  }

  /** Resolves when the server answers, or has failed to: the state tells which. Calls while it is up do nothing. */
  start(): Promise<void> {
    if (this.#state.kind === 'running') return Promise.resolve();
    this.#starting ??= this.#launch().finally(() => (this.#starting = undefined));
    return this.#starting;
  }

  async restart(): Promise<void> {
    this.#crashes = [];
    await this.stop();
    await this.start();
  }

  async stop(): Promise<void> {
    await this.#starting;
    const client = this.#client;
    this.#client = undefined;
    if (client) await client.dispose(2000).catch((error: unknown) => this.log.warn(`ending the server: ${sentence(error)}`));
    this.#become({ kind: 'off' });
  }

  /** Fails with an `Error` whose message is meant for a person. */
  async request<Params, Answer>(name: RequestName<Params, Answer>, params: Params, token?: vscode.CancellationToken): Promise<Answer> {
    await this.#starting;
    const client = this.#client;
    if (!client || this.#state.kind !== 'running') throw new Error(downSentence(this.#state));
    // Without the distinction a missing token would travel as a second parameter.
    return token ? client.sendRequest<Answer>(name.method, params, token) : client.sendRequest<Answer>(name.method, params);
  }

  /** Listens through all restarts. */
  on<Params>(name: NotificationName<Params>, listener: (params: Params) => void): vscode.Disposable {
    const listeners = this.#listeners.get(name.method) ?? new Set();
    const heard = (params: unknown): void => listener(params as Params);
    this.#listeners.set(name.method, listeners.add(heard));
    if (listeners.size === 1) this.#client?.onNotification(name.method, (params: unknown) => this.#hear(name.method, params));
    return new vscode.Disposable(() => listeners.delete(heard));
  }

  async dispose(): Promise<void> {
    await this.stop();
    this.#changed.dispose();
    this.log.dispose();
  }

  async #launch(): Promise<void> {
    this.#become({ kind: 'starting' });
    // Loaded here, not at the top: activation stays small, and a workspace without SQL never pays for it.
    const loaded = await import('vscode-languageclient/node');
    const client = new loaded.LanguageClient(section, 'Medallion', this.#serverOptions(loaded), this.#clientOptions(loaded));
    this.#client = client;
    for (const method of this.#listeners.keys()) client.onNotification(method, (params: unknown) => this.#hear(method, params));
    client.onDidChangeState(({ newState }) => {
      if (client !== this.#client) return;
      if (newState === loaded.State.Running) this.#become({ kind: 'running' });
      else if (newState === loaded.State.Starting) this.#become({ kind: 'starting' });
    });
    try {
      await client.start();
    } catch (error) {
      this.#client = undefined;
      this.#become({ kind: 'down', why: `The language server did not start: ${sentence(error)}` });
    }
  }

  #serverOptions({ TransportKind }: typeof library): ServerOptions {
    const module = this.#context.asAbsolutePath('dist/server.cjs');
    const run = { module, transport: TransportKind.ipc };
    return { run, debug: { ...run, options: { execArgv: ['--nolazy', '--inspect=6099'] } } };
  }

  #clientOptions({ CloseAction, ErrorAction, RevealOutputChannelOn }: typeof library): LanguageClientOptions {
    const initializationOptions: InitializationOptions = {
      trusted: vscode.workspace.isTrusted,
      extensionFolder: this.#context.extensionUri.fsPath,
      storageFolder: (this.#context.storageUri ?? this.#context.globalStorageUri).fsPath,
      settings: settings(),
    };
    return {
      documentSelector: [
        { scheme: 'file', language: 'sql' },
        { scheme: 'file', language: 'jinja-sql' },
        { scheme: 'untitled', language: 'sql' },
        { scheme: 'untitled', language: 'jinja-sql' },
        { scheme: 'file', pattern: '**/*.{yml,yaml}' },
        { scheme: 'file', pattern: '**/{models,macros,tests,snapshots,analyses}/**/*.{sql,py,md}' },
      ],
      synchronize: {
        configurationSection: section,
        fileEvents: [vscode.workspace.createFileSystemWatcher('**/*.{sql,yml,yaml,py,md,csv,ndjson,gz}')],
      },
      initializationOptions,
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationFailedHandler: () => false,
      markdown: { isTrusted: { enabledCommands: [...linkCommands] }, supportHtml: false },
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          const again = this.#mayRestart();
          if (!again) {
            this.#client = undefined;
            this.#become({ kind: 'down', why: `The language server ended ${crashesAllowed + 1} times within 3 minutes.` });
          }
          return { action: again ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true };
        },
      },
    };
  }

  #mayRestart(): boolean {
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter(at => now - at < crashWindowMs), now];
    this.log.warn(`the language server ended (${this.#crashes.length} within 3 minutes)`);
    return this.#crashes.length <= crashesAllowed;
  }

  #hear(method: string, params: unknown): void {
    for (const listener of this.#listeners.get(method) ?? []) listener(params);
  }

  #become(state: ServerState): void {
    if (this.#state.kind === state.kind) return;
    this.#state = state;
    this.#changed.fire(state);
  }
}

/** Links in hovers may run these and nothing else. */
const linkCommands = [
  'medallion.preview',
  'medallion.showLineage',
  'medallion.showCompiled',
  'medallion.revealInCatalog',
  'medallion.showRuns',
  'medallion.showEstimate',
] as const;

/** The first line of whatever was thrown. */
export function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? text;
}

function downSentence(state: ServerState): string {
  switch (state.kind) {
    case 'off':
      return 'Medallion does not act in this workspace: open a folder with a dbt_project.yml, or set "medallion.enable" to "on".';
    case 'starting':
      return 'The Medallion language server is starting: try again in a moment.';
    case 'running':
      return 'The Medallion language server has just ended: try again in a moment.';
    case 'down':
      return `${state.why} Run "Medallion: Restart Language Server".`;
  }
}
