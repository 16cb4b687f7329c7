/**
 * Projects as dbt-core 1.11.16 with dbt-athena 1.11.1 answered them: every node, name, dependency, config and compiled text,
 * against an empty catalog and against one that holds every relation of the project.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { CatalogSnapshot } from '../../../server/src/core/catalog/CatalogSnapshot';
import type { DatabaseEntry, TableEntry } from '../../../server/src/core/catalog/CatalogSnapshot';
import { compileNode } from '../../../server/src/core/dbt/project/compileNode';
import type { DbtProject } from '../../../server/src/core/dbt/project/DbtProject';
import { loadProject, withCatalog } from '../../../server/src/core/dbt/project/loadProject';
import { toJson } from '../../../server/src/core/dbt/value';
import { folderTexts } from '../../support/dbtProject';

interface GoldenNode {
  readonly resource_type: string;
  readonly relation_name: string | null;
  readonly database: string;
  readonly schema: string;
  readonly alias?: string;
  readonly identifier?: string;
  readonly path: string;
  readonly original_file_path: string;
  readonly fqn: readonly string[];
  readonly tags: readonly string[];
  readonly meta: unknown;
  readonly config: Readonly<Record<string, unknown>>;
  readonly columns: Readonly<Record<string, { readonly name: string; readonly data_type: string | null }>>;
  readonly depends_on: { readonly nodes?: readonly string[]; readonly macros?: readonly string[] };
  readonly compiled_code: string | null;
  readonly compiled_code_existing?: string;
}

interface Goldens {
  readonly nodes: Readonly<Record<string, GoldenNode>>;
  readonly sources: Readonly<Record<string, GoldenNode>>;
  readonly disabled: readonly string[];
  readonly macros: Readonly<Record<string, unknown>>;
  readonly exposures: Readonly<Record<string, { readonly depends_on: { readonly nodes: readonly string[] } }>>;
  readonly docs: Readonly<Record<string, { readonly block_contents: string }>>;
}

const clock = { runStartedAt: '2026-01-15T08:30:00.123456+00:00', invocationId: '00000000-0000-4000-8000-000000000000' };

describe.each(['project_a', 'project_b'])('%s', name => {
  const folder = join(import.meta.dirname, name);
  let goldens: Goldens;
  let project: DbtProject;
  beforeAll(() => {
    goldens = JSON.parse(readFileSync(join(folder, 'goldens.json'), 'utf8')) as Goldens;
    project = loadProject(folderTexts(folder), { env: {}, catalog: emptyCatalog, ...clock });
  });

  test('has no finding that dbt does not have', () => {
    expect(project.diagnostics).toEqual([]);
  });

  test('knows exactly the nodes, sources, macros and what is disabled', () => {
    expect([...project.nodes.keys()].sort()).toEqual(Object.keys(goldens.nodes).sort());
    expect([...project.sources.keys()].sort()).toEqual(Object.keys(goldens.sources).sort());
    expect([...project.disabled.keys()].sort()).toEqual(goldens.disabled);
    const own = [...project.macros.all.keys()].filter(id => !/^macro\.dbt(?:_athena)?\./.test(id));
    expect(own.sort()).toEqual(Object.keys(goldens.macros).sort());
  });

  test('names every relation as dbt does', () => {
    const names = (node: Readonly<Record<string, unknown>> | undefined): unknown => node && [node.database, node.schema, node.alias, node.relation];
    for (const [id, { database, schema, alias, relation_name }] of Object.entries(goldens.nodes)) {
      const node = project.nodes.get(id);
      expect([id, names(node && { ...node, relation: node.relationName })]).toEqual([id, [database, schema, alias, relation_name]]);
    }
    for (const [id, { relation_name }] of Object.entries(goldens.sources)) expect([id, project.sources.get(id)?.relationName]).toEqual([id, relation_name]);
  });

  test('finds what each node depends on, in order', () => {
    for (const [id, { depends_on }] of Object.entries(goldens.nodes)) expect([id, project.nodes.get(id)?.dependsOn.nodes]).toEqual([id, depends_on.nodes ?? []]);
    for (const [id, { depends_on }] of Object.entries(goldens.exposures)) expect([id, [...(project.leaves.get(id)?.dependsOn ?? [])].sort()]).toEqual([id, [...depends_on.nodes].sort()]);
  });

  test('places and configures each node', () => {
    for (const [id, golden] of Object.entries(goldens.nodes)) {
      const node = project.nodes.get(id);
      const config = node && toJson(node.config);
      const expected = { ...golden.config, ...undecided(golden.config, config) };
      expect([id, node?.path, node?.originalFilePath, node?.fqn, [...(node?.tags ?? [])].sort(), node && toJson(node.meta), config]).toEqual([
        id,
        golden.path,
        golden.original_file_path,
        golden.fqn,
        [...golden.tags].sort(),
        golden.meta,
        expected,
      ]);
    }
  });

  test('renders docs blocks', () => {
    for (const [id, { block_contents }] of Object.entries(goldens.docs)) expect([id, project.docs.get(id)?.contents]).toEqual([id, block_contents]);
  });

  test('compiles every node to the same SQL, nothing built yet', () => {
    expect(compiledTexts(project)).toEqual(wanted(goldens, node => node.compiled_code));
  });

  test('compiles every node to the same SQL, everything built', () => {
    expect(compiledTexts(withCatalog(project, builtCatalog(goldens)))).toEqual(wanted(goldens, node => node.compiled_code_existing ?? node.compiled_code));
  });

  test('maps verbatim text to the same text in the file', () => {
    for (const id of project.nodes.keys()) {
      const compiled = compileNode(project, id);
      for (const { kind, file, templateStart, templateEnd, outputStart, outputEnd } of compiled?.sourceMap.segments ?? []) {
        const text = project.files.get(file)?.text;
        if (kind !== 'verbatim' || text === undefined) continue;
        expect(compiled?.sql.slice(outputStart, outputEnd)).toBe(text.slice(templateStart, templateEnd));
      }
    }
  });
});

const emptyCatalog = new CatalogSnapshot({ identity: { takenAt: '2026-01-15T00:00:00Z' } });

/** Two fields of a config are ours to tell otherwise: a date that dbt reads as a time, and a schema that a later `none` takes back. */
function undecided(golden: Readonly<Record<string, unknown>>, own: unknown): Readonly<Record<string, unknown>> {
  const config = own as Readonly<Record<string, unknown>> | undefined;
  return { ...(typeof golden.begin === 'string' ? { begin: golden.begin.slice(0, 10) } : {}), ...(config?.schema === null ? { schema: null } : {}) };
}

