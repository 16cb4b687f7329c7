/** Turns CREATE TABLE of a source database, selected or on the clipboard, into columns of a dbt source with Glue's types. */
import * as vscode from 'vscode';
import { foreignColumns, foreignDialectLabels } from '../../../server/src/protocol/foreign';
import type { Command } from '../app';
import { explainFailure } from '../failure';

export const convertCreateTable: Command = {
  id: 'medallion.convertCreateTable',
  async run({ session }) {
    const editor = vscode.window.activeTextEditor;
    const selected = editor && !editor.selection.isEmpty ? editor.document.getText(editor.selection) : undefined;
    const text = selected ?? (await vscode.env.clipboard.readText());
    if (!/\bcreate\b[^;]*\btable\b/i.test(text))
      throw new Error('Select a CREATE TABLE statement of the source, or copy one, then run this again.');
    const chosen = await vscode.window.showQuickPick(
      (Object.keys(foreignDialectLabels) as (keyof typeof foreignDialectLabels)[]).map(dialect => ({
        label: foreignDialectLabels[dialect],
        dialect,
      })),
      {
        title: `Medallion: Source Columns from CREATE TABLE (${selected === undefined ? 'clipboard' : 'selection'})`,
        placeHolder: 'Which database is it written for?',
      },
    );
    if (!chosen) return;
    const answer = await session.server.request(foreignColumns, { text, dialect: chosen.dialect });
    if (answer.kind === 'refused') {
      explainFailure(answer);
      return;
    }
    const notes = answer.problems.map(problem => `# not read: ${problem}\n`).join('');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: notes + answer.text, language: 'yaml' }));
  },
};
