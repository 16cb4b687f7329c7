/** The editor's requests that lead through a document and rewrite it. Each converts, calls the pure feature, converts back. */
import type {
  CodeAction as LspCodeAction,
  Connection,
  DocumentSymbol as LspDocumentSymbol,
  FoldingRange as LspFoldingRange,
  SelectionRange,
} from 'vscode-languageserver/node';
import {
  CodeActionKind,
  DocumentHighlightKind,
  FoldingRangeKind,
  LSPErrorCodes,
  MarkupKind,
  ResponseError,
  SemanticTokensBuilder,
  SymbolKind,
} from 'vscode-languageserver/node';
import type { Workspace } from '../app/Workspace';
import { codeActions } from '../core/ide/codeActions';
import type { CodeAction } from '../core/ide/actions/CodeAction';
import { documentSymbols } from '../core/ide/documentSymbols';
import type { DocumentSymbol } from '../core/ide/documentSymbols';
import { inlayHints } from '../core/ide/inlayHints';
import { references } from '../core/ide/occurrences';
import { foldingRanges, selectionRanges } from '../core/ide/ranges';
import type { FoldingRange } from '../core/ide/ranges';
import { prepareRename, rename } from '../core/ide/rename';
import { semanticTokens, tokenModifiers, tokenTypes } from '../core/ide/semanticTokens';
import { signatureHelp } from '../core/ide/signatureHelp';
import type { LineIndex } from '../core/text/LineIndex';
import { guarded } from './dispatch';
import { toPosition, toRange, toTextRange } from './toLsp';
import { linesOf, placeIn, viewOf } from './views';

export function serveNavigation(connection: Connection, workspace: Workspace): void {
  serveOutline(connection, workspace);
  serveNames(connection, workspace);
  serveAnnotations(connection, workspace);
  connection.onSignatureHelp(({ textDocument: { uri }, position }, token) =>
    guarded(connection, 'signatureHelp', token, () => {
      const place = placeIn(workspace, { uri, position });
      const help = place && signatureHelp(place.view, place.offset);
      if (!help) return null;
      const signatures = help.signatures.map(({ label, parameters, activeParameter, description }) => ({
        label,
        parameters: parameters.map(([start, end]) => ({ label: [start, end] as [number, number] })),
        activeParameter,
        ...(description === undefined ? {} : { documentation: { kind: MarkupKind.PlainText, value: description } }),
      }));
      return { signatures, activeSignature: help.active, activeParameter: help.signatures[help.active]?.activeParameter ?? 0 };
    }),
  );
  serveCodeActions(connection, workspace);
}

/** What the text is made of: outline, folding, growing selections. */
function serveOutline(connection: Connection, workspace: Workspace): void {
  connection.onDocumentSymbol(({ textDocument: { uri } }, token) =>
    guarded(connection, 'documentSymbol', token, () => {
      const view = viewOf(workspace, uri);
      return view ? documentSymbols(view).map(symbol => toSymbol(linesOf(view), symbol)) : null;
    }),
  );
  connection.onFoldingRanges(({ textDocument: { uri } }, token) =>
    guarded(connection, 'foldingRange', token, () => {
      const view = viewOf(workspace, uri);
      return view ? foldingRanges(view).map(range => toFolding(linesOf(view), range)) : null;
    }),
  );
  connection.onSelectionRanges(({ textDocument: { uri }, positions }, token) =>
    guarded(connection, 'selectionRange', token, () =>
      positions.map((position): SelectionRange => {
        const place = placeIn(workspace, { uri, position });
        const ranges = place ? selectionRanges(place.view, place.offset).map(range => toRange(place.lines, range)) : [];
        const widest = ranges.at(-1) ?? { start: position, end: position };
        return ranges.slice(0, -1).reduceRight<SelectionRange>((parent, range) => ({ range, parent }), { range: widest });
      }),
    ),
  );
}

