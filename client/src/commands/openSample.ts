/** Writes the sample lakehouse into a folder of the user's choice and opens it. */
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { sampleWrite } from '../../../server/src/protocol/project';
import type { Command } from '../app';
import { explainFailure } from '../failure';

const folderName = 'medallion-sample';

export const openSample: Command = {
  id: 'medallion.openSample',
  async run({ session }, given) {
    const folder = typeof given === 'string' ? vscode.Uri.file(given) : await chooseFolder();
    if (!folder) return;
    const answer = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: 'Medallion: writing the sample lakehouse' },
      async () => {
        await session.server.start();
        return session.server.request(sampleWrite, { folder: folder.fsPath });
      },
    );
    if (answer.kind === 'refused') explainFailure(answer);
    else await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(answer.folder));
  },
};

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const parent = await vscode.window.showOpenDialog({
    canSelectFolders: true,
    canSelectFiles: false,
    defaultUri: vscode.Uri.file(homedir()),
    openLabel: `Create "${folderName}" Here`,
    title: 'Where to put the sample lakehouse',
  });
  return parent?.[0] && vscode.Uri.joinPath(parent[0], folderName);
}
