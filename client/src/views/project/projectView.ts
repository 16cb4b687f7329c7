/**
 * The Project view: dbt's models, sources, seeds, snapshots, tests and exposures by folder or layer.
 * Invariant: every line that comes from a file opens it; a state other than "ok" says why in the tooltip.
 */
import * as vscode from 'vscode';
import type { NodeState, ProjectGrouping, ProjectNode, ProjectState, ResourceNode } from '../../../../server/src/protocol/project';
import { projectChanged, projectChildren, projectReveal } from '../../../../server/src/protocol/project';
import { sentence } from '../../languageClient';
import type { Session } from '../../session';
import { setContext } from '../../session';

export interface ProjectItem {
  readonly node: ProjectNode;
  readonly parent?: ProjectItem;
}

export class ProjectView implements vscode.TreeDataProvider<ProjectItem>, vscode.Disposable {
  readonly #session: Session;
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #tree: vscode.TreeView<ProjectItem>;
  readonly #disposables: { dispose(): unknown }[];
  #grouping: ProjectGrouping;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(session: Session, memory: vscode.Memento) {
    this.#session = session;
    this.#memory = memory;
    this.#grouping = memory.get<ProjectGrouping>('project.grouping') ?? 'folder';
    this.#tree = vscode.window.createTreeView('medallion.project', { treeDataProvider: this, showCollapseAll: true });
    this.#disposables = [
      this.#tree,
      this.#changed,
      session.server.on(projectChanged, () => this.refresh()),
      session.server.onDidChangeState(() => this.refresh()),
      session.onDidChangeStatus(status => {
        this.#tree.message = projectMessage(status?.project);
        this.#tree.description = status?.project.kind === 'none' ? `looked for ${status.project.lookedFor.join('; ')}` : undefined;
      }),
      vscode.window.onDidChangeActiveTextEditor(editor => void this.#follow(editor)),
    ];
    setContext('projectGrouping', this.#grouping);
  }

  group(by: ProjectGrouping): void {
    this.#grouping = by;
    void this.#memory.update('project.grouping', by);
    setContext('projectGrouping', by);
    this.refresh();
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  async getChildren(item?: ProjectItem): Promise<ProjectItem[]> {
    if (this.#session.server.state.kind !== 'running') return [];
    try {
      const { nodes } = await this.#session.server.request(projectChildren, {
        ...(item && { parent: item.node.id }),
        grouping: this.#grouping,
      });
      return nodes.map(node => ({ node, ...(item && { parent: item }) }));
    } catch (error) {
      this.#session.server.log.warn(`project tree: ${sentence(error)}`);
      return [];
    }
  }

  getTreeItem({ node }: ProjectItem): vscode.TreeItem {
    const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(node.label, !node.expandable ? None : node.kind === 'project' ? Expanded : Collapsed);
    item.id = node.id;
    switch (node.kind) {
      case 'project':
        item.description = [node.target, `${node.models} models`].filter(Boolean).join(' · ');
        item.iconPath = new vscode.ThemeIcon('project');
        item.tooltip = node.file;
        item.contextValue = 'project';
        break;
      case 'group':
        item.description = String(node.count);
        item.iconPath = node.layer ? layerIcon(this.#session.extensionUri, node.layer) : new vscode.ThemeIcon(groupIcons[node.of]);
        item.contextValue = 'group';
        break;
      case 'resource':
        describeResource(item, node);
        break;
    }
    return item;
  }

  getParent(item: ProjectItem): ProjectItem | undefined {
    return item.parent;
  }

  dispose(): void {
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  /** The open model is the selected line, as long as the view is open; it never opens it. */
  async #follow(editor: vscode.TextEditor | undefined): Promise<void> {
    if (!editor || !this.#tree.visible || this.#session.server.state.kind !== 'running') return;
    try {
      const { nodes } = await this.#session.server.request(projectReveal, {
        uri: editor.document.uri.toString(),
        grouping: this.#grouping,
      });
      const item = nodes.reduce<ProjectItem | undefined>((parent, node) => ({ node, ...(parent && { parent }) }), undefined);
      if (item) await this.#tree.reveal(item, { select: true, focus: false });
    } catch (error) {
      this.#session.server.log.debug(`following the editor: ${sentence(error)}`);
    }
  }
}

const groupIcons = {
  folder: 'folder',
  layer: 'layers',
  sources: 'database',
  exposures: 'graph',
  seeds: 'table',
  snapshots: 'history',
  tests: 'beaker',
  macros: 'symbol-function',
} as const;

const resourceIcons = {
  model: 'symbol-file',
  source: 'database',
  seed: 'table',
  snapshot: 'history',
  test: 'beaker',
  exposure: 'graph',
  macro: 'symbol-function',
  analysis: 'search',
} as const;

/** Shape and words tell a state; the colour only repeats it. */
const stateIcons: Readonly<Record<Exclude<NodeState, 'ok' | 'unknown'>, readonly [icon: string, color: string]>> = {
  changed: ['circle-filled', 'gitDecoration.modifiedResourceForeground'],
  failed: ['error', 'list.errorForeground'],
  stale: ['clock', 'list.warningForeground'],
};

function describeResource(item: vscode.TreeItem, node: ResourceNode): void {
  const { state } = node;
  const marked = state === 'ok' || state === 'unknown' ? undefined : stateIcons[state];
  item.iconPath = marked
    ? new vscode.ThemeIcon(marked[0], new vscode.ThemeColor(marked[1]))
    : new vscode.ThemeIcon(node.language === 'python' ? 'snake' : resourceIcons[node.resource]);
  item.description = [node.materialized, node.language === 'python' ? 'Python' : undefined, marked ? state : undefined]
    .filter(Boolean)
    .join(' · ');
  const tooltip = new vscode.MarkdownString();
  for (const words of [`${node.resource} ${node.label}`, node.relation, node.stateReason, node.description]) {
    if (words) tooltip.appendText(words).appendMarkdown('\n\n');
  }
  item.tooltip = tooltip;
  item.contextValue = ['resource', node.resource, node.location ? 'hasFile' : undefined].filter(Boolean).join(' ');
  if (node.location) {
    const { uri, range } = node.location;
    item.command = {
      command: 'vscode.open',
      title: 'Open',
      arguments: [
        vscode.Uri.parse(uri),
        { selection: new vscode.Range(range.start.line, range.start.character, range.start.line, range.start.character) },
      ],
    };
  }
}

function layerIcon(extensionUri: vscode.Uri, layer: string): { light: vscode.Uri; dark: vscode.Uri } {
  return {
    light: vscode.Uri.joinPath(extensionUri, 'media/icons/light', `layer-${layer}.svg`),
    dark: vscode.Uri.joinPath(extensionUri, 'media/icons/dark', `layer-${layer}.svg`),
  };
}

/** What is wrong with a project, above its models: three lines are read, more are in the Problems panel. */
function projectMessage(state: ProjectState | undefined): string | undefined {
  switch (state?.kind) {
    case 'loaded': {
      const problems = state.projects.flatMap(project => project.problems);
      const more = problems.length > 3 ? [`and ${problems.length - 3} more`] : [];
      return [...problems.slice(0, 3), ...more].join('\n') || undefined;
    }
    case 'none':
    case 'loading':
    case undefined:
      return undefined;
  }
}
