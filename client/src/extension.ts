/**
 * Composition root of the extension.
 * Invariant: activation registers and returns; the language server's library and process are loaded afterwards, and only where Medallion acts.
 */
import * as vscode from 'vscode';
import type { App } from './app';
import { registerCommands } from './commands/index';
import { MedallionServer, sentence } from './languageClient';
import { Session } from './session';
import { actsHere, section } from './settings';
import { createStatusBar } from './statusBar';
import { CatalogView } from './views/catalog/catalogView';
import { registerDrop } from './views/catalog/dropIntoEditor';
import { CompiledDocuments } from './views/compiledDocuments';
import { LineagePanel } from './views/panels/lineagePanel';
import { ResultsPanel } from './views/panels/resultsPanel';
import { ProjectView } from './views/project/projectView';
import { RunsView } from './views/runs/runsView';

/** For the tests inside the extension host; not an interface for other extensions. */
export interface MedallionApi {
  readonly app: App;
}

export function activate(context: vscode.ExtensionContext): MedallionApi {
  const server = new MedallionServer(context);
  const session = new Session(server, context.extensionUri);
  const app: App = {
    context,
    session,
    catalog: new CatalogView(session, context.workspaceState),
    project: new ProjectView(session, context.workspaceState),
    runs: new RunsView(session),
    results: new ResultsPanel(session),
    lineage: new LineagePanel(session),
    compiled: new CompiledDocuments(session),
  };
  context.subscriptions.push(
    server,
    session,
    app.catalog,
    app.project,
    app.runs,
    app.results,
    app.lineage,
    app.compiled,
    createStatusBar(session),
    registerDrop([{ language: 'sql' }, { language: 'jinja-sql' }, { language: 'yaml' }]),
    registerCommands(app),
    ...startWhereWanted(server),
  );
  return { app };
}

/** Starts the server where it is wanted, now and whenever that changes. VS Code ends it through the subscriptions. */
function startWhereWanted(server: MedallionServer): readonly vscode.Disposable[] {
  const decide = async (): Promise<void> => {
    if (await actsHere()) await server.start();
    else await server.stop();
  };
  const soon = (): void => void decide().catch((error: unknown) => server.log.error(sentence(error)));
  // Off the activation path: VS Code may show the window first.
  setImmediate(soon);
  const projects = vscode.workspace.createFileSystemWatcher('**/dbt_project.{yml,yaml}', false, true, true);
  return [
    projects,
    projects.onDidCreate(soon),
    vscode.workspace.onDidChangeWorkspaceFolders(soon),
    vscode.workspace.onDidChangeConfiguration(change => {
      if (change.affectsConfiguration(`${section}.enable`) || change.affectsConfiguration(`${section}.catalog.file`)) soon();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      if (server.state.kind === 'running') void server.restart();
    }),
  ];
}
