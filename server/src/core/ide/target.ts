/** What the name under the cursor means: a column, a relation, a CTE, a function; the ground of hover, definition and reveal. */
import type { ResolvedFunction, ResolvedRelation } from '../analysis/Analyzer';
import type { Field } from '../analysis/scope/Field';
import * as tree from '../sql/tree';
import type { ParsedStatement } from '../sql/parser';
import type { TextRange } from '../text/TextRange';
import { analysisOf, statementAt } from './DocumentView';
import type { AnalyzedSql, DocumentView } from './DocumentView';

export type Target =
  | { readonly kind: 'field'; readonly field: Field }
  | { readonly kind: 'relation'; readonly relation: ResolvedRelation; readonly table: tree.Table }
  | { readonly kind: 'function'; readonly call: tree.FunctionCall; readonly resolved: ResolvedFunction | undefined };

export interface FoundTarget {
  readonly target: Target;
  /** Of the name, in the analysed SQL. */
  readonly range: TextRange;
  readonly sql: AnalyzedSql;
  readonly statement: ParsedStatement;
}

/** @param offset in the document's text */
export function targetAt(view: DocumentView, offset: number): FoundTarget | undefined {
  const { sql } = view;
  const at = sql?.places.toSql(offset);
  const statement = sql && at !== undefined ? statementAt(sql, at) : undefined;
  if (!sql || at === undefined || !statement || at > statement.end) return undefined;
  const analysis = analysisOf(sql, statement);
  const path = tree.pathAt(statement.node, at - statement.start);
  const found = (target: Target, node: tree.Node): FoundTarget => ({
    target,
    range: { start: node.start + statement.start, end: node.end + statement.start },
    sql,
    statement,
  });
  const name = path.at(-1);
  if (!name) return undefined;
  for (const node of [...path].reverse()) {
    switch (node.kind) {
      case 'Identifier':
      case 'DereferenceExpression': {
        const field = analysis.fieldOf(node);
        if (field) return found({ kind: 'field', field }, node);
        break;
      }
      case 'Table': {
        const relation = analysis.relationOf(node);
        return relation && found({ kind: 'relation', relation, table: node }, node);
      }
      case 'FunctionCall':
        if (at - statement.start <= node.name.end)
          return found({ kind: 'function', call: node, resolved: analysis.functionOf(node) }, node.name);
        return undefined;
      default:
        break;
    }
  }
  return undefined;
}

/** Full name in the catalog of what stands at a place: `database.table` or `database.table.column`. */
export function definitionTarget(view: DocumentView, offset: number): { readonly catalogName: string } | undefined {
  const target = targetAt(view, offset)?.target;
  if (target?.kind === 'relation')
    return target.relation.kind === 'catalog' ? { catalogName: `${target.relation.name.schema}.${target.relation.name.name}` } : undefined;
  if (target?.kind !== 'field') return undefined;
  const source =
    target.field.definition.kind === 'column'
      ? target.field.definition.id
      : target.field.sources.length === 1
        ? target.field.sources[0]
        : undefined;
  return source && { catalogName: `${source.relation.schema}.${source.relation.name}.${source.column}` };
}

/** The name of the column at a place: of a reference, or of the output column whose expression or alias stands there. */
export function columnNameAt(view: DocumentView, offset: number): string | undefined {
  const at = view.sql?.places.toSql(offset);
  const statement = view.sql && at !== undefined ? statementAt(view.sql, at) : undefined;
  if (!view.sql || at === undefined || !statement) return undefined;
  const analysis = analysisOf(view.sql, statement);
  const inside = at - statement.start;
  const output = analysis.columns?.find(
    ({ field }) => field.definition.kind === 'item' && field.definition.node.start <= inside && inside <= field.definition.node.end,
  );
  if (output) return output.name;
  const target = targetAt(view, offset)?.target;
  return target?.kind === 'field' ? target.field.name : undefined;
}
