/**
 * The Lineage panel beside the editor: lifetime of the page, the relay to the server, and the link with the cursor.
 * Invariant: the graph is the server's; only which node is in focus and how deep is remembered, so that the panel survives a reload of the window.
 */
import * as vscode from 'vscode';
import type { LineageMessage, LineageRequest, LineageState } from '../../../../server/src/protocol/lineage';
import { isLineageRequest } from '../../../../server/src/protocol/lineage';
import { lineageAsk, lineageChanged, lineagePlace, lineageState } from '../../../../server/src/protocol/panels';
import type { LineageTarget } from '../../../../server/src/protocol/status';
import { position } from '../../editorTarget';
import { explainFailure } from '../../failure';
import { sentence } from '../../languageClient';
import type { Session } from '../../session';
import { settings } from '../../settings';
import { page, pageOptions } from './html';
import { openLocation } from './openLocation';

/** Behind the cursor, so that moving through a file asks once. */
const followDelayMs = 200;

export class LineagePanel implements vscode.WebviewPanelSerializer, vscode.Disposable {
  static readonly viewType = 'medallion.lineage';
  readonly #session: Session;
  readonly #disposables: { dispose(): unknown }[];
  #panel: vscode.WebviewPanel | undefined;
  #target: LineageTarget = {};
  #depth: number;
  #focus: string | undefined;
  #stale = false;
  #following: NodeJS.Timeout | undefined;

