/**
 * Statements that write, as a query whose rows become files. Invariant: an Iceberg table is rewritten as a whole, so that its rows are exact and its
 * old metadata, which would no longer be true, is taken off; Hive tables only grow.
 */
import { parseHiveType } from '../../../core/analysis/types/parseType';
import { booleanType, unknownType, type TrinoType } from '../../../core/analysis/types/TrinoType';
import type { CatalogSnapshot, TableEntry } from '../../../core/catalog/CatalogSnapshot';
import type { Table } from '../../../core/catalog/glue';
import { tableFacts } from '../../../core/catalog/tableFacts';
import type * as tree from '../../../core/sql/tree';
import type { QueryRequest } from '../../../ports/QueryEngine';
import type { TableRequest, WriteTarget } from '../messages';
import { quote } from '../sqlText';
import { mergeSql, type TargetColumns } from './mergeSql';
import { newTable, type TableColumn } from './newTable';
import { outputOf, selected } from './output';
import { Refusal, type Translator } from './Translator';
import { refusing, translatorFor, type Analyzed, type Failed } from './translateStatement';

export type WritePlan =
  | {
      readonly kind: 'write';
      readonly sql: string;
      /** How many rows the statement changes, where that is not the rows written. */
      readonly countSql?: string;
      readonly tables: readonly TableRequest[];
      readonly target: WriteTarget;
      readonly table: Table;
      /** Partitions the table keeps beside those written. */
      readonly entry: TableEntry | undefined;
    }
  | { readonly kind: 'remove'; readonly location: string | undefined; readonly database: string; readonly name: string }
  | { readonly kind: 'catalog'; readonly table: Table }
  | { readonly kind: 'nothing' };

/** undefined: the statement is none that writes. */
export function translateWrite(
  analyzed: Analyzed,
  catalog: CatalogSnapshot,
  schema: string | undefined,
  existingPartitions: QueryRequest['existingPartitions'] = 'append',
): WritePlan | Failed | undefined {
  const { statement, start } = analyzed;
  return refusing(start, () => {
    const tables: TableRequest[] = [];
    const t = translatorFor(analyzed, catalog, tables, 0);
    switch (statement.kind) {
      case 'CreateTableAsSelect':
        return createTableAs(t, statement, catalog, schema);
      case 'CreateView':
        return createView(t, statement, analyzed, catalog, schema);
      case 'DropObject':
        return drop(statement, catalog, schema);
      case 'Insert':
        return insert(t, statement, catalog, schema, existingPartitions === 'overwrite' ? 'partitions' : 'append');
      case 'Delete':
      case 'Update':
      case 'Merge':
        return rewrite(t, statement, catalog, schema);
      default:
        return undefined;
    }
  });
}

interface Place {
  readonly database: string;
  readonly name: string;
}

function placeOf(name: tree.QualifiedName, schema: string | undefined): Place {
  const parts = name.parts.map(part => (part.kind === 'Identifier' ? part.value.toLowerCase() : ''));
  const database = parts.at(-2) ?? schema?.toLowerCase();
  if (database === undefined) throw new Refusal('a table without its database is not known on the embedded engine', name);
  return { database, name: parts.at(-1) ?? '' };
}

function entryOf(catalog: CatalogSnapshot, { database, name }: Place): TableEntry | undefined {
  return catalog.databases.get(database)?.tables.get(name);
}

function createTableAs(t: Translator, node: tree.CreateTableAsSelect, catalog: CatalogSnapshot, schema: string | undefined): WritePlan {
  const place = placeOf(node.name, schema);
  const existing = entryOf(catalog, place);
  if (existing && node.ifNotExists) return { kind: 'nothing' };
  if (node.query.kind === 'Missing') throw t.refuse(node, 'an unfinished query');
  const columns = outputOf(t, node.query.body).map(({ name, type }, at): TableColumn => {
    const alias = node.columnAliases?.names[at];
    return { name: alias?.kind === 'Identifier' ? alias.value : (name ?? `_col${at}`), type: selected(type) };
  });
  const made = newTable(node, place.database, place.name, columns, catalog);
  return {
    kind: 'write',
    sql: node.withData ? t.query(node.query) : `SELECT * FROM (${t.query(node.query)}) LIMIT 0`,
    tables: t.tables,
    target: targetOf(t, made.table, columns, 'replace', node, made.compression),
    table: made.table,
    entry: undefined,
  };
}

