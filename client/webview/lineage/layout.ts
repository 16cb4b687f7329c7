/**
 * Places cards by the layered algorithm, left to right, one lane for each data layer, edges at the ports of their columns.
 * Invariant: the engine works beside the page (in a worker where one can be started); only the newest request is answered.
 */
import ELK from 'elkjs/lib/elk-api';
import type { ELK as Engine, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api';

import type { ColumnEdge, LineageLayer, LineageNode } from '../../../server/src/protocol/lineage';
import { loadPart } from '../host';
import type { Origin } from '../host';
import { columnMiddle, headHeight } from './cards';
import type { Card } from './cards';
import { neighbours, quickEdge, quickLayout } from './quickLayout';
import type { VisibleEdge } from './visible';

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface PlacedCard extends Card {
  readonly x: number;
  readonly y: number;
}
export interface PlacedEdge {
  readonly points: readonly Point[];
  readonly edge: { readonly kind: 'model'; readonly model: VisibleEdge } | { readonly kind: 'column'; readonly column: ColumnEdge };
}
export interface Lane {
  readonly layer: LineageLayer | 'exposures';
  readonly left: number;
  readonly right: number;
}
export interface Placement {
  readonly cards: readonly PlacedCard[];
  readonly edges: readonly PlacedEdge[];
  readonly lanes: readonly Lane[];
  readonly width: number;
  readonly height: number;
}

const lanes = ['bronze', 'silver', 'gold', 'exposures'] as const;

const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.partitioning.activate': 'true',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.spacing.nodeNodeBetweenLayers': '56',
  'elk.layered.spacing.edgeNodeBetweenLayers': '18',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '7',
  'elk.spacing.nodeNode': '22',
  'elk.spacing.edgeNode': '14',
  'elk.spacing.componentComponent': '40',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  'elk.layered.mergeEdges': 'false',
  'elk.padding': '[top=36,left=24,bottom=24,right=24]',
} as const;

/** From so many cards or edges on the engine would need longer than one waits. */
const large = { cards: 160, edges: 320 } as const;

export async function place(
  engine: Engine,
  cards: readonly Card[],
  models: readonly VisibleEdge[],
  columns: readonly ColumnEdge[],
): Promise<Placement> {
  const laneOf = lanesOf(cards, models);
  if (cards.length > large.cards || models.length + columns.length > large.edges) return placeQuickly(cards, models, columns, laneOf);
  const byId = new Map(cards.map(card => [card.item.id, card]));
  const ports = new Map<string, Map<string, { readonly side: 'WEST' | 'EAST'; readonly y: number }>>(
    cards.map(card => [card.item.id, new Map()]),
  );
  const port = (card: Card, side: 'WEST' | 'EAST', y: number): string => {
    const id = `${side}:${y}:${card.item.id}`;
    ports.get(card.item.id)?.set(id, { side, y });
    return id;
  };
  const drawn: { readonly source: string; readonly to: string; readonly edge: PlacedEdge['edge'] }[] = [];
  for (const model of models) {
    const [from, to] = [byId.get(model.source), byId.get(model.to)];
    if (from && to)
      drawn.push({ source: port(from, 'EAST', headHeight / 2), to: port(to, 'WEST', headHeight / 2), edge: { kind: 'model', model } });
  }
  for (const column of columns) {
    const [from, to] = [byId.get(column.source.node), byId.get(column.to.node)];
    if (from && to && from !== to)
      drawn.push({
        source: port(from, 'EAST', columnMiddle(from, column.source.column)),
        to: port(to, 'WEST', columnMiddle(to, column.to.column)),
        edge: { kind: 'column', column },
      });
  }
  const graph: ElkNode = {
    id: 'root',
    layoutOptions: options,
    children: cards.map(card => ({
      id: card.item.id,
      width: card.width,
      height: card.height,
      layoutOptions: { 'elk.partitioning.partition': String(laneOf.get(card.item.id) ?? 0), 'elk.portConstraints': 'FIXED_POS' },
      ports: [...(ports.get(card.item.id) ?? [])].map(([id, { side, y }]) => ({
        id,
        x: side === 'WEST' ? 0 : card.width,
        y,
        width: 0,
        height: 0,
        layoutOptions: { 'elk.port.side': side },
      })),
    })),
    edges: drawn.map((edge, i) => ({ id: String(i), sources: [edge.source], targets: [edge.to] })),
  };
  const placed = await engine.layout(graph);
  const positions = new Map((placed.children ?? []).map(child => [child.id, child]));
  const placedCards = cards.map(card => ({ ...card, x: positions.get(card.item.id)?.x ?? 0, y: positions.get(card.item.id)?.y ?? 0 }));
  return {
    cards: placedCards,
    edges: (placed.edges ?? []).flatMap(edge => {
      const of = drawn[Number(edge.id)];
      return of ? [{ points: pointsOf(edge), edge: of.edge }] : [];
    }),
    lanes: bands(placedCards, laneOf),
    width: placed.width ?? 0,
    height: placed.height ?? 0,
  };
}

