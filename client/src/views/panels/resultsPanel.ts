/**
 * The Results panel: lifetime of the page, and the relay between it and the server.
 * Invariant: no row is kept here. What a page sends is checked before it is used; every request with an id gets exactly one answer.
 */
import * as vscode from 'vscode';
import type { Refusal } from '../../../../server/src/protocol/message';
import { resultsAsk, resultsExport, resultsMessage, resultsPlace, resultsSql } from '../../../../server/src/protocol/panels';
import type { ExportFormat, ResultsMessage, ResultsRequest } from '../../../../server/src/protocol/results';
import { isResultsRequest } from '../../../../server/src/protocol/results';
import { sentence } from '../../languageClient';
import type { Session } from '../../session';
import { explainFailure } from '../../failure';
import { page, pageOptions } from './html';
import { openLocation } from './openLocation';

type Export = Extract<ResultsRequest, { kind: 'export' }>;

export class ResultsPanel implements vscode.WebviewViewProvider, vscode.Disposable {
  static readonly viewId = 'medallion.results';
  readonly #session: Session;
  readonly #disposables: { dispose(): unknown }[];
  #view: vscode.WebviewView | undefined;

  constructor(session: Session) {
    this.#session = session;
    this.#disposables = [
      vscode.window.registerWebviewViewProvider(ResultsPanel.viewId, this),
      session.server.on(resultsMessage, message => this.#post(message)),
      session.server.onDidChangeState(state => {
        if (state.kind === 'running' && this.#view) void this.#relay({ kind: 'ready' });
      }),
    ];
  }

  /** Brings the panel into sight and leaves the cursor where it is. */
  async show(): Promise<void> {
    if (this.#view) this.#view.show(true);
    else await vscode.commands.executeCommand(`${ResultsPanel.viewId}.focus`, { preserveFocus: true });
  }

  /** Shows the rows of an earlier run. */
  async reopen(runId: string): Promise<void> {
    await this.show();
    await this.#relay({ kind: 'reopen', historyId: runId });
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    const { extensionUri } = this.#session;
    view.webview.options = pageOptions(extensionUri);
    view.webview.onDidReceiveMessage((message: unknown) => {
      if (isResultsRequest(message)) void this.#relay(message);
      else this.#session.server.log.warn('results: a message of an unknown shape was dropped');
    });
    view.onDidDispose(() => (this.#view = undefined));
    view.webview.html = page(view.webview, extensionUri, 'results', 'Medallion Results');
  }

  dispose(): void {
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  async #relay(request: ResultsRequest): Promise<void> {
    try {
      switch (request.kind) {
        case 'copy':
          await vscode.env.clipboard.writeText(request.text);
          return;
        case 'openSource':
          await this.#openSource(request);
          return;
        case 'openSql':
          await this.#openSql(request.resultId);
          return;
        case 'export':
          this.#post(await this.#export(request));
          return;
        default: {
          const answer = await this.#session.server.request(resultsAsk, request);
          if (answer) this.#post(answer);
        }
      }
    } catch (error) {
      const failure = { message: sentence(error) };
      if ('requestId' in request) this.#post({ kind: 'refused', requestId: request.requestId, failure });
      else if (request.kind === 'ready') this.#post({ kind: 'state', state: { results: [], history: [] } });
      else explainFailure(failure);
    }
  }

  async #openSource({ resultId, line, column }: Extract<ResultsRequest, { kind: 'openSource' }>): Promise<void> {
    const place = await this.#session.server.request(resultsPlace, {
      resultId,
      ...(line !== undefined && { line }),
      ...(column !== undefined && { column }),
    });
    if (place) await openLocation(place);
    else await this.#openSql(resultId, { line: line ?? 0, column: column ?? 0 });
  }

  async #openSql(resultId: string, at?: { readonly line: number; readonly column: number }): Promise<void> {
    const answer = await this.#session.server.request(resultsSql, { resultId });
    if (!answer) return;
    const document = await vscode.workspace.openTextDocument({ language: 'sql', content: answer.sql });
    const position = new vscode.Position(at?.line ?? 0, at?.column ?? 0);
    await vscode.window.showTextDocument(document, { preview: true, selection: new vscode.Range(position, position) });
  }

  async #export({ requestId, resultId, view, format, target }: Export): Promise<ResultsMessage> {
    const refused = ({ message, details }: Refusal): ResultsMessage => ({
      kind: 'refused',
      requestId,
      failure: { message, ...(details !== undefined && { details }) },
    });
    if (target === 'clipboard') {
      const answer = await this.#session.server.request(resultsExport, { resultId, view, format });
      if (answer.kind === 'refused') return refused(answer);
      await vscode.env.clipboard.writeText(answer.text ?? '');
      return { kind: 'exported', requestId, rows: answer.rows };
    }
    const file = await vscode.window.showSaveDialog({
      filters: { [exportNames[format]]: [exportSuffixes[format]] },
      saveLabel: 'Export',
      title: 'Export all rows',
    });
    if (!file) return { kind: 'exported', requestId, rows: 0, cancelled: true };
    if (file.scheme !== 'file')
      return refused({
        kind: 'refused',
        message: `Results are written to files of this machine, not to ${file.scheme}: choose a local folder.`,
      });
    const answer = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: `Exporting to ${file.fsPath}` },
      () => this.#session.server.request(resultsExport, { resultId, view, format, path: file.fsPath }),
    );
    return answer.kind === 'refused' ? refused(answer) : { kind: 'exported', requestId, rows: answer.rows, path: file.fsPath };
  }

  #post(message: ResultsMessage): void {
    void this.#view?.webview.postMessage(message);
  }
}

const exportNames: Readonly<Record<ExportFormat, string>> = {
  csv: 'CSV',
  tsv: 'TSV',
  json: 'JSON',
  ndjson: 'JSON lines',
  markdown: 'Markdown',
  parquet: 'Parquet',
};
const exportSuffixes: Readonly<Record<ExportFormat, string>> = {
  csv: 'csv',
  tsv: 'tsv',
  json: 'json',
  ndjson: 'ndjson',
  markdown: 'md',
  parquet: 'parquet',
};
