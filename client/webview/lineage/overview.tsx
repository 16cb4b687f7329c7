/**
 * What lies behind the cards, and what stands for them from afar: one shape for each layer, drawn at once.
 * Invariant: cards that are traced, in focus or under the cursor can be told apart from afar too.
 */
import type { JSX } from 'preact';

import type { PlacedCard, Placement } from './layout';
import type { Trace } from './trace';

export function Lanes({ placement }: { readonly placement: Placement }): JSX.Element {
  return (
    <>
      {placement.lanes.map(lane => (
        <g key={lane.layer} class={`lane layer-${lane.layer}`}>
          <rect x={lane.left} y={0} width={lane.right - lane.left} height={placement.height} rx={6} />
          <text x={lane.left + 12} y={20}>
            {lane.layer}
          </text>
        </g>
      ))}
    </>
  );
}

/** All cards as a few paths: thousands stay smooth. */
export function Overview({
  placement,
  trace,
  active,
  focus,
}: {
  readonly placement: Placement;
  readonly trace: Trace;
  readonly active: string | undefined;
  readonly focus: string;
}): JSX.Element {
  const groups = new Map<string, PlacedCard[]>();
  for (const card of placement.cards) {
    const { item } = card;
    const layer = item.kind === 'group' ? item.group.layer : item.node.layer;
    const marks = [
      item.id === active && 'active',
      item.id === focus && 'focus',
      trace.nodes.size > 0 && !trace.nodes.has(item.id) && 'dimmed',
      item.kind === 'node' && item.isMatch && 'match',
    ];
    const look = [`layer-${layer}`, ...marks].filter(Boolean).join(' ');
    const group = groups.get(look);
    if (group) group.push(card);
    else groups.set(look, [card]);
  }
  return (
    <>
      {[...groups].map(([look, cards]) => (
        <path
          key={look}
          class={`card far ${look}`}
          d={cards.map(({ x, y, width, height }) => `M${Math.round(x)} ${Math.round(y)}h${width}v${height}h${-width}z`).join('')}
        />
      ))}
    </>
  );
}
