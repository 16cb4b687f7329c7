/** Windows and ORDER BY inside calls. Invariant: frames are written out as they stand; GROUPS frames and row patterns are refused where DuckDB lacks them. */
import { isNumeric } from '../../../core/analysis/types/properties';
import type * as tree from '../../../core/sql/tree';
import { quote } from '../sqlText';
import { instant } from './operators';
import type { Translator } from './Translator';

export function overClause(t: Translator, window: tree.Window | undefined): string {
  if (!window) return '';
  if (window.kind === 'WindowReference') return ` OVER ${quote(window.name.kind === 'Identifier' ? window.name.value : '')}`;
  return ` OVER ${windowSpecification(t, window)}`;
}

export function windowSpecification(t: Translator, node: tree.WindowSpecification): string {
  const parts: string[] = [];
  if (node.existingName) parts.push(quote(node.existingName.value));
  if (node.partitionBy.length > 0)
    parts.push(`PARTITION BY ${node.partitionBy.map(key => instant(t.expression(key), t.typeOf(key))).join(', ')}`);
  if (node.orderBy) parts.push(orderBy(t, node.orderBy));
  if (node.frame) parts.push(frame(t, node.frame));
  return `(${parts.join(' ')})`;
}

export function orderBy(t: Translator, node: tree.OrderBy): string {
  const items = node.items.map(
    item => `${instant(t.expression(item.sortKey), t.typeOf(item.sortKey))} ${item.ordering} NULLS ${item.nullOrdering ?? 'LAST'}`,
  );
  return `ORDER BY ${items.join(', ')}`;
}

function frame(t: Translator, node: tree.WindowFrame): string {
  if (node.measures.length > 0 || node.pattern) throw t.refuse(node, 'row pattern recognition in a window');
  const start = bound(t, node.frameStart);
  return node.frameEnd ? `${node.type} BETWEEN ${start} AND ${bound(t, node.frameEnd)}` : `${node.type} ${start}`;
}

function bound(t: Translator, node: tree.FrameBound | tree.Missing): string {
  if (node.kind === 'Missing') throw t.refuse(node, 'an unfinished frame');
  const words = node.type.replace('_', ' ');
  if (!node.value) return words;
  const type = t.typeOf(node.value);
  if (!isNumeric(type) && !type.base.startsWith('interval')) throw t.refuse(node, `a frame of ${type.display}`);
  return `${t.expression(node.value)} ${words}`;
}
