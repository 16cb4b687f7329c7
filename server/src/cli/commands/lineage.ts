/** `medallion lineage MODEL`: models and columns around a model, as the panel shows them. */
import type { ColumnEdge, LineageNode, ProjectLineage } from '../../core/lineage/ProjectLineage';
import { CommandError } from '../arguments';
import type { CommandArguments } from '../arguments';
import { modelNamed } from '../modelNamed';
import { formatOf } from '../output';
import { openSession, projectOf } from '../session';

export async function lineage(args: CommandArguments): Promise<number> {
  const { options, io, positionals } = args;
  const session = await openSession(args);
  const project = projectOf(session);
  const graph = project.lineage;
  const focus = modelNamed(project, positionals[0]);
  const depth = options.depth === undefined ? Number.POSITIVE_INFINITY : Number(options.depth);
  if (Number.isNaN(depth) || depth < 0) throw new CommandError(`--depth ${options.depth ?? ''}: give a number`);
  if (
    options.column !== undefined &&
    !graph.columnsOf(focus.id)?.some(({ name }) => name.toLowerCase() === options.column?.toLowerCase())
  ) {
    throw new CommandError(
      `no column ${options.column} in ${focus.name}${graph.columnsOf(focus.id) === null ? ': its columns are not known' : ''}`,
    );
  }
  const traced =
    options.column === undefined
      ? undefined
      : new Set(
          graph
            .trace({ node: focus.id, column: options.column.toLowerCase() })
            .map(({ node, column }) => `${node}\n${column.toLowerCase()}`),
        );
  const nodes = graph.around(focus.id, depth).filter(node => !traced || [...traced].some(ref => ref.startsWith(`${node.id}\n`)));
  const shown = new Set(nodes.map(({ id }) => id));
  const edges = nodes
    .flatMap(({ id }) => graph.columnEdgesInto(id))
    .filter(
      edge =>
        shown.has(edge.source.node) &&
        (!traced || (edge.kind === 'value' && traced.has(`${edge.to.node}\n${edge.to.column.toLowerCase()}`))),
    );
  const format = formatOf(options, io);
  switch (format) {
    case 'json':
      io.out(`${JSON.stringify({ nodes: nodes.map(node => nodeJson(graph, node)), edges: edgesJson(edges) }, null, 2)}\n`);
      return 0;
    case 'mermaid':
      io.out(mermaid(graph, nodes));
      return 0;
    case 'text':
      io.out(text(graph, focus, edges));
      return 0;
    default:
      throw new CommandError(`--format ${format}: give one of json, text, mermaid`);
  }
}

function nodeJson(graph: ProjectLineage, { id, name, kind, layer, relation }: LineageNode): unknown {
  const columns = graph.columnsOf(id);
  return { id, name, kind, layer, relation, columns, ...(columns === null ? { unknown: graph.whyNoColumns(id) } : {}) };
}

/** One edge per column, with all that flows into it. */
function edgesJson(edges: readonly ColumnEdge[]): unknown {
  const byTarget = new Map<string, { to: string; column: string; sources: { node: string; column: string; kind: string }[] }>();
  for (const { source, to, kind, transform } of edges) {
    const key = `${to.node}\n${to.column}`;
    const edge = byTarget.get(key) ?? { to: to.node, column: to.column, sources: [] };
    edge.sources.push({ ...source, kind: kind === 'value' ? (transform ?? 'value') : kind });
    byTarget.set(key, edge);
  }
  return [...byTarget.values()];
}

function mermaid(graph: ProjectLineage, nodes: readonly LineageNode[]): string {
  const ids = new Map(nodes.map(({ id }, at) => [id, `n${at}`]));
  const label = (node: LineageNode): string => `${node.name} (${node.layer})`.replaceAll('"', '#quot;');
  const lines = nodes.map(node => `  ${ids.get(node.id) ?? ''}["${label(node)}"]`);
  for (const { id } of nodes)
    for (const source of graph.sourcesOf(id)) if (ids.has(source)) lines.push(`  ${ids.get(source) ?? ''} --> ${ids.get(id) ?? ''}`);
  return `flowchart LR\n${lines.join('\n')}\n`;
}

function text(graph: ProjectLineage, focus: LineageNode, edges: readonly ColumnEdge[]): string {
  const name = (id: string): string => graph.node(id)?.name ?? id;
  const lines = [
    `${focus.name}  ${focus.layer}  ${focus.relation ?? ''}`,
    `  reads    ${graph.sourcesOf(focus.id).map(name).join(', ') || 'nothing'}`,
    `  read by  ${graph.readersOf(focus.id).map(name).join(', ') || 'nobody'}`,
  ];
  const columns = graph.columnsOf(focus.id);
  if (!columns) lines.push(`  columns are not known: ${graph.whyNoColumns(focus.id) ?? ''}`);
  for (const { name: column, type } of columns ?? []) {
    const own = edges.filter(edge => edge.kind === 'value' && edge.to.node === focus.id && edge.to.column === column);
    const from = own.map(edge => `${name(edge.source.node)}.${edge.source.column}`).join(', ');
    lines.push(
      `  ${column.padEnd(28)} ${(type ?? '').padEnd(22)} ${from === '' ? '' : `← ${from}`}${own[0]?.transform ? `  (${own[0].transform})` : ''}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
