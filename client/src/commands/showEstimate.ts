/** Says what a preview or run would scan and cost, statement by statement, and what is not certain about it. */
import * as vscode from 'vscode';
import { runPlan } from '../../../server/src/protocol/runs';
import { estimateLine } from '../amounts';
import type { Command } from '../app';
import { isRunTarget, targetAtCursor } from '../editorTarget';
import { explainFailure } from '../failure';

export const showEstimate: Command = {
  id: 'medallion.showEstimate',
  async run({ session }, given) {
    const target = isRunTarget(given) ? given : await targetAtCursor(session);
    const plan = await session.server.request(runPlan, { target, action: 'run' });
    if (plan.kind === 'refused') {
      explainFailure(plan);
      return;
    }
    const items: vscode.QuickPickItem[] = [
      { label: plan.title, description: estimateLine(plan.total), detail: `${plan.engine}, ${plan.environment}`, alwaysShow: true },
      ...plan.total.notes.map(note => ({ label: `$(info) ${note}` })),
      { label: 'Statements', kind: vscode.QuickPickItemKind.Separator },
      ...plan.statements.map(({ kind, writes, estimate }) => ({
        label: [kind, writes].filter(Boolean).join(' '),
        description: estimateLine(estimate),
        ...(estimate.notes.length > 0 && { detail: estimate.notes.join(' ') }),
      })),
    ];
    await vscode.window.showQuickPick(items, { title: 'Medallion: what it would scan and cost', placeHolder: estimateLine(plan.total) });
  },
};
