/**
 * Completion: what may stand at the caret, by the grammar and by what is known there. Works on broken text.
 * Invariant: nothing is offered that the engine would refuse at that place, and the likely comes first.
 */
import { analyzeStatement } from '../../analysis/analyzeStatement';
import type { CatalogSnapshot } from '../../catalog/CatalogSnapshot';
import type { StatementAnalysis } from '../../analysis/StatementAnalysis';
import { contextAt } from '../../sql/syntaxContext';
import type { SyntaxContext } from '../../sql/syntaxContext';
import type { AnalyzedSql, DocumentView } from '../DocumentView';
import { columnsBehind, columnsInScope, columnsOfTarget, columnsToJoin } from './columns';
import type { CompletionItem, CompletionList } from './item';
import { insideJinja, jinjaCompletion } from './jinja';
import { databases, dateParts, properties, types } from './grammarWords';
import { joinConditions } from './joins';
import { likelihoodAt } from './likelihood';
import { allColumns, groupByList } from './lists';
import { relations } from './relations';
import { templateNames } from './template';
import { comparedValues } from './values';
import { aliasFor, functions, keywordItems, missingNames, rowFieldNames } from './words';

/** @param offset in the document's text @param catalog of the account, for tables that the project does not build */
export function completion(view: DocumentView, offset: number, catalog: CatalogSnapshot): CompletionList | undefined {
  if (view.template && insideJinja(view.text, offset)) return jinjaCompletion(view, offset) ?? templateNames(view, offset);
  const { sql } = view;
  const at = sql?.places.toSql(offset);
  if (!sql || at === undefined) return undefined;
  const context = contextAt(sql.source, at);
  if (!context) return undefined;
  const replace = sql.places.isVerbatim(context.word) ? sql.places.toText(context.word) : { start: offset, end: offset };
  if (!replace) return undefined;
  const analysis = analyzeStatement(context.tree, sql.context);
  const values = comparedValues(analysis, context, view.dbt?.analysis);
  // Inside a string nothing of the catalog belongs but the values of the column that it is compared with.
  if (context.quote === "'") return values.length > 0 ? { items: values, replace, incomplete: false } : undefined;
  const relationList = relationsAt(view, analysis, context, catalog);
  const items = [...(relationList?.items ?? []), ...values, ...itemsAt(view, sql, analysis, context, catalog, offset)];
  return { items: ordered(items, context.quote), replace, incomplete: relationList?.incomplete ?? false };
}

function relationsAt(
  view: DocumentView,
  analysis: StatementAnalysis,
  context: SyntaxContext,
  catalog: CatalogSnapshot,
): ReturnType<typeof relations> | undefined {
  const { expects } = context;
  return expects.has('relation') || expects.has('table')
    ? relations(analysis, context, catalog, view.dbt?.analysis.project, view.dbt?.node)
    : undefined;
}

function itemsAt(
  view: DocumentView,
  { source }: AnalyzedSql,
  analysis: StatementAnalysis,
  context: SyntaxContext,
  catalog: CatalogSnapshot,
  offset: number,
): readonly CompletionItem[] {
  const { expects, clause, qualifier } = context;
  const { text } = source;
  const before = text.slice(0, context.word.end);
  const likelihood = likelihoodAt(text, context);
  if (qualifier.length > 0) {
    if (!expects.has('field') && !expects.has('expression') && !expects.has('column')) return [];
    return [...columnsBehind(analysis, context, likelihood), ...allColumns(analysis, context)];
  }
  const items: CompletionItem[] = [];
  if (clause === 'using') items.push(...columnsToJoin(analysis, context));
  else if (expects.has('expression')) items.push(...columnsInScope(analysis, context, likelihood));
  else if (expects.has('column')) items.push(...columnsOfTarget(analysis, context, text));
  if (expects.has('expression')) {
    items.push(...joinConditions(analysis, context, before), ...groupByList(analysis, context, text), ...allColumns(analysis, context));
  }
  if (expects.has('expression') || expects.has('function')) items.push(...functions(source.dialect));
  if (expects.has('newName')) items.push(...aliasFor(view.text.slice(0, offset)), ...missingNames(analysis, context, text));
  if (expects.has('type'))
    items.push(...types(context), ...(isRowField(before) ? [...rowFieldNames(context), ...missingNames(analysis, context, text)] : []));
  if (expects.has('property')) items.push(...properties(context));
  if (expects.has('dateField')) items.push(...dateParts(before));
  if (expects.has('schema') || expects.has('newTable')) items.push(...databases(catalog));
  items.push(...keywordItems(context, text));
  return items;
}

/** `row(` and a comma in it: a field may have its name before its type. */
function isRowField(before: string): boolean {
  return /\brow\s*\([^()]*$/i.test(before.replace(/\((?:\d|\s|,)*\)/g, ''));
}

/** The likely first; in quotes everything is inserted in quotes. */
function ordered(items: readonly CompletionItem[], quote: string | undefined): readonly CompletionItem[] {
  const sorted = [...items].sort((a, b) => b.likelihood - a.likelihood);
  if (quote !== '"') return sorted;
  return sorted
    .filter(item => item.kind !== 'keyword' && item.kind !== 'function')
    .map(item => ({ ...item, insert: `"${item.label.replaceAll('"', '""')}"`, filter: `"${item.filter ?? item.label}` }));
}
