/** Cancels a running query: the one of a line in the Runs view, the only one, or the one that is picked. */
import * as vscode from 'vscode';
import type { RunSummary } from '../../../server/src/protocol/runs';
import { runCancel, runList } from '../../../server/src/protocol/runs';
import { duration } from '../amounts';
import type { Command } from '../app';
import { isActive } from '../views/runs/runsView';
import { givenRun } from './givenNode';

export const cancelRun: Command = {
  id: 'medallion.cancelRun',
  async run({ session }, given) {
    const id =
      givenRun(given)?.id ?? (await pick((await session.server.request(runList, { offset: 0, limit: 50 })).runs.filter(isActive)))?.id;
    if (id !== undefined) await session.server.request(runCancel, { id });
  },
};

async function pick(active: readonly RunSummary[]): Promise<RunSummary | undefined> {
  if (active.length === 0) {
    void vscode.window.showInformationMessage('Nothing is running.');
    return undefined;
  }
  if (active.length === 1) return active[0];
  const items = active.map(run => ({ label: run.title, description: `${duration(run.elapsedMs)} on ${run.engine}`, run }));
  return (await vscode.window.showQuickPick(items, { title: 'Cancel which run?' }))?.run;
}
