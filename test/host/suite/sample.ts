/** The main job on the sample lakehouse: catalog, completion, preview, lineage, and a server that is killed. */
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { RunSummary } from '../../../server/src/protocol/runs';
import { runChanged, runPlan, runPreview } from '../../../server/src/protocol/runs';
import { serverStatus } from '../../../server/src/protocol/status';
import type { CatalogItem, NodeItem } from '../../../client/src/views/catalog/catalogView';
import { activated, serverIs, until } from './medallion';

suite('the sample lakehouse', () => {
  suiteSetup(async () => {
    const api = await activated();
    await serverIs(api, 'running');
    await until('the catalog is loaded', () => api.app.session.status?.catalog.kind === 'loaded' || undefined);
  });

  // What a test typed must not reach the next one, also when it failed.
  teardown(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

  test('the tree shows layers, their databases, tables, columns and tags', async () => {
    const layers = await layersOfTree();
    assert.deepEqual(
      ['bronze', 'silver', 'gold'].filter(layer => !layers.has(layer)),
      [],
      [...layers.keys()].join(),
    );
    const { app } = await activated();
    const databases = nodes(await app.catalog.getChildren(layers.get('bronze')));
    const database = databases.find(({ node }) => node.kind === 'database' && node.tables > 0);
    assert.ok(database);
    const tables = nodes(await app.catalog.getChildren(database));
    assert.ok(tables.length > 0);
    const columns = nodes(await app.catalog.getChildren(tables[0]));
    assert.ok(columns.some(({ node }) => node.kind === 'column' && node.type !== ''));
    assert.ok(databases.some(({ node }) => node.kind === 'database' && (node.tags?.length ?? 0) > 0));
  });

  test('a filter keeps the way to what matches', async () => {
    const { app } = await activated();
    app.catalog.filter = 'client';
    const roots = nodes(await app.catalog.getChildren());
    assert.ok(roots.length > 0);
    const found: string[] = [];
    await walk(roots, item => {
      if (item.node.kind === 'table') found.push(item.node.label);
      return item.node.kind !== 'table';
    });
    assert.ok(
      found.some(label => label.includes('client')),
      found.join(),
    );
    app.catalog.filter = '';
  });

  test('completion after a dot lists the columns of the alias', async () => {
    const { document, position } = await openWithCursor("select c.‸ from {{ ref('clients') }} c");
    const list = await until('completion', async () => {
      const answer = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        position,
      );
      return answer.items.some(({ kind }) => kind === vscode.CompletionItemKind.Field) ? answer : undefined;
    });
    const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.equal(labels.filter(label => label === 'client_id').length, 1, labels.slice(0, 20).join());
  });

  test('a mistake is marked where it stands', async () => {
    const { document } = await openWithCursor("select c.no_such_column‸ from {{ ref('clients') }} c");
    const diagnostic = await until('a diagnostic', () =>
      vscode.languages.getDiagnostics(document.uri).find(({ code }) => codeOf(code) === 'COLUMN_NOT_FOUND'),
    );
    assert.equal(document.getText(diagnostic.range), 'c.no_such_column');
  });

  test('a preview runs and its rows open in the results panel', async () => {
    const { app } = await activated();
    await vscode.window.showTextDocument(await modelUri());
    const ended = runEnd();
    await vscode.commands.executeCommand('medallion.preview');
    const run = await ended;
    assert.equal(run.state, 'succeeded', run.error?.message);
    assert.ok((run.rows ?? 0) > 0);
    await until('the run in the history', async () => (await app.runs.getChildren()).some(({ id }) => id === run.id) || undefined);
  });

  test('a plan says what is written, where and at what price', async () => {
    const { app } = await activated();
    await vscode.window.showTextDocument(await modelUri());
    const plan = await app.session.server.request(runPlan, {
      target: { kind: 'model', uri: (await modelUri()).toString() },
      action: 'run',
    });
    assert.equal(plan.kind, 'planned', plan.kind === 'refused' ? plan.message : '');
    assert.ok(plan.statements.length > 0 && plan.engine.includes('DuckDB'), [plan.engine, ...plan.warnings].join('; '));
  });

  test('compiled SQL opens beside the template', async () => {
    await vscode.window.showTextDocument(await modelUri());
    await vscode.commands.executeCommand('medallion.showCompiled');
    const text = await until(
      'the compiled document',
      () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'medallion-compiled')?.getText() || undefined,
    );
    assert.ok(/select/i.test(text) && !text.includes('{{'), text);
  });

  test('lineage opens in its panel', async () => {
    await vscode.window.showTextDocument(await modelUri());
    await vscode.commands.executeCommand('medallion.showLineage');
    await until(
      'the lineage tab',
      () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ label }) => label.startsWith('Lineage: ')) ?? undefined,
    );
  });

  test('a query of a table that does not exist fails with its name', async () => {
    const { app } = await activated();
    const ended = runEnd();
    const answer = await app.session.server.request(runPreview, { target: { kind: 'table', name: 'bronze_app.no_such_table' }, limit: 10 });
    const message = answer.kind === 'refused' ? answer.message : ((await ended).error?.message ?? '');
    assert.match(message, /no_such_table/);
  });

  test('a killed server comes back by itself', async () => {
    const api = await activated();
    const { server } = api.app.session;
    const before = server.processId;
    assert.ok(before);
    process.kill(before, 'SIGKILL');
    await until(
      'another process',
      () => (server.processId !== undefined && server.processId !== before && server.state.kind === 'running') || undefined,
    );
    assert.ok(await server.request(serverStatus, {}));
  });

  test('a server that ends again and again is left down, and the restart command brings it back', async () => {
    const api = await activated();
    const { server } = api.app.session;
    for (let kill = 0; kill < 4 && server.state.kind !== 'down'; kill++) {
      const pid = await until('a running server', () =>
        server.state.kind === 'down' ? -1 : server.state.kind === 'running' ? server.processId : undefined,
      );
      if (pid === -1) break;
      process.kill(pid, 'SIGKILL');
      await until(
        'its end',
        () => server.state.kind === 'down' || (server.processId !== pid && server.state.kind === 'running') || undefined,
      );
    }
    await serverIs(api, 'down');
    await vscode.commands.executeCommand('medallion.restartServer');
    await serverIs(api, 'running');
  });
});

