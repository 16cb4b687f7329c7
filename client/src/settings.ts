/**
 * The settings as the server reads them, and where Medallion acts.
 * Invariant: package.json holds the defaults; nothing here repeats one. In an untrusted workspace VS Code itself hides the workspace's values of restricted settings.
 */
import * as vscode from 'vscode';
import type { Settings } from '../../server/src/protocol/status';

export const section = 'medallion';

/** The whole section; the shape is package.json's. */
export function settings(): Settings {
  const values = vscode.workspace.getConfiguration().get<Settings>(section);
  if (!values) throw new Error(`The extension's manifest declares no "${section}" settings.`);
  // A plain copy: VS Code hands out a proxy that cannot be sent.
  return JSON.parse(JSON.stringify(values)) as Settings;
}

/** Whether the server is wanted here: always, never, or where the workspace looks like a lakehouse project. */
export async function actsHere(): Promise<boolean> {
  const { enable, catalog } = settings();
  switch (enable) {
    case 'on':
      return true;
    case 'off':
      return false;
    case 'auto':
      return catalog.file !== '' || (await hasProject());
  }
}

async function hasProject(): Promise<boolean> {
  if ((vscode.workspace.workspaceFolders ?? []).length === 0) return false;
  const found = await vscode.workspace.findFiles(
    '**/{dbt_project.yml,dbt_project.yaml}',
    '**/{node_modules,dbt_packages,.venv,target}/**',
    1,
  );
  return found.length > 0;
}
