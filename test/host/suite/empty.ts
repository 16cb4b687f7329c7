/** A window without a folder: nothing starts, everything explains itself. */
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import './manifest';
import { activated, serverIs } from './medallion';

suite('no folder', () => {
  test('the server stays off and the views are empty', async () => {
    const { app } = await activated();
    await serverIs({ app }, 'off');
    assert.deepEqual(await app.catalog.getChildren(), []);
    assert.deepEqual(await app.project.getChildren(), []);
    assert.deepEqual(await app.runs.getChildren(), []);
  });

  test('a command says what is missing instead of failing silently', async () => {
    const { app } = await activated();
    await assert.rejects(app.catalog.reveal({ name: 'bronze.orders' }), /dbt_project\.yml/);
  });

  test('with "on" the server starts, and answers with nothing found', async () => {
    const { app } = await activated();
    await vscode.workspace.getConfiguration('medallion').update('enable', 'on', vscode.ConfigurationTarget.Global);
    await serverIs({ app }, 'running');
    assert.deepEqual(await app.project.getChildren(), []);
    await vscode.workspace.getConfiguration('medallion').update('enable', undefined, vscode.ConfigurationTarget.Global);
    await serverIs({ app }, 'off');
  });
});
