/** Dropping a table or column of the Catalog view into a document writes its name, without asking for Shift. */
import * as vscode from 'vscode';

export function registerDrop(selector: vscode.DocumentSelector): vscode.Disposable {
  const mime = 'text/plain';
  return vscode.languages.registerDocumentDropEditProvider(
    selector,
    {
      async provideDocumentDropEdits(_document, _position, data) {
        // VS Code adds this type to what is dragged out of a tree: other text keeps its usual handling.
        if (!data.get('application/vnd.code.tree.medallion.catalog')) return undefined;
        const text = await data.get(mime)?.asString();
        return text ? new vscode.DocumentDropEdit(text, 'Insert name') : undefined;
      },
    },
    { dropMimeTypes: ['application/vnd.code.tree.medallion.catalog', mime] },
  );
}
