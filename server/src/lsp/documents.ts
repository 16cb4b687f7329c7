/** Keeps the workspace in step with the editor: documents by incremental changes, watched files, folders. */
import type { Connection } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Workspace } from '../app/Workspace';
import { pathOf } from './uri';

export function serveDocuments(connection: Connection, workspace: Workspace): void {
  const texts = new Map<string, TextDocument>();
  const take = (document: TextDocument): void => {
    texts.set(document.uri, document);
    workspace.setDocument({
      uri: document.uri,
      path: pathOf(document.uri),
      version: document.version,
      languageId: document.languageId,
      text: document.getText(),
    });
  };
  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    take(TextDocument.create(uri, languageId, version, text));
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const document = texts.get(uri);
    if (document) take(TextDocument.update(document, contentChanges, version));
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    texts.delete(uri);
    void workspace.closeDocument(uri);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) {
      const path = pathOf(uri);
      if (path !== undefined) void workspace.fileChanged(path);
    }
  });
}
