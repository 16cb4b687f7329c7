/** All commands of the extension; package.json declares each of them, which a test compares. */
import * as vscode from 'vscode';
import type { App, Command } from '../app';
import { explainFailure } from '../failure';
import { sentence } from '../languageClient';
import { arrangeViews } from './arrangeViews';
import { cancelRun } from './cancelRun';
import { convertCreateTable } from './convertCreateTable';
import { copyName, insertName } from './copyName';
import { clearCatalogFilter, filterCatalog } from './filterCatalog';
import { findObject } from './findObject';
import { openSettings, openWalkthrough } from './openHelp';
import { openModel } from './openModel';
import { openSample } from './openSample';
import { preview, previewCte, previewStatement, previewTable } from './preview';
import { restartServer, showLog } from './restartServer';
import { revealInCatalog } from './revealInCatalog';
import { run, runStatement } from './run';
import { clearRuns, forgetRun, openResult, showResults, showRuns } from './runHistory';
import { showCompiled } from './showCompiled';
import { showEstimate } from './showEstimate';
import { showLineage } from './showLineage';
import { showStatus } from './showStatus';

const commands: readonly Command[] = [
  ...arrangeViews,
  cancelRun,
  clearCatalogFilter,
  clearRuns,
  convertCreateTable,
  copyName,
  filterCatalog,
  findObject,
  forgetRun,
  insertName,
  openModel,
  openResult,
  openSample,
  openSettings,
  openWalkthrough,
  preview,
  previewCte,
  previewStatement,
  previewTable,
  restartServer,
  revealInCatalog,
  run,
  runStatement,
  showCompiled,
  showEstimate,
  showLineage,
  showLog,
  showResults,
  showRuns,
  showStatus,
];

/** One place handles the failure of any command: the user asked for it, so the user is told. */
export function registerCommands(app: App): vscode.Disposable {
  return vscode.Disposable.from(
    ...commands.map(command =>
      vscode.commands.registerCommand(command.id, async (...given: unknown[]) => {
        try {
          await command.run(app, ...given);
        } catch (error) {
          app.session.server.log.error(`${command.id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
          explainFailure({ message: sentence(error) });
        }
      }),
    ),
  );
}
