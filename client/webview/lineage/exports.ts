/**
 * The graph as a picture or as text: SVG and PNG of everything (not only what is in sight) in the theme's colours, Mermaid for documents.
 * Invariant: the picture stands alone: styles are written into it, no script, no link.
 */
import type { LineageGraph } from '../../../server/src/protocol/lineage';

const styles = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'fill-opacity',
  'font-family',
  'font-size',
  'font-weight',
  'font-style',
  'text-anchor',
] as const;

/** `drawing` is a group with everything in it, attached to the page (styles are read from it). */
export function svgText(drawing: SVGGElement, width: number, height: number): string {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('xmlns', namespace);
  svg.setAttribute('viewBox', `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`);
  svg.setAttribute('width', String(Math.ceil(width)));
  svg.setAttribute('height', String(Math.ceil(height)));
  const ground = document.createElementNS(namespace, 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
  const copy = drawing.cloneNode(true) as SVGGElement;
  const originals = [drawing, ...drawing.querySelectorAll<SVGElement>('*')];
  [copy, ...copy.querySelectorAll<SVGElement>('*')].forEach((element, i) => {
    const original = originals[i];
    if (!original) return;
    const computed = getComputedStyle(original);
    for (const name of styles) {
      const value = computed.getPropertyValue(name);
      if (value !== '' && value !== 'normal') element.setAttribute(name, value);
    }
    for (const name of ['class', 'role', 'aria-label']) element.removeAttribute(name);
  });
  svg.append(ground, copy);
  return new XMLSerializer().serializeToString(svg);
}

/** Base64 of a PNG, twice as large as the screen's pixels where that stays under the browser's limits. */
export async function pngOf(svg: string, width: number, height: number): Promise<string | undefined> {
  const scale = Math.min(2, 16_000 / width, 16_000 / height, Math.sqrt(100_000_000 / (width * height)));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  try {
    await image.decode();
  } catch {
    return undefined;
  }
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.floor(width * scale));
  canvas.height = Math.max(1, Math.floor(height * scale));
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const address = canvas.toDataURL('image/png');
  return address.startsWith('data:image/png;base64,') ? address.slice('data:image/png;base64,'.length) : undefined;
}

/** A flowchart with one subgraph for each layer. Names go in quotes; ids are our own, since names may hold anything. */
export function mermaid(graph: LineageGraph, focus: string): string {
  const ids = new Map(graph.nodes.map((node, i) => [node.id, `n${i}`]));
  const text = (name: string) =>
    `"${name.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replace(/\s+/gu, ' ')}"`;
  const layers = [...new Set(graph.nodes.map(node => node.layer))];
  const lines = ['flowchart LR'];
  for (const layer of layers) {
    lines.push(`  subgraph ${layer}`);
    for (const node of graph.nodes.filter(one => one.layer === layer)) {
      const [open, close] = node.kind === 'source' ? ['[(', ')]'] : node.kind === 'exposure' ? ['([', '])'] : ['[', ']'];
      lines.push(`    ${ids.get(node.id) ?? ''}${open}${text(node.name)}${close}`);
    }
    lines.push('  end');
  }
  for (const edge of graph.edges) {
    const [source, to] = [ids.get(edge.source), ids.get(edge.to)];
    if (source !== undefined && to !== undefined) lines.push(`  ${source} --> ${to}`);
  }
  const focused = ids.get(focus);
  if (focused !== undefined) lines.push(`  style ${focused} stroke-width:3px`);
  return `${lines.join('\n')}\n`;
}
