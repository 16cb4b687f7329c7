/**
 * Completion: what may stand at the caret, by the grammar and by what is known there. Works on broken text.
 * Invariant: nothing is offered that the engine would refuse at that place, and the likely comes first.
 */
import { analyzeStatement } from '../../analysis/analyzeStatement';
import type { CatalogSnapshot } from '../../catalog/CatalogSnapshot';
import { contextAt } from '../../sql/syntaxContext';
import type { DocumentView } from '../DocumentView';
import { columnsBehind, columnsInScope, columnsToJoin } from './columns';
import type { CompletionItem, CompletionList } from './item';
import { insideJinja, jinjaCompletion } from './jinja';
import { likelihoodAt } from './likelihood';
import { relations } from './relations';
import { aliasFor, functions, keywordItems } from './words';

/** @param offset in the document's text @param catalog of the account, for tables that the project does not build */
export function completion(view: DocumentView, offset: number, catalog: CatalogSnapshot): CompletionList | undefined {
  if (view.template && insideJinja(view.text, offset)) return jinjaCompletion(view, offset);
  const { sql } = view;
  const at = sql?.places.toSql(offset);
  if (!sql || at === undefined) return undefined;
  const context = contextAt(sql.source, at);
  // Inside a string nothing of the catalog belongs.
  if (!context || context.quote === "'") return undefined;
  const replace = sql.places.isVerbatim(context.word) ? sql.places.toText(context.word) : { start: offset, end: offset };
  if (!replace) return undefined;
  const analysis = analyzeStatement(context.tree, sql.context);
  const likelihood = likelihoodAt(sql.source.text, context);
  const { expects } = context;
  const items: CompletionItem[] = [];
  let incomplete = false;
  if (expects.has('relation') || expects.has('table')) {
    const found = relations(analysis, context, catalog, view.dbt?.analysis.project, view.dbt?.node);
    items.push(...found.items);
    incomplete = found.incomplete;
  }
  if (context.qualifier.length > 0) {
    if (expects.has('field') || expects.has('expression') || expects.has('column'))
      items.push(...columnsBehind(analysis, context, likelihood));
  } else {
    if (context.clause === 'using') items.push(...columnsToJoin(analysis, context));
    else if (expects.has('expression') || expects.has('column')) items.push(...columnsInScope(analysis, context, likelihood));
    if (expects.has('expression') || expects.has('function')) items.push(...functions());
    if (expects.has('newName')) items.push(...aliasFor(view.text.slice(0, offset)));
    items.push(...keywordItems(context, sql.source.text));
  }
  return { items: ordered(items, context.quote), replace, incomplete };
}

/** The likely first; in quotes everything is inserted in quotes. */
function ordered(items: readonly CompletionItem[], quote: string | undefined): readonly CompletionItem[] {
  const sorted = [...items].sort((a, b) => b.likelihood - a.likelihood);
  if (quote !== '"') return sorted;
  return sorted
    .filter(item => item.kind !== 'keyword' && item.kind !== 'function')
    .map(item => ({ ...item, insert: `"${item.label.replaceAll('"', '""')}"`, filter: `"${item.filter ?? item.label}` }));
}
