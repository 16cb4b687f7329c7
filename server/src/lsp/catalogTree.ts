/**
 * The Catalog view's nodes from a snapshot: environment → layer → database → table → column, or databases first.
 * Invariant: nothing is hidden silently; what may not be seen is a note with its remedy, and only the asked page is built.
 */
import type { CatalogSnapshot, DatabaseEntry, TableEntry } from '../core/catalog/CatalogSnapshot';
import type { Column } from '../core/catalog/glue';
import { nameOf } from '../core/catalog/KeptTable';
import { effectiveTags } from '../core/catalog/lakeFormation';
import type { LFTagPair } from '../core/catalog/lakeFormation';
import { layers } from '../core/catalog/layers';
import type { Layer, LayerAnswer, LayerRules } from '../core/catalog/layers';
import { searchCatalog } from '../core/catalog/searchIndex';
import { tableFacts } from '../core/catalog/tableFacts';
import { explainState } from '../app/explain';
import type {
  CatalogChildren,
  CatalogChildrenParams,
  CatalogGrouping,
  CatalogNode,
  CatalogPath,
  ColumnNode,
  DatabaseNode,
  EnvironmentNode,
  LayerNode,
  LoadState,
  NoteNode,
  TableNode,
  TagMark,
} from '../protocol/catalog';

/** What the tree needs to know beside the catalog itself. */
export interface TreeContext {
  readonly snapshot: CatalogSnapshot;
  readonly layerRules: LayerRules;
  /** Environment of databases that say nothing of their own. */
  readonly environment: string;
  /** The file of the dbt node that builds a relation, by `database.table`. */
  readonly modelOf: (relation: string) => string | undefined;
  /** Trino's spelling of a Hive type. */
  readonly typeName: (hiveType: string) => string;
  /** A name as a query has to write it. */
  readonly quoted: (name: string) => string;
}

export function catalogChildren(context: TreeContext, params: CatalogChildrenParams): CatalogChildren {
  const view = filteredView(context.snapshot, params.filter ?? '');
  const all = childrenOf(context, view, params.grouping, params.parent);
  const end = params.offset + params.limit;
  return { total: all.length, nodes: all.slice(params.offset, end).map(make => make()) };
}

/** The way from the root to a database, table or column by its name; empty where the catalog does not hold it. */
export function catalogPath(context: TreeContext, name: string, grouping: CatalogGrouping): CatalogPath {
  const [databaseName = '', tableName, columnName] = name.toLowerCase().replaceAll('"', '').split('.');
  const database = context.snapshot.databases.get(databaseName);
  if (!database) return { nodes: [] };
  const environment = environmentOf(context, database);
  const { layer } = context.layerRules.ofDatabase(database);
  const nodes: CatalogNode[] = grouping === 'layer' ? [environmentNode(environment), layerNode(context, environment, layer)] : [];
  nodes.push(databaseNode(context, database));
  const table = tableName === undefined ? undefined : database.tables.get(tableName);
  if (table) {
    nodes.push(tableNode(context, table));
    const column = columnName === undefined ? undefined : columnsOf(table).find(c => c.column.Name.toLowerCase() === columnName);
    if (column) nodes.push(columnNode(context, table, column.column, column.partitionKey));
  }
  return { nodes };
}

/** Children are listed as recipes: of 100,000 tables only the asked page is made. */
type Recipe = () => CatalogNode;

