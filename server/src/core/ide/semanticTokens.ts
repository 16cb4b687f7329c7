/**
 * What each name in a document is: a table, a column, an alias, a function. A grammar of patterns cannot tell a column called `date` from the type.
 * Invariant: tokens are in the order of the text, none lies over another, and each is a name of the document itself.
 */
import * as tree from '../sql/tree';
import type { TextRange } from '../text/TextRange';
import type { DocumentView } from './DocumentView';
import { occurrencesIn } from './occurrences';
import type { SymbolKind } from './occurrences';

export const tokenTypes = ['namespace', 'class', 'struct', 'variable', 'property', 'parameter', 'function', 'type'] as const;
export type TokenType = (typeof tokenTypes)[number];
export const tokenModifiers = ['declaration', 'defaultLibrary'] as const;
export type TokenModifier = (typeof tokenModifiers)[number];

export interface SemanticToken {
  /** In the document's text, within one line. */
  readonly range: TextRange;
  readonly type: TokenType;
  readonly modifiers: readonly TokenModifier[];
}

const typeOfSymbol: Readonly<Record<SymbolKind, TokenType>> = {
  cte: 'struct',
  alias: 'variable',
  column: 'property',
  catalogColumn: 'property',
  catalogRelation: 'class',
};

export function semanticTokens({ sql, text }: DocumentView): readonly SemanticToken[] {
  if (!sql) return [];
  const found = new Map<number, SemanticToken>();
  const add = (range: TextRange, type: TokenType, ...modifiers: readonly TokenModifier[]): void => {
    const place = sql.places.isVerbatim(range) ? sql.places.toText(range) : undefined;
    if (!place || found.has(place.start) || place.end <= place.start || text.slice(place.start, place.end).includes('\n')) return;
    found.set(place.start, { range: place, type, modifiers });
  };
  sql.source.statements.forEach((statement, at) => {
    const analysis = sql.statements[at]!;
    const place = ({ start, end }: TextRange): TextRange => ({ start: start + statement.start, end: end + statement.start });
    tree.walk(statement.node, node => {
      switch (node.kind) {
        case 'FunctionCall':
          for (const part of node.name.parts.slice(-1))
            add(place(part), 'function', ...(analysis.functionOf(node) ? (['defaultLibrary'] as const) : []));
          break;
        case 'Table':
          for (const part of node.name.parts.slice(0, -1)) add(place(part), 'namespace');
          break;
        case 'LambdaExpression':
          for (const parameter of node.parameters) add(place(parameter), 'parameter', 'declaration');
          break;
        case 'Identifier':
          if (analysis.fieldOf(node)?.lambda) add(place(node), 'parameter');
          break;
        case 'GenericDataType':
          add(place(node.name), 'type');
          break;
        default:
          break;
      }
      return undefined;
    });
  });
  // A column without an alias is read, and names a column of the result as well: it is shown as what is read.
  const names = [...occurrencesIn(sql)].sort((a, b) => Number(a.isDefinition) - Number(b.isDefinition));
  for (const { kind, range, isDefinition } of names) {
    if (isDefinition) add(range, typeOfSymbol[kind], 'declaration');
    else add(range, typeOfSymbol[kind]);
  }
  const sorted = [...found.values()].sort((a, b) => a.range.start - b.range.start);
  return sorted.filter(({ range }, at) => at === 0 || sorted[at - 1]!.range.end <= range.start);
}
