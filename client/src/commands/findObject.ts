/** Search over all databases, tables and columns by name, comment or tag. Choosing shows the hit in the Catalog view; buttons insert or preview it. */
import * as vscode from 'vscode';
import type { CatalogHit } from '../../../server/src/protocol/catalog';
import { catalogSearch } from '../../../server/src/protocol/catalog';
import type { App, Command } from '../app';
import { explainFailure } from '../failure';
import { sentence } from '../languageClient';
import { insertText } from './copyName';

const limit = 200;

interface HitItem extends vscode.QuickPickItem {
  readonly hit?: CatalogHit;
}

const insertButton: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('insert'), tooltip: 'Insert the name at the cursor' };
const previewButton: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('table'), tooltip: 'Preview rows' };

export const findObject: Command = { id: 'medallion.findObject', run: app => openSearch(app) };

function openSearch(app: App): void {
  const pick = vscode.window.createQuickPick<HitItem>();
  pick.title = 'Medallion: Find Table or Column';
  pick.placeholder = 'Part of a name, a comment or a tag, for example: cust email, phi=true';
  let asking: vscode.CancellationTokenSource | undefined;
  let answered: Promise<void> = Promise.resolve();
  const ask = async (text: string): Promise<void> => {
    asking?.cancel();
    const source = (asking = new vscode.CancellationTokenSource());
    pick.busy = true;
    try {
      const { hits, total } = await app.session.server.request(catalogSearch, { text, limit }, source.token);
      if (source.token.isCancellationRequested) return;
      pick.items =
        hits.length > 0
          ? hits.map(item)
          : [{ label: text === '' ? 'Type to search the catalog' : `Nothing matches "${text}"`, alwaysShow: true }];
      pick.title =
        total > hits.length ? `Medallion: Find Table or Column (best ${hits.length} of ${total})` : 'Medallion: Find Table or Column';
    } catch (error) {
      if (!source.token.isCancellationRequested) pick.items = [{ label: `$(error) ${sentence(error)}`, alwaysShow: true }];
    } finally {
      if (asking === source) pick.busy = false;
    }
  };
  pick.onDidChangeValue(text => (answered = ask(text)));
  pick.onDidAccept(async () => {
    let chosen = pick.selectedItems[0] ?? pick.activeItems[0];
    if (!chosen) {
      // Enter before VS Code has told which item is active: the first hit for the text as it stands is meant, which may be on its way.
      await answered;
      if (asking?.token.isCancellationRequested) return;
      chosen = pick.items[0];
    }
    if (!chosen?.hit) return;
    pick.hide();
    void showHit(app, fullName(chosen.hit));
  });
  pick.onDidTriggerItemButton(({ item: { hit }, button }) => {
    pick.hide();
    if (!hit) return;
    if (button === insertButton) void insertText(hit.column ?? hit.name);
    else void vscode.commands.executeCommand('medallion.preview', { kind: 'table', name: hit.name });
  });
  pick.onDidHide(() => {
    asking?.cancel();
    pick.dispose();
  });
  pick.show();
  answered = ask('');
}

async function showHit({ catalog }: App, name: string): Promise<void> {
  try {
    if (!(await catalog.reveal({ name }))) explainFailure({ message: `${name} is no longer in the catalog: refresh it.` });
  } catch (error) {
    explainFailure({ message: `${name} could not be shown in the Catalog view: ${sentence(error)}` });
  }
}

/** The server has ranked and matched already: `alwaysShow` keeps VS Code from filtering by its own rules. */
function item(hit: CatalogHit): HitItem {
  const icon = hit.kind === 'column' ? 'symbol-field' : hit.kind === 'database' ? 'database' : hit.table === 'view' ? 'eye' : 'table';
  return {
    label: `$(${icon}) ${hit.column ?? hit.name}`,
    description: [hit.column === undefined ? undefined : hit.name, hit.detail].filter(Boolean).join(' · '),
    ...(hit.because !== undefined && { detail: hit.because }),
    alwaysShow: true,
    buttons: hit.kind === 'database' ? [insertButton] : [insertButton, previewButton],
    hit,
  };
}

function fullName({ name, column }: CatalogHit): string {
  return column === undefined ? name : `${name}.${column}`;
}
