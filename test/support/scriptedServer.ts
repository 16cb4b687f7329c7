/**
 * A language server that plays a scene: catalogs and runs that no real account gives on demand (100,000 tables, refused, failed, production).
 * Invariant: it speaks the protocol of the real one and nothing else; the scene is named by MEDALLION_SCENE.
 */
import { createConnection, ProposedFeatures, TextDocumentSyncKind } from 'vscode-languageserver/node';
import type { RequestName } from '../../server/src/protocol/message';
import type {
  CatalogChildren,
  CatalogChildrenParams,
  CatalogNode,
  CatalogSearchAnswer,
  CatalogState,
  TableNode,
} from '../../server/src/protocol/catalog';
import { catalogChildren, catalogRefresh, catalogReveal, catalogSearch } from '../../server/src/protocol/catalog';
import type { RunPlanAnswer, RunStarted, RunSummary } from '../../server/src/protocol/runs';
import { runCancel, runChanged, runExecute, runList, runPlan, runPreview } from '../../server/src/protocol/runs';
import { projectChildren, projectContext } from '../../server/src/protocol/project';
import type { ServerStatus } from '../../server/src/protocol/status';
import { serverStatus } from '../../server/src/protocol/status';

const scene = process.env.MEDALLION_SCENE ?? 'large';
const tables = 100_000;
const label = 'scripted catalog';

const estimate = {
  bytes: { low: 1.2e9, likely: 1.3e9, high: 1.4e9 },
  price: { low: 0.006, likely: 0.0065, high: 0.007 },
  currency: 'USD',
  notes: ['One file has no statistics.'],
};

const connection = createConnection(ProposedFeatures.all);
const runs: RunSummary[] = [];

function answer<Params, Answer>({ method }: RequestName<Params, Answer>, handler: (params: Params) => NoInfer<Answer>): void {
  connection.onRequest(method, (params: unknown): unknown => handler(params as Params));
}

connection.onInitialize(() => ({ capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental } }));
answer(serverStatus, status);
answer(catalogChildren, children);
answer(catalogReveal, params => ({ nodes: params.kind === 'name' ? pathTo(params.name) : [] }));
answer(catalogSearch, ({ text, limit }): CatalogSearchAnswer => {
  const hits = matching(text).slice(0, limit);
  return {
    hits: hits.map(index => ({ kind: 'table', name: `big.${tableName(index)}`, layer: 'bronze', table: 'iceberg', detail: 'Iceberg' })),
    total: hits.length,
  };
});
answer(catalogRefresh, () => null);
answer(projectChildren, () => ({ nodes: [] }));
answer(projectContext, () => ({ query: true }));
answer(runList, () => ({ runs, total: runs.length }));
answer(runPlan, (): RunPlanAnswer => ({
  kind: 'planned',
  plan: '1',
  title: 'Run statement',
  statements: [{ kind: 'INSERT', sql: 'insert …', writes: 'gold.costs', estimate: estimate }],
  total: estimate,
  engine: 'Athena, workgroup analytics',
  environment: 'prod',
  production: true,
  warnings: ['Likely price is above the budget of $1.'],
}));
answer(runExecute, () => started('run'));
answer(runPreview, (): RunStarted =>
  scene === 'denied'
    ? {
        kind: 'refused',
        message: 'athena:StartQueryExecution denied on workgroup analytics: ask for it.',
        details: 'AccessDeniedException',
      }
    : started('preview'),
);
answer(runCancel, ({ id }) => {
  end(id, 'cancelled');
  return null;
});
connection.listen();

function status(): ServerStatus {
  const production = scene === 'production';
  return {
    environment: { name: production ? 'analytics' : 'dev', production, detail: 'profile lake, eu-west-1' },
    catalog: catalogState(),
    project: { kind: 'none', lookedFor: ['dbt_project.yml'] },
    engine: { kind: 'athena', label: 'Athena', state: 'ready' },
  };
}

