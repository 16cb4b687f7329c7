/** How an output column comes from its sources. Invariant: the kind is that of the outermost step of the column's own expression. */
import type * as tree from '../sql/tree';
import type { Analyzer } from './Analyzer';
import { aggregatesIn, windowFunctionsIn } from './query/functionSearch';
import type { Field } from './scope/Field';

export type TransformKind = 'copied' | 'renamed' | 'cast' | 'computed' | 'aggregated' | 'windowed' | 'constant';

/** The place of a column's expression in its statement. */
export interface TransformPlace {
  readonly start: number;
  readonly end: number;
}

export function transformOf(a: Analyzer, field: Field): { readonly transform: TransformKind; readonly place: TransformPlace | undefined } {
  const { definition } = field;
  if (definition.kind === 'item' && definition.node.kind === 'SingleColumn') {
    const { expression } = definition.node;
    return { transform: expressionTransform(a, expression, field), place: { start: expression.start, end: expression.end } };
  }
  const place =
    definition.kind === 'item' || definition.kind === 'name' ? { start: definition.node.start, end: definition.node.end } : undefined;
  if (field.sources.length === 0) return { transform: 'constant', place };
  return { transform: field.sources.length === 1 ? copied(field.name, field) : 'computed', place };
}

function expressionTransform(a: Analyzer, node: tree.Expression, field: Field): TransformKind {
  if (windowFunctionsIn(node).length > 0) return 'windowed';
  if (a.sawAggregate && aggregatesIn(a, node).length > 0) return 'aggregated';
  const reference = a.fields.get(node);
  if (reference) {
    if (reference.definition.kind === 'item' && reference.definition.node.kind === 'SingleColumn') {
      return expressionTransform(a, reference.definition.node.expression, field);
    }
    return field.sources.length === 0 ? 'constant' : copied(field.name, field);
  }
  if (field.sources.length === 0) return 'constant';
  if (node.kind === 'Cast' && (a.fields.has(node.expression) || node.expression.kind === 'Cast')) return 'cast';
  return 'computed';
}

function copied(name: string | undefined, field: Field): TransformKind {
  const [source] = field.sources;
  return source?.column === name?.toLowerCase() ? 'copied' : 'renamed';
}
