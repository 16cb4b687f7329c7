/** Completion lists in LSP's shape. */
import type { CompletionItem as LspItem, CompletionList as LspList } from 'vscode-languageserver/node';
import { CompletionItemKind, InsertTextFormat, MarkupKind } from 'vscode-languageserver/node';
import type { ColumnId } from '../core/analysis/scope/Field';
import type { CompletionItem, CompletionKind, CompletionList } from '../core/ide/completion/item';
import type { LineIndex } from '../core/text/LineIndex';
import { toRange } from './toLsp';

/** What a list's item is asked for again with. */
export interface CompletionData {
  readonly uri: string;
  /** A column of the catalog. */
  readonly column?: ColumnId;
  /** A function of the engine: hundreds are listed at every key, and one is looked at. */
  readonly function?: string;
}

export function toCompletion(uri: string, lines: LineIndex, { items, replace, incomplete }: CompletionList): LspList {
  const range = toRange(lines, replace);
  const width = String(items.length).length;
  return {
    isIncomplete: incomplete,
    items: items.map((item, at): LspItem => {
      const { label, kind, detail, from, insert, snippet, filter, documentation } = item;
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
        ...dataOf(uri, item),
        ...(documentation === undefined || kind === 'function'
          ? {}
          : { documentation: { kind: MarkupKind.Markdown, value: documentation } }),
      };
    }),
  };
}

function dataOf(uri: string, { kind, label, documentation, column }: CompletionItem): { readonly data?: CompletionData } {
  if (column) return { data: { uri, column } };
  return kind === 'function' && documentation !== undefined ? { data: { uri, function: label } } : {};
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
