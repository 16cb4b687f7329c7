/** The GROUP BY that a query with aggregates lacks. */
import { groupedItems, groupingElements } from '../../analysis/query/grouped';
import type { SemanticError } from '../../analysis/semanticError';
import { nodesOf, specifications } from '../../sql/queries';
import type * as tree from '../../sql/tree';
import type { TextRange } from '../../text/TextRange';
import { action, textOf } from './CodeAction';
import type { CodeAction, Place } from './CodeAction';

export function addedGroupBy(at: Place, error: SemanticError, range: TextRange): readonly CodeAction[] {
  if (error.code !== 'EXPRESSION_NOT_AGGREGATE') return [];
  const fixes = { code: error.code, range };
  const found = specifications(nodesOf(at.statement.node)).findLast(
    ({ spec }) => spec.select.start <= error.start && error.end <= spec.select.end,
  );
  if (!found) return [];
  const { spec } = found;
  const items = spec.select.items.map((item, index) => ({ item, position: index + 1 }));
  const hasStar = items.some(({ item }) => item.kind === 'AllColumns');
  if (!spec.groupBy) {
    const plain = groupedItems(spec, at.analysis) ?? [];
    const end = groupByPlace(at, spec);
    if (plain.length === 0 || end === undefined) return [];
    const elements = groupingElements(plain, node => textOf(at, node));
    return action(at, [{ start: end, end, newText: `${lineBreak(at, spec)}group by ${elements.join(', ')}` }], {
      title: `Add GROUP BY ${elements.join(', ')}`,
      kind: 'quickfix',
      fixes,
      preferred: true,
    });
  }
  const last = spec.groupBy.elements.at(-1);
  const missing = items.filter(({ item }) => item.start <= error.start && error.end <= item.end);
  if (spec.groupBy.auto || last?.kind !== 'SimpleGroupBy' || missing.length === 0 || missing[0]?.item.kind !== 'SingleColumn') return [];
  const usesPositions = spec.groupBy.elements.some(
    element => element.kind === 'SimpleGroupBy' && element.columns[0]?.kind === 'LongLiteral',
  );
  const [text = ''] =
    usesPositions && !hasStar ? missing.map(({ position }) => String(position)) : groupingElements(missing, node => textOf(at, node));
  return action(at, [{ start: last.end, end: last.end, newText: `, ${text}` }], {
    title: `Add ${text} to GROUP BY`,
    kind: 'quickfix',
    fixes,
    preferred: true,
  });
}

/** Where GROUP BY goes: before HAVING, else at the end; undefined where named windows make the end another clause's. */
function groupByPlace(at: Place, spec: tree.QuerySpecification): number | undefined {
  if (spec.having) {
    const before = textOf(at, { start: spec.start, end: spec.having.start });
    const [written] = /\s*having[\s(]*$/i.exec(before) ?? [];
    return written === undefined ? undefined : spec.having.start - written.length;
  }
  return spec.windows.length > 0 ? undefined : spec.end;
}

/** Clauses go on lines of their own where FROM does. */
function lineBreak(at: Place, { from, select }: tree.QuerySpecification): string {
  if (!from) return ' ';
  const [gap = ''] = /\n[ \t]*$/.exec(textOf(at, { start: select.end, end: from.start })) ?? [];
  return gap === '' ? ' ' : gap;
}