function targetOf(
  t: Translator,
  table: Table,
  columns: readonly TableColumn[],
  mode: WriteTarget['mode'],
  node: tree.Node,
  compression?: string,
): WriteTarget {
  return {
    location: table.StorageDescriptor?.Location ?? '',
    mode,
    columns: columns.map(({ name, type }) => ({ name: name.toLowerCase(), duckType: t.home(type, node) })),
    partitionKeys: (table.PartitionKeys ?? []).map(key => key.Name.toLowerCase()),
    format: 'parquet',
    compression,
  };
}

function createView(
  t: Translator,
  node: tree.CreateView,
  { analysis }: Analyzed,
  catalog: CatalogSnapshot,
  schema: string | undefined,
): WritePlan {
  const place = placeOf(node.name, schema);
  if (node.query.kind === 'Missing') throw t.refuse(node, 'an unfinished query');
  const existing = entryOf(catalog, place);
  if (existing && existing.table.TableType !== 'VIRTUAL_VIEW')
    throw new Refusal(`${place.database}.${place.name} is a table: a view cannot replace it`, node);
  const columns = (analysis.columns ?? []).map(({ name, type }) => ({ name, type: type.display }));
  const view = {
    originalSql: t.sourceText.slice(node.query.start, node.query.end),
    catalog: 'awsdatacatalog',
    ...(schema === undefined ? {} : { schema }),
    columns,
  };
  return {
    kind: 'catalog',
    table: {
      DatabaseName: place.database,
      Name: place.name,
      TableType: 'VIRTUAL_VIEW',
      Parameters: { presto_view: 'true', comment: 'Presto View' },
      StorageDescriptor: { Columns: columns.map(({ name, type }) => ({ Name: name.toLowerCase(), Type: type })), Location: '' },
      PartitionKeys: [],
      ViewOriginalText: `/* Presto View: ${Buffer.from(JSON.stringify(view)).toString('base64')} */`,
      ViewExpandedText: '/* Presto View */',
    },
  };
}

function drop(node: tree.DropObject, catalog: CatalogSnapshot, schema: string | undefined): WritePlan {
  if (node.type !== 'TABLE' && node.type !== 'VIEW') throw new Refusal(`DROP ${node.type} is not available on the embedded engine`, node);
  const place = placeOf(node.name, schema);
  const entry = entryOf(catalog, place);
  if (!entry) return { kind: 'nothing' };
  return { kind: 'remove', location: node.type === 'TABLE' ? entry.table.StorageDescriptor?.Location : undefined, ...place };
}

/** The existing table that a statement changes. */
function existingTable(
  t: Translator,
  name: tree.QualifiedName,
  catalog: CatalogSnapshot,
  schema: string | undefined,
): { readonly entry: TableEntry; readonly columns: readonly TableColumn[]; readonly iceberg: boolean } {
  const place = placeOf(name, schema);
  const entry = entryOf(catalog, place);
  if (!entry) throw t.refuse(name, `the table ${place.database}.${place.name}`);
  const { format, iceberg, kind } = tableFacts(entry.table);
  if (kind !== 'table' || (format !== 'Parquet' && !iceberg)) throw t.refuse(name, `writing ${format} tables`);
  const dialect = iceberg ? 'iceberg' : 'hive';
  const columns = [...(entry.table.StorageDescriptor?.Columns ?? []), ...(entry.table.PartitionKeys ?? [])].map(column => ({
    name: column.Name.toLowerCase(),
    type: parseHiveType(column.Type ?? 'string', dialect),
  }));
  return { entry, columns, iceberg };
}

