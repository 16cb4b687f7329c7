/**
 * The child process that holds DuckDB: started when first needed, started anew after it died.
 * Invariant: whoever listens to a run hears exactly one `end`; a process that dies ends all its runs with ENGINE_LOST.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FromProcess, ProcessSettings, ToProcess } from './messages';

export type RunMessage = Extract<FromProcess, { readonly run: number }>;
export type RunRequest = Exclude<ToProcess, { kind: 'settings' }>;

export interface EngineProcessOptions {
  /** The bundled process: `dist/duckdb.cjs`. */
  readonly processPath: string;
  readonly settings: Omit<ProcessSettings, 'tempDirectory'>;
}

interface Child {
  readonly process: ChildProcess;
  readonly tempDirectory: string;
  readonly listeners: Map<number, (message: RunMessage) => void>;
  lastWords: string;
}

export class EngineProcess {
  readonly #options: EngineProcessOptions;
  #child: Promise<Child> | undefined;
  #nextRun = 1;
  #disposed = false;

  constructor(options: EngineProcessOptions) {
    this.#options = options;
  }

  /** Process id while one runs; for tests and for people who look for it. */
  async pid(): Promise<number | undefined> {
    return (await this.#child)?.process.pid;
  }

  /** Sends a request with a fresh run number; `listen` hears all that belongs to the run, and lastly its end. */
  async send(request: (run: number) => RunRequest, listen: (message: RunMessage) => void): Promise<RunChannel> {
    const run = this.#nextRun++;
    const child = await this.#running();
    child.listeners.set(run, message => {
      if (message.kind === 'end') child.listeners.delete(run);
      listen(message);
    });
    post(child, request(run));
    return { run, post: message => post(child, message), ended: () => !child.listeners.has(run) };
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    const child = await this.#child?.catch(() => undefined);
    if (child?.process.exitCode !== null) return;
    const exited = new Promise(resolve => child.process.once('exit', resolve));
    child.process.kill('SIGKILL');
    await exited;
  }

  #running(): Promise<Child> {
    if (this.#disposed) return Promise.reject(new Error('the embedded engine is shut down'));
    this.#child ??= this.#start().catch((error: unknown) => {
      this.#child = undefined;
      throw error;
    });
    return this.#child;
  }

  async #start(): Promise<Child> {
    const tempDirectory = await mkdtemp(join(tmpdir(), 'medallion-duckdb-'));
    const forked = fork(this.#options.processPath, [], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const child: Child = { process: forked, tempDirectory, listeners: new Map(), lastWords: '' };
    forked.stderr?.setEncoding('utf8').on('data', (words: string) => {
      child.lastWords = (child.lastWords + words).slice(-2000);
    });
    const gone = new Promise<never>((_, reject) => {
      const lose = (): void => {
        this.#lose(child);
        reject(new Error(`the engine's process did not start: ${child.lastWords.trim() || 'no message'}`));
      };
      forked.once('exit', lose);
      forked.once('error', lose);
    });
    gone.catch(() => undefined);
    const ready = new Promise<void>(resolve => {
      forked.on('message', (message: FromProcess) => {
        if (message.kind === 'ready') resolve();
        else child.listeners.get(message.run)?.(message);
      });
    });
    post(child, { kind: 'settings', settings: { ...this.#options.settings, tempDirectory } });
    await Promise.race([ready, gone]);
    return child;
  }

  #lose(child: Child): void {
    this.#child = undefined;
    const listeners = [...child.listeners.entries()];
    child.listeners.clear();
    for (const [run, listen] of listeners) {
      listen({
        kind: 'end',
        run,
        end: {
          kind: 'failed',
          error: {
            code: 'ENGINE_LOST',
            message: "The embedded engine's process ended; run the statement again, it starts anew",
            details: child.lastWords,
          },
          rows: 0,
          engineMs: 0,
        },
      });
    }
    void rm(child.tempDirectory, { recursive: true, force: true });
  }
}

export interface RunChannel {
  readonly run: number;
  post(message: RunRequest): void;
  ended(): boolean;
}

function post(child: Child, message: ToProcess): void {
  if (child.process.connected) child.process.send(message);
}
