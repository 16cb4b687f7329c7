/** Completion lists in LSP's shape. */
import type { CompletionItem as LspItem, CompletionList as LspList } from 'vscode-languageserver/node';
import { CompletionItemKind, InsertTextFormat, MarkupKind } from 'vscode-languageserver/node';
import type { ColumnId } from '../core/analysis/scope/Field';
import type { CompletionKind, CompletionList } from '../core/ide/completion/item';
import type { LineIndex } from '../core/text/LineIndex';
import { toRange } from './toLsp';

/** What a list's item is asked for again with. */
export interface CompletionData {
  readonly uri: string;
  readonly column: ColumnId;
}

export function toCompletion(uri: string, lines: LineIndex, { items, replace, incomplete }: CompletionList): LspList {
  const range = toRange(lines, replace);
  const width = String(items.length).length;
  return {
    isIncomplete: incomplete,
    items: items.map((item, at): LspItem => {
      const { label, kind, detail, from, insert, snippet, filter, documentation, column } = item;
      return {
        label,
        kind: kinds[kind],
        sortText: String(at).padStart(width, '0'),
        textEdit: { range, newText: insert ?? label },
        ...(detail === undefined && from === undefined
          ? {}
          : {
              labelDetails: {
                ...(detail === undefined ? {} : { detail: ` ${detail}` }),
                ...(from === undefined ? {} : { description: from }),
              },
            }),
        ...(snippet ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
        ...(filter === undefined ? {} : { filterText: filter }),
        ...(column === undefined ? {} : { data: { uri, column } satisfies CompletionData }),
        ...(documentation === undefined ? {} : { documentation: { kind: MarkupKind.Markdown, value: documentation } }),
      };
    }),
  };
}

const kinds: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  column: CompletionItemKind.Field,
  partitionKey: CompletionItemKind.Constant,
  rowField: CompletionItemKind.Property,
  cte: CompletionItemKind.Reference,
  alias: CompletionItemKind.Variable,
  table: CompletionItemKind.Struct,
  view: CompletionItemKind.Interface,
  database: CompletionItemKind.Folder,
  model: CompletionItemKind.Class,
  source: CompletionItemKind.Module,
  function: CompletionItemKind.Function,
  keyword: CompletionItemKind.Keyword,
  snippet: CompletionItemKind.Snippet,
  value: CompletionItemKind.EnumMember,
  name: CompletionItemKind.Text,
};
