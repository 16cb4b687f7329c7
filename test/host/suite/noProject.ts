/** A folder of plain SQL without a project: Medallion rests until it is turned on. */
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { activated, serverIs } from './medallion';

suite('a folder without a project', () => {
  test('the server stays off', async () => {
    await serverIs(await activated(), 'off');
  });

  test('opening an SQL file changes neither its language nor the server', async () => {
    const [file] = await vscode.workspace.findFiles('*.sql');
    assert.ok(file);
    const document = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(document);
    assert.equal(document.languageId, 'sql');
    await serverIs(await activated(), 'off');
  });

  test('turned on, the project view says what was looked for', async () => {
    const api = await activated();
    await vscode.workspace.getConfiguration('medallion').update('enable', 'on', vscode.ConfigurationTarget.Workspace);
    await serverIs(api, 'running');
    const { session } = api.app;
    await waitForStatus(api);
    assert.equal(session.status?.project.kind, 'none');
    assert.ok(
      session.status.project.lookedFor.some(place => place.includes('dbt_project.yml')),
      session.status.project.lookedFor.join(),
    );
  });
});

async function waitForStatus({ app }: Awaited<ReturnType<typeof activated>>): Promise<void> {
  if (app.session.status) return;
  await new Promise<void>(resolve => {
    const listening = app.session.onDidChangeStatus(status => {
      if (!status) return;
      listening.dispose();
      resolve();
    });
  });
}
