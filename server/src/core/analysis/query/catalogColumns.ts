/**
 * The columns of catalog relations, with types and hidden columns. Invariant: computed once per catalog object; a column whose type
 * cannot be read is unresolved, never left out.
 */
import { decodeBase64 } from './base64';
import type { CatalogRelation } from '../../catalog/CatalogSnapshot';
import type { Table } from '../../catalog/glue';
import { parseHiveType, parseTrinoType } from '../types/parseType';
import { unresolvedType, type TrinoType } from '../types/TrinoType';
import systemTables from './systemTables.json';

export interface CatalogColumn {
  readonly name: string;
  readonly type: TrinoType;
  readonly hidden: boolean;
}

type TableFormat = 'iceberg' | 'hive' | 'view' | 'other';

export function catalogColumns(relation: CatalogRelation): readonly CatalogColumn[] {
  const owner = relation.kind === 'glue' ? relation.entry : relation.relation;
  const known = columnsOf.get(owner);
  if (known) return known;
  const columns = [
    ...(relation.kind === 'glue' ? glueColumns(relation.entry.table) : foreignColumns(relation)),
    ...hiddenColumns(tableFormat(relation)),
  ];
  columnsOf.set(owner, columns);
  return columns;
}

/** By the catalog's own object, so that a new snapshot brings new columns. */
const columnsOf = new WeakMap<object, readonly CatalogColumn[]>();

export function tableFormat(relation: CatalogRelation): TableFormat {
  if (relation.kind === 'foreign') {
    if (relation.relation.type === 'view') return 'view';
    const { connector } = relation.relation;
    return connector === 'iceberg' || connector === 'hive' ? connector : 'other';
  }
  const { table } = relation.entry;
  if (isView(table)) return 'view';
  return isIceberg(table) ? 'iceberg' : 'hive';
}

export function isView(table: Table): boolean {
  return table.TableType === 'VIRTUAL_VIEW' || (table.ViewOriginalText ?? '') !== '';
}

/** The query of a view, in Trino's SQL; undefined where it is not a view or written by another engine. */
export function viewQuery(relation: CatalogRelation): PrestoView | undefined {
  if (relation.kind === 'glue') return prestoView(relation.entry.table);
  const { viewSql, catalog, schema } = relation.relation;
  return viewSql === undefined ? undefined : { originalSql: viewSql, catalog, schema };
}

/** The columns of a table that exists in every catalog, by `information_schema.tables` or `system.runtime.nodes`. */
export function systemTableColumns(name: string): readonly CatalogColumn[] | undefined {
  return Object.hasOwn(systemTables, name) ? tableOf(name) : undefined;
}

/** Columns of `t$snapshots` and its like; undefined where the format has no such table. */
export function metadataTableColumns(relation: CatalogRelation, suffix: string): readonly CatalogColumn[] | undefined {
  switch (tableFormat(relation)) {
    case 'iceberg':
      return systemTableColumns(`iceberg$${suffix}`);
    case 'hive':
      if (relation.kind === 'glue' && suffix === 'partitions') {
        const keys = relation.entry.table.PartitionKeys ?? [];
        return keys.length === 0
          ? undefined
          : keys.map(key => ({ name: key.Name, type: parseHiveType(key.Type ?? '', 'hive'), hidden: false }));
      }
      return suffix === 'partitions' || suffix === 'properties' ? [] : undefined;
    default:
      return undefined;
  }
}

/** What Trino and Athena store in `ViewOriginalText`, in base64 between comment marks. */
interface PrestoView {
  readonly originalSql: string;
  readonly catalog?: string;
  readonly schema?: string;
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
}

export function prestoView(table: Table): PrestoView | undefined {
  const encoded = /\/\*\s*Presto (?:Materialized )?View:\s*([A-Za-z0-9+/=\s]+?)\s*\*\//.exec(table.ViewOriginalText ?? '')?.[1];
  if (encoded === undefined) return undefined;
  try {
    const view = JSON.parse(decodeBase64(encoded)) as Partial<PrestoView>;
    return typeof view.originalSql === 'string' ? (view as PrestoView) : undefined;
  } catch {
    return undefined;
  }
}

function glueColumns(table: Table): CatalogColumn[] {
  const view = isView(table) ? prestoView(table) : undefined;
  if (view?.columns) return view.columns.map(({ name, type }) => ({ name, type: parseTrinoType(type), hidden: false }));
  const dialect = isIceberg(table) ? 'iceberg' : 'hive';
  return [...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])].map(({ Name, Type }) => ({
    name: Name,
    type: Type === undefined ? unresolvedType : parseHiveType(Type, dialect),
    hidden: false,
  }));
}

function foreignColumns(relation: Extract<CatalogRelation, { kind: 'foreign' }>): CatalogColumn[] {
  return relation.relation.columns.map(({ name, type, hidden }) => ({ name, type: parseTrinoType(type), hidden: hidden === true }));
}

function isIceberg(table: Table): boolean {
  return table.Parameters?.table_type?.toUpperCase() === 'ICEBERG';
}

function hiddenColumns(format: TableFormat): readonly CatalogColumn[] {
  return format === 'iceberg' ? icebergHidden : format === 'hive' ? hiveHidden : [];
}

const icebergHidden = [
  hidden('$path', 'varchar'),
  hidden('$file_modified_time', 'timestamp(3) with time zone'),
  hidden('$partition', 'varchar'),
];
const hiveHidden = [
  hidden('$path', 'varchar'),
  hidden('$file_size', 'bigint'),
  hidden('$file_modified_time', 'timestamp(3) with time zone'),
  hidden('$partition', 'varchar'),
];

function hidden(name: string, type: string): CatalogColumn {
  return { name, type: parseTrinoType(type), hidden: true };
}

const tables = new Map<string, readonly CatalogColumn[]>();

function tableOf(name: string): readonly CatalogColumn[] {
  const known = tables.get(name);
  if (known) return known;
  const stored = (systemTables as unknown as Readonly<Record<string, readonly (readonly [string, string])[]>>)[name] ?? [];
  const columns = stored.map(([column, type]) => ({
    name: column,
    type: type === '' ? unresolvedType : parseTrinoType(type),
    hidden: false,
  }));
  tables.set(name, columns);
  return columns;
}