function catalogState(): CatalogState {
  switch (scene) {
    case 'none':
      return { kind: 'none', lookedFor: ['catalog.ndjson'] };
    case 'loading':
      return { kind: 'loading', label, databases: 1, tables: 10 };
    case 'denied':
      return { kind: 'denied', label, action: 'glue:GetDatabases', remedy: 'Ask for glue:GetDatabases on the catalog.' };
    case 'failed':
      return { kind: 'failed', label, message: 'Line 3 is no JSON.', remedy: 'Write the snapshot again with "medallion catalog export".' };
    default:
      return { kind: 'loaded', label, takenAt: new Date().toISOString(), refreshing: false, databases: 2, tables, problems: [] };
  }
}

function children({ parent, filter, offset, limit }: CatalogChildrenParams): CatalogChildren {
  if (catalogState().kind !== 'loaded') return { nodes: [], total: 0 };
  const page = (nodes: readonly CatalogNode[]): CatalogChildren => ({ nodes: nodes.slice(offset, offset + limit), total: nodes.length });
  if (parent === undefined) return page([layer]);
  if (parent === layer.id) return page([big, refused]);
  if (parent === refused.id)
    return page([{ kind: 'note', id: 'refused/note', label: 'glue:GetTables denied', severity: 'warning', expandable: false }]);
  if (parent === big.id) {
    const found = filter ? matching(filter) : undefined;
    const total = found?.length ?? tables;
    const indexes = found
      ? found.slice(offset, offset + limit)
      : Array.from({ length: Math.min(limit, total - offset) }, (_, i) => offset + i);
    return { nodes: indexes.map(table), total };
  }
  return page([
    {
      kind: 'column',
      id: `${parent}/id`,
      label: 'id',
      name: 'id',
      table: parent,
      type: 'bigint',
      partitionKey: false,
      tags: [],
      expandable: false,
    },
  ]);
}

const layer: CatalogNode = { kind: 'layer', id: 'bronze', label: 'bronze', layer: 'bronze', databases: 2, expandable: true };
const big: CatalogNode = {
  kind: 'database',
  id: 'bronze/big',
  label: 'big',
  name: 'big',
  layer: 'bronze',
  state: { kind: 'loaded' },
  tables,
  tags: [{ key: 'environment', value: 'dev', origin: 'assigned', from: 'big' }],
  expandable: true,
};
const refused: CatalogNode = {
  kind: 'database',
  id: 'bronze/hr',
  label: 'hr',
  name: 'hr',
  layer: 'bronze',
  state: { kind: 'denied', action: 'glue:GetTables', remedy: 'ask for DESCRIBE on the database' },
  tables: 0,
  tags: null,
  expandable: true,
};

function table(index: number): TableNode {
  const name = tableName(index);
  return {
    kind: 'table',
    id: `bronze/big/${name}`,
    label: name,
    name: `big.${name}`,
    table: 'iceberg',
    format: 'Iceberg',
    partitionKeys: [],
    tags: index === 0 ? [{ key: 'phi', value: 'true', origin: 'below', from: 'big.t000000.id' }] : [],
    expandable: true,
  };
}

function tableName(index: number): string {
  return `t${String(index).padStart(6, '0')}`;
}

function matching(text: string): number[] {
  return Array.from({ length: tables }, (_, index) => index).filter(index => tableName(index).includes(text));
}

function pathTo(name: string): CatalogNode[] {
  const index = Number(name.replace(/^big\.t/, ''));
  return [layer, big, table(index)];
}

function started(action: RunSummary['action']): { kind: 'started'; run: RunSummary } {
  const run: RunSummary = {
    id: `run-${runs.length}`,
    action,
    title: 'statement 1',
    state: 'running',
    startedAt: new Date().toISOString(),
    elapsedMs: 0,
    engine: 'Athena',
    environment: 'dev',
    production: false,
    bytes: 1_310_000_000,
    hasResult: false,
  };
  runs.unshift(run);
  void connection.sendNotification(runChanged.method, run);
  return { kind: 'started', run };
}

function end(id: string, state: RunSummary['state']): void {
  const index = runs.findIndex(run => run.id === id);
  const run = runs[index];
  if (!run) return;
  runs[index] = { ...run, state };
  void connection.sendNotification(runChanged.method, runs[index]);
}
