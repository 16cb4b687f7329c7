/**
 * One line at the bottom: the environment and whether the server is up; a second one while something runs.
 * Invariant: production says PROD in words, not by colour alone, and a server that is down is never silent.
 */
import * as vscode from 'vscode';
import type { RunSummary } from '../../server/src/protocol/runs';
import { runChanged } from '../../server/src/protocol/runs';
import type { ServerStatus } from '../../server/src/protocol/status';
import { bytes, duration } from './amounts';
import type { ServerState } from './languageClient';
import type { Session } from './session';

export function createStatusBar(session: Session): vscode.Disposable {
  const environment = vscode.window.createStatusBarItem('medallion.environment', vscode.StatusBarAlignment.Left, 40);
  environment.name = 'Medallion: environment';
  environment.command = 'medallion.showStatus';
  const running = vscode.window.createStatusBarItem('medallion.running', vscode.StatusBarAlignment.Left, 39);
  running.name = 'Medallion: running query';
  running.command = 'medallion.showRuns';
  const show = (): void => showEnvironment(environment, session.server.state, session.status);
  const active = new Map<string, RunSummary>();
  show();
  return vscode.Disposable.from(
    environment,
    running,
    session.onDidChangeStatus(show),
    session.server.onDidChangeState(state => {
      if (state.kind !== 'running') active.clear();
      showRunning(running, active);
      show();
    }),
    session.server.on(runChanged, run => {
      if (run.state === 'queued' || run.state === 'running') active.set(run.id, run);
      else active.delete(run.id);
      showRunning(running, active);
    }),
  );
}

function showEnvironment(item: vscode.StatusBarItem, state: ServerState, status: ServerStatus | undefined): void {
  item.backgroundColor = undefined;
  switch (state.kind) {
    case 'off':
      item.hide();
      return;
    case 'starting':
      item.text = '$(loading~spin) Medallion';
      item.tooltip = 'Medallion: the language server is starting';
      break;
    case 'down':
      item.text = '$(error) Medallion';
      item.tooltip = `${state.why} Click for "Restart Language Server".`;
      item.backgroundColor = new vscode.ThemeColor('statusBarItem.errorBackground');
      break;
    case 'running':
      showStatus(item, status);
      break;
  }
  item.show();
}

function showStatus(item: vscode.StatusBarItem, status: ServerStatus | undefined): void {
  if (!status) {
    item.text = '$(loading~spin) Medallion';
    item.tooltip = 'Medallion: reading the workspace';
    return;
  }
  const { environment, catalog, engine } = status;
  const trouble = catalog.kind === 'failed' || catalog.kind === 'denied' || engine.state === 'lost';
  item.text = `$(${trouble ? 'warning' : 'layers'}) ${environment.production ? `PROD ${environment.name}` : environment.name}`;
  if (environment.production) item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  item.tooltip = [
    `Medallion: ${environment.name}${environment.production ? ' (production)' : ''}`,
    environment.detail,
    engine.kind === 'none' ? 'No engine' : `${engine.label}: ${engine.message ?? engine.state}`,
    catalog.kind === 'failed' ? `${catalog.message} ${catalog.remedy}` : undefined,
    catalog.kind === 'denied' ? `${catalog.action} denied: ${catalog.remedy}` : undefined,
  ]
    .filter(Boolean)
    .join('\n');
}

function showRunning(item: vscode.StatusBarItem, active: ReadonlyMap<string, RunSummary>): void {
  const first = [...active.values()][0];
  if (!first) {
    item.hide();
    return;
  }
  const others = active.size > 1 ? ` (+${active.size - 1})` : '';
  item.text = `$(loading~spin) ${first.title} ${duration(first.elapsedMs)}${others}`;
  item.tooltip = [
    `${first.action === 'run' ? 'Running' : 'Previewing'} ${first.title} on ${first.engine}`,
    first.bytes === undefined ? undefined : `${bytes(first.bytes)} so far`,
    'Click for the list of runs',
  ]
    .filter(Boolean)
    .join('\n');
  item.show();
}
