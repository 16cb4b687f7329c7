/** What the Runs view offers on its lines: showing the view, reopening a result, forgetting finished runs. */
import * as vscode from 'vscode';
import { runForget } from '../../../server/src/protocol/runs';
import type { Command } from '../app';
import { givenRun } from './givenNode';

export const showRuns: Command = {
  id: 'medallion.showRuns',
  run: ({ runs }, uri) => runs.reveal(typeof uri === 'string' ? uri : undefined),
};

export const showResults: Command = { id: 'medallion.showResults', run: ({ results }) => results.show() };

export const openResult: Command = {
  id: 'medallion.openResult',
  async run({ results }, given) {
    const run = givenRun(given);
    if (run) await results.reopen(run.id);
  },
};

export const forgetRun: Command = {
  id: 'medallion.forgetRun',
  async run({ session, runs }, given) {
    const run = givenRun(given);
    if (!run) return;
    await session.server.request(runForget, { ids: [run.id] });
    runs.refresh();
  },
};

export const clearRuns: Command = {
  id: 'medallion.clearRuns',
  async run({ session, runs }) {
    const choice = await vscode.window.showWarningMessage(
      'Clear the history of finished runs?',
      { modal: true, detail: 'Their stored results are deleted too. Running queries stay.' },
      'Clear',
    );
    if (choice !== 'Clear') return;
    await session.server.request(runForget, {});
    runs.refresh();
  },
};
