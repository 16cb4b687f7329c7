/** Expressions that Trino computes while it analyses a statement. Invariant: nothing is computed here; only what needs no computing is told. */
import { walk } from '../../sql/tree';
import type * as tree from '../../sql/tree';
import type { Analyzer } from '../Analyzer';

/** Whether a constant is NULL as written, whatever type it is given. */
export function isNullConstant(node: tree.Expression): boolean {
  return node.kind === 'NullLiteral' || (node.kind === 'Cast' && isNullConstant(node.expression));
}

/** A subquery has no value yet where a constant is asked for. */
export function requireConstant(a: Analyzer, expression: tree.Expression): void {
  walk(expression, node => {
    if (node.kind !== 'SubqueryExpression') return undefined;
    a.error('EXPRESSION_NOT_CONSTANT', node, 'Constant expression cannot contain a subquery');
    return 'skip';
  });
}
