/** Composition root of the language server: the only place, with the command's, that knows the adapters. */
import { access } from 'node:fs/promises';
import type { Connection } from 'vscode-languageserver/node';
import { diskProjects } from './adapters/disk/projectFiles';
import { snapshotFileSource } from './adapters/disk/snapshotFile';
import { SampleRefused } from './adapters/sample/sampleFolder';
import { writeSample } from './adapters/sample/writeSample';
import { Estimates } from './app/Estimates';
import { Runner } from './app/Runner';
import { Workspace } from './app/Workspace';
import { LocalLake } from './localLake';
import { serve } from './lsp/server';
import type { ServerOptions } from './lsp/server';

export function composeServer(connection: Connection, overrides?: ServerOptions['overrides']): Connection {
  const workspace = new Workspace({ projects: diskProjects, snapshotSource: snapshotFileSource, exists, environment: process.env });
  const local = new LocalLake(workspace);
  const estimates = new Estimates(
    () => local.reader(),
    () =>
      void connection
        .sendRequest('workspace/codeLens/refresh')
        .catch(() => connection.console.log('the editor does not refresh code lenses')),
  );
  const runner = new Runner({
    engine: () => ({ engine: local.engine(), label: local.label }),
    results: () => local.results(),
    now: () => Date.now(),
  });
  connection.onShutdown(() => local.dispose());
  serve(connection, {
    workspace,
    estimates,
    runner,
    results: () => local.results(),
    engineLabel: () => local.label,
    build: undefined,
    engineStatus: () => ({ kind: 'duckdb', label: local.label, state: 'ready' }),
    writeSample: writtenSample,
    version: process.env.MEDALLION_VERSION ?? '',
    ...(overrides ? { overrides } : {}),
  });
  return connection;
}

const writtenSample: ServerOptions['writeSample'] = async (folder, signal) => {
  try {
    await writeSample(folder, { signal });
    return { kind: 'written', folder };
  } catch (error) {
    if (error instanceof SampleRefused) return { kind: 'refused', message: error.message };
    if (signal.aborted) return { kind: 'refused', message: `Cancelled: nothing was written to ${folder}.` };
    throw error;
  }
};

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