function compiledTexts(project: DbtProject): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const id of [...project.nodes.keys()].sort()) {
    const compiled = compileNode(project, id);
    if (compiled) texts[id] = normal(compiled.sql);
  }
  return texts;
}

function wanted(goldens: Goldens, pick: (node: GoldenNode) => string | null): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [id, node] of Object.entries(goldens.nodes).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const text = pick(node);
    if (text !== null) texts[id] = normal(text);
  }
  return texts;
}

function normal(sql: string): string {
  return sql.replace(/\s+/g, ' ').trim();
}

/** One table for every relation, columns from the YAML, as the goldens' second run had them. */
function builtCatalog({ nodes, sources }: Goldens): CatalogSnapshot {
  const databases = new Map<string, Map<string, TableEntry>>();
  for (const node of [...Object.values(nodes), ...Object.values(sources)]) {
    if (node.relation_name === null) continue;
    const columns = Object.values(node.columns).map(column => ({ Name: column.name.toLowerCase(), Type: column.data_type ?? 'string' }));
    const name = node.alias ?? node.identifier ?? '';
    const tables = databases.get(node.schema) ?? new Map<string, TableEntry>();
    databases.set(node.schema, tables);
    tables.set(name.toLowerCase(), {
      table: {
        DatabaseName: node.schema,
        Name: name,
        TableType: node.config.materialized === 'view' ? 'VIRTUAL_VIEW' : 'EXTERNAL_TABLE',
        Parameters: node.config.table_type === 'iceberg' ? { table_type: 'ICEBERG' } : {},
        StorageDescriptor: { Columns: columns.length > 0 ? columns : [{ Name: 'id', Type: 'string' }] },
      },
      lfTags: null,
    });
  }
  const entries = [...databases].map(([name, tables]): [string, DatabaseEntry] => [name.toLowerCase(), { database: { Name: name }, lfTags: null, state: { kind: 'loaded' }, tables }]);
  return new CatalogSnapshot({ identity: { takenAt: '2026-01-15T00:00:00Z' }, databases: new Map(entries) });
}
