/** The Project view's nodes: projects, then models by folder or layer, sources, seeds, snapshots, tests, exposures, macros. */
import type { OpenProject, Workspace } from '../app/Workspace';
import { layers } from '../core/catalog/layers';
import type { Layer } from '../core/catalog/layers';
import type { DbtLeaf, DbtNode, DbtSource } from '../core/dbt/project/nodes';
import { relationKey } from '../core/lineage/ProjectCatalog';
import { LineIndex } from '../core/text/LineIndex';
import type { TextRange } from '../core/text/TextRange';
import type { Location } from '../protocol/message';
import type { GroupNode, ProjectChildren, ProjectGrouping, ProjectNode, ProjectRootNode, ResourceNode } from '../protocol/project';
import { lineageOf } from './lineageOf';
import { toRange, uriOf } from './toLsp';

const separator = '\u0000';

/** Children of a node by its id; of the root where no id is given: the projects, or the one project's own children. */
export function projectChildren(workspace: Workspace, parent: string | undefined, grouping: ProjectGrouping): ProjectChildren {
  if (parent === undefined) {
    const [only, ...others] = workspace.projects;
    if (only && others.length === 0) return { nodes: groups(workspace, only, grouping) };
    return { nodes: workspace.projects.map(rootNode) };
  }
  const [kind, root = '', ...path] = parent.split(separator);
  const project = workspace.projects.find(candidate => candidate.root === root);
  if (!project) return { nodes: [] };
  if (kind === 'project') return { nodes: groups(workspace, project, grouping) };
  return { nodes: kind === 'folder' ? inFolder(workspace, project, path[0] ?? '') : inGroup(workspace, project, path[0] ?? '', path[1]) };
}

/** The way to the model of a file. */
export function projectPath(workspace: Workspace, path: string, grouping: ProjectGrouping): ProjectChildren {
  const project = workspace.projectOf(path);
  if (!project) return { nodes: [] };
  const file = workspace.relativePath(project, path);
  const node = [...project.dbt.nodes.values()].find(candidate => candidate.file === file && candidate.type !== 'test');
  if (!node) return { nodes: [] };
  const nodes: ProjectNode[] = workspace.projects.length > 1 ? [rootNode(project)] : [];
  if (node.type === 'model' && grouping === 'folder') {
    const parts = folderOf(node).split('/').filter(Boolean);
    for (let length = 1; length <= parts.length; length++) nodes.push(folderNode(project, parts.slice(0, length).join('/')));
  } else
    nodes.push(
      ...groups(workspace, project, grouping).filter(group =>
        inGroup(workspace, project, ...groupPath(group.id)).some(child => child.kind === 'resource' && child.uniqueId === node.uniqueId),
      ),
    );
  nodes.push(resourceNode(workspace, project, node));
  return { nodes };
}

function groupPath(id: string): [string, string?] {
  const [, , kind = '', layer] = id.split(separator);
  return [kind, layer];
}

export function rootNode({ root, dbt }: OpenProject): ProjectRootNode {
  return {
    kind: 'project',
    id: ['project', root].join(separator),
    label: dbt.frame.root.name,
    expandable: true,
    target: dbt.frame.target.name,
    models: modelsOf(dbt.nodes.values()).length,
    file: uriOf(`${root}/dbt_project.yml`),
  };
}

function modelsOf(nodes: Iterable<DbtNode>): readonly DbtNode[] {
  return [...nodes].filter(node => node.type === 'model');
}

type GroupKind = Exclude<GroupNode['of'], 'folder'>;

function groups(workspace: Workspace, project: OpenProject, grouping: ProjectGrouping): readonly ProjectNode[] {
  const models: readonly ProjectNode[] =
    grouping === 'layer'
      ? layers.map(layer => groupNode(workspace, project, 'layer', layer)).filter(group => group.count > 0)
      : inFolder(workspace, project, '');
  const others: readonly GroupKind[] = ['sources', 'seeds', 'snapshots', 'tests', 'exposures', 'macros'];
  return [...models, ...others.map(of => groupNode(workspace, project, of)).filter(group => group.count > 0)];
}

const groupLabels: Readonly<Record<GroupKind, string>> = {
  layer: '',
  sources: 'Sources',
  exposures: 'Exposures',
  seeds: 'Seeds',
  snapshots: 'Snapshots',
  tests: 'Tests',
  macros: 'Macros',
};

function groupNode(workspace: Workspace, project: OpenProject, of: GroupKind, layer?: Layer): GroupNode {
  return {
    kind: 'group',
    id: ['group', project.root, of, ...(layer === undefined ? [] : [layer])].join(separator),
    label: layer ?? groupLabels[of],
    expandable: true,
    of,
    count: inGroup(workspace, project, of, layer).length,
    ...(layer === undefined ? {} : { layer }),
  };
}

