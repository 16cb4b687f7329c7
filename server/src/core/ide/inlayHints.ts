/** What a text leaves unsaid, shown behind it: the columns of `*`, and what a position in GROUP BY or ORDER BY stands for. */
import { fieldsOfPrefix, visibleFields } from '../analysis/scope/Field';
import type { Field } from '../analysis/scope/Field';
import type { StatementAnalysis } from '../analysis/StatementAnalysis';
import type { ParsedStatement } from '../sql/parser';
import { nodesOf, specifications } from '../sql/queries';
import * as tree from '../sql/tree';
import type { TextRange } from '../text/TextRange';
import type { AnalyzedSql, DocumentView } from './DocumentView';

export interface InlayHint {
  /** In the document's text; the hint stands behind it. */
  readonly offset: number;
  readonly label: string;
  /** CommonMark. */
  readonly tooltip: string | undefined;
}

/** @param range of the document's text that is on the screen */
export function inlayHints({ sql }: DocumentView, range: TextRange): readonly InlayHint[] {
  if (!sql) return [];
  const found: InlayHint[] = [];
  sql.source.statements.forEach((statement, at) => {
    const place = sql.places.toText(statement);
    if (!place || place.end < range.start || range.end < place.start) return;
    const add = (node: tree.Node, label: string | undefined, tooltip?: string): void => {
      const offset = label === undefined ? undefined : offsetBehind(sql, statement, node);
      if (label !== undefined && offset !== undefined && range.start <= offset && offset <= range.end)
        found.push({ offset, label, tooltip });
    };
    for (const { spec, query } of specifications(nodesOf(statement.node))) {
      for (const item of spec.select.items) {
        if (item.kind !== 'AllColumns') continue;
        const fields = starFields(spec, item, sql.statements[at]!);
        if (fields.length > 0) add(item, starLabel(fields), starTooltip(fields));
      }
      for (const element of spec.groupBy?.elements ?? [])
        for (const column of element.kind === 'SimpleGroupBy' ? element.columns : []) add(column, itemName(spec, column));
      for (const { sortKey } of query?.orderBy?.items ?? []) add(sortKey, itemName(spec, sortKey));
    }
  });
  return found;
}

/** Of a node that stands in the document as it stands in the SQL. */
function offsetBehind({ places }: AnalyzedSql, statement: ParsedStatement, { start, end }: tree.Node): number | undefined {
  const range = { start: start + statement.start, end: end + statement.start };
  return places.isVerbatim(range) ? places.toText(range)?.end : undefined;
}

function starFields({ from }: tree.QuerySpecification, star: tree.AllColumns, analysis: StatementAnalysis): readonly Field[] {
  const relation = from && analysis.scopeOf(from)?.relation;
  if (!relation || relation.open) return [];
  if (!star.target) return visibleFields(relation);
  const prefix = prefixOf(star.target);
  return prefix ? fieldsOfPrefix(relation, prefix).filter(field => !field.hidden) : [];
}

function prefixOf(node: tree.Expression): readonly string[] | undefined {
  if (node.kind === 'Identifier') return [tree.canonical(node)];
  if (node.kind !== 'DereferenceExpression') return undefined;
  const base = prefixOf(node.base);
  return base && [...base, tree.canonical(node.field)];
}

const shown = 3;

function starLabel(fields: readonly Field[]): string {
  const names = fields.slice(0, shown).map(({ name }) => name ?? 'unnamed');
  return fields.length > shown ? `${names.join(', ')} +${fields.length - shown}` : names.join(', ');
}

function starTooltip(fields: readonly Field[]): string {
  const lines = fields.slice(0, 50).map(({ name, type }) => `${name ?? 'unnamed'} ${type.display}`);
  return `\`\`\`sql\n${lines.join('\n')}${fields.length > 50 ? `\n-- and ${fields.length - 50} more` : ''}\n\`\`\``;
}

/** The name of the item that a position counts; undefined where an earlier star makes the count uncertain. */
function itemName({ select }: tree.QuerySpecification, position: tree.Expression): string | undefined {
  if (position.kind !== 'LongLiteral') return undefined;
  const index = Number(position.value) - 1;
  const item = select.items[index];
  if (item?.kind !== 'SingleColumn' || select.items.slice(0, index).some(({ kind }) => kind === 'AllColumns')) return undefined;
  const { alias, expression } = item;
  const name = alias ?? (expression.kind === 'DereferenceExpression' ? expression.field : expression);
  return name.kind === 'Identifier' ? name.value : undefined;
}
