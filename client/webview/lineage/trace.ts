/**
 * Where one column comes from and where it goes, through all nodes that are known.
 * Invariant: value edges are followed to both ends; a filter edge is shown as the last hop (what filters a column it comes from, what its values filter), never followed.
 */
import type { ColumnEdge, ColumnRef } from '../../../server/src/protocol/lineage';

export interface Trace {
  /** Keys of all columns on the way, the selected one among them. */
  readonly columns: ReadonlySet<string>;
  readonly nodes: ReadonlySet<string>;
  readonly edges: readonly ColumnEdge[];
}

export const noTrace: Trace = { columns: new Set(), nodes: new Set(), edges: [] };

export function traceColumn(selected: ColumnRef | undefined, edges: readonly ColumnEdge[]): Trace {
  if (!selected) return noTrace;
  const into = groupBy(edges, edge => columnKey(edge.to));
  const outOf = groupBy(edges, edge => columnKey(edge.source));
  const columns = new Set([columnKey(selected)]);
  const nodes = new Set([selected.node]);
  const found = new Set<ColumnEdge>();
  const walk = (start: ColumnRef, next: ReadonlyMap<string, readonly ColumnEdge[]>, end: (edge: ColumnEdge) => ColumnRef): void => {
    const waiting = [start];
    const seen = new Set([columnKey(start)]);
    for (let at = waiting.pop(); at; at = waiting.pop()) {
      for (const edge of next.get(columnKey(at)) ?? []) {
        const to = end(edge);
        const key = columnKey(to);
        found.add(edge);
        columns.add(key);
        nodes.add(to.node);
        if (edge.kind === 'filter' || seen.has(key)) continue;
        seen.add(key);
        waiting.push(to);
      }
    }
  };
  walk(selected, into, edge => edge.source);
  walk(selected, outOf, edge => edge.to);
  return { columns, nodes, edges: [...found] };
}

/** Names may hold anything, so the two parts are kept apart by JSON. Columns are compared without case, as the engine does. */
export function columnKey({ node, column }: ColumnRef): string {
  return JSON.stringify([node, column.toLowerCase()]);
}

export function sameColumn(a: ColumnRef | undefined, b: ColumnRef | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && columnKey(a) === columnKey(b));
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
