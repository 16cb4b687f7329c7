/**
 * Expressions by what they mean: two expressions have the same key where GROUP BY treats them as the same. Invariant: references
 * compare by the field they resolve to, other names without regard to case; places do not count.
 */
import type * as tree from '../../sql/tree';
import type { Analyzer } from '../Analyzer';
import type { Field } from '../scope/Field';

const positional: ReadonlySet<string> = new Set(['start', 'end', 'operatorAt', 'argumentsStart', 'argumentsEnd', 'text', 'quoted']);

export function expressionKey(a: Analyzer, node: tree.Node): string {
  const field = a.fields.get(node);
  if (field) return fieldKey(a, field);
  if (node.kind === 'Identifier') return `"${node.value.toLowerCase()}"`;
  let key = node.kind as string;
  for (const [property, value] of Object.entries(node) as [string, unknown][]) {
    if (property === 'kind' || value === undefined || (positional.has(property) && !('text' in node && property === 'text'))) continue;
    if (Array.isArray(value)) key += `[${value.map(item => (isNode(item) ? expressionKey(a, item) : JSON.stringify(item))).join()}]`;
    else if (isNode(value)) key += `(${expressionKey(a, value)})`;
    else key += `;${typeof value === 'bigint' ? value.toString() : JSON.stringify(value)}`;
  }
  return key;
}

export function fieldKey(a: Analyzer, field: Field): string {
  let id = a.fieldIds.get(field);
  if (id === undefined) {
    id = a.fieldIds.size;
    a.fieldIds.set(field, id);
  }
  return `#${id}`;
}

function isNode(value: unknown): value is tree.Node {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
