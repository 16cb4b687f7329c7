/** The editor's requests that lead through a document and rewrite it. Each converts, calls the pure feature, converts back. */
import type { CodeAction as LspCodeAction, Connection, DocumentSymbol as LspDocumentSymbol } from 'vscode-languageserver/node';
import { CodeActionKind, SymbolKind } from 'vscode-languageserver/node';
import type { Workspace } from '../app/Workspace';
import { codeActions } from '../core/ide/codeActions';
import { documentSymbols } from '../core/ide/documentSymbols';
import type { DocumentSymbol } from '../core/ide/documentSymbols';
import type { LineIndex } from '../core/text/LineIndex';
import { guarded } from './dispatch';
import { toRange } from './toLsp';
import { linesOf, viewOf } from './views';

export function serveNavigation(connection: Connection, workspace: Workspace): void {
  connection.onDocumentSymbol(({ textDocument: { uri } }, token) =>
    guarded(connection, 'documentSymbol', token, () => {
      const view = viewOf(workspace, uri);
      return view ? documentSymbols(view).map(symbol => toSymbol(linesOf(view), symbol)) : null;
    }),
  );
  connection.onCodeAction(({ textDocument: { uri }, range, context }, token) =>
    guarded(connection, 'codeAction', token, (): LspCodeAction[] | null => {
      const view = viewOf(workspace, uri);
      if (!view) return null;
      const lines = linesOf(view);
      const offset = ({ line, character }: { line: number; character: number }): number => lines.offsetAt({ line, column: character });
      return codeActions(view, { start: offset(range.start), end: offset(range.end) }).map(({ title, kind, edit, fixes, preferred }) => {
        const place = fixes && toRange(lines, fixes.range);
        const diagnostics = context.diagnostics.filter(
          ({ code, range: at }) =>
            place && code === fixes.code && at.start.line === place.start.line && at.start.character === place.start.character,
        );
        return {
          title,
          kind: kind === 'quickfix' ? CodeActionKind.QuickFix : CodeActionKind.RefactorRewrite,
          ...(diagnostics.length > 0 ? { diagnostics } : {}),
          ...(preferred ? { isPreferred: true } : {}),
          edit: { changes: { [uri]: [{ range: toRange(lines, edit.range), newText: edit.newText }] } },
        };
      });
    }),
  );
}

const symbolKinds: Readonly<Record<DocumentSymbol['kind'], SymbolKind>> = {
  statement: SymbolKind.Module,
  cte: SymbolKind.Class,
  column: SymbolKind.Field,
};

function toSymbol(lines: LineIndex, { kind, name, detail, range, selection, children }: DocumentSymbol): LspDocumentSymbol {
  return {
    name,
    detail,
    kind: symbolKinds[kind],
    range: toRange(lines, range),
    selectionRange: toRange(lines, selection),
    children: children.map(child => toSymbol(lines, child)),
  };
}
