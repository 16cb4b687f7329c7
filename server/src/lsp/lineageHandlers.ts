/** The lineage panel's graph: around a model or table, one step further, or along one column. */
import type { Connection } from 'vscode-languageserver/node';
import type { OpenProject, Workspace } from '../app/Workspace';
import type { LineageNode, ProjectLineage } from '../core/lineage/ProjectLineage';
import type { TagFlow } from '../core/lineage/tagFlow';
import { LineIndex } from '../core/text/LineIndex';
import { lineageAsk, lineageChanged, lineagePlace, lineageState } from '../protocol/panels';
import type { LineageStateParams } from '../protocol/panels';
import type * as wire from '../protocol/lineage';
import type { Location } from '../protocol/message';
import type { WireTag } from '../protocol/webview';
import { notify, onRequest } from './dispatch';
import { lineageOf, tagFlowOf } from './lineageOf';
import { toRange, uriOf } from './toLsp';
import { pathOf } from './uri';
import { columnAt } from './views';

export function serveLineage(connection: Connection, workspace: Workspace): void {
  onRequest(connection, lineageState, params => {
    const focus = findFocus(workspace, params);
    return focus ? stateAround(workspace, focus, params.depth, params) : emptyState(workspace, params);
  });
  onRequest(connection, lineageAsk, (asked): wire.LineageMessage => {
    const focus = findNode(workspace, asked.node);
    if (!focus)
      return {
        kind: 'refused',
        ...('requestId' in asked ? { requestId: asked.requestId } : {}),
        failure: { message: `${asked.node} is no longer part of the project: open the panel again` },
      };
    const lineage = lineageOf(workspace, focus.project);
    switch (asked.kind) {
      case 'focus':
        return { kind: 'state', state: stateAround(workspace, focus, asked.depth) };
      case 'expand': {
        const ids = asked.direction === 'sources' ? lineage.sourcesOf(asked.node) : lineage.readersOf(asked.node);
        return {
          kind: 'added',
          requestId: asked.requestId,
          graph: graphOf(workspace, focus.project, [...new Set([...(asked.shown ?? []), asked.node, ...ids])]),
        };
      }
      case 'trace': {
        const refs = lineage.trace({ node: asked.node, column: asked.column });
        return {
          kind: 'added',
          requestId: asked.requestId,
          graph: graphOf(workspace, focus.project, [...new Set([...(asked.shown ?? []), ...refs.map(ref => ref.node)])]),
        };
      }
    }
  });
  onRequest(connection, lineagePlace, ({ node, column }) => placeOf(workspace, node, column));
  workspace.onChange(change => {
    if (change.kind !== 'document') notify(connection, lineageChanged, {});
  });
}

interface Focus {
  readonly project: OpenProject;
  readonly node: LineageNode;
}

function findNode(workspace: Workspace, name: string): Focus | undefined {
  for (const project of workspace.projects) {
    const node = lineageOf(workspace, project).find(name);
    if (node) return { project, node };
  }
  return undefined;
}

function findFocus(workspace: Workspace, { target, at }: LineageStateParams): Focus | undefined {
  if (target.node !== undefined) return findNode(workspace, target.node);
  const path = pathOf(target.uri ?? at?.uri ?? '');
  const project = workspace.projectOf(path);
  if (!project || path === undefined) return undefined;
  const file = workspace.relativePath(project, path);
  const nodes = [...lineageOf(workspace, project).all].filter(node => node.file === file && node.kind !== 'test' && node.kind !== 'source');
  return nodes[0] && { project, node: nodes[0] };
}

function stateAround(workspace: Workspace, { project, node }: Focus, depth: number, params?: LineageStateParams): wire.LineageState {
  const lineage = lineageOf(workspace, project);
  const column = params?.target.column ?? (params?.at ? columnAt(workspace, params.at) : undefined);
  const unknown = lineage.around(node.id, depth).filter(inside => lineage.columnsOf(inside.id) === null);
  return {
    focus: node.id,
    graph: graphOf(
      workspace,
      project,
      lineage.around(node.id, depth).map(({ id }) => id),
    ),
    depth,
    notes: unknown.length === 0 ? [] : [`columns of ${unknown.map(({ name }) => name).join(', ')} are not known`],
    ...(column !== undefined && lineage.columnsOf(node.id)?.some(known => known.name.toLowerCase() === column.toLowerCase())
      ? { selected: { node: node.id, column } }
      : {}),
  };
}

function emptyState({ projectsState }: Workspace, { depth }: LineageStateParams): wire.LineageState {
  const empty =
    projectsState === 'loading'
      ? 'The dbt project is still being read.'
      : projectsState === 'none'
        ? 'No dbt project here: open a folder with a dbt_project.yml to see how its models depend on each other.'
        : 'This file is no model of a dbt project. Open a model, seed, snapshot or exposure, or choose a table in the Catalog view.';
  return { focus: '', graph: { nodes: [], edges: [], columnEdges: [] }, depth, notes: [], empty };
}

