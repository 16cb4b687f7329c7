/**
 * The language server on one connection: initialize, settings, and which handlers serve what.
 * Invariant: `initialize` answers at once; catalog, projects and engine come up behind it, and every request answers from what is there.
 */
import type { Connection, InitializeParams, InitializeResult } from 'vscode-languageserver/node';
import { CodeActionKind, DidChangeConfigurationNotification, TextDocumentSyncKind } from 'vscode-languageserver/node';
import { join } from 'node:path';
import { settingsFrom } from '../app/settings';
import { serveCatalog } from './catalogHandlers';
import { serveDocuments } from './documents';
import { serveForeign } from './foreignHandlers';
import type { ForeignParsers } from './foreignHandlers';
import { serveLanguage } from './languageHandlers';
import { serveLineage } from './lineageHandlers';
import { serveNavigation } from './navigationHandlers';
import { serveProject } from './projectHandlers';
import { serveResults } from './resultsHandlers';
import type { Results } from './resultsHandlers';
import { serveRuns } from './runHandlers';
import { tokenModifiers, tokenTypes } from '../core/ide/semanticTokens';
import type { InitializationOptions } from '../protocol/status';
import { serveStatus } from './statusHandlers';
import type { StatusPorts } from './statusHandlers';
import { pathOf } from './uri';

export interface ServerOptions extends Results, StatusPorts, ForeignParsers {
  readonly version: string;
  /** Settings given on the command line, which count more than the editor's. */
  readonly overrides?: { readonly catalogFile?: string };
}

export function serve(connection: Connection, options: ServerOptions): void {
  const { workspace } = options;
  let asksConfiguration = false;
  let hasFolders = false;
  let folders: readonly string[] = [];
  let docs: string | undefined;

  connection.onInitialize((params): InitializeResult => {
    asksConfiguration = params.capabilities.workspace?.configuration === true;
    folders = foldersOf(params);
    hasFolders = params.capabilities.workspace?.workspaceFolders === true;
    const given = (params.initializationOptions ?? {}) as Partial<Record<keyof InitializationOptions, unknown>>;
    workspace.trusted = given.trusted !== false;
    docs = typeof given.extensionFolder === 'string' ? join(given.extensionFolder, 'docs') : undefined;
    void workspace.configure(withOverrides(given.settings, options), folders);
    return { capabilities: capabilities(), serverInfo: { name: 'medallion', version: options.version } };
  });

  connection.onInitialized(() => {
    if (asksConfiguration) void connection.client.register(DidChangeConfigurationNotification.type, { section: 'medallion' });
    if (!hasFolders) return;
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      const gone = new Set(removed.map(folder => pathOf(folder.uri)));
      folders = [
        ...folders.filter(folder => !gone.has(folder)),
        ...added.map(folder => pathOf(folder.uri)).filter(path => path !== undefined),
      ];
      void workspace.configure(workspace.settings, folders);
    });
  });

  connection.onDidChangeConfiguration(async ({ settings }) => {
    const section: unknown = asksConfiguration
      ? await connection.workspace.getConfiguration('medallion')
      : (settings as { readonly medallion?: unknown } | null)?.medallion;
    await workspace.configure(withOverrides(section, options), folders);
  });

  serveDocuments(connection, workspace);
  serveCatalog(connection, workspace);
  serveProject(connection, workspace);
  serveLineage(connection, workspace);
  serveLanguage(connection, options, () => docs);
  serveNavigation(connection, workspace);
  serveRuns(connection, options);
  serveResults(connection, options);
  serveStatus(connection, options);
  serveForeign(connection, options);
}

function capabilities(): InitializeResult['capabilities'] {
  return {
    completionProvider: { triggerCharacters: ['.', "'", '"', ' ', '('], resolveProvider: true },
    codeActionProvider: {
      codeActionKinds: [
        CodeActionKind.QuickFix,
        CodeActionKind.RefactorRewrite,
        CodeActionKind.RefactorExtract,
        CodeActionKind.RefactorInline,
      ],
    },
    codeLensProvider: {},
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    inlayHintProvider: true,
    semanticTokensProvider: { legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] }, full: true },
    documentHighlightProvider: true,
    documentSymbolProvider: true,
    foldingRangeProvider: true,
    referencesProvider: true,
    renameProvider: { prepareProvider: true },
    selectionRangeProvider: true,
    signatureHelpProvider: { triggerCharacters: ['(', ','] },
    hoverProvider: true,
    definitionProvider: true,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
}

function foldersOf({ workspaceFolders }: InitializeParams): readonly string[] {
  return (workspaceFolders ?? []).map(folder => pathOf(folder.uri)).filter(path => path !== undefined);
}

function withOverrides(settings: unknown, { overrides }: ServerOptions): ReturnType<typeof settingsFrom> {
  const own = settingsFrom(settings);
  return overrides?.catalogFile === undefined ? own : { ...own, catalog: { source: 'snapshot', file: overrides.catalogFile } };
}
