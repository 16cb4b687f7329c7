/** Shows rows of the selection, the model or the statement at the cursor; of a table when called from the Catalog view. */
import * as vscode from 'vscode';
import type { RunTarget } from '../../../server/src/protocol/runs';
import { runPreview } from '../../../server/src/protocol/runs';
import type { App, Command } from '../app';
import { cteAtCursor, isRunTarget, statementAtCursor, targetAtCursor } from '../editorTarget';
import { explainFailure } from '../failure';
import { settings } from '../settings';
import { givenNode } from './givenNode';

export const preview: Command = {
  id: 'medallion.preview',
  run: async (app, given) => startPreview(app, isRunTarget(given) ? given : await targetAtCursor(app.session)),
};

export const previewStatement: Command = { id: 'medallion.previewStatement', run: app => startPreview(app, statementAtCursor()) };

export const previewCte: Command = { id: 'medallion.previewCte', run: app => startPreview(app, cteAtCursor()) };

export const previewTable: Command = {
  id: 'medallion.catalog.preview',
  async run(app, given) {
    const node = givenNode(given);
    if (node?.kind === 'table') await startPreview(app, { kind: 'table', name: node.name });
  },
};

async function startPreview(app: App, target: RunTarget): Promise<void> {
  const { session, results } = app;
  const answer = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: 'Medallion: starting the preview' },
    () => session.server.request(runPreview, { target, limit: settings().preview.rows }),
  );
  if (answer.kind === 'refused') explainFailure(answer);
  else await results.show();
}