function placeQuickly(
  cards: readonly Card[],
  models: readonly VisibleEdge[],
  columns: readonly ColumnEdge[],
  laneOf: ReadonlyMap<string, number>,
): Placement {
  const placed = quickLayout(cards, models, laneOf);
  const byId = new Map(placed.map(card => [card.item.id, card]));
  const edges: PlacedEdge[] = [];
  for (const model of models) {
    const [from, to] = [byId.get(model.source), byId.get(model.to)];
    if (from && to) edges.push({ points: quickEdge(from, to), edge: { kind: 'model', model } });
  }
  for (const column of columns) {
    const [from, to] = [byId.get(column.source.node), byId.get(column.to.node)];
    if (!from || !to || from === to) continue;
    const [start, ...rest] = quickEdge(from, to);
    const [last, ...middle] = rest.reverse();
    if (!start || !last) continue;
    const ends = { from: from.y + columnMiddle(from, column.source.column), to: to.y + columnMiddle(to, column.to.column) };
    const bends = middle.reverse().map((point, i) => ({ x: point.x, y: i === 0 ? ends.from : ends.to }));
    edges.push({ points: [{ x: start.x, y: ends.from }, ...bends, { x: last.x, y: ends.to }], edge: { kind: 'column', column } });
  }
  return {
    cards: placed,
    edges,
    lanes: bands(placed, laneOf),
    width: Math.max(0, ...placed.map(card => card.x + card.width)) + 24,
    height: Math.max(0, ...placed.map(card => card.y + card.height)) + 24,
  };
}

/** Starts the engine once; it stays for the life of the page. */
export function startEngine(origin: Origin): Promise<Engine> {
  started ??= start(origin);
  return started;
}
let started: Promise<Engine> | undefined;

async function start(origin: Origin): Promise<Engine> {
  const worker = (await workerOf(origin)) ?? (await standInOf(origin));
  if (!worker) throw new Error('The layout engine could not be loaded.');
  return new ELK({ workerFactory: () => worker });
}

/** A worker must come from the page's own origin: its text is read from the bundle and started as a blob. */
async function workerOf(origin: Origin): Promise<Worker | undefined> {
  try {
    const response = await fetch(`${origin.base}layout.js`);
    if (!response.ok) return undefined;
    const address = URL.createObjectURL(new Blob([await response.text()], { type: 'text/javascript' }));
    return new Worker(address);
  } catch {
    return undefined;
  }
}

async function standInOf(origin: Origin): Promise<Worker | undefined> {
  const loaded = await loadPart(origin, 'layout.js');
  const StandIn = (globalThis as { MedallionLayoutWorker?: new (url: string) => Worker }).MedallionLayoutWorker;
  return loaded && StandIn ? new StandIn('') : undefined;
}

/** Lane of each card: by its layer; what has none stands with the furthest of its sources, else with the nearest of its readers. */
function lanesOf(cards: readonly Card[], edges: readonly VisibleEdge[]): ReadonlyMap<string, number> {
  const lane = new Map<string, number>();
  for (const { item } of cards) {
    const own = item.kind === 'group' ? layerLane(item.group.layer) : nodeLane(item.node);
    if (own !== undefined) lane.set(item.id, own);
  }
  const sourcesOf = neighbours(edges, edge => [edge.to, edge.source]);
  const readersOf = neighbours(edges, edge => [edge.source, edge.to]);
  for (let changed = true; changed;) {
    changed = false;
    for (const { item } of cards) {
      if (lane.has(item.id)) continue;
      const sources = (sourcesOf.get(item.id) ?? []).flatMap(id => lane.get(id) ?? []);
      const readers = (readersOf.get(item.id) ?? []).flatMap(id => lane.get(id) ?? []);
      if (sources.length === 0 && readers.length === 0) continue;
      lane.set(item.id, sources.length > 0 ? Math.max(...sources) : Math.min(...readers));
      changed = true;
    }
  }
  return lane;
}

function nodeLane(node: LineageNode): number | undefined {
  return node.kind === 'exposure' ? lanes.length - 1 : layerLane(node.layer);
}

function layerLane(layer: LineageLayer): number | undefined {
  const lane = lanes.findIndex(name => name === layer);
  return lane < 0 ? undefined : lane;
}

function bands(cards: readonly PlacedCard[], laneOf: ReadonlyMap<string, number>): readonly Lane[] {
  return lanes.flatMap((layer, lane) => {
    const inside = cards.filter(card => laneOf.get(card.item.id) === lane && isOf(card, layer));
    if (inside.length === 0) return [];
    return [
      { layer, left: Math.min(...inside.map(card => card.x)) - 16, right: Math.max(...inside.map(card => card.x + card.width)) + 16 },
    ];
  });
}

/** A card without a layer stands in a lane but does not make one. */
function isOf({ item }: PlacedCard, layer: Lane['layer']): boolean {
  if (layer === 'exposures') return item.kind === 'node' && item.node.kind === 'exposure';
  return item.kind === 'group' ? item.group.layer === layer : item.node.layer === layer;
}

function pointsOf(edge: ElkExtendedEdge): readonly Point[] {
  return (edge.sections ?? []).flatMap(section => [section.startPoint, ...(section.bendPoints ?? []), section.endPoint]);
}
