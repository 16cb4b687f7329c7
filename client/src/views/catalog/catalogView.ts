/**
 * The Catalog view: asks the server for what is unfolded, page by page, and follows its changes.
 * Invariant: it holds lines that VS Code shows, nothing else; a database of 100,000 tables costs one page until more is asked for.
 */
import * as vscode from 'vscode';
import type { CatalogGrouping, CatalogNode, CatalogState } from '../../../../server/src/protocol/catalog';
import { catalogChanged, catalogChildren, catalogReveal } from '../../../../server/src/protocol/catalog';
import { ago } from '../../amounts';
import { position } from '../../editorTarget';
import { sentence } from '../../languageClient';
import type { Session } from '../../session';
import { setContext } from '../../session';
import { catalogTreeItem } from './catalogItem';

/** Lines that are asked for at once; a "more" line fetches as many again. */
const pageSize = 500;

export type CatalogItem = NodeItem | MoreItem;
export interface NodeItem {
  readonly kind: 'node';
  readonly node: CatalogNode;
  readonly parent?: NodeItem;
}
interface MoreItem {
  readonly kind: 'more';
  readonly parent?: NodeItem;
  readonly shown: number;
  readonly total: number;
}

export class CatalogView implements vscode.TreeDataProvider<CatalogItem>, vscode.Disposable {
  readonly #session: Session;
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<CatalogItem | undefined>();
  readonly #tree: vscode.TreeView<CatalogItem>;
  readonly #disposables: { dispose(): unknown }[];
  /** How many pages of a node are shown, where it is more than one. */
  readonly #pages = new Map<string, number>();
  /** Nodes that were revealed, by their parent: shown also where their page is not. */
  readonly #revealed = new Map<string, CatalogNode>();
  #filter = '';
  #grouping: CatalogGrouping;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(session: Session, memory: vscode.Memento) {
    this.#session = session;
    this.#memory = memory;
    this.#grouping = memory.get<CatalogGrouping>('catalog.grouping') ?? 'layer';
    this.#tree = vscode.window.createTreeView('medallion.catalog', {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: false,
      dragAndDropController: { dropMimeTypes: [], dragMimeTypes: ['text/plain'], handleDrag: dragNames },
    });
    this.#disposables = [
      this.#tree,
      this.#changed,
      session.server.on(catalogChanged, () => this.refresh()),
      session.onDidChangeStatus(status => this.#describe(status?.catalog)),
      session.server.onDidChangeState(() => this.refresh()),
      this.#tree.onDidChangeVisibility(({ visible }) => visible && this.#describe(session.status?.catalog)),
    ];
    setContext('catalogGrouping', this.#grouping);
  }

  /** What the view shows, for tests that read it as a user does. */
  get tree(): vscode.TreeView<CatalogItem> {
    return this.#tree;
  }

  get filter(): string {
    return this.#filter;
  }

  set filter(text: string) {
    if (text === this.#filter) return;
    this.#filter = text;
    setContext('catalogFiltered', text !== '');
    this.#describe(this.#session.status?.catalog);
    this.refresh();
  }

  group(by: CatalogGrouping): void {
    this.#grouping = by;
    void this.#memory.update('catalog.grouping', by);
    setContext('catalogGrouping', by);
    this.refresh();
  }

  refresh(): void {
    this.#pages.clear();
    this.#revealed.clear();
    this.#changed.fire(undefined);
  }

  showMore(item: CatalogItem): void {
    if (item.kind !== 'more') return;
    const key = item.parent?.node.id ?? '';
    this.#pages.set(key, (this.#pages.get(key) ?? 1) + 1);
    this.#changed.fire(item.parent);
  }

  /** Unfolds and selects a table, column or database; false where the catalog does not know it. */
  async reveal(what: { readonly name: string } | vscode.TextEditor): Promise<boolean> {
    const { nodes } = await this.#session.server.request(
      catalogReveal,
      'name' in what
        ? { kind: 'name', name: what.name, grouping: this.#grouping }
        : { kind: 'at', uri: what.document.uri.toString(), position: position(what.selection.active), grouping: this.#grouping },
    );
    this.filter = '';
    const item = nodes.reduce<NodeItem | undefined>((parent, node) => ({ kind: 'node', node, ...(parent && { parent }) }), undefined);
    if (!item) return false;
    const show = (): Thenable<void> => {
      for (let { node, parent } = item; parent; { node, parent } = parent) this.#revealed.set(parent.node.id, node);
      return this.#tree.reveal(item, { select: true, focus: true, expand: item.node.kind !== 'column' });
    };
    // A refresh that arrives while VS Code walks down to the item makes it lose the way: the second walk is over the new tree.
    await show().then(undefined, show);
    return true;
  }

  async getChildren(item?: CatalogItem): Promise<CatalogItem[]> {
    if (item?.kind === 'more' || this.#session.server.state.kind !== 'running') return [];
    const parent = item?.node;
    try {
      const limit = pageSize * (this.#pages.get(parent?.id ?? '') ?? 1);
      const { nodes, total } = await this.#session.server.request(catalogChildren, {
        ...(parent && { parent: parent.id }),
        grouping: this.#grouping,
        ...(this.#filter && { filter: this.#filter }),
        offset: 0,
        limit,
      });
      const revealed = this.#revealed.get(parent?.id ?? '');
      const listed = revealed === undefined || nodes.some(({ id }) => id === revealed.id) ? nodes : [...nodes, revealed];
      const shown: CatalogItem[] = listed.map(node => ({ kind: 'node', node, ...(item && { parent: item }) }));
      if (total > nodes.length) shown.push({ kind: 'more', shown: nodes.length, total, ...(item && { parent: item }) });
      return shown;
    } catch (error) {
      return [
        {
          kind: 'node',
          node: { kind: 'note', id: `${parent?.id ?? ''}/failed`, label: sentence(error), severity: 'error', expandable: false },
        },
      ];
    }
  }

  getTreeItem(item: CatalogItem): vscode.TreeItem {
    if (item.kind === 'node') return catalogTreeItem(item.node, this.#session.extensionUri, { expanded: this.#filter !== '' });
    const more = new vscode.TreeItem(`Show ${Math.min(pageSize, item.total - item.shown)} more`);
    more.description = `${item.shown.toLocaleString('en-US')} of ${item.total.toLocaleString('en-US')}`;
    more.iconPath = new vscode.ThemeIcon('ellipsis');
    more.command = { command: 'medallion.catalog.more', title: 'Show More', arguments: [item] };
    return more;
  }

  getParent(item: CatalogItem): CatalogItem | undefined {
    return item.parent;
  }

  dispose(): void {
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  /**
   * Beside the title: how old the catalog is, or what is wrong with it. Above the tree: filter and problems.
   * VS Code hides the welcome view behind a message, so a state that has one to show keeps the message empty.
   */
  #describe(state: CatalogState | undefined): void {
    this.#tree.description = catalogDescription(state);
    const lines = [
      this.#filter ? `Filter: ${this.#filter}` : undefined,
      state?.kind === 'loaded' ? problemLine(state.problems) : undefined,
    ];
    this.#tree.message = lines.filter(Boolean).join('\n') || undefined;
  }
}

function catalogDescription(state: CatalogState | undefined): string | undefined {
  switch (state?.kind) {
    case 'loaded':
      return `${ago(state.takenAt, Date.now())}${state.refreshing ? ', refreshing…' : ''}`;
    case 'none':
      return `looked for ${state.lookedFor.join('; ')}`;
    case 'denied':
      return `${state.action} denied: ${state.remedy}`;
    case 'failed':
      return `${state.message} ${state.remedy}`;
    case 'loading':
      return `${state.label}: ${state.tables} tables so far`;
    case undefined:
      return undefined;
  }
}

function problemLine(problems: readonly string[]): string | undefined {
  const [first, ...others] = problems;
  return first === undefined || others.length === 0 ? first : `${first} (and ${others.length} more, see the log)`;
}

/** What a query would say for a node; undefined for what has no name in SQL. */
export function nameInQuery(node: CatalogNode): string | undefined {
  return node.kind === 'database' || node.kind === 'table' || node.kind === 'column' ? node.name : undefined;
}

function dragNames(items: readonly CatalogItem[], data: vscode.DataTransfer): void {
  const names = items.flatMap(item => (item.kind === 'node' ? (nameInQuery(item.node) ?? []) : []));
  if (names.length > 0) data.set('text/plain', new vscode.DataTransferItem(names.join(', ')));
}