function childrenOf(context: TreeContext, view: FilteredView, grouping: CatalogGrouping, parent: string | undefined): readonly Recipe[] {
  const databases = (): readonly DatabaseEntry[] => sortedDatabases(context.snapshot).filter(entry => view.showsDatabase(entry));
  if (parent === undefined) {
    if (grouping === 'database') return databases().map(entry => () => databaseNode(context, entry));
    const environments = [...new Set(databases().map(entry => environmentOf(context, entry)))].sort();
    return environments.map(environment => () => environmentNode(environment));
  }
  const [kind = '', ...path] = splitId(parent);
  switch (kind) {
    case 'environment': {
      const inside = databases().filter(entry => environmentOf(context, entry) === path[0]);
      return layers
        .filter(layer => inside.some(entry => context.layerRules.ofDatabase(entry).layer === layer))
        .map(layer => () => layerNode(context, path[0] ?? '', layer));
    }
    case 'layer':
      return databases()
        .filter(entry => environmentOf(context, entry) === path[0] && context.layerRules.ofDatabase(entry).layer === path[1])
        .map(entry => () => databaseNode(context, entry));
    case 'database': {
      const entry = context.snapshot.databases.get(path[0] ?? '');
      if (!entry) return [];
      const tables = sortedTables(entry).filter(table => view.showsTable(entry, table));
      const note = stateNote(entry, tables.length);
      return [...(note ? [() => note] : []), ...tables.map(table => () => tableNode(context, table))];
    }
    case 'table': {
      const entry = context.snapshot.databases.get(path[0] ?? '');
      const table = entry?.tables.get(path[1] ?? '');
      if (!entry || !table) return [];
      return columnsOf(table)
        .filter(({ column }) => view.showsColumn(entry, table, column.Name))
        .map(
          ({ column, partitionKey }) =>
            () =>
              columnNode(context, table, column, partitionKey),
        );
    }
    default:
      return [];
  }
}

const idSeparator = '\u0000';

function idOf(...parts: readonly string[]): string {
  return parts.join(idSeparator);
}

function splitId(id: string): readonly string[] {
  return id.split(idSeparator);
}

function environmentOf({ environment }: TreeContext, { lfTags, database }: DatabaseEntry): string {
  const tagged = lfTags?.find(pair => pair.TagKey === 'environment')?.TagValues[0];
  return tagged ?? /(?:^|[_-])(dev|test|staging|prod)(?:[_-]|$)/i.exec(database.Name)?.[1]?.toLowerCase() ?? environment;
}

function environmentNode(environment: string): EnvironmentNode {
  return {
    kind: 'environment',
    id: idOf('environment', environment),
    label: environment,
    expandable: true,
    production: isProduction(environment),
  };
}

export function isProduction(environment: string): boolean {
  return /^(prod|prd|production|live)$/i.test(environment);
}

function layerNode(context: TreeContext, environment: string, layer: Layer): LayerNode {
  let databases = 0;
  for (const entry of context.snapshot.databases.values()) {
    if (environmentOf(context, entry) === environment && context.layerRules.ofDatabase(entry).layer === layer) databases++;
  }
  return { kind: 'layer', id: idOf('layer', environment, layer), label: layer, expandable: true, layer, databases, environment };
}

function databaseNode(context: TreeContext, entry: DatabaseEntry): DatabaseNode {
  const { database, lfTags, tables } = entry;
  const answer = context.layerRules.ofDatabase(entry);
  const basis = basisOf(answer, database.Name);
  return {
    kind: 'database',
    id: idOf('database', database.Name.toLowerCase()),
    label: database.Name,
    expandable: true,
    name: context.quoted(database.Name),
    layer: answer.layer,
    state: loadState(entry),
    tables: tables.size,
    tags: lfTags === null ? null : lfTags.map(pair => assigned(pair, database.Name)),
    ...(basis === undefined ? {} : { layerBasis: basis }),
    ...(database.Description === undefined ? {} : { comment: database.Description }),
  };
}

function basisOf({ layer, because }: LayerAnswer, name: string): string | undefined {
  return because === 'tag' ? `tag data_lake_layer=${layer}` : because === 'name' ? `name ${name}` : undefined;
}

function loadState({ database, state }: DatabaseEntry): LoadState {
  return state.kind === 'denied' ? { ...state, remedy: explainState(database.Name, state) ?? '' } : state;
}