  constructor(session: Session) {
    this.#session = session;
    this.#depth = settings().lineage.depth;
    this.#disposables = [
      vscode.window.registerWebviewPanelSerializer(LineagePanel.viewType, this),
      session.server.on(lineageChanged, () => this.#refresh()),
      session.server.onDidChangeState(({ kind }) => kind === 'running' && this.#refresh()),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => kind !== undefined && this.#follow(textEditor)),
      vscode.window.onDidChangeActiveTextEditor(editor => this.#follow(editor)),
    ];
  }

  /** Draws the graph around a target, or around what stands at the cursor. */
  async show(target: LineageTarget | undefined): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    this.#target = target ?? (editor ? { uri: editor.document.uri.toString() } : this.#target);
    this.#depth = settings().lineage.depth;
    if (this.#panel) {
      this.#panel.reveal(undefined, true);
      await this.#load(target ? undefined : editor);
    } else {
      const { extensionUri } = this.#session;
      const panel = vscode.window.createWebviewPanel(
        LineagePanel.viewType,
        'Lineage',
        { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
        pageOptions(extensionUri),
      );
      this.#adopt(panel);
    }
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    if (typeof state === 'object' && state !== null && 'focus' in state && typeof state.focus === 'string')
      this.#target = { node: state.focus };
    this.#adopt(panel);
    return Promise.resolve();
  }

  dispose(): void {
    clearTimeout(this.#following);
    this.#panel?.dispose();
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  #adopt(panel: vscode.WebviewPanel): void {
    const { extensionUri } = this.#session;
    this.#panel?.dispose();
    this.#panel = panel;
    panel.webview.options = pageOptions(extensionUri);
    panel.iconPath = {
      light: vscode.Uri.joinPath(extensionUri, 'media/icons/light/lineage.svg'),
      dark: vscode.Uri.joinPath(extensionUri, 'media/icons/dark/lineage.svg'),
    };
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (isLineageRequest(message)) void this.#serve(message);
      else this.#session.server.log.warn('lineage: a message of an unknown shape was dropped');
    });
    panel.onDidChangeViewState(() => panel.visible && this.#stale && this.#refresh());
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
    panel.webview.html = page(panel.webview, extensionUri, 'lineage', 'Medallion Lineage');
  }

  async #serve(request: LineageRequest): Promise<void> {
    try {
      switch (request.kind) {
        case 'ready':
          await this.#load(vscode.window.activeTextEditor);
          return;
        case 'expand':
        case 'trace':
          this.#post(await this.#session.server.request(lineageAsk, request));
          return;
        case 'focus':
          this.#depth = request.depth;
          this.#target = { node: request.node };
          this.#post(await this.#session.server.request(lineageAsk, request));
          return;
        case 'open': {
          const place = await this.#session.server.request(lineagePlace, {
            node: request.node,
            ...(request.column !== undefined && { column: request.column }),
          });
          if (place) await openLocation(place);
          return;
        }
        case 'openPlace': {
          const { uri, line, column, endLine, endColumn } = request.place;
          await openLocation({
            uri,
            range: { start: { line, character: column }, end: { line: endLine ?? line, character: endColumn ?? column } },
          });
          return;
        }
        case 'select':
          return;
        case 'save':
          await save(request);
          return;
        case 'copy':
          await vscode.env.clipboard.writeText(request.text);
          return;
      }
    } catch (error) {
      const failure = { message: sentence(error) };
      if (request.kind === 'ready') this.#post({ kind: 'state', state: unavailable(failure.message, this.#depth) });
      else if (request.kind === 'save') explainFailure(failure);
      else this.#post({ kind: 'refused', ...('requestId' in request && { requestId: request.requestId }), failure });
    }
  }

  /** Asks for the graph of the target; `editor` may select a column in it. */
  async #load(editor: vscode.TextEditor | undefined): Promise<void> {
    const uri = editor?.document.uri.toString();
    const at = editor && uri !== undefined && uri === this.#target.uri ? { uri, position: position(editor.selection.active) } : undefined;
    await this.#session.server.start();
    const state = await this.#session.server.request(lineageState, { target: this.#target, depth: this.#depth, ...(at && { at }) });
    this.#stale = false;
    this.#focus = state.focus;
    const focus = state.graph.nodes.find(node => node.id === state.focus);
    if (this.#panel) this.#panel.title = focus ? `Lineage: ${focus.name}` : 'Lineage';
    this.#post({ kind: 'state', state });
  }

  #refresh(): void {
    if (!this.#panel) return;
    this.#stale = !this.#panel.visible;
    if (this.#panel.visible)
      this.#load(vscode.window.activeTextEditor).catch((error: unknown) => this.#session.server.log.warn(`lineage: ${sentence(error)}`));
  }

  /** Another model in the editor, another graph; another column under the cursor, another selection. */
  #follow(editor: vscode.TextEditor | undefined): void {
    clearTimeout(this.#following);
    if (!editor || !this.#panel?.visible || !/^(sql|jinja-sql|python|yaml)$/.test(editor.document.languageId)) return;
    const uri = editor.document.uri.toString();
    this.#following = setTimeout(() => void this.#followNow(editor, uri), followDelayMs);
  }

  async #followNow(editor: vscode.TextEditor, uri: string): Promise<void> {
    try {
      const at = { uri, position: position(editor.selection.active) };
      const state = await this.#session.server.request(lineageState, { target: { uri }, depth: this.#depth, at });
      if (state.empty !== undefined) return;
      this.#target = { uri };
      if (state.focus === this.#focus) {
        this.#post({ kind: 'select', ...(state.selected && { selected: state.selected }) });
        return;
      }
      this.#focus = state.focus;
      if (this.#panel) this.#panel.title = `Lineage: ${state.graph.nodes.find(node => node.id === state.focus)?.name ?? state.focus}`;
      this.#post({ kind: 'state', state });
    } catch (error) {
      this.#session.server.log.debug(`lineage follows the editor: ${sentence(error)}`);
    }
  }

  #post(message: LineageMessage): void {
    void this.#panel?.webview.postMessage(message);
  }
}

function unavailable(why: string, depth: number): LineageState {
  return { focus: '', graph: { nodes: [], edges: [], columnEdges: [] }, depth, notes: [], empty: why };
}

async function save({ format, name, content }: Extract<LineageRequest, { kind: 'save' }>): Promise<void> {
  const suffix = { svg: 'svg', png: 'png', mermaid: 'mmd' }[format];
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = await vscode.window.showSaveDialog({
    filters: { [format.toUpperCase()]: [suffix] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `${name.replace(/[^\w.-]+/g, '_')}.${suffix}`) }),
  });
  if (file) await vscode.workspace.fs.writeFile(file, Buffer.from(content, format === 'png' ? 'base64' : 'utf8'));
}