/** What stands between the lines: colours by meaning, and what the text leaves unsaid. */
function serveAnnotations(connection: Connection, workspace: Workspace): void {
  connection.languages.semanticTokens.on(({ textDocument: { uri } }, token) =>
    guarded(connection, 'semanticTokens', token, () => {
      const view = viewOf(workspace, uri);
      const builder = new SemanticTokensBuilder();
      for (const { range, type, modifiers } of view ? semanticTokens(view) : []) {
        const { line, character } = toPosition(linesOf(view!), range.start);
        const bits = modifiers.reduce((sum, modifier) => sum | (1 << tokenModifiers.indexOf(modifier)), 0);
        builder.push(line, character, range.end - range.start, tokenTypes.indexOf(type), bits);
      }
      return builder.build();
    }),
  );
  connection.languages.inlayHint.on(({ textDocument: { uri }, range }, token) =>
    guarded(connection, 'inlayHint', token, () => {
      const view = viewOf(workspace, uri);
      if (!view) return null;
      const lines = linesOf(view);
      return inlayHints(view, toTextRange(lines, range)).map(({ offset, label, tooltip }) => ({
        position: toPosition(lines, offset),
        label,
        paddingLeft: true,
        ...(tooltip === undefined ? {} : { tooltip: { kind: MarkupKind.Markdown, value: tooltip } }),
      }));
    }),
  );
}

/** What one name means through a document. */
function serveNames(connection: Connection, workspace: Workspace): void {
  connection.onReferences(({ textDocument: { uri }, position, context }, token) =>
    guarded(connection, 'references', token, () => {
      const place = placeIn(workspace, { uri, position });
      if (!place) return null;
      return references(place.view, place.offset)
        .filter(({ isDefinition }) => context.includeDeclaration || !isDefinition)
        .map(({ range }) => ({ uri, range: toRange(place.lines, range) }));
    }),
  );
  connection.onDocumentHighlight(({ textDocument: { uri }, position }, token) =>
    guarded(connection, 'documentHighlight', token, () => {
      const place = placeIn(workspace, { uri, position });
      if (!place) return null;
      const found = references(place.view, place.offset).map(({ range, isDefinition }) => ({
        range: toRange(place.lines, range),
        kind: isDefinition ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      }));
      // Where no name is, the editor highlights equal words by itself.
      return found.length > 0 ? found : null;
    }),
  );
  connection.onPrepareRename(({ textDocument: { uri }, position }, token) =>
    guarded(connection, 'prepareRename', token, () => {
      const place = placeIn(workspace, { uri, position });
      if (!place) return null;
      const answer = prepareRename(place.view, place.offset);
      if (answer.kind === 'refused') throw new ResponseError(LSPErrorCodes.RequestFailed, answer.why);
      return { range: toRange(place.lines, answer.range), placeholder: answer.name };
    }),
  );
  connection.onRenameRequest(({ textDocument: { uri }, position, newName }, token) =>
    guarded(connection, 'rename', token, () => {
      const place = placeIn(workspace, { uri, position });
      if (!place) return null;
      const answer = rename(place.view, place.offset, newName);
      if (answer.kind === 'refused') throw new ResponseError(LSPErrorCodes.RequestFailed, answer.why);
      return { changes: { [uri]: answer.edits.map(({ range, newText }) => ({ range: toRange(place.lines, range), newText })) } };
    }),
  );
}

function serveCodeActions(connection: Connection, workspace: Workspace): void {
  connection.onCodeAction(({ textDocument: { uri }, range, context }, token) =>
    guarded(connection, 'codeAction', token, (): LspCodeAction[] | null => {
      const view = viewOf(workspace, uri);
      if (!view) return null;
      const lines = linesOf(view);
      return codeActions(view, toTextRange(lines, range), workspace.settings.lint.rules).map(({ title, kind, edits, fixes, preferred }) => {
        const place = fixes && toRange(lines, fixes.range);
        const diagnostics = context.diagnostics.filter(
          ({ code, range: at }) =>
            place && code === fixes.code && at.start.line === place.start.line && at.start.character === place.start.character,
        );
        return {
          title,
          kind: actionKinds[kind],
          ...(diagnostics.length > 0 ? { diagnostics } : {}),
          ...(preferred ? { isPreferred: true } : {}),
          edit: { changes: { [uri]: edits.map(({ range: place, newText }) => ({ range: toRange(lines, place), newText })) } },
        };
      });
    }),
  );
}

const actionKinds: Readonly<Record<CodeAction['kind'], string>> = {
  quickfix: CodeActionKind.QuickFix,
  rewrite: CodeActionKind.RefactorRewrite,
  extract: CodeActionKind.RefactorExtract,
  inline: CodeActionKind.RefactorInline,
};

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

function toFolding(lines: LineIndex, { start, end, kind }: FoldingRange): LspFoldingRange {
  const range = toRange(lines, { start, end });
  return {
    startLine: range.start.line,
    startCharacter: range.start.character,
    endLine: range.end.line,
    endCharacter: range.end.character,
    ...(kind === 'comment' ? { kind: FoldingRangeKind.Comment } : {}),
  };
}