export function tableNode(context: TreeContext, entry: TableEntry): TableNode {
  const { table, lfTags } = entry;
  const facts = tableFacts(table);
  const plain = `${table.DatabaseName}.${table.Name}`.toLowerCase();
  const model = context.modelOf(plain);
  return {
    kind: 'table',
    id: idOf('table', table.DatabaseName.toLowerCase(), table.Name.toLowerCase()),
    label: table.Name,
    expandable: columnsOf(entry).length > 0,
    name: `${context.quoted(table.DatabaseName)}.${context.quoted(table.Name)}`,
    table: facts.kind === 'view' ? 'view' : facts.iceberg ? 'iceberg' : table.TableType === 'EXTERNAL_TABLE' ? 'external' : 'table',
    format: facts.format,
    partitionKeys: (table.PartitionKeys ?? []).map(key => key.Name),
    tags: lfTags === null ? null : [...ownTags(entry), ...tagsBelow(entry)],
    ...(facts.rows === undefined ? {} : { rows: facts.rows }),
    ...(facts.bytes === undefined ? {} : { bytes: facts.bytes }),
    ...(table.Description === undefined ? {} : { comment: table.Description }),
    ...(table.StorageDescriptor?.Location === undefined ? {} : { location: table.StorageDescriptor.Location }),
    ...(model === undefined ? {} : { model }),
  };
}

function columnNode(context: TreeContext, entry: TableEntry, column: Column, partitionKey: boolean): ColumnNode {
  const { table, lfTags } = entry;
  return {
    kind: 'column',
    id: idOf('column', table.DatabaseName.toLowerCase(), table.Name.toLowerCase(), column.Name.toLowerCase()),
    label: column.Name,
    expandable: false,
    name: context.quoted(column.Name),
    table: `${context.quoted(table.DatabaseName)}.${context.quoted(table.Name)}`,
    type: context.typeName(column.Type ?? ''),
    partitionKey,
    tags: lfTags === null ? null : columnTags(entry, column.Name),
    ...(column.Comment === undefined ? {} : { comment: column.Comment }),
  };
}

/** A table's columns in order, its partition keys last. */
export function columnsOf({ table }: TableEntry): readonly { readonly column: Column; readonly partitionKey: boolean }[] {
  return [
    ...(table.StorageDescriptor?.Columns ?? []).map(column => ({ column, partitionKey: false })),
    ...(table.PartitionKeys ?? []).map(column => ({ column, partitionKey: true })),
  ];
}

export function columnNodes(context: TreeContext, entry: TableEntry): readonly ColumnNode[] {
  return columnsOf(entry).map(({ column, partitionKey }) => columnNode(context, entry, column, partitionKey));
}

function assigned({ TagKey, TagValues }: LFTagPair, from: string): TagMark {
  return { key: TagKey, value: TagValues[0] ?? '', origin: 'assigned', from };
}

function ownTags({ table, lfTags }: TableEntry): readonly TagMark[] {
  if (!lfTags) return [];
  const name = `${table.DatabaseName}.${table.Name}`;
  return effectiveTags(lfTags).map(({ key, value, origin, overrides }) => ({
    key,
    value,
    origin: origin === 'table' ? ('assigned' as const) : ('database' as const),
    from: origin === 'table' ? name : table.DatabaseName,
    ...(overrides ? { overrides: { value: overrides.value, from: table.DatabaseName } } : {}),
  }));
}

/** Tags that only columns carry: a closed table must not look free of PHI. */
function tagsBelow({ table, lfTags }: TableEntry): readonly TagMark[] {
  return (lfTags?.columns ?? []).flatMap(({ Name, LFTags }) =>
    LFTags.map(({ TagKey, TagValues }) => ({
      key: TagKey,
      value: TagValues[0] ?? '',
      origin: 'below' as const,
      from: `${table.DatabaseName}.${table.Name}.${Name}`,
    })),
  );
}

