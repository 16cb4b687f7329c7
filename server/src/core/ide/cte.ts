/** The CTE at a place, and a query that shows its rows: the CTEs before it, then `select * from` it. */
import * as tree from '../sql/tree';
import { quoteIdentifier } from '../sql/quoteIdentifier';
import type { DocumentView } from './DocumentView';
import { statementAt } from './DocumentView';

export interface CteQuery {
  readonly name: string;
  /** A statement of its own, in the analysed SQL's dialect. */
  readonly sql: string;
}

/** @param offset in the document's text, on the CTE's name or inside its body */
export function cteAt({ sql }: DocumentView, offset: number): CteQuery | undefined {
  const at = sql?.places.toSql(offset);
  const statement = sql && at !== undefined ? statementAt(sql, at) : undefined;
  if (!sql || at === undefined || !statement || at > statement.end) return undefined;
  const path = tree.pathAt(statement.node, at - statement.start);
  const index = path.findLastIndex(node => node.kind === 'WithQuery');
  const cte = path[index];
  const list = path[index - 1];
  if (cte?.kind !== 'WithQuery' || list?.kind !== 'With' || cte.name.kind !== 'Identifier') return undefined;
  const text = (node: tree.Node): string => sql.source.text.slice(statement.start + node.start, statement.start + node.end);
  const before = list.queries.slice(0, list.queries.indexOf(cte) + 1).map(text);
  return {
    name: cte.name.value,
    sql: `with ${list.recursive ? 'recursive ' : ''}${before.join(',\n')}\nselect * from ${quoteIdentifier(cte.name.value)}`,
  };
}
