/** Opens the dbt file that builds a table of the Catalog view. */
import * as vscode from 'vscode';
import type { Command } from '../app';
import { givenNode } from './givenNode';

export const openModel: Command = {
  id: 'medallion.catalog.openModel',
  async run(_app, given) {
    const node = givenNode(given);
    if (node?.kind === 'table' && node.model !== undefined) await vscode.window.showTextDocument(vscode.Uri.parse(node.model));
  },
};
