/** What the status bar's item opens: what Medallion works with, and what can be done about it. */
import * as vscode from 'vscode';
import type { ServerStatus } from '../../../server/src/protocol/status';
import { ago, count } from '../amounts';
import type { Command } from '../app';

interface Choice extends vscode.QuickPickItem {
  readonly command?: string;
  readonly arguments?: readonly unknown[];
}

export const showStatus: Command = {
  id: 'medallion.showStatus',
  async run({ session }) {
    const { state } = session.server;
    const facts: Choice[] =
      state.kind === 'down'
        ? [{ label: `$(error) ${state.why}` }]
        : session.status
          ? statusLines(session.status)
          : [{ label: `Server: ${state.kind}` }];
    const choices: Choice[] = [
      ...facts,
      { label: 'Actions', kind: vscode.QuickPickItemKind.Separator },
      { label: '$(search) Find Table or Column…', command: 'medallion.findObject' },
      { label: '$(refresh) Refresh Catalog', command: 'medallion.catalog.refresh' },
      { label: '$(debug-restart) Restart Language Server', command: 'medallion.restartServer' },
      { label: '$(output) Show Log', command: 'medallion.showLog' },
      { label: '$(gear) Open Settings', command: 'workbench.action.openSettings', arguments: ['@ext:medallion.medallion'] },
      { label: '$(home) Open the Sample Lakehouse…', command: 'medallion.openSample' },
    ];
    const chosen = await vscode.window.showQuickPick(choices, { title: 'Medallion', placeHolder: 'What Medallion works with here' });
    if (chosen?.command) await vscode.commands.executeCommand(chosen.command, ...(chosen.arguments ?? []));
  },
};

function statusLines({ environment, catalog, project, engine }: ServerStatus): Choice[] {
  return [
    {
      label: `$(server-environment) ${environment.production ? 'PROD ' : ''}${environment.name}`,
      ...(environment.detail !== undefined && { description: environment.detail }),
    },
    { label: '$(database) Catalog', description: catalogWords(catalog), command: 'medallion.catalog.focus' },
    { label: '$(project) Project', description: projectWords(project), command: 'medallion.project.focus' },
    { label: '$(play-circle) Engine', description: engine.kind === 'none' ? 'none' : `${engine.label}: ${engine.message ?? engine.state}` },
  ];
}

function catalogWords(state: ServerStatus['catalog']): string {
  switch (state.kind) {
    case 'none':
      return `none found; looked for ${state.lookedFor.join(', ')}`;
    case 'loading':
      return `${state.label}: loading, ${count(state.tables)} tables so far`;
    case 'loaded':
      return `${state.label}: ${count(state.databases)} databases, ${count(state.tables)} tables, ${ago(state.takenAt, Date.now())}${state.refreshing ? ', refreshing' : ''}`;
    case 'denied':
      return `${state.action} denied: ${state.remedy}`;
    case 'failed':
      return `${state.message} ${state.remedy}`;
  }
}

function projectWords(state: ServerStatus['project']): string {
  switch (state.kind) {
    case 'none':
      return `none found; looked for ${state.lookedFor.join(', ')}`;
    case 'loading':
      return 'reading';
    case 'loaded':
      return state.projects.map(({ name, models, target }) => `${name} (${models} models${target ? `, target ${target}` : ''})`).join(', ');
  }
}