function graphOf(workspace: Workspace, project: OpenProject, ids: readonly string[]): wire.LineageGraph {
  const lineage = lineageOf(workspace, project);
  const flow = tagFlowOf(workspace, project);
  const shown = new Set(ids);
  const nodes = ids.flatMap(id => lineage.node(id) ?? []);
  return {
    nodes: nodes.map(node => wireNode(lineage, flow, node, shown)),
    edges: nodes.flatMap(({ id }) =>
      lineage
        .sourcesOf(id)
        .filter(source => shown.has(source))
        .map(source => ({ source, to: id })),
    ),
    columnEdges: nodes.flatMap(({ id }) =>
      lineage
        .columnEdgesInto(id)
        .filter(edge => shown.has(edge.source.node))
        .map(({ source, to, kind, transform }) => ({ source, to, kind, ...(transform === undefined ? {} : { transform }) })),
    ),
  };
}

function wireNode(lineage: ProjectLineage, flow: TagFlow, node: LineageNode, shown: ReadonlySet<string>): wire.LineageNode {
  const columns = lineage.columnsOf(node.id);
  const unknown = lineage.whyNoColumns(node.id);
  const dbt = node.node;
  const hidden = (ids: readonly string[]): number => ids.filter(id => !shown.has(id)).length;
  return {
    id: node.id,
    name: node.name,
    kind: node.kind,
    layer: node.layer,
    tags: nodeTags(flow, node),
    columns:
      columns?.map(({ name, type }) => ({
        name,
        tags: columnTags(flow, node, name),
        ...(type === undefined ? {} : { type }),
        ...describedAs(node, name),
      })) ?? null,
    opens: node.file !== undefined,
    hiddenSources: hidden(lineage.sourcesOf(node.id)),
    hiddenReaders: hidden(lineage.readersOf(node.id)),
    ...(node.relation === undefined ? {} : { relation: node.relation }),
    ...(dbt ? { package: dbt.packageName } : {}),
    ...(dbt && 'materialized' in dbt ? { materialization: dbt.materialized } : {}),
    ...(dbt && 'description' in dbt && dbt.description !== '' ? { description: dbt.description } : {}),
    ...(node.file === undefined ? {} : { folder: node.file.split('/').slice(0, -1).join('/') }),
    ...(columns === null && unknown !== undefined ? { columnsUnknown: unknown } : {}),
  };
}

function describedAs({ node }: LineageNode, column: string): { readonly description?: string } {
  const entry = node && 'columns' in node ? node.columns.find(({ name }) => name.toLowerCase() === column.toLowerCase()) : undefined;
  return entry?.description ? { description: entry.description } : {};
}

function nodeTags(flow: TagFlow, node: LineageNode): readonly WireTag[] {
  const own = (flow.assigned(node) ?? []).map(({ key, value, origin }) => ({
    key,
    values: [value],
    origin: origin === 'table' ? ('assigned' as const) : ('inherited' as const),
    sensitive: flow.isSensitive(key, value),
  }));
  const inside = new Map<string, WireTag>();
  for (const [column, tags] of flow.columns(node.id)) {
    for (const { key, value } of tags)
      if (!own.some(tag => tag.key === key && tag.values[0] === value))
        inside.set(`${key}=${value}`, { key, values: [value], origin: 'contained', from: column, sensitive: true });
  }
  return [...own, ...inside.values()];
}

function columnTags(flow: TagFlow, node: LineageNode, column: string): readonly WireTag[] {
  const assigned = (flow.assigned(node, column) ?? [])
    .filter(tag => tag.origin === 'column')
    .map(({ key, value }) => ({ key, values: [value], origin: 'assigned' as const, sensitive: flow.isSensitive(key, value) }));
  const flowing = (flow.columns(node.id).get(column.toLowerCase()) ?? [])
    .filter(({ key, value }) => !assigned.some(tag => tag.key === key && tag.values[0] === value))
    .map(({ key, value, path }) => ({
      key,
      values: [value],
      origin: path.length > 1 ? ('flow' as const) : ('inherited' as const),
      from: path[0] ? `${path[0].node}.${path[0].column}` : '',
      sensitive: true,
    }));
  return [...assigned, ...flowing];
}

function placeOf(workspace: Workspace, id: string, column: string | undefined): Location | null {
  const focus = findNode(workspace, id);
  if (focus?.node.file === undefined) return null;
  const { project, node } = focus;
  const text = project.dbt.files.get(node.file ?? '')?.text ?? '';
  const range = node.node?.range ?? { start: 0, end: 0 };
  const within =
    column === undefined ? -1 : text.slice(range.start, range.end).search(new RegExp(`\\b${column.replace(/\W/g, '\\$&')}\\b`, 'i'));
  const start = within < 0 ? (node.kind === 'model' ? 0 : range.start) : range.start + within;
  return {
    uri: uriOf(workspace.absolutePath(project, node.file ?? '')),
    range: toRange(new LineIndex(text), { start, end: within < 0 ? start : start + (column?.length ?? 0) }),
  };
}
