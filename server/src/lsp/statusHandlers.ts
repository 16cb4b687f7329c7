/** The server as a whole: environment, catalog, project, engine; and writing the sample lakehouse. */
import type { Connection } from 'vscode-languageserver/node';
import type { Workspace } from '../app/Workspace';
import { sampleWrite } from '../protocol/project';
import type { SampleAnswer } from '../protocol/project';
import { serverStatus, serverStatusChanged } from '../protocol/status';
import type { EngineStatus, ServerStatus } from '../protocol/status';
import { catalogState } from './catalogHandlers';
import { isProduction } from './catalogTree';
import { notify, onRequest, signalOf } from './dispatch';
import { projectState } from './projectHandlers';
import { environmentName } from './treeContext';

export interface StatusPorts {
  readonly workspace: Workspace;
  readonly engineStatus: () => EngineStatus;
  readonly writeSample: (folder: string, signal: AbortSignal) => Promise<SampleAnswer>;
}

export function serveStatus(connection: Connection, ports: StatusPorts): void {
  onRequest(connection, serverStatus, () => status(ports));
  onRequest(connection, sampleWrite, ({ folder }, token) => ports.writeSample(folder, signalOf(token)));
  let last = '';
  ports.workspace.onChange(change => {
    if (change.kind === 'document') return;
    const now = status(ports);
    const text = JSON.stringify(now);
    if (text === last) return;
    last = text;
    notify(connection, serverStatusChanged, now);
  });
}

function status({ workspace, engineStatus }: StatusPorts): ServerStatus {
  const name = environmentName(workspace);
  const { account, region } = workspace.catalog.snapshot.identity;
  const detail = workspace.storage().size > 0 ? 'local data' : [account, region].filter(Boolean).join(' · ');
  return {
    environment: { name, production: isProduction(name), ...(detail === '' ? {} : { detail }) },
    catalog: catalogState(workspace),
    project: projectState(workspace),
    engine: engineStatus(),
  };
}
