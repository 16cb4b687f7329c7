/**
 * Views over the tables that a statement names, on the run's own connection. Invariant: a view has the catalog's columns, in the catalog's
 * order and types, whatever the files hold; a column the files lack is NULL.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { parseHiveType } from '../../../core/analysis/types/parseType';
import type { TrinoType } from '../../../core/analysis/types/TrinoType';
import { tableFacts } from '../../../core/catalog/tableFacts';
import { duckType, sameLayout } from '../duckType';
import { Failure } from '../functions/failure';
import type { ProcessSettings, TableRequest } from '../messages';
import { quote } from '../sqlText';
import { icebergScan } from './icebergScan';
import { scanSql } from './scanSql';
import type { FileFormat, Scan, ScanColumn } from './scanSql';
import { hiveTableFiles } from './tableFiles';
import type { TableFile } from './tableFiles';

export interface CreatedView {
  readonly name: string;
  readonly select: string;
  /** A view of the same columns that reads nothing, and of which a plan can assume nothing. */
  readonly standIn: string;
  readonly files: readonly TableFile[];
  readonly parquet: boolean;
  readonly iceberg: boolean;
  readonly partitionKeys: readonly string[];
  readonly physicalColumns: readonly string[];
}

export async function createTableViews(
  connection: DuckDBConnection,
  settings: ProcessSettings,
  tables: readonly TableRequest[],
): Promise<readonly CreatedView[]> {
  const views: CreatedView[] = [];
  for (const request of tables) views.push(await createView(connection, settings, request));
  return views;
}

async function createView(connection: DuckDBConnection, settings: ProcessSettings, request: TableRequest): Promise<CreatedView> {
  const { table, view } = request;
  const { iceberg, format } = tableFacts(table);
  const columns = declaredColumns(request, iceberg);
  const keys = declaredKeys(request);
  const { files, scan } = iceberg
    ? await icebergFiles(settings, request, columns)
    : await hiveFiles(settings, request, fileFormat(table.Name, format), columns);
  const all = [...columns, ...keys];
  const physical = files.length === 0 || !scan ? undefined : await physicalTypes(connection, scan.sql);
  const select = physical && scan ? typedSelect(physical, scan, columns, keys) : emptySelect(all);
  await connection.run(`CREATE OR REPLACE TEMP VIEW ${quote(view)} AS ${select}`);
  return {
    name: view,
    select,
    standIn: `SELECT ${all.map(column => `TRY_CAST('_' || range AS ${homeOf(column)}) AS ${quote(column.name)}`).join(', ')} FROM range(2)`,
    files: physical ? files : [],
    parquet: iceberg || format === 'Parquet',
    iceberg,
    partitionKeys: keys.map(({ name }) => name),
    physicalColumns: [...(physical?.values() ?? [])].map(({ name }) => name),
  };
}

function fileFormat(table: string, format: string): FileFormat {
  if (format === 'Parquet' || format === 'JSON' || format === 'CSV') return format;
  throw new Failure('NOT_SUPPORTED', `${table}: ${format} files are not available on the embedded engine`);
}

function declaredColumns({ table }: TableRequest, iceberg: boolean): readonly ScanColumn[] {
  return (table.StorageDescriptor?.Columns ?? []).map(column => ({
    name: column.Name.toLowerCase(),
    type: parseHiveType(column.Type ?? 'string', iceberg ? 'iceberg' : 'hive'),
  }));
}

function declaredKeys({ table }: TableRequest): readonly ScanColumn[] {
  return (table.PartitionKeys ?? []).map(key => ({ name: key.Name.toLowerCase(), type: parseHiveType(key.Type ?? 'string', 'hive') }));
}

interface Found {
  readonly files: readonly TableFile[];
  readonly scan: Scan | undefined;
}

async function hiveFiles(
  settings: ProcessSettings,
  request: TableRequest,
  format: FileFormat,
  columns: readonly ScanColumn[],
): Promise<Found> {
  const files = await hiveTableFiles(settings, request);
  return { files, scan: files.length === 0 ? undefined : scanSql(request.table, format, files, columns) };
}

/** Without metadata the files under the location are the table: so the embedded lakehouse writes tables that are Iceberg on AWS. */
async function icebergFiles(settings: ProcessSettings, request: TableRequest, columns: readonly ScanColumn[]): Promise<Found> {
  if (request.table.Parameters?.metadata_location !== undefined) return icebergScan(settings, request);
  return hiveFiles(settings, request, 'Parquet', columns);
}

function emptySelect(columns: readonly ScanColumn[]): string {
  return `SELECT ${columns.map(column => `CAST(NULL AS ${homeOf(column)}) AS ${quote(column.name)}`).join(', ')} WHERE false`;
}

function typedSelect(physical: Physical, scan: Scan, columns: readonly ScanColumn[], keys: readonly ScanColumn[]): string {
  const items = columns.map(column => {
    const actual = physical.get(column.name);
    const source = quote(actual?.name ?? column.name);
    return `${actual ? convert(source, actual.type, column, scan) : `CAST(NULL AS ${homeOf(column)})`} AS ${quote(column.name)}`;
  });
  const keyItems = keys.map(key => `CAST(${quote(key.name)} AS ${homeOf(key)}) AS ${quote(key.name)}`);
  return `SELECT ${[...items, ...keyItems].join(', ')} FROM ${scan.sql}`;
}

/** The files' own columns by lower-cased name. */
type Physical = ReadonlyMap<string, { readonly name: string; readonly type: string }>;

async function physicalTypes(connection: DuckDBConnection, scan: string): Promise<Physical> {
  const rows = (await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${scan}`)).getRowsJson();
  return new Map(
    rows.flatMap(([name, type]) =>
      typeof name === 'string' && typeof type === 'string' ? [[name.toLowerCase(), { name, type }] as const] : [],
    ),
  );
}

function convert(source: string, physical: string, column: ScanColumn, scan: Scan): string {
  const { type } = column;
  const home = homeOf(column);
  if (type.kind === 'timestamp' && type.withTimeZone) {
    return `CASE WHEN ${source} IS NULL THEN NULL ELSE struct_pack(t := CAST(${source} AS TIMESTAMP), z := 'UTC') END`;
  }
  if (type.kind === 'char') return `rtrim(CAST(${source} AS VARCHAR), ' ')`;
  if (type.kind === 'varchar') return physical === 'BLOB' ? `decode(${source})` : `CAST(${source} AS VARCHAR)`;
  if (scan.asText) return scan.lenient ? `TRY_CAST(nullif(${source}, '') AS ${home})` : `CAST(${source} AS ${home})`;
  return `CAST(${source} AS ${home})`;
}

function homeOf({ name, type }: ScanColumn): string {
  const home = duckType(type);
  const nestedZone = home !== undefined && type.kind !== 'timestamp' && holdsZone(type);
  if (home === undefined || nestedZone || !sameLayout(type, type)) {
    throw new Failure('NOT_SUPPORTED', `column ${name}: the type ${type.display} is not available on the embedded engine`);
  }
  return home;
}

function holdsZone(type: TrinoType): boolean {
  switch (type.kind) {
    case 'timestamp':
      return type.withTimeZone;
    case 'array':
      return holdsZone(type.element);
    case 'map':
      return holdsZone(type.key) || holdsZone(type.value);
    case 'row':
      return type.fields.some(field => holdsZone(field.type));
    default:
      return false;
  }
}
