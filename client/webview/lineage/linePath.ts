/** Lines of the graph as SVG path data. Pure. */
import type { Point } from './layout';

/** A line through points with corners of a radius. */
export function rounded(points: readonly Point[], radius: number): string {
  const [first, ...rest] = points;
  if (!first) return '';
  if (radius === 0) return `M${points.map(({ x, y }) => `${Math.round(x)} ${Math.round(y)}`).join('L')}`;
  let path = `M${first.x} ${first.y}`;
  rest.forEach((point, i) => {
    const [before, after] = [points[i] ?? first, points[i + 2]];
    if (!after) {
      path += ` L${point.x} ${point.y}`;
      return;
    }
    const [into, out] = [towards(point, before, radius), towards(point, after, radius)];
    path += ` L${into.x} ${into.y} Q${point.x} ${point.y} ${out.x} ${out.y}`;
  });
  return path;
}

function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length === 0) return from;
  const share = Math.min(distance, length / 2) / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}
