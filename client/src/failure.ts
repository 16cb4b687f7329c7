/** Shows a failure that a user's own action met: one sentence, the raw words a click away. Nothing else may open a message. */
import * as vscode from 'vscode';

export function explainFailure({ message, details }: { readonly message: string; readonly details?: string }): void {
  const choices = details === undefined ? [] : ['Details'];
  void vscode.window.showErrorMessage(message, ...choices).then(async choice => {
    if (choice === 'Details' && details !== undefined) {
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: details, language: 'plaintext' }), {
        preview: true,
      });
    }
  });
}
