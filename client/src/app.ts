/** What a command may use: the session and the views. Built once in extension.ts. */
import type * as vscode from 'vscode';
import type { CompiledDocuments } from './views/compiledDocuments';
import type { Session } from './session';
import type { CatalogView } from './views/catalog/catalogView';
import type { LineagePanel } from './views/panels/lineagePanel';
import type { ResultsPanel } from './views/panels/resultsPanel';
import type { ProjectView } from './views/project/projectView';
import type { RunsView } from './views/runs/runsView';

export interface App {
  readonly context: vscode.ExtensionContext;
  readonly session: Session;
  readonly catalog: CatalogView;
  readonly project: ProjectView;
  readonly runs: RunsView;
  readonly results: ResultsPanel;
  readonly lineage: LineagePanel;
  readonly compiled: CompiledDocuments;
}

/** A command of package.json. `run` may throw: the user sees the first line of the message. */
export interface Command {
  readonly id: string;
  /** Arguments come from menus, links and code lenses: their shape is checked by the command. */
  run(app: App, ...given: readonly unknown[]): Promise<void> | void;
}
