/** ORDER BY where Trino ignores it: in a subquery, and in a query whose rows are kept in a table or view. With LIMIT or OFFSET it decides which rows there are. */
import { queryOf } from '../sql/queries';
import type { LintFinding, LintRule } from './Rule';

export const uselessOrder: LintRule = {
  name: 'USELESS_ORDER_BY',
  severity: 'warning',
  source: 'sql',
  check: ({ statement, nodes, text, isModel }) => {
    const found: LintFinding[] = [];
    const outermost = queryOf(statement);
    const isKept = isModel || statement.kind !== 'Query';
    for (const node of nodes) {
      if (node.kind !== 'Query' || !node.orderBy || node.limit || node.offset || (node === outermost && !isKept)) continue;
      const { start, end } = node.orderBy;
      const blanks = /\s*$/.exec(text.slice(0, start))?.[0].length ?? 0;
      found.push({
        message:
          node === outermost
            ? 'ORDER BY has no effect here: rows that are kept have no order; sort where they are read'
            : 'ORDER BY has no effect in a subquery without LIMIT',
        range: { start, end },
        fix: { title: 'Remove ORDER BY', edits: [{ start: start - blanks, end, newText: '' }] },
      });
    }
    return found;
  },
};
