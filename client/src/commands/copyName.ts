/** Copies the name of a catalog line as a query writes it, or inserts it where the cursor is. */
import * as vscode from 'vscode';
import type { Command } from '../app';
import { nameInQuery } from '../views/catalog/catalogView';
import { givenNode, givenResource } from './givenNode';

export const copyName: Command = {
  id: 'medallion.catalog.copyName',
  async run(_app, given) {
    const name = nameOf(given);
    if (name !== undefined) await vscode.env.clipboard.writeText(name);
  },
};

export const insertName: Command = {
  id: 'medallion.catalog.insertName',
  async run(_app, given) {
    const name = nameOf(given);
    if (name !== undefined) await insertText(name);
  },
};

/** Replaces every selection of the editor that was used last. */
export async function insertText(text: string): Promise<void> {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
  if (!editor) throw new Error('Open a document to insert the name into.');
  await editor.edit(edit => {
    for (const selection of editor.selections) edit.replace(selection, text);
  });
  await vscode.window.showTextDocument(editor.document, editor.viewColumn);
}

function nameOf(given: unknown): string | undefined {
  const node = givenNode(given);
  return node ? nameInQuery(node) : givenResource(given)?.relation;
}
