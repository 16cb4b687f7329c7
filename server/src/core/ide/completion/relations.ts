/**
 * Tables at a caret: CTEs, the project's models and sources as ref() and source(), then what the catalog holds.
 * Invariant: of 100,000 tables only those that match what is typed are built; the list then says that it is incomplete.
 */
import type { StatementAnalysis } from '../../analysis/StatementAnalysis';
import type { NamedQuery, Scope } from '../../analysis/scope/Scope';
import type { CatalogSnapshot } from '../../catalog/CatalogSnapshot';
import { searchTables } from '../../catalog/searchIndex';
import { tableFacts } from '../../catalog/tableFacts';
import type { DbtProject } from '../../dbt/project/DbtProject';
import { quoteIdentifier } from '../../sql/quoteIdentifier';
import type { SyntaxContext } from '../../sql/syntaxContext';
import { canonical } from '../../sql/tree';
import { databases } from './grammarWords';
import type { CompletionItem } from './item';

/** More tables than this are not offered at once. */
const shownTables = 200;

export function relations(
  analysis: StatementAnalysis,
  context: SyntaxContext,
  catalog: CatalogSnapshot,
  project: DbtProject | undefined,
  self: string | undefined,
): { readonly items: readonly CompletionItem[]; readonly incomplete: boolean } {
  if (context.qualifier.length > 0) return { items: tablesOf(catalog, context.qualifier.map(canonical)), incomplete: false };
  const found = catalogTables(catalog, context.prefix);
  return {
    items: [...ctes(analysis, context), ...(project ? references(project, self) : []), ...found.items, ...databases(catalog)],
    incomplete: found.incomplete,
  };
}

function ctes(analysis: StatementAnalysis, context: SyntaxContext): readonly CompletionItem[] {
  const queries = new Map<string, NamedQuery>();
  for (let scope: Scope | undefined = analysis.scopeAt(context.word.start - context.start); scope; scope = scope.parent) {
    for (const [name, query] of scope.queries ?? []) if (!queries.has(name)) queries.set(name, query);
  }
  // The last one before the caret is what the next step reads.
  return [...queries.values()].map(({ node }, at) => ({
    label: node.name.kind === 'Identifier' ? node.name.value : '',
    kind: 'cte' as const,
    detail: 'CTE',
    insert: node.name.kind === 'Identifier' ? node.name.text : '',
    likelihood: 100 + at,
  }));
}

function references(project: DbtProject, self: string | undefined): readonly CompletionItem[] {
  const items: CompletionItem[] = [];
  for (const { uniqueId, name, type, materialized, description, schema } of project.nodes.values()) {
    if (uniqueId === self || (type !== 'model' && type !== 'seed' && type !== 'snapshot')) continue;
    items.push({
      label: name,
      kind: 'model',
      detail: type === 'model' ? materialized : type,
      from: schema ?? '',
      insert: `{{ ref('${name}') }}`,
      likelihood: 80,
      ...(description === '' ? {} : { documentation: description }),
    });
  }
  for (const { sourceName, name, schema, description } of project.sources.values()) {
    items.push({
      label: `${sourceName}.${name}`,
      kind: 'source',
      detail: 'source',
      from: schema,
      insert: `{{ source('${sourceName}', '${name}') }}`,
      filter: name,
      likelihood: 75,
      ...(description === '' ? {} : { documentation: description }),
    });
  }
  return items;
}

function catalogTables(
  catalog: CatalogSnapshot,
  prefix: string,
): { readonly items: readonly CompletionItem[]; readonly incomplete: boolean } {
  let count = 0;
  for (const { tables } of catalog.databases.values()) count += tables.size;
  if (count > shownTables) {
    const hits = searchTables(catalog, prefix, shownTables);
    return { items: hits.flatMap(hit => tableItem(catalog, hit.database, hit.table ?? '', 60)), incomplete: true };
  }
  return {
    items: [...catalog.databases.values()].flatMap(({ database, tables }) =>
      [...tables.values()].flatMap(({ table }) => tableItem(catalog, database.Name, table.Name, 60)),
    ),
    incomplete: false,
  };
}

function tablesOf(catalog: CatalogSnapshot, qualifier: readonly string[]): readonly CompletionItem[] {
  const [first = '', second] = qualifier;
  const foreign = second === undefined ? undefined : catalog.foreign.get(first)?.get(second);
  if (foreign)
    return [...foreign.values()].map(({ name, type }) => ({ label: name, kind: type, insert: quoteIdentifier(name), likelihood: 90 }));
  const schemas = second === undefined ? catalog.foreign.get(first) : undefined;
  if (schemas)
    return [...schemas.keys()].map(name => ({ label: name, kind: 'database' as const, insert: quoteIdentifier(name), likelihood: 90 }));
  const database = catalog.databases.get(second ?? first);
  return database
    ? [...database.tables.values()].flatMap(({ table }) =>
        tableItem(catalog, database.database.Name, table.Name, 90).map(item => ({ ...item, insert: quoteIdentifier(table.Name) })),
      )
    : [];
}

function tableItem(catalog: CatalogSnapshot, database: string, name: string, likelihood: number): readonly CompletionItem[] {
  const entry = catalog.databases.get(database.toLowerCase())?.tables.get(name.toLowerCase());
  if (!entry) return [];
  const { kind, format } = tableFacts(entry.table);
  const documentation = entry.table.Description;
  return [
    {
      label: name,
      kind: kind === 'view' ? 'view' : 'table',
      detail: format,
      from: database,
      insert: `${quoteIdentifier(database)}.${quoteIdentifier(name)}`,
      likelihood,
      ...(documentation === undefined ? {} : { documentation }),
    },
  ];
}
