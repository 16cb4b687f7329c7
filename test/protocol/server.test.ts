import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { catalogChanged, catalogChildren, catalogReveal, catalogSearch } from '../../server/src/protocol/catalog';
import { lineageState, resultsAsk } from '../../server/src/protocol/panels';
import { projectChanged, projectCompiled, projectContext } from '../../server/src/protocol/project';
import { runCancel, runChanged, runPlan, runPreview } from '../../server/src/protocol/runs';
import { TestServer } from '../support/languageServer';
import { smallLake } from '../support/smallLake';
import type { SmallLake } from '../support/smallLake';

const opened: { readonly server: TestServer; readonly folders: readonly string[] }[] = [];

afterEach(async () => {
  for (const { server, folders } of opened.splice(0)) {
    await server.stop();
    for (const folder of folders) await rm(folder, { recursive: true });
  }
});

/** A server over a small lakehouse, with catalog and project loaded. */
async function serverOn(lake: SmallLake, ready = true): Promise<TestServer> {
  const server = await TestServer.start([lake.root], lake.settings);
  opened.push({ server, folders: [lake.root] });
  if (ready) {
    await server.notified(catalogChanged, state => state.kind === 'loaded');
    await server.notified(projectChanged, state => state.kind === 'loaded');
  }
  return server;
}

const view = { sort: [], filters: [], search: '' };

describe('while typing', () => {
  test('columns in scope, row fields, models and sources are offered', async () => {
    const lake = await smallLake();
    const server = await serverOn(lake);
    const model = join(lake.root, 'models/new.sql');
    expect((await server.complete(model, "select c.| from {{ ref('stg_customers') }} c")).slice(0, 3)).toEqual([
      'customer_id',
      'email',
      'city',
    ]);
    expect((await server.complete(model, "select x.address.| from {{ source('app', 'customers') }} x")).slice(0, 2)).toEqual([
      'city',
      'zip',
    ]);
    expect(await server.complete(model, "select 1 from {{ ref('|")).toEqual(expect.arrayContaining(['stg_customers', 'customer_orders']));
    expect(await server.complete(model, 'select 1 from |')).toEqual(expect.arrayContaining(['app.orders', 'stg_customers']));
    expect((await server.complete(model, 'with a as (select 1 as one) select | from a'))[0]).toBe('one');
  });

  test('an item that is looked at says what the hover says of its column', async () => {
    const lake = await smallLake();
    const server = await serverOn(lake);
    const text = "select  from {{ source('app', 'customers') }} c";
    const uri = await server.open(join(lake.root, 'models/new.sql'), text);
    const list = await server.connection.sendRequest<{ readonly items: readonly { readonly label: string }[] }>('textDocument/completion', {
      textDocument: { uri },
      position: { line: 0, character: 7 },
    });
    const email = list.items.find(({ label }) => label === 'email')!;
    const { documentation } = await server.connection.sendRequest<{ readonly documentation: { readonly value: string } }>(
      'completionItem/resolve',
      email,
    );
    const count = list.items.find(({ label }) => label === 'count')!;
    expect(count).not.toHaveProperty('documentation');
    expect(await server.connection.sendRequest('completionItem/resolve', count)).toMatchObject({
      documentation: { value: expect.stringContaining('count') as string },
    });
    expect(documentation.value).toContain('app.customers.email');
    expect(documentation.value).toContain('phi=true');
  });

  test('a mistake is found at its place, in a template too, and goes away with it', async () => {
    const lake = await smallLake();
    const server = await serverOn(lake);
    const uri = await server.open(
      join(lake.root, 'models/new.sql'),
      "{{ config(materialized='table') }}\nselect emial from {{ ref('stg_customers') }}",
    );
    const [finding] = await server.findings(uri, found => found.length > 0);
    expect(finding).toMatchObject({ code: 'COLUMN_NOT_FOUND', range: { start: { line: 1, character: 7 } } });
    await server.change(uri, 2, "{{ config(materialized='table') }}\nselect email from {{ ref('stg_customers') }}");
    expect(await server.findings(uri, found => found.length === 0)).toEqual([]);
  });

  test('hover tells type, origin and tags; a name that may not be seen is no error', async () => {
    const lake = await smallLake();
    const server = await serverOn(lake);
    const uri = await server.open(join(lake.root, 'models/new.sql'), "select email from {{ source('app', 'customers') }}");
    const hover = await server.connection.sendRequest<{ contents: { value: string } }>('textDocument/hover', {
      textDocument: { uri },
      position: { line: 0, character: 9 },
    });
    expect(hover.contents.value).toContain('email varchar');
    expect(hover.contents.value).toContain('`phi=true` (assigned)');
    const denied = await server.open(join(lake.root, 'models/denied.sql'), 'select ssn from bronze_hr.employees');
    expect(await server.findings(denied, () => true)).toEqual([]);
  });
});

