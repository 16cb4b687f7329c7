/** Opens a place that the server named, in the editor group that shows text. */
import * as vscode from 'vscode';
import type { Location } from '../../../../server/src/protocol/message';

export async function openLocation({ uri, range }: Location): Promise<void> {
  const selection = new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
  const target = vscode.Uri.parse(uri);
  const beside = vscode.window.visibleTextEditors.find(editor => editor.document.uri.toString() === target.toString())?.viewColumn;
  await vscode.window.showTextDocument(target, { selection, viewColumn: beside ?? vscode.ViewColumn.One });
}
