/**
 * Places many cards fast: ranks by longest path within each lane, order by the middle of the neighbours, columns of cards side by side.
 * Invariant: pure and near linear in cards and edges; every source stands left of its readers where the lanes allow it. Less beautiful than the
 * layout engine, which needs minutes where this needs milliseconds.
 */
import type { Card } from './cards';
import { headHeight } from './cards';
import type { PlacedCard, Point } from './layout';
import type { VisibleEdge } from './visible';

const gap = { between: 16, columns: 64, top: 36, left: 24 } as const;
const sweeps = 6;

export function quickLayout(
  cards: readonly Card[],
  edges: readonly VisibleEdge[],
  laneOf: ReadonlyMap<string, number>,
): readonly PlacedCard[] {
  const sources = neighbours(edges, edge => [edge.to, edge.source]);
  const readers = neighbours(edges, edge => [edge.source, edge.to]);
  const columns = ranked(cards, sources, laneOf);
  order(columns, sources, readers);
  return positions(columns, sources);
}

/** From the right of the source to the left of the reader, with the bend in the gap before the reader. */
export function quickEdge(from: PlacedCard, to: PlacedCard): readonly Point[] {
  const start = { x: from.x + from.width, y: from.y + headHeight / 2 };
  const end = { x: to.x, y: to.y + headHeight / 2 };
  const bend = end.x > start.x ? end.x - gap.columns / 2 : start.x + gap.columns / 2;
  return [start, { x: bend, y: start.y }, { x: bend, y: end.y }, end];
}

/** Columns of cards from left to right. A cycle is cut where it is met. */
function ranked(cards: readonly Card[], sources: ReadonlyMap<string, readonly string[]>, laneOf: ReadonlyMap<string, number>): Card[][] {
  const lane = (id: string) => laneOf.get(id) ?? 0;
  const rank = new Map<string, number>();
  const open = new Set<string>();
  for (const { item } of cards) {
    const stack = [item.id];
    for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
      const inLane = (sources.get(id) ?? []).filter(source => lane(source) === lane(id));
      const waiting = rank.has(id) ? [] : inLane.filter(source => !rank.has(source) && !open.has(source));
      if (waiting.length > 0) {
        open.add(id);
        stack.push(...waiting);
        continue;
      }
      if (!rank.has(id)) rank.set(id, Math.max(-1, ...inLane.map(source => rank.get(source) ?? -1)) + 1);
      open.delete(id);
      stack.pop();
    }
  }
  const byColumn = new Map<string, Card[]>();
  const keys: { readonly lane: number; readonly rank: number; readonly key: string }[] = [];
  for (const card of cards) {
    const at = { lane: lane(card.item.id), rank: rank.get(card.item.id) ?? 0 };
    const key = `${at.lane}:${at.rank}`;
    const column = byColumn.get(key);
    if (column) column.push(card);
    else {
      byColumn.set(key, [card]);
      keys.push({ ...at, key });
    }
  }
  return keys.sort((a, b) => a.lane - b.lane || a.rank - b.rank).map(({ key }) => byColumn.get(key) ?? []);
}

/** Sorts each column by the mean place of its neighbours, left to right and back. */
function order(columns: Card[][], sources: ReadonlyMap<string, readonly string[]>, readers: ReadonlyMap<string, readonly string[]>): void {
  const place = new Map<string, number>();
  const number = (column: readonly Card[]) => column.forEach((card, i) => place.set(card.item.id, (i + 0.5) / column.length));
  columns.forEach(number);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const forward = sweep % 2 === 0;
    for (const column of forward ? columns : [...columns].reverse()) {
      const wanted = new Map(
        column.map(card => [card, mean((forward ? sources : readers).get(card.item.id), place) ?? place.get(card.item.id) ?? 0]),
      );
      column.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
      number(column);
    }
  }
}

/** Columns are centred on one line; a card is pulled down towards its sources where there is room. */
function positions(columns: readonly (readonly Card[])[], sources: ReadonlyMap<string, readonly string[]>): readonly PlacedCard[] {
  const heights = columns.map(column => column.reduce((sum, card) => sum + card.height + gap.between, 0));
  const tallest = Math.max(0, ...heights);
  const top = new Map<string, number>();
  const placed: PlacedCard[] = [];
  let x: number = gap.left;
  columns.forEach((column, i) => {
    let room = tallest - (heights[i] ?? 0);
    let y: number = gap.top;
    for (const card of column) {
      const wanted = mean(sources.get(card.item.id), top) ?? gap.top + (tallest - (heights[i] ?? 0)) / 2;
      const down = Math.max(0, Math.min(room, wanted - y));
      room -= down;
      y += down;
      top.set(card.item.id, y);
      placed.push({ ...card, x, y });
      y += card.height + gap.between;
    }
    x += Math.max(0, ...column.map(card => card.width)) + gap.columns;
  });
  return placed;
}

function mean(ids: readonly string[] | undefined, of: ReadonlyMap<string, number>): number | undefined {
  let sum = 0;
  let known = 0;
  for (const id of ids ?? []) {
    const value = of.get(id);
    if (value === undefined) continue;
    sum += value;
    known++;
  }
  return known === 0 ? undefined : sum / known;
}

export function neighbours(
  edges: readonly VisibleEdge[],
  ends: (edge: VisibleEdge) => readonly [string, string],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const edge of edges) {
    const [of, neighbour] = ends(edge);
    const list = found.get(of);
    if (list) list.push(neighbour);
    else found.set(of, [neighbour]);
  }
  return found;
}
