/**
 * Where a column's values come from, through the views of the catalog down to tables. Invariant: a view that cannot be read is its own
 * source: unknown is marked by stopping there, never dropped.
 */
import { analyzeStatement } from '../analysis';
import type { AnalysisContext, ColumnId, StatementAnalysis } from '../analysis';
import { viewQuery } from '../analysis/query/catalogColumns';
import type { CatalogRelation, CatalogSnapshot } from '../catalog/CatalogSnapshot';
import { parse } from '../sql/parser';

/** The table columns behind the given ones: a table's column is itself, a view's column is what the view computes it from. */
export function tableColumnsBehind(context: AnalysisContext, columns: readonly ColumnId[]): readonly ColumnId[] {
  const found = new Map<string, ColumnId>();
  const open = new Set<string>();
  const follow = (column: ColumnId): void => {
    if (open.has(column.key)) return;
    open.add(column.key);
    const sources = viewSources(context, column);
    if (sources) sources.forEach(follow);
    else found.set(column.key, column);
  };
  columns.forEach(follow);
  return [...found.values()];
}

/** What a view computes a column from; undefined for a table's column and where the view's text gives no such column. */
function viewSources(context: AnalysisContext, { relation, column }: ColumnId): readonly ColumnId[] | undefined {
  const found = context.catalog.relation(relation.catalog, relation.schema, relation.name);
  const analysis = found.kind === 'found' ? viewAnalysis(context, found.value) : undefined;
  return analysis?.columns?.find(({ name }) => name.toLowerCase() === column)?.sources;
}

/** The analysis of a view's own query, with the session it was created in. */
function viewAnalysis(context: AnalysisContext, relation: CatalogRelation): StatementAnalysis | undefined {
  const owner = relation.kind === 'glue' ? relation.entry : relation.relation;
  const byView = analyses.get(context.catalog) ?? new WeakMap<object, StatementAnalysis>();
  analyses.set(context.catalog, byView);
  const known = byView.get(owner);
  if (known) return known;
  const view = viewQuery(relation);
  const [statement] = view ? parse(view.originalSql, { dialect: context.dialect }).statements : [];
  if (!view || !statement || statement.errors.length > 0) return undefined;
  const analysis = analyzeStatement(statement.node, { ...context, session: { catalog: view.catalog, schema: view.schema } });
  byView.set(owner, analysis);
  return analysis;
}

/** By the catalog's own objects: a new snapshot brings new views. */
const analyses = new WeakMap<CatalogSnapshot, WeakMap<object, StatementAnalysis>>();
