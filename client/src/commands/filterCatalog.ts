/** The filter box of the Catalog view: the tree follows while typing; Escape takes the filter back to what it was. */
import * as vscode from 'vscode';
import type { Command } from '../app';

/** Behind typing; a shorter pause would ask for trees that nobody sees. */
const typingDelayMs = 120;

export const filterCatalog: Command = {
  id: 'medallion.catalog.filter',
  run({ catalog }) {
    const before = catalog.filter;
    const box = vscode.window.createInputBox();
    let accepted = false;
    let waiting: NodeJS.Timeout | undefined;
    box.title = 'Medallion: Filter Catalog';
    box.prompt = 'Shows databases, tables and columns whose name, comment or tag matches. Enter keeps the filter, Escape takes it back.';
    box.value = before;
    box.onDidChangeValue(text => {
      clearTimeout(waiting);
      waiting = setTimeout(() => (catalog.filter = text.trim()), typingDelayMs);
    });
    box.onDidAccept(() => {
      accepted = true;
      box.hide();
    });
    box.onDidHide(() => {
      clearTimeout(waiting);
      catalog.filter = accepted ? box.value.trim() : before;
      box.dispose();
    });
    box.show();
  },
};

export const clearCatalogFilter: Command = {
  id: 'medallion.catalog.clearFilter',
  run({ catalog }) {
    catalog.filter = '';
  },
};
