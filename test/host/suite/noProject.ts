/** A folder of plain SQL without a project: Medallion rests until it is turned on. */
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { activated, serverIs, until } from './medallion';

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
    const project = await until('the project state', () => {
      const state = api.app.session.status?.project;
      return state?.kind === 'none' ? state : undefined;
    });
    assert.ok(
      project.lookedFor.some(place => place.includes('dbt_project.yml')),
      project.lookedFor.join(),
    );
  });
});
