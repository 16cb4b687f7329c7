/**
 * What SELECT, HAVING and ORDER BY of a grouped query may refer to. Invariant: one error per wrong expression, at the expression.
 */
import { children, walk } from '../../sql/tree';
import type * as tree from '../../sql/tree';
import type { Analyzer } from '../Analyzer';
import { isAggregate } from '../expression/functionName';
import { expressionText } from '../expression/text';
import type { Field } from '../scope/Field';
import { expressionKey, fieldKey } from './expressionKey';
import { aggregatesIn, windowFunctionsIn } from './functionSearch';

export interface Grouping {
  /** Keys of the grouping expressions. */
  readonly keys: ReadonlySet<string>;
  /** Fields of FROM: only these need to be grouped, not those of outer queries. */
  readonly source: ReadonlySet<Field>;
  /** Fields of the SELECT list that ORDER BY may name. */
  readonly output: ReadonlySet<Field>;
}

export function verifyGrouped(a: Analyzer, expression: tree.Expression, grouping: Grouping): void {
  // What is wrong in itself is told already.
  if (a.errors.some(error => error.start >= expression.start && error.end <= expression.end)) return;
  if (!isGrouped(a, expression, grouping)) {
    const message = `'${expressionText(expression)}' must be an aggregate expression or appear in GROUP BY clause`;
    a.error('EXPRESSION_NOT_AGGREGATE', expression, message);
  }
}

export function verifyGroupedField(a: Analyzer, star: tree.AllColumns, field: Field, grouping: Grouping): boolean {
  if (grouping.keys.has(fieldKey(a, field))) return true;
  const name = [...(field.qualifier ?? []), field.name ?? 'unnamed'].slice(-2).join('.');
  a.error('EXPRESSION_NOT_AGGREGATE', star, `Column '${name}' not in GROUP BY clause`);
  return false;
}

/** An aggregate in ORDER BY is computed from the rows of FROM: columns of the SELECT list do not exist yet. */
export function verifySortAggregates(a: Analyzer, sortKey: tree.Expression, output: ReadonlySet<Field>): void {
  for (const aggregate of aggregatesIn(a, sortKey)) {
    walk(aggregate, node => {
      const field = a.fields.get(node);
      if (!field || !output.has(field)) return undefined;
      a.error('COLUMN_NOT_FOUND', node, 'Invalid reference to output projection attribute from ORDER BY aggregation');
      return 'skip';
    });
  }
}

/** Aggregates inside aggregates, and windows inside aggregates and windows. */
export function verifyNesting(a: Analyzer, expression: tree.Expression): void {
  for (const aggregate of aggregatesIn(a, expression)) {
    // FILTER and ORDER BY of an aggregate are looked at when it is planned.
    for (const part of aggregate.arguments) {
      const window = windowFunctionsIn(part)[0];
      const name = aggregate.name.parts.map(p => (p.kind === 'Identifier' ? p.value.toLowerCase() : '')).join('.');
      if (window) a.error('NESTED_WINDOW', aggregate, `Cannot nest window functions or row pattern measures inside aggregation '${name}'`);
      else if (aggregatesIn(a, part).length > 0)
        a.error('NESTED_AGGREGATION', aggregate, `Cannot nest aggregations inside aggregation '${name}'`);
    }
  }
  for (const call of windowFunctionsIn(expression)) {
    for (const part of children(call)) {
      const nested = windowFunctionsIn(part)[0];
      if (!nested) continue;
      const where = part === call.window ? 'window specification' : 'window function arguments';
      a.error('NESTED_WINDOW', nested, `Cannot nest window functions or row pattern measures inside ${where}`);
    }
    if (call.kind === 'FunctionCall') for (const argument of call.arguments) verifyNesting(a, argument);
  }
}

function isGrouped(a: Analyzer, node: tree.Node, grouping: Grouping): boolean {
  if (node.kind === 'Missing') return true;
  const field = a.fields.get(node);
  if (field) {
    if (grouping.output.has(field) || !grouping.source.has(field)) return true;
    return grouping.keys.has(fieldKey(a, field));
  }
  if (grouping.keys.size > 0 && grouping.keys.has(expressionKey(a, node))) return true;
  switch (node.kind) {
    case 'Query':
      verifySubquery(a, node, grouping);
      return true;
    case 'FunctionCall':
      if (node.window) return isWindowGrouped(a, node, grouping);
      if (isAggregate(a, node)) return true;
      return [...node.arguments, ...(node.filter ? [node.filter] : [])].every(part => isGrouped(a, part, grouping));
    case 'GroupingOperation':
      for (const column of node.columns) {
        const resolved = a.fields.get(column);
        if (!resolved || grouping.keys.has(fieldKey(a, resolved))) continue;
        const name = column.parts.map(p => (p.kind === 'Identifier' ? p.value : '')).join('.');
        a.error('INVALID_ARGUMENTS', node, `The arguments to GROUPING() must be expressions referenced by the GROUP BY: ${name} is not`);
      }
      return true;
    case 'Identifier':
      return true;
    default:
      return children(node).every(part => isGrouped(a, part, grouping));
  }
}

function isWindowGrouped(a: Analyzer, node: tree.FunctionCall, grouping: Grouping): boolean {
  const { window } = node;
  if (window?.kind === 'WindowSpecification') {
    const before = a.errors.length;
    for (const expression of window.partitionBy) verifyPart(a, expression, grouping, 'PARTITION BY');
    for (const { sortKey } of window.orderBy?.items ?? []) verifyPart(a, sortKey, grouping, 'ORDER BY');
    if (a.errors.length > before) return true;
    if (window.frame && !children(window.frame).every(part => isGrouped(a, part, grouping))) return false;
  }
  return node.arguments.every(argument => isGrouped(a, argument, grouping));
}

function verifyPart(a: Analyzer, expression: tree.Expression, grouping: Grouping, clause: string): void {
  if (isGrouped(a, expression, grouping)) return;
  const message = `${clause} expression '${expressionText(expression)}' must be an aggregate expression or appear in GROUP BY clause`;
  a.error('EXPRESSION_NOT_AGGREGATE', expression, message);
}

/** Columns of the grouped query that a subquery refers to must be grouped too; the error stands at the first that is not. */
function verifySubquery(a: Analyzer, query: tree.Query, grouping: Grouping): void {
  let told = false;
  walk(query, node => {
    const field = told ? undefined : a.fields.get(node);
    if (!field || !grouping.source.has(field) || grouping.keys.has(fieldKey(a, field))) return told ? 'skip' : undefined;
    told = true;
    const name = node.kind === 'Identifier' || node.kind === 'DereferenceExpression' ? expressionText(node) : (field.name ?? '');
    a.error('EXPRESSION_NOT_AGGREGATE', node, `Subquery uses '${name}' which must appear in GROUP BY clause`);
    return 'skip';
  });
}
