/** Composition root of the language server: the only place, with the command's, that knows the adapters. */
import { loadForeignParser } from './adapters/foreign/loadForeignParser';
import { randomUUID } from 'node:crypto';
import { access } from 'node:fs/promises';
import type { Connection } from 'vscode-languageserver/node';
import { diskProjects } from './adapters/disk/projectFiles';
import { snapshotFileSource } from './adapters/disk/snapshotFile';
import { snapshotFileWriter } from './adapters/disk/snapshotWriter';
import { folderCatalogSource } from './adapters/duckdb/folderCatalog';
import { bundledProcess } from './adapters/duckdb/processPath';
import { writeSampleAside } from './adapters/sample/sampleProcess';
import { Builder } from './app/Builder';
import { Estimates } from './app/Estimates';
import { Runner } from './app/Runner';
import { Workspace } from './app/Workspace';
import { LocalLake } from './localLake';
import { buildModel } from './lsp/runBuild';
import { serve } from './lsp/server';
import type { ServerOptions } from './lsp/server';

export function composeServer(connection: Connection, overrides?: ServerOptions['overrides']): Connection {
  const workspace = new Workspace({
    projects: diskProjects,
    snapshotSource: snapshotFileSource,
    folderSource: store => folderCatalogSource({ store, processPath: bundledProcess() }),
    exists,
    environment: process.env,
  });
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
  const builder = new Builder({
    engine: () => local.engine(),
    catalog: workspace.catalog,
    writer: () => (workspace.snapshotFile === undefined ? undefined : snapshotFileWriter(workspace.snapshotFile)),
    now: () => Date.now(),
  });
  connection.onShutdown(() => local.dispose());
  serve(connection, {
    workspace,
    estimates,
    runner,
    results: () => local.results(),
    engineLabel: () => local.label,
    build: text => buildModel({ workspace, estimates, runner, builder, unique: randomUUID }, text),
    engineStatus: () => ({ kind: 'duckdb', label: local.label, state: 'ready' }),
    writeSample: (folder, signal) => writeSampleAside(folder, signal),
    loadForeignParser,
    version: process.env.MEDALLION_VERSION ?? '',
    ...(overrides ? { overrides } : {}),
  });
  return connection;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
