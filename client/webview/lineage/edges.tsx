/**
 * Edges as rounded lines: between models quiet, between traced columns strong; a value is a solid line, a filter a dashed one, an indirect edge dotted.
 * Invariant: kind is told by the stroke's pattern, not only by its colour.
 */
import type { JSX } from 'preact';

import type { PlacedEdge, Placement } from './layout';
import { rounded } from './linePath';
import type { Trace } from './trace';

interface Props {
  readonly placement: Placement;
  readonly trace: Trace;
  readonly active: string | undefined;
  /** `merged`: from afar all quiet edges are one line, which is drawn many times faster. */
  readonly detail: 'each' | 'merged';
}

export function Edges({ placement, trace, active, detail }: Props): JSX.Element {
  const order = (edge: PlacedEdge) => (edge.edge.kind === 'column' ? 2 : touches(edge, active) ? 1 : 0);
  const isQuiet = (edge: PlacedEdge) => order(edge) === 0;
  const merged = detail === 'merged' ? placement.edges.filter(isQuiet) : [];
  const sorted = (detail === 'merged' ? placement.edges.filter(edge => !isQuiet(edge)) : [...placement.edges]).sort(
    (a, b) => order(a) - order(b),
  );
  return (
    <g class="edges">
      <defs>
        {['quiet', 'near', 'value', 'filter'].map(kind => (
          <marker
            key={kind}
            id={`arrow-${kind}`}
            class={`arrow ${kind}`}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d="M0 0 L8 4 L0 8 Z" />
          </marker>
        ))}
      </defs>
      {merged.length > 0 && (
        <path class={trace.nodes.size > 0 ? 'edge quiet dimmed' : 'edge quiet'} d={merged.map(edge => rounded(edge.points, 0)).join('')} />
      )}
      {sorted.map((edge, i) => {
        const kind = edge.edge.kind === 'column' ? edge.edge.column.kind : touches(edge, active) ? 'near' : 'quiet';
        const classes = [
          'edge',
          kind,
          edge.edge.kind === 'model' && edge.edge.model.indirect && 'indirect',
          trace.nodes.size > 0 && edge.edge.kind === 'model' && 'dimmed',
        ];
        return (
          <path key={i} class={classes.filter(Boolean).join(' ')} d={rounded(edge.points, 8)} marker-end={`url(#arrow-${kind})`}>
            <title>{describeEdge(edge)}</title>
          </path>
        );
      })}
    </g>
  );
}

function touches({ edge }: PlacedEdge, id: string | undefined): boolean {
  return edge.kind === 'model' && (edge.model.source === id || edge.model.to === id);
}

function describeEdge({ edge }: PlacedEdge): string {
  if (edge.kind === 'model') return edge.model.indirect ? 'through nodes that the filters leave out' : '';
  const { source, to, kind, transform, expression } = edge.column;
  return `${source.column} ${kind === 'filter' ? 'only filters, joins, groups or sorts' : (transform ?? 'gives its value to')} ${to.column}${expression ? `\n${expression}` : ''}`;
}
