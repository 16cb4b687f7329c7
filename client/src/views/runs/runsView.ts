/**
 * The Runs view: what runs now and what ran before, with state, bytes, price and the estimate beside it.
 * Invariant: the order and the figures are the server's; a progress message changes one line and asks for nothing.
 */
import * as vscode from 'vscode';
import type { RunState, RunSummary } from '../../../../server/src/protocol/runs';
import { runChanged, runList } from '../../../../server/src/protocol/runs';
import { ago, bytes, count, duration, estimateLine, money } from '../../amounts';
import { sentence } from '../../languageClient';
import type { Session } from '../../session';
import { setContext } from '../../session';

const pageSize = 200;

export class RunsView implements vscode.TreeDataProvider<RunSummary>, vscode.Disposable {
  readonly #session: Session;
  readonly #changed = new vscode.EventEmitter<RunSummary | undefined>();
  readonly #tree: vscode.TreeView<RunSummary>;
  readonly #disposables: { dispose(): unknown }[];
  /** The objects that VS Code knows the lines by: a progress message is told about the same object. */
  #shown = new Map<string, RunSummary>();
  #latest = new Map<string, RunSummary>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(session: Session) {
    this.#session = session;
    this.#tree = vscode.window.createTreeView('medallion.runs', { treeDataProvider: this });
    this.#disposables = [
      this.#tree,
      this.#changed,
      session.server.on(runChanged, run => this.#take(run)),
      session.server.onDidChangeState(() => this.refresh()),
    ];
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  /** Shows the view, at the newest run of a document where one is named. */
  async reveal(uri: string | undefined): Promise<void> {
    const run = [...this.#shown.values()].find(shown => shown.uri === uri) ?? [...this.#shown.values()][0];
    if (run) await this.#tree.reveal(run, { select: true, focus: true });
    else await vscode.commands.executeCommand('medallion.runs.focus');
  }

  async getChildren(run?: RunSummary): Promise<RunSummary[]> {
    if (run || this.#session.server.state.kind !== 'running') return [];
    try {
      const { runs } = await this.#session.server.request(runList, { offset: 0, limit: pageSize });
      this.#shown = new Map(runs.map(shown => [shown.id, shown]));
      this.#latest = new Map(this.#shown);
      setContext('hasRunning', runs.some(isActive));
      return [...runs];
    } catch (error) {
      this.#session.server.log.warn(`runs: ${sentence(error)}`);
      return [];
    }
  }

  getTreeItem(shown: RunSummary): vscode.TreeItem {
    const run = this.#latest.get(shown.id) ?? shown;
    const item = new vscode.TreeItem(run.title);
    item.id = run.id;
    item.description = describe(run);
    item.iconPath = stateIcon(run.state);
    item.tooltip = tooltip(run);
    item.contextValue = ['run', isActive(run) ? 'active' : 'finished', run.hasResult ? 'hasResult' : undefined].filter(Boolean).join(' ');
    item.accessibilityInformation = { label: `${run.title}, ${run.state}, ${describe(run)}` };
    if (run.hasResult || run.state === 'failed') item.command = { command: 'medallion.openResult', title: 'Open Result', arguments: [run] };
    return item;
  }

  getParent(): undefined {
    return undefined;
  }

  dispose(): void {
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  #take(run: RunSummary): void {
    const shown = this.#shown.get(run.id);
    const before = this.#latest.get(run.id);
    this.#latest.set(run.id, run);
    setContext('hasRunning', [...this.#latest.values()].some(isActive));
    // A new run, or one that ended, moves in the list: only the server knows where to.
    if (!shown || !before || isActive(before) !== isActive(run)) this.#changed.fire(undefined);
    else this.#changed.fire(shown);
  }
}

export function isActive({ state }: RunSummary): boolean {
  return state === 'queued' || state === 'running';
}

function describe(run: RunSummary): string {
  const price = run.price === undefined ? undefined : money(run.price, run.estimate?.currency ?? 'USD');
  const scanned = run.bytes === undefined ? undefined : bytes(run.bytes);
  const production = run.production ? 'PROD' : undefined;
  switch (run.state) {
    case 'queued':
      return [production, 'queued'].filter(Boolean).join(' · ');
    case 'running':
      return [production, duration(run.elapsedMs), scanned && `${scanned} so far`].filter(Boolean).join(' · ');
    case 'succeeded':
      return [
        production,
        run.rows === undefined ? undefined : `${count(run.rows)} rows`,
        scanned,
        price,
        duration(run.elapsedMs),
        ago(run.startedAt, Date.now()),
      ]
        .filter(Boolean)
        .join(' · ');
    case 'failed':
      return [production, run.error?.code ?? 'failed', ago(run.startedAt, Date.now())].filter(Boolean).join(' · ');
    case 'cancelled':
      return [production, 'cancelled', scanned, ago(run.startedAt, Date.now())].filter(Boolean).join(' · ');
  }
}

function tooltip(run: RunSummary): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  const actual =
    run.bytes === undefined
      ? undefined
      : `Scanned ${bytes(run.bytes)}${run.price === undefined ? '' : `, ${money(run.price, run.estimate?.currency ?? 'USD')}`}`;
  const ratio =
    run.bytes !== undefined && run.estimate?.bytes && run.estimate.bytes.likely > 0
      ? `${(run.bytes / run.estimate.bytes.likely).toFixed(2)} × the estimate`
      : undefined;
  const lines = [
    `${run.action === 'run' ? 'Run' : 'Preview'} of ${run.title}: ${run.state}`,
    run.error?.message,
    run.estimate && `Estimated: ${estimateLine(run.estimate)}`,
    [actual, ratio].filter(Boolean).join(', '),
    `${run.engine}, ${run.environment}`,
    `Started ${new Date(run.startedAt).toLocaleString()}, took ${duration(run.elapsedMs)}`,
  ];
  for (const words of lines) if (words) text.appendText(words).appendMarkdown('\n\n');
  return text;
}

function stateIcon(state: RunState): vscode.ThemeIcon {
  const color = (id: string): vscode.ThemeColor => new vscode.ThemeColor(id);
  switch (state) {
    case 'queued':
      return new vscode.ThemeIcon('watch');
    case 'running':
      return new vscode.ThemeIcon('loading~spin');
    case 'succeeded':
      return new vscode.ThemeIcon('pass', color('testing.iconPassed'));
    case 'failed':
      return new vscode.ThemeIcon('error', color('testing.iconFailed'));
    case 'cancelled':
      return new vscode.ThemeIcon('circle-slash');
  }
}
