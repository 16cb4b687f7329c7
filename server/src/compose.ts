/** Composition root of the language server: the only place, with the command's, that knows the adapters. */
import { access } from 'node:fs/promises';
import type { Connection } from 'vscode-languageserver/node';
import { diskProjects } from './adapters/disk/projectFiles';
import { snapshotFileSource } from './adapters/disk/snapshotFile';
import { Workspace } from './app/Workspace';
import { serve } from './lsp/server';
import type { ServerOptions } from './lsp/server';

export function composeServer(connection: Connection, overrides?: ServerOptions['overrides']): Connection {
  const workspace = new Workspace({
    projects: diskProjects,
    snapshotSource: snapshotFileSource,
    exists: path =>
      access(path).then(
        () => true,
        () => false,
      ),
    environment: process.env,
  });
  serve(connection, { workspace, version: process.env.MEDALLION_VERSION ?? '', ...(overrides ? { overrides } : {}) });
  return connection;
}
