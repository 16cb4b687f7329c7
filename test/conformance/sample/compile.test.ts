/** The sample project is read and compiled as dbt does: names, dependencies, SQL; first on an empty catalog, then with every relation there. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { readProjectFiles } from '../../../server/src/adapters/disk/projectFiles';
import { CatalogSnapshot } from '../../../server/src/core/catalog/CatalogSnapshot';
import type { DatabaseEntry } from '../../../server/src/core/catalog/CatalogSnapshot';
import { compileNode } from '../../../server/src/core/dbt/project/compileNode';
import type { DbtProject } from '../../../server/src/core/dbt/project/DbtProject';
import { loadProject, withCatalog } from '../../../server/src/core/dbt/project/loadProject';

interface Goldens {
  readonly nodes: Readonly<
    Record<
      string,
      {
        readonly relation: Readonly<Record<Target, string | null>>;
        readonly materialized: string;
        readonly dependsOn: readonly string[];
        readonly sql?: string;
        readonly sqlWhenBuilt?: string;
      }
    >
  >;
  readonly sources: Readonly<Record<string, Readonly<Record<Target, string>>>>;
}
type Target = 'dev' | 'prod';

const goldens = JSON.parse(readFileSync(new URL('goldens.json', import.meta.url), 'utf8')) as Goldens;
const projects = new Map<Target, DbtProject>();

beforeAll(async () => {
  const { files, problems } = await readProjectFiles(new URL('../../../media/sample/project', import.meta.url).pathname);
  expect(problems).toEqual([]);
  for (const target of ['dev', 'prod'] as const) projects.set(target, loadProject(files, { target, env: {}, catalog: new CatalogSnapshot({ identity: { takenAt: '2026-06-30T00:00:00Z' } }) }));
});

describe.each(['dev', 'prod'] as const)('target %s', target => {
  test('loads without a diagnostic', () => {
    expect(projects.get(target)?.diagnostics).toEqual([]);
  });

  test('has the nodes and sources of dbt, under the same relations', () => {
    const { nodes, sources } = project(target);
    expect(Object.fromEntries([...nodes].map(([id, node]) => [id, node.relationName]))).toEqual(
      Object.fromEntries(Object.entries(goldens.nodes).map(([id, node]) => [id, node.relation[target]])),
    );
    expect(Object.fromEntries([...sources].map(([id, source]) => [id, source.relationName]))).toEqual(
      Object.fromEntries(Object.entries(goldens.sources).map(([id, source]) => [id, source[target]])),
    );
  });
});

test('materializations and dependencies are those of dbt', () => {
  for (const [id, { materialized, dependsOn }] of Object.entries(goldens.nodes)) {
    const node = project('dev').nodes.get(id);
    expect({ id, materialized: node?.materialized, dependsOn: node?.dependsOn.nodes }).toEqual({ id, materialized, dependsOn });
  }
});

test('compiled SQL is that of dbt; of generic tests but for white space, which is written by macros of our own', () => {
  for (const [id, { sql }] of Object.entries(goldens.nodes)) {
    if (sql === undefined) continue;
    const compiled = compileNode(project('dev'), id);
    expect({ id, diagnostics: compiled?.diagnostics, sql: comparable(id, compiled?.sql ?? '') }).toEqual({ id, diagnostics: [], sql: comparable(id, sql) });
  }
});

test('incremental models compile to what dbt sends once their relations exist', () => {
  const built = withCatalog(project('dev'), catalogOfAllRelations());
  for (const [id, { sqlWhenBuilt }] of Object.entries(goldens.nodes)) {
    if (sqlWhenBuilt === undefined) continue;
    const compiled = compileNode(built, id);
    expect({ id, diagnostics: compiled?.diagnostics, sql: compiled?.sql }).toEqual({ id, diagnostics: [], sql: sqlWhenBuilt });
  }
});

function project(target: Target): DbtProject {
  const found = projects.get(target);
  if (!found) throw new Error(`no project for ${target}`);
  return found;
}

function comparable(id: string, sql: string): string {
  return /\.[0-9a-f]{10}$/.test(id) ? sql.replace(/\s+/g, ' ').trim() : sql;
}

/** What the incremental models ask for: whether their relation exists and which kind it is. */
function catalogOfAllRelations(): CatalogSnapshot {
  const databases = new Map<string, DatabaseEntry>();
  for (const { relation, materialized } of Object.values(goldens.nodes)) {
    const [, database, name] = relation.dev?.match(/"[^"]+"\."([^"]+)"\."([^"]+)"/) ?? [];
    if (database === undefined || name === undefined) continue;
    const entry = databases.get(database) ?? { database: { Name: database }, lfTags: [], state: { kind: 'loaded' }, tables: new Map() };
    const TableType = materialized === 'view' ? 'VIRTUAL_VIEW' : 'EXTERNAL_TABLE';
    const table = { DatabaseName: database, Name: name, TableType, StorageDescriptor: { Columns: [{ Name: 'id', Type: 'string' }] } };
    databases.set(database, { ...entry, tables: new Map([...entry.tables, [name, { table, lfTags: null }]]) });
  }
  return new CatalogSnapshot({ identity: { takenAt: '2026-06-30T00:00:00Z' }, databases });
}
