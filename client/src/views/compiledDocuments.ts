/**
 * Read-only documents with the compiled text of a model, beside its template and renewed behind typing.
 * Invariant: an address names its model's file, so that a reopened document finds its content again.
 */
import * as vscode from 'vscode';
import { projectChanged, projectCompiled } from '../../../server/src/protocol/project';
import { sentence } from '../languageClient';
import type { Session } from '../session';

const scheme = 'medallion-compiled';
const renewDelayMs = 250;

export class CompiledDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #session: Session;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #disposables: { dispose(): unknown }[];
  #renewing: NodeJS.Timeout | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(session: Session) {
    this.#session = session;
    this.#disposables = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#isOpen(document.uri) && this.#renewSoon()),
      session.server.on(projectChanged, () => this.#renewSoon()),
      session.server.onDidChangeState(() => this.#renewSoon()),
    ];
  }

  /** Opens the compiled text beside the editor that shows the template. */
  async show(template: vscode.Uri): Promise<void> {
    const name = template.path.split('/').at(-1) ?? 'model.sql';
    const uri = vscode.Uri.from({ scheme, path: `/${name.replace(/\.\w+$/, '')} (compiled).sql`, query: template.toString() });
    await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true });
  }

  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    try {
      const answer = await this.#session.server.request(projectCompiled, { uri: uri.query }, token);
      if (answer.kind === 'refused') return comment([answer.message, ...(answer.details?.split('\n') ?? [])]);
      return answer.notes.length > 0 ? `${comment(answer.notes)}\n${answer.sql}` : answer.sql;
    } catch (error) {
      return comment([sentence(error)]);
    }
  }

  dispose(): void {
    clearTimeout(this.#renewing);
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  #isOpen(template: vscode.Uri): boolean {
    const text = template.toString();
    return vscode.workspace.textDocuments.some(({ uri }) => uri.scheme === scheme && uri.query === text);
  }

  #renewSoon(): void {
    clearTimeout(this.#renewing);
    this.#renewing = setTimeout(() => {
      for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === scheme) this.#changed.fire(uri);
    }, renewDelayMs);
  }
}

function comment(lines: readonly string[]): string {
  return lines.map(line => `-- ${line}`).join('\n');
}