async function layersOfTree(): Promise<Map<string, NodeItem>> {
  const { app } = await activated();
  const layers = new Map<string, NodeItem>();
  await walk(nodes(await app.catalog.getChildren()), item => {
    if (item.node.kind === 'layer') layers.set(item.node.layer, item);
    return item.node.kind === 'environment';
  });
  return layers;
}

/** Goes down where `into` says so. */
async function walk(items: readonly NodeItem[], into: (item: NodeItem) => boolean): Promise<void> {
  const { app } = await activated();
  for (const item of items) if (into(item)) await walk(nodes(await app.catalog.getChildren(item)), into);
}

function nodes(items: readonly CatalogItem[]): NodeItem[] {
  return items.filter(item => item.kind === 'node');
}

async function modelUri(): Promise<vscode.Uri> {
  const [uri] = await vscode.workspace.findFiles('**/models/gold/operations/client_care_summary.sql');
  assert.ok(uri, 'the sample has the model client_care_summary');
  return uri;
}

/** Replaces the text of a model in the editor, unsaved, with the cursor at ‸. */
async function openWithCursor(text: string): Promise<{ document: vscode.TextDocument; position: vscode.Position }> {
  const editor = await vscode.window.showTextDocument(await modelUri());
  const { document } = editor;
  const offset = text.indexOf('‸');
  const all = new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
  // An edit is refused while the document is still being loaded.
  await until('the edit', async () => (await editor.edit(edit => edit.replace(all, text.replace('‸', '')))) || undefined);
  const position = document.positionAt(offset);
  editor.selection = new vscode.Selection(position, position);
  return { document, position };
}

/** The next run that ends. */
async function runEnd(): Promise<RunSummary> {
  const { app } = await activated();
  return new Promise(resolve => {
    const listening = app.session.server.on(runChanged, run => {
      if (run.state === 'queued' || run.state === 'running') return;
      listening.dispose();
      resolve(run);
    });
  });
}

function codeOf(code: vscode.Diagnostic['code']): string {
  return String(typeof code === 'object' ? code.value : code);
}
