/** Opens the compiled text of the model beside its template. */
import * as vscode from 'vscode';
import type { Command } from '../app';
import { sqlEditor } from '../editorTarget';

export const showCompiled: Command = {
  id: 'medallion.showCompiled',
  run: ({ compiled }, given) => compiled.show(typeof given === 'string' ? vscode.Uri.parse(given) : sqlEditor().document.uri),
};
