/** Finding aggregates, window functions and GROUPING in an expression. Invariant: what stands in a subquery belongs to the subquery. */
import { walk } from '../../sql/tree';
import type * as tree from '../../sql/tree';
import type { Analyzer } from '../Analyzer';
import { isAggregate } from '../expression/functionName';
import { expressionText } from '../expression/text';

type Found = tree.FunctionCall | tree.WindowOperation | tree.GroupingOperation;

/** Aggregates outside windows, outermost only. */
export function aggregatesIn(a: Analyzer, root: tree.Node): readonly tree.FunctionCall[] {
  const found: tree.FunctionCall[] = [];
  walk(root, node => {
    if (isQuery(node)) return 'skip';
    if (node.kind !== 'FunctionCall' || node.window || !isAggregate(a, node)) return undefined;
    found.push(node);
    return 'skip';
  });
  return found;
}

/** Window functions, outermost only. */
export function windowFunctionsIn(root: tree.Node): readonly (tree.FunctionCall | tree.WindowOperation)[] {
  const found: (tree.FunctionCall | tree.WindowOperation)[] = [];
  walk(root, node => {
    if (isQuery(node)) return 'skip';
    if (node.kind !== 'WindowOperation' && !(node.kind === 'FunctionCall' && node.window)) return undefined;
    found.push(node);
    return 'skip';
  });
  return found;
}

/** Whether GROUPING(…) stands in an expression. */
export function hasGrouping(root: tree.Node): boolean {
  let found = false;
  walk(root, node => {
    found ||= node.kind === 'GroupingOperation';
    return found || isQuery(node) ? 'skip' : undefined;
  });
  return found;
}

/** The first aggregate, window function or GROUPING, where none may stand. */
function firstNonScalar(a: Analyzer, root: tree.Node): Found | undefined {
  let found: Found | undefined;
  walk(root, node => {
    if (found || isQuery(node)) return 'skip';
    const nonScalar =
      node.kind === 'WindowOperation' ||
      node.kind === 'GroupingOperation' ||
      (node.kind === 'FunctionCall' && (node.window ?? isAggregate(a, node)));
    if (nonScalar) found = node;
    return nonScalar ? 'skip' : undefined;
  });
  return found;
}

/** Tells an error at an expression that must be scalar and is not. */
export function requireScalar(a: Analyzer, root: tree.Expression, clause: string): void {
  const found = firstNonScalar(a, root);
  if (!found) return;
  a.error(
    'EXPRESSION_NOT_SCALAR',
    root,
    `${clause} cannot contain aggregations, window functions or grouping operations: ${expressionText(found)}`,
  );
}

function isQuery(node: tree.Node): boolean {
  return node.kind === 'Query';
}
