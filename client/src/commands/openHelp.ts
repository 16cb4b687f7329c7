/** Opens the walkthrough, and the settings of this extension alone. */
import * as vscode from 'vscode';
import type { Command } from '../app';

export const openWalkthrough: Command = {
  id: 'medallion.openWalkthrough',
  async run({ context }) {
    await vscode.commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#firstSteps`, false);
  },
};

export const openSettings: Command = {
  id: 'medallion.openSettings',
  async run({ context }) {
    await vscode.commands.executeCommand('workbench.action.openSettings', `@ext:${context.extension.id}`);
  },
};