function inGroup(workspace: Workspace, project: OpenProject, of: string, layer?: string): readonly ProjectNode[] {
  const { dbt } = project;
  const ofType = (type: DbtNode['type']): readonly ResourceNode[] =>
    byLabel([...dbt.nodes.values()].filter(node => node.type === type).map(node => resourceNode(workspace, project, node)));
  switch (of) {
    case 'layer':
      return ofType('model').filter(node => (node.layer ?? 'unlayered') === layer);
    case 'sources':
      return byLabel([...dbt.sources.values()].map(source => resourceNode(workspace, project, source)));
    case 'seeds':
      return ofType('seed');
    case 'snapshots':
      return ofType('snapshot');
    case 'tests':
      return ofType('test');
    case 'exposures':
      return byLabel([...dbt.leaves.values()].filter(leaf => leaf.type === 'exposure').map(leaf => resourceNode(workspace, project, leaf)));
    case 'macros':
      return byLabel(
        [...dbt.macros.all.values()]
          .filter(macro => macro.packageName === dbt.frame.root.name)
          .map(macro => ({
            kind: 'resource',
            id: ['resource', project.root, macro.uniqueId].join(separator),
            label: macro.name,
            expandable: false,
            resource: 'macro',
            uniqueId: macro.uniqueId,
            language: 'sql',
            state: 'ok',
            ...locationOf(project, macro.originalFilePath, { start: 0, end: 0 }),
          })),
      );
    default:
      return [];
  }
}

function byLabel<N extends ProjectNode>(nodes: readonly N[]): readonly N[] {
  return [...nodes].sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0));
}

/** Folder of a model below its model path: `silver/billing`. */
function folderOf(node: DbtNode): string {
  return node.fqn.slice(1, -1).join('/');
}

function inFolder(workspace: Workspace, project: OpenProject, folder: string): readonly ProjectNode[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const below = modelsOf(project.dbt.nodes.values()).filter(node => `${folderOf(node)}/`.startsWith(prefix));
  const folders = new Set(below.map(node => folderOf(node).slice(prefix.length).split('/')[0] ?? '').filter(Boolean));
  return [
    ...[...folders].sort().map(name => folderNode(project, prefix + name)),
    ...byLabel(below.filter(node => folderOf(node) === folder).map(node => resourceNode(workspace, project, node))),
  ];
}

function folderNode(project: OpenProject, folder: string): GroupNode {
  const count = modelsOf(project.dbt.nodes.values()).filter(node => `${folderOf(node)}/`.startsWith(`${folder}/`)).length;
  return {
    kind: 'group',
    id: ['folder', project.root, folder].join(separator),
    label: folder.split('/').at(-1) ?? folder,
    expandable: true,
    of: 'folder',
    count,
  };
}

export function resourceNode(workspace: Workspace, project: OpenProject, node: DbtNode | DbtSource | DbtLeaf): ResourceNode {
  const layer = lineageOf(workspace, project).node(node.uniqueId)?.layer;
  const problem = project.dbt.diagnostics.find(diagnostic => diagnostic.severity === 'error' && diagnostic.file === node.file);
  const [resource] = node.uniqueId.split('.');
  const description = 'description' in node ? node.description : '';
  return {
    kind: 'resource',
    id: ['resource', project.root, node.uniqueId].join(separator),
    label: 'sourceName' in node ? `${node.sourceName}.${node.name}` : node.name,
    expandable: false,
    resource: resource as ResourceNode['resource'],
    uniqueId: node.uniqueId,
    language: languageOf(node.file),
    state: problem ? 'failed' : 'ok',
    ...(problem ? { stateReason: problem.message } : {}),
    ...(layer === undefined ? {} : { layer }),
    ...('materialized' in node ? { materialized: node.materialized } : {}),
    ...relationOf(node),
    ...(description === '' ? {} : { description }),
    ...locationOf(project, node.file, node.range),
  };
}

function relationOf(node: DbtNode | DbtSource | DbtLeaf): { readonly relation?: string } {
  if (!('relationName' in node) || node.relationName === null) return {};
  return { relation: 'identifier' in node ? relationKey(node.schema, node.identifier) : relationKey(node.schema ?? '', node.alias) };
}

function languageOf(file: string): ResourceNode['language'] {
  return file.endsWith('.py') ? 'python' : file.endsWith('.csv') ? 'csv' : /\.ya?ml$/.test(file) ? 'yaml' : 'sql';
}

function locationOf({ root, dbt }: OpenProject, file: string, range: TextRange): { readonly location?: Location } {
  const text = dbt.files.get(file)?.text;
  return text === undefined
    ? {}
    : { location: { uri: uriOf(`${root}/${file}`), range: toRange(new LineIndex(text), { start: range.start, end: range.start }) } };
}