function insert(
  t: Translator,
  node: tree.Insert,
  catalog: CatalogSnapshot,
  schema: string | undefined,
  mode: WriteTarget['mode'],
): WritePlan {
  const { entry, columns, iceberg } = existingTable(t, node.target, catalog, schema);
  if (node.query.kind === 'Missing') throw t.refuse(node, 'an unfinished query');
  const given = outputOf(t, node.query.body);
  const named = node.columns?.names.map(name => (name.kind === 'Identifier' ? name.value.toLowerCase() : ''));
  const order = named ?? columns.map(({ name }) => name);
  const places = given.map((_, at) => quote(`c${at}`));
  const items = columns.map(column => {
    const at = order.indexOf(column.name);
    const source = given[at];
    return source
      ? t.coerce(places[at]!, source.type === unknownType ? selected(unknownType) : source.type, column.type, node)
      : `CAST(NULL AS ${t.home(column.type, node)})`;
  });
  const rows = `SELECT ${items.join(', ')} FROM (${t.query(node.query)}) AS q(${places.join(', ')})`;
  if (!iceberg)
    return {
      kind: 'write',
      sql: rows,
      tables: t.tables,
      target: targetOf(t, entry.table, columns, mode, node),
      table: entry.table,
      entry,
    };
  const whole = `SELECT ${columns.map(({ name }) => quote(name)).join(', ')} FROM ${t.tableView(entry)} UNION ALL ${rows}`;
  return replaced(t, entry, columns, whole, `SELECT count(*) FROM (${rows})`, node);
}

/** An Iceberg table with other rows: plain files, which the catalog no longer calls a snapshot. */
function replaced(
  t: Translator,
  entry: TableEntry,
  columns: readonly TableColumn[],
  sql: string,
  countSql: string,
  node: tree.Node,
): WritePlan {
  const parameters = Object.fromEntries(Object.entries(entry.table.Parameters ?? {}).filter(([key]) => !key.endsWith('metadata_location')));
  const table: Table = { ...entry.table, Parameters: parameters };
  return { kind: 'write', sql, countSql, tables: t.tables, target: targetOf(t, table, columns, 'replace', node), table, entry: undefined };
}

function rewrite(
  t: Translator,
  node: tree.Delete | tree.Update | tree.Merge,
  catalog: CatalogSnapshot,
  schema: string | undefined,
): WritePlan {
  const { entry, columns, iceberg } = existingTable(t, node.target, catalog, schema);
  if (!iceberg) throw t.refuse(node, 'changing rows of a Hive table');
  const target: TargetColumns = { view: t.tableView(entry), columns };
  const { sql, countSql } = node.kind === 'Merge' ? mergeSql(t, node, target) : changed(t, node, target);
  return replaced(t, entry, columns, sql, countSql, node);
}

/** UPDATE and DELETE: every row, or all but those that the condition holds for. */
function changed(
  t: Translator,
  node: tree.Delete | tree.Update,
  { view, columns }: TargetColumns,
): { readonly sql: string; readonly countSql: string } {
  const last = node.target.parts.at(-1);
  const alias = quote(last?.kind === 'Identifier' ? last.value : '');
  const hit = node.where ? `coalesce(${t.as(node.where, booleanType)}, false)` : 'true';
  const countSql = `SELECT count(*) FROM ${view} AS ${alias} WHERE ${hit}`;
  if (node.kind === 'Delete')
    return {
      sql: `SELECT ${columns.map(({ name }) => `${alias}.${quote(name)}`).join(', ')} FROM ${view} AS ${alias} WHERE NOT ${hit}`,
      countSql,
    };
  const items = columns.map(({ name, type }: { readonly name: string; readonly type: TrinoType }) => {
    const assignment = node.assignments.find(
      candidate => candidate.name.kind === 'Identifier' && candidate.name.value.toLowerCase() === name,
    );
    return assignment
      ? `CASE WHEN ${hit} THEN ${t.as(assignment.value, type)} ELSE ${alias}.${quote(name)} END`
      : `${alias}.${quote(name)}`;
  });
  return { sql: `SELECT ${items.join(', ')} FROM ${view} AS ${alias}`, countSql };
}
