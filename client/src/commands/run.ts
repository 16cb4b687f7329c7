/** Runs a model or statement after a confirmation that says what is written, what it scans and costs, and where it runs. */
import * as vscode from 'vscode';
import type { RunPlanned, RunTarget } from '../../../server/src/protocol/runs';
import { runExecute, runPlan } from '../../../server/src/protocol/runs';
import { estimateLine } from '../amounts';
import type { App, Command } from '../app';
import { isRunTarget, statementAtCursor, targetAtCursor } from '../editorTarget';
import { explainFailure } from '../failure';

export const run: Command = {
  id: 'medallion.run',
  run: async (app, given) => confirmAndRun(app, isRunTarget(given) ? given : await targetAtCursor(app.session)),
};

export const runStatement: Command = { id: 'medallion.runStatement', run: app => confirmAndRun(app, statementAtCursor()) };

async function confirmAndRun({ session, results }: App, target: RunTarget): Promise<void> {
  const planned = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'Medallion: estimating' }, () =>
    session.server.request(runPlan, { target, action: 'run' }),
  );
  if (planned.kind === 'refused') {
    explainFailure(planned);
    return;
  }
  if (planned.statements.length === 0) {
    explainFailure({ message: `${planned.title} is not possible: ${planned.warnings.join('; ') || 'there is no statement to send.'}` });
    return;
  }
  const go = planned.production ? 'Run on PROD' : 'Run';
  const choice = await vscode.window.showWarningMessage(`${planned.title}?`, { modal: true, detail: confirmation(planned) }, go);
  if (choice !== go) return;
  const started = await session.server.request(runExecute, { target, plan: planned.plan });
  if (started.kind === 'refused') explainFailure(started);
  else await results.show();
}

/** Plain lines of the modal; exported for the tests of its words. */
export function confirmation({ engine, environment, production, total, statements, warnings }: RunPlanned): string {
  const writes = [...new Set(statements.flatMap(({ kind, writes: name }) => (name === undefined ? [] : `${kind} ${name}`)))];
  return [
    `On ${engine}, environment ${environment}${production ? ' (PRODUCTION)' : ''}.`,
    statements.length === 1 ? undefined : `${statements.length} statements.`,
    writes.length > 0 ? `Writes: ${writes.join(', ')}.` : 'Writes nothing.',
    `Estimate: ${estimateLine(total)}.`,
    ...total.notes.slice(0, 3),
    ...warnings,
  ]
    .filter(Boolean)
    .join('\n');
}
