/** What of a SELECT list is grouped by and what is aggregated, as features that write GROUP BY need it. */
import * as tree from '../../sql/tree';
import type { StatementAnalysis } from '../StatementAnalysis';

/** Whether an item holds an aggregate of its own query. */
export function isAggregated(item: tree.SelectItem, analysis: StatementAnalysis): boolean {
  const found: tree.FunctionCall[] = [];
  tree.walk(item, node => {
    if (
      node.kind === 'FunctionCall' &&
      !node.window &&
      (node.star !== undefined || analysis.functionOf(node)?.signature.kind === 'aggregate')
    )
      found.push(node);
    return node.kind === 'Query' ? 'skip' : undefined;
  });
  return found.length > 0;
}

/**
 * Elements of GROUP BY for items of a SELECT list, given with their positions from 1: columns by their names; where one of them is an expression, all by position.
 * @param textOf the text of a node
 */
export function groupingElements(
  items: readonly { readonly item: tree.SelectItem; readonly position: number }[],
  textOf: (node: tree.Node) => string,
): readonly string[] {
  const names = items.map(({ item }) => {
    const expression = item.kind === 'SingleColumn' ? item.expression : undefined;
    return expression && (expression.kind === 'Identifier' || expression.kind === 'DereferenceExpression') ? textOf(expression) : undefined;
  });
  return names.every(name => name !== undefined) ? names : items.map(({ position }) => String(position));
}

/** The items that are not aggregated, with their positions from 1; undefined where a star hides which those are. */
export function groupedItems(
  { select }: tree.QuerySpecification,
  analysis: StatementAnalysis,
): readonly { readonly item: tree.SelectItem; readonly position: number }[] | undefined {
  if (select.items.some(item => item.kind === 'AllColumns')) return undefined;
  return select.items.map((item, at) => ({ item, position: at + 1 })).filter(({ item }) => !isAggregated(item, analysis));
}
