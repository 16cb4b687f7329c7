/** The manifest against the code: every command that is declared exists, keys are free, settings have descriptions. */
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { commandIds } from '../../../server/src/protocol/status';
import { activated, extensionId, until } from './medallion';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly keybindings: readonly { readonly key: string; readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly markdownDescription: string }>> };
    readonly menus: Readonly<Record<string, readonly { readonly command?: string; readonly submenu?: string }[]>>;
  };
}

function manifest(): Manifest {
  const extension = vscode.extensions.getExtension(extensionId);
  assert.ok(extension);
  return extension.packageJSON as Manifest;
}

suite('manifest', () => {
  test('every declared command is registered, and every registered one declared', async () => {
    await activated();
    const declared = manifest().contributes.commands.map(({ command }) => command);
    const own = /^medallion\.(?!(catalog|project|runs|results)\.(focus|resetViewLocation|open|removeView|toggleVisibility)$)/;
    const registered = (await vscode.commands.getCommands(true)).filter(command => own.test(command));
    assert.deepEqual(
      declared.filter(command => !registered.includes(command)),
      [],
    );
    assert.deepEqual(
      registered.filter(command => !declared.includes(command)),
      [],
    );
  });

  test('commands that the server names are declared', () => {
    const declared = manifest().contributes.commands.map(({ command }) => command);
    assert.deepEqual(
      Object.values(commandIds).filter(id => !declared.includes(id)),
      [],
    );
  });

  test('every command of a menu is declared', () => {
    const { commands, menus } = manifest().contributes;
    const declared = new Set(commands.map(({ command }) => command));
    const named = Object.values(menus).flatMap(items => items.flatMap(({ command }) => command ?? []));
    assert.deepEqual(
      named.filter(command => !declared.has(command)),
      [],
    );
  });

  test('every command is listed under Medallion', () => {
    assert.deepEqual(
      manifest().contributes.commands.filter(({ category }) => category !== 'Medallion'),
      [],
    );
  });

  test('no key of ours is one that VS Code uses', async () => {
    await vscode.commands.executeCommand('workbench.action.openDefaultKeybindingsFile');
    const text = await until('the default keybindings', () =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.path.endsWith('keybindings.json') && uri.scheme !== 'file')?.getText(),
    );
    const bound = JSON.parse(text.replace(/^\s*\/\/.*$/gm, '').replace(/\][^\]]*$/, ']')) as { key: string; command: string }[];
    const own = manifest().contributes.keybindings.map(({ key }) => normalized(key));
    const taken = bound.filter(({ key, command }) => own.includes(normalized(key)) && !command.startsWith('medallion.'));
    assert.deepEqual(
      taken.map(({ key, command }) => `${key}: ${command}`),
      [],
    );
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  test('every setting says what it does', () => {
    const properties = Object.entries(manifest().contributes.configuration.properties);
    assert.deepEqual(
      properties.filter(([, { markdownDescription }]) => !markdownDescription.endsWith('.')).map(([name]) => name),
      [],
    );
  });
});

function normalized(key: string): string {
  return key
    .toLowerCase()
    .split(' ')
    .map(part => part.split('+').sort().join('+'))
    .join(' ');
}