describe('finding the way in a file', () => {
  const model =
    "with spent as (\n  select customer_id, sum(amount) as total from {{ source('app', 'orders') }} group by 1\n)\nselect s.total + 1 as more from spent s\n";

  async function opening(text = model): Promise<(method: string, more?: object) => Promise<unknown>> {
    const lake = await smallLake();
    const server = await serverOn(lake);
    const uri = await server.open(join(lake.root, 'models/new.sql'), text);
    return (method, more = {}) => server.connection.sendRequest(`textDocument/${method}`, { textDocument: { uri }, ...more });
  }

  const total = { position: { line: 3, character: 10 } };

  test('the outline: CTEs and columns', async () => {
    const ask = await opening();
    expect(await ask('documentSymbol')).toMatchObject([
      {
        name: 'spent',
        children: [
          { name: 'customer_id', detail: 'bigint' },
          { name: 'total', detail: 'decimal(38,2)' },
        ],
      },
      { name: 'more', selectionRange: { start: { line: 3, character: 22 } } },
    ]);
  });

  test('references and highlights', async () => {
    const ask = await opening();
    const places = [{ range: { start: { line: 1, character: 37 } } }, { range: { start: { line: 3, character: 9 } } }];
    expect(await ask('references', { ...total, context: { includeDeclaration: true } })).toMatchObject(places);
    expect(await ask('references', { ...total, context: { includeDeclaration: false } })).toMatchObject(places.slice(1));
    expect(await ask('documentHighlight', total)).toMatchObject([{ kind: 3 }, { kind: 2 }]);
  });

  test('rename: a column of a CTE; what Jinja generates is refused with a sentence', async () => {
    const ask = await opening();
    expect(await ask('prepareRename', total)).toMatchObject({ placeholder: 'total' });
    const { changes } = (await ask('rename', { ...total, newName: 'sum' })) as { changes: Record<string, readonly unknown[]> };
    expect(Object.values(changes)).toMatchObject([[{ newText: 'sum' }, { newText: 'sum' }]]);
    await expect(ask('prepareRename', { position: { line: 1, character: 50 } })).rejects.toThrow('can be renamed');
    await expect(ask('prepareRename', { position: { line: 1, character: 12 } })).rejects.toThrow('column of the catalog');
    await expect(ask('prepareRename', { position: { line: 3, character: 23 } })).rejects.toThrow('column of the model itself');
  });

  test('rename: a use in a branch that is not rendered keeps the name', async () => {
    const ask = await opening(
      'with a as (select 1 as one)\nselect one as two from a\n{% if is_incremental() %} where one > (select max(one) from a) {% endif %}',
    );
    await expect(ask('rename', { position: { line: 0, character: 5 }, newName: 'b' })).rejects.toThrow('line 3');
  });

  test('signatures while a call is typed', async () => {
    const ask = await opening("select date_trunc('day', ) from {{ ref('stg_customers') }}");
    expect(await ask('signatureHelp', { position: { line: 0, character: 25 } })).toMatchObject({
      activeParameter: 1,
      signatures: expect.arrayContaining([
        expect.objectContaining({ label: expect.stringMatching(/^date_trunc\(/) as string }),
      ]) as unknown[],
    });
  });

  test('folding and growing selections', async () => {
    const ask = await opening();
    expect(await ask('foldingRange')).toMatchObject([{ startLine: 0, endLine: 2 }]);
    const [selection] = (await ask('selectionRange', { positions: [total.position] })) as { range: { end: object }; parent: object }[];
    expect(selection).toMatchObject({ range: { start: { character: 9 } }, parent: { range: { start: { character: 7 } } } });
  });

  test('quick fixes: the name that was meant; a star written out', async () => {
    const ask = await opening("select emial from {{ ref('stg_customers') }}");
    const at = { line: 0, character: 8 };
    expect(await ask('codeAction', { range: { start: at, end: at }, context: { diagnostics: [] } })).toMatchObject([
      { title: 'Change to email', kind: 'quickfix', isPreferred: true },
    ]);
    const star = await opening("select * from {{ ref('stg_customers') }}");
    const caret = { line: 0, character: 7 };
    const [action] = (await star('codeAction', { range: { start: caret, end: caret }, context: { diagnostics: [] } })) as {
      edit: { changes: Record<string, { newText: string }[]> };
    }[];
    expect(Object.values(action!.edit.changes)[0]).toMatchObject([{ newText: 'customer_id, email, city' }]);
  });
});

describe('the catalog view', () => {
  test('shows environments, layers, what is denied with its remedy, columns with tags', async () => {
    const server = await serverOn(await smallLake());
    const children = async (parent?: string): Promise<readonly { readonly id: string; readonly label: string; readonly kind: string }[]> =>
      (await server.ask(catalogChildren, { grouping: 'layer', offset: 0, limit: 100, ...(parent === undefined ? {} : { parent }) })).nodes;
    const environments = await children();
    expect(environments.map(({ label }) => label)).toEqual(['dev']);
    const layers = await children(environments[0]!.id);
    expect(layers.map(({ label }) => label)).toEqual(['bronze', 'gold']);
    const databases = await children(layers[0]!.id);
    expect(databases.map(({ label }) => label)).toEqual(['bronze_app', 'bronze_hr']);
    expect(await children(databases[1]!.id)).toMatchObject([
      { kind: 'note', label: expect.stringContaining('ask for DESCRIBE') as string },
    ]);
    const tables = await children(databases[0]!.id);
    const columns = await children(tables[0]!.id);
    expect(columns).toMatchObject([
      { label: 'id', type: 'bigint' },
      { label: 'email', tags: [{ key: 'phi', value: 'true', origin: 'assigned' }] },
      { label: 'select', name: '"select"' },
      {},
    ]);
  });

  test('a filter leaves what matches and the way to it; search and reveal find it', async () => {
    const server = await serverOn(await smallLake());
    const filtered = await server.ask(catalogChildren, { grouping: 'database', filter: 'email', offset: 0, limit: 10 });
    expect(filtered.nodes.map(({ label }) => label)).toEqual(['bronze_app']);
    const { hits } = await server.ask(catalogSearch, { text: 'email', limit: 5 });
    expect(hits).toMatchObject([{ kind: 'column', name: 'bronze_app.customers', column: 'email' }]);
    const { nodes } = await server.ask(catalogReveal, { kind: 'name', name: 'bronze_app.customers.email', grouping: 'layer' });
    expect(nodes.map(({ kind }) => kind)).toEqual(['environment', 'layer', 'database', 'table', 'column']);
  });
});

describe('a preview', () => {
  test('shows exact values with their types, and the estimate beside the actual', async () => {
    const lake = await smallLake();
    const server = await serverOn(lake);
    const uri = await server.open(
      join(lake.root, 'models/stg_customers.sql'),
      await readFile(join(lake.root, 'models/stg_customers.sql'), 'utf8'),
    );
    const plan = await server.ask(runPlan, { target: { kind: 'model', uri }, action: 'preview' });
    expect(plan).toMatchObject({ kind: 'planned', engine: 'DuckDB on this machine', total: { bytes: { likely: 155 } } });
    const started = await server.ask(runPreview, { target: { kind: 'model', uri }, limit: 100 });
    if (started.kind !== 'started') throw new Error(started.message);
    const run = await server.notified(runChanged, ({ id, state }) => id === started.run.id && state !== 'queued' && state !== 'running');
    expect(run).toMatchObject({ state: 'succeeded', rows: 2, hasResult: true });
    const page = await server.ask(resultsAsk, {
      kind: 'page',
      requestId: 1,
      resultId: run.id,
      view: { ...view, sort: [{ column: 0, descending: true }] },
      offset: 0,
      limit: 10,
    });
    expect(page).toMatchObject({
      kind: 'page',
      total: 2,
      rows: [
        ['9007199254740993', 'ada@example.com', 'Bern'],
        ['2', null, null],
      ],
    });
  });

  test('of a CTE runs the CTE alone; of a broken statement says what is wrong', async () => {
    const lake = await smallLake();
    const server = await serverOn(lake);
    const text = await readFile(join(lake.root, 'models/customer_orders.sql'), 'utf8');
    const uri = await server.open(join(lake.root, 'models/customer_orders.sql'), text);
    expect(await server.ask(projectContext, { uri, position: { line: 1, character: 10 } })).toMatchObject({
      model: { name: 'customer_orders' },
      cte: 'spent',
    });
    const started = await server.ask(runPreview, { target: { kind: 'cte', uri, position: { line: 1, character: 10 } }, limit: 10 });
    if (started.kind !== 'started') throw new Error(started.message);
    const run = await server.notified(runChanged, ({ id, state }) => id === started.run.id && state === 'succeeded');
    const page = await server.ask(resultsAsk, { kind: 'page', requestId: 1, resultId: run.id, view, offset: 0, limit: 10 });
    expect(page).toMatchObject({ rows: [['2', '12.51']] });
    const broken = await server.open(join(lake.root, 'models/broken.sql'), 'select 1/0 as x');
    const failing = await server.ask(runPreview, { target: { kind: 'model', uri: broken }, limit: 10 });
    if (failing.kind !== 'started') throw new Error(failing.message);
    expect(await server.notified(runChanged, ({ id, state }) => id === failing.run.id && state === 'failed')).toMatchObject({
      error: { code: 'DIVISION_BY_ZERO' },
    });
  });

  test('can be cancelled while it runs', async () => {
    const lake = await smallLake();
    const server = await serverOn(lake);
    const uri = await server.open(
      join(lake.root, 'models/slow.sql'),
      'select count(*) as n from unnest(sequence(1, 10000)) a(x) cross join unnest(sequence(1, 10000)) b(y) cross join unnest(sequence(1, 10000)) c(z)',
    );
    const started = await server.ask(runPreview, { target: { kind: 'model', uri }, limit: 10 });
    if (started.kind !== 'started') throw new Error(started.message);
    await server.ask(runCancel, { id: started.run.id });
    expect(
      await server.notified(runChanged, ({ id, state }) => id === started.run.id && state !== 'queued' && state !== 'running'),
    ).toMatchObject({ state: 'cancelled' });
  });
});

test('lineage goes from sources through models, column by column', async () => {
  const lake = await smallLake();
  const server = await serverOn(lake);
  const state = await server.ask(lineageState, { target: { node: 'customer_orders' }, depth: 5 });
  expect(state.graph.nodes.map(({ name }) => name).sort()).toEqual(['app.customers', 'app.orders', 'customer_orders', 'stg_customers']);
  const into = (column: string): unknown[] =>
    state.graph.columnEdges
      .filter(({ to, kind }) => to.node === state.focus && to.column === column && kind === 'value')
      .map(({ source }) => `${source.node}.${source.column}`);
  expect(into('total')).toEqual(['source.shop.app.orders.amount']);
  expect(into('email')).toEqual(['model.shop.stg_customers.email']);
  const email = state.graph.nodes.find(({ name }) => name === 'customer_orders')?.columns?.find(({ name }) => name === 'email');
  expect(email?.tags).toMatchObject([{ key: 'phi', values: ['true'], origin: 'flow' }]);
});

describe('bad input is a message, and the server lives on', () => {
  test('an empty workspace: says what was looked for', async () => {
    const lake = await smallLake({ 'dbt_project.yml': undefined, 'catalog.ndjson': undefined });
    const server = await serverOn(lake, false);
    expect(await server.notified(projectChanged, ({ kind }) => kind === 'none')).toEqual({
      kind: 'none',
      lookedFor: [`${lake.root}/**/dbt_project.yml`],
    });
    const state = await server.ask(lineageState, { target: { node: 'x' }, depth: 1 });
    expect(state.empty).toContain('No dbt project here');
  });

  test('broken YAML: one finding at its place, the models are still known', async () => {
    const server = await serverOn(await smallLake({ 'models/broken.yml': 'models:\n  - name: a\n   description: "x\n' }));
    const state = await server.notified(projectChanged, ({ kind }) => kind === 'loaded');
    expect(state).toMatchObject({
      projects: [{ name: 'shop', models: 2, problems: expect.arrayContaining([expect.stringContaining('models/broken.yml')]) as string[] }],
    });
  });

  test('a snapshot cut in half: what is whole is shown, the rest is said', async () => {
    const lake = await smallLake();
    const text = await readFile(join(lake.root, 'catalog.ndjson'), 'utf8');
    await writeFile(join(lake.root, 'catalog.ndjson'), text.slice(0, text.length - 60));
    const server = await serverOn(lake);
    expect(await server.notified(catalogChanged, ({ kind }) => kind === 'loaded')).toMatchObject({
      tables: 1,
      problems: [expect.stringContaining('may be cut') as string],
    });
    const uri = await server.open(join(lake.root, 'models/new.sql'), 'select * from bronze_app.orders');
    expect(await server.findings(uri, () => true)).toEqual([]);
  });

  test('two folders with two projects: each model knows its own', async () => {
    const [first, second] = [
      await smallLake(),
      await smallLake({ 'models/stg_customers.sql': 'select 1 as other', 'models/customer_orders.sql': undefined }),
    ];
    const server = await TestServer.start([first.root, second.root], first.settings);
    opened.push({ server, folders: [first.root, second.root] });
    const state = await server.notified(projectChanged, ({ kind }) => kind === 'loaded');
    expect(state).toMatchObject({ projects: [{ models: 2 }, { models: 1 }] });
    expect((await server.complete(join(second.root, 'models/new.sql'), "select | from {{ ref('stg_customers') }}"))[0]).toBe('other');
  });

  test('a 5 MB file: is said to be too large, and the next request is answered', async () => {
    const lake = await smallLake();
    const server = await serverOn(lake);
    const text = `select ${'1 as c,\n'.repeat(700_000)} 2 as d`;
    expect(text.length).toBeGreaterThan(5_000_000);
    const uri = await server.open(join(lake.root, 'analyses/huge.sql'), text);
    expect(await server.findings(uri, found => found.length > 0)).toMatchObject([{ code: 'FILE_TOO_LARGE', severity: 3 }]);
    expect((await server.complete(join(lake.root, 'models/new.sql'), 'with a as (select 1 as one) select | from a'))[0]).toBe('one');
  });

  test('an untrusted workspace runs nothing', async () => {
    const lake = await smallLake();
    const server = await TestServer.start([lake.root], lake.settings, false);
    opened.push({ server, folders: [lake.root] });
    await server.notified(projectChanged, ({ kind }) => kind === 'loaded');
    const uri = await server.open(join(lake.root, 'models/new.sql'), 'select 1 as one');
    expect(await server.ask(runPreview, { target: { kind: 'model', uri }, limit: 10 })).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('not trusted') as string,
    });
  });

  test('compiled text: of a model the SQL, of anything else a sentence', async () => {
    const lake = await smallLake();
    const server = await serverOn(lake);
    const uri = await server.open(
      join(lake.root, 'models/customer_orders.sql'),
      await readFile(join(lake.root, 'models/customer_orders.sql'), 'utf8'),
    );
    expect(await server.ask(projectCompiled, { uri })).toMatchObject({
      kind: 'compiled',
      sql: expect.stringContaining('"awsdatacatalog"."dev"."stg_customers" c') as string,
    });
    const yaml = await server.open(join(lake.root, 'models/sources.yml'), 'version: 2', 'yaml');
    expect(await server.ask(projectCompiled, { uri: yaml })).toMatchObject({ kind: 'refused' });
  });
});
