/** The Catalog view's requests: its tree, search, details and state. */
import type { Connection } from 'vscode-languageserver/node';
import { searchCatalog } from '../core/catalog/searchIndex';
import { tableFacts } from '../core/catalog/tableFacts';
import { explainFailure } from '../app/explain';
import type { Workspace } from '../app/Workspace';
import { catalogChanged, catalogChildren, catalogRefresh, catalogReveal, catalogSearch, catalogTable } from '../protocol/catalog';
import type { CatalogHit, CatalogState, CatalogTableAnswer } from '../protocol/catalog';
import * as tree from './catalogTree';
import { notify, onRequest, refusal } from './dispatch';
import { treeContext } from './treeContext';
import { relationAt } from './relationAt';
import { startOfDocument, uriOf } from './uri';

export function serveCatalog(connection: Connection, workspace: Workspace): void {
  onRequest(connection, catalogChildren, params => tree.catalogChildren(treeContext(workspace), params));
  onRequest(connection, catalogSearch, ({ text, limit }) => {
    const hits = searchCatalog(workspace.catalog.snapshot, text, limit);
    return { hits: hits.map(hit => hitOf(workspace, hit)), total: hits.length };
  });
  onRequest(connection, catalogTable, ({ name }) => tableAnswer(workspace, name));
  onRequest(connection, catalogReveal, params => {
    const name = params.kind === 'name' ? params.name : relationAt(workspace, params);
    return name === undefined ? { nodes: [] } : tree.catalogPath(treeContext(workspace), name, params.grouping);
  });
  onRequest(connection, catalogRefresh, () => {
    void workspace.catalog.refresh();
    return null;
  });
  workspace.catalog.onChange(() => notify(connection, catalogChanged, catalogState(workspace)));
}

export function catalogState({ catalog, settings }: Workspace): CatalogState {
  const { status, snapshot } = catalog;
  switch (status.kind) {
    case 'none':
      return {
        kind: 'none',
        lookedFor:
          settings.catalog.file === ''
            ? ['the setting medallion.catalog.file', 'catalog.ndjson in a workspace folder or beside dbt_project.yml']
            : [settings.catalog.file],
      };
    case 'loading':
      return status.stale
        ? { ...loaded(workspaceFigures(snapshot), 'catalog'), refreshing: true, takenAt: snapshot.identity.takenAt }
        : { kind: 'loading', label: 'catalog', ...status.progress };
    case 'ready':
      return {
        ...loaded(workspaceFigures(snapshot), status.label),
        refreshing: false,
        takenAt: snapshot.identity.takenAt,
        problems: status.problems.map(({ message, line }) => (line === undefined ? message : `line ${line}: ${message}`)),
      };
    case 'failed': {
      const message = explainFailure(status.failure);
      if (status.failure.kind === 'denied') return { kind: 'denied', label: status.label, action: status.failure.action, remedy: message };
      return {
        kind: 'failed',
        label: status.label,
        message,
        remedy: 'Check the setting medallion.catalog.file, then refresh the catalog.',
      };
    }
  }
}

interface Figures {
  readonly databases: number;
  readonly tables: number;
}

function workspaceFigures(snapshot: Workspace['catalog']['snapshot']): Figures {
  let tables = 0;
  for (const entry of snapshot.databases.values()) tables += entry.tables.size;
  return { databases: snapshot.databases.size, tables };
}

function loaded(
  figures: Figures,
  label: string,
): Figures & { readonly kind: 'loaded'; readonly label: string; readonly problems: readonly string[] } {
  return { kind: 'loaded', label, problems: [], ...figures };
}

function hitOf(workspace: Workspace, hit: ReturnType<typeof searchCatalog>[number]): CatalogHit {
  const { snapshot } = workspace.catalog;
  const context = treeContext(workspace);
  const database = snapshot.databases.get(hit.database.toLowerCase())!;
  const { layer } = context.layerRules.ofDatabase(database);
  const because = hit.matched === undefined ? {} : { because: hit.matched };
  const entry = hit.table === undefined ? undefined : database.tables.get(hit.table.toLowerCase());
  if (!entry) return { kind: 'database', name: context.quoted(hit.database), layer, detail: `${database.tables.size} tables`, ...because };
  const name = `${context.quoted(hit.database)}.${context.quoted(hit.table ?? '')}`;
  if (hit.kind === 'column')
    return { kind: 'column', name, column: hit.column ?? '', layer, detail: context.typeName(hit.type ?? ''), ...because };
  return { kind: 'table', name, layer, table: tree.tableNode(context, entry).table, detail: tableFacts(entry.table).format, ...because };
}

function tableAnswer(workspace: Workspace, name: string): CatalogTableAnswer {
  const [databaseName = '', tableName = ''] = name.replaceAll('"', '').toLowerCase().split('.').slice(-2);
  const entry = workspace.catalog.snapshot.databases.get(databaseName)?.tables.get(tableName);
  if (!entry) return refusal(`${name} is not in the loaded catalog: refresh it, or check the name`);
  const context = treeContext(workspace);
  const builtBy = workspace.builderOf(`${databaseName}.${tableName}`);
  return {
    kind: 'table',
    node: tree.tableNode(context, entry),
    columns: tree.columnNodes(context, entry),
    properties: Object.entries(entry.table.Parameters ?? {}).map(([key, value]) => ({ name: key, value })),
    ...(builtBy ? { builtBy: { uri: uriOf(builtBy.path), range: startOfDocument } } : {}),
  };
}