function columnTags({ table, lfTags }: TableEntry, column: string): readonly TagMark[] {
  if (!lfTags) return [];
  const name = `${table.DatabaseName}.${table.Name}`;
  const place = { database: table.DatabaseName, table: name, column: `${name}.${column}` };
  return effectiveTags(lfTags, column).map(({ key, value, origin, overrides }) => ({
    key,
    value,
    origin: origin === 'column' ? ('assigned' as const) : origin,
    from: place[origin],
    ...(overrides ? { overrides: { value: overrides.value, from: place[overrides.origin] } } : {}),
  }));
}

function stateNote({ database, state }: DatabaseEntry, tables: number): NoteNode | undefined {
  const remedy = explainState(database.Name, state);
  const id = idOf('note', database.Name.toLowerCase());
  if (remedy !== undefined)
    return {
      kind: 'note',
      id,
      label: remedy,
      expandable: false,
      severity: state.kind === 'notLoaded' ? 'info' : 'warning',
      tooltip: remedy,
    };
  return tables === 0 ? { kind: 'note', id, label: 'no tables', expandable: false, severity: 'info' } : undefined;
}

const sortedDatabasesOf = new WeakMap<CatalogSnapshot, readonly DatabaseEntry[]>();
const sortedTablesOf = new WeakMap<DatabaseEntry, readonly TableEntry[]>();

function sortedDatabases(snapshot: CatalogSnapshot): readonly DatabaseEntry[] {
  let sorted = sortedDatabasesOf.get(snapshot);
  if (!sorted)
    sortedDatabasesOf.set(
      snapshot,
      (sorted = [...snapshot.databases.values()].sort((a, b) => (a.database.Name < b.database.Name ? -1 : 1))),
    );
  return sorted;
}

function sortedTables(entry: DatabaseEntry): readonly TableEntry[] {
  let sorted = sortedTablesOf.get(entry);
  if (!sorted) sortedTablesOf.set(entry, (sorted = [...entry.tables.values()].sort((a, b) => (nameOf(a).Name < nameOf(b).Name ? -1 : 1))));
  return sorted;
}

/** What a filter leaves: what matches, what lies in it, and the way to it. */
interface FilteredView {
  showsDatabase(entry: DatabaseEntry): boolean;
  showsTable(entry: DatabaseEntry, table: TableEntry): boolean;
  showsColumn(entry: DatabaseEntry, table: TableEntry, column: string): boolean;
}

const everything: FilteredView = { showsDatabase: () => true, showsTable: () => true, showsColumn: () => true };
/** More hits than this are no answer to a person: the filter wants another word. */
const filteredHits = 5000;
/** The last filter of a snapshot: the tree asks for every open branch with the same one. */
const lastView = new WeakMap<CatalogSnapshot, { readonly filter: string; readonly view: FilteredView }>();

function filteredView(snapshot: CatalogSnapshot, filter: string): FilteredView {
  if (filter.trim() === '') return everything;
  const last = lastView.get(snapshot);
  if (last?.filter === filter) return last.view;
  const whole = new Set<string>();
  const way = new Set<string>();
  for (const { database, table, column } of searchCatalog(snapshot, filter, filteredHits)) {
    const parts = [database, table, column].filter(part => part !== undefined).map(part => part.toLowerCase());
    whole.add(parts.join('.'));
    for (let length = 1; length < parts.length; length++) way.add(parts.slice(0, length).join('.'));
  }
  const name = (...parts: readonly string[]): string => parts.join('.').toLowerCase();
  const shows = (...names: readonly string[]): boolean => way.has(names.at(-1) ?? '') || names.some(n => whole.has(n));
  const view: FilteredView = {
    showsDatabase: entry => shows(name(entry.database.Name)),
    showsTable: (entry, table) => shows(name(entry.database.Name), name(entry.database.Name, nameOf(table).Name)),
    showsColumn: (entry, { table }, column) =>
      whole.has(name(entry.database.Name, table.Name, column)) ||
      !way.has(name(entry.database.Name, table.Name)) ||
      whole.has(name(entry.database.Name, table.Name)),
  };
  lastView.set(snapshot, { filter, view });
  return view;
}
