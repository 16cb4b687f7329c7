/** Selects in the Catalog view what stands at the cursor, or what a link names. */
import * as vscode from 'vscode';
import type { Command } from '../app';
import { sqlEditor } from '../editorTarget';

export const revealInCatalog: Command = {
  id: 'medallion.revealInCatalog',
  async run({ catalog }, given) {
    const what = typeof given === 'string' ? { name: given } : sqlEditor();
    if (!(await catalog.reveal(what))) {
      const subject = typeof given === 'string' ? given : 'the name at the cursor';
      void vscode.window.showInformationMessage(`The catalog does not know ${subject}. If it is new, refresh the catalog.`);
    }
  },
};
