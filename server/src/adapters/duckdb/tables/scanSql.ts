/**
 * DuckDB's reader of a table's files, by format: a relation with the file's columns and, as text, the partition keys.
 * Invariant: what a format's SerDe says (separator, quote, header, null text) is honoured or the table is refused by name.
 */
import type { Column, Table } from '../../../core/catalog/glue';
import type { TrinoType } from '../../../core/analysis/types/TrinoType';
import { duckType } from '../duckType';
import { Failure } from '../functions/failure';
import { quote, text } from '../sqlText';
import { hivePath } from './tableFiles';
import type { TableFile } from './tableFiles';

export type FileFormat = 'Parquet' | 'JSON' | 'CSV';

export interface ScanColumn {
  readonly name: string;
  readonly type: TrinoType;
}

export interface Scan {
  readonly sql: string;
  /** Whether columns are text that has to be read as their type. */
  readonly asText: boolean;
  /** Text that cannot be read as its type is NULL, as LazySimpleSerDe has it. */
  readonly lenient: boolean;
}

export function scanSql(table: Table, format: FileFormat, files: readonly TableFile[], columns: readonly ScanColumn[]): Scan {
  const keys = (table.PartitionKeys ?? []).map(key => key.Name.toLowerCase());
  const inPath = files.every(({ path, partition }) => path.replaceAll('\\', '/').includes(hivePath(keys, partition)));
  if (keys.length === 0) return reader(table, format, files, columns, []);
  if (inPath) {
    return reader(table, format, files, columns, [
      'hive_partitioning = true',
      `hive_types = {${keys.map(key => `${text(key)}: VARCHAR`).join(', ')}}`,
    ]);
  }
  // Partitions that lie outside folders of their names: one reader each, with the values beside it.
  const groups = groupBy(files, file => JSON.stringify(file.partition));
  const parts = [...groups.values()].map(group => {
    const scan = reader(table, format, group, columns, []);
    const values = keys.map((key, at) => `${valueText(group[0]!.partition[at] ?? null)} AS ${quote(key)}`);
    return { ...scan, sql: `(SELECT *, ${values.join(', ')} FROM ${scan.sql})` };
  });
  const first = parts[0]!;
  return { ...first, sql: `(${parts.map(part => `SELECT * FROM ${part.sql}`).join(' UNION ALL BY NAME ')})` };
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

function valueText(value: string | null): string {
  return value === null ? 'CAST(NULL AS VARCHAR)' : text(value);
}

function reader(
  table: Table,
  format: FileFormat,
  files: readonly TableFile[],
  columns: readonly ScanColumn[],
  options: readonly string[],
): Scan {
  const list = `[${files.map(({ path }) => text(path)).join(', ')}]`;
  const call = (name: string, more: readonly string[]): string => `${name}(${[list, ...more, ...options].join(', ')})`;
  switch (format) {
    case 'Parquet':
      return { sql: call('read_parquet', ['union_by_name = true']), asText: false, lenient: false };
    case 'JSON':
      return {
        sql: call('read_json', [
          columnSpec(columns, type => duckType(type) ?? 'VARCHAR'),
          `format = 'newline_delimited'`,
          'maximum_object_size = 104857600',
        ]),
        asText: false,
        lenient: false,
      };
    case 'CSV':
      return isOpenCsv(table) ? openCsv(table, options.length > 0, call) : lazyText(table, columns, call);
  }
}

function isOpenCsv(table: Table): boolean {
  return /OpenCSVSerde/i.test(table.StorageDescriptor?.SerdeInfo?.SerializationLibrary ?? '');
}

/** A property of the SerDe, or of the table. */
function property(table: Table, name: string): string | undefined {
  return table.StorageDescriptor?.SerdeInfo?.Parameters?.[name] ?? table.Parameters?.[name];
}

type Call = (name: string, more: readonly string[]) => string;

function textOptions(table: Table): readonly string[] {
  const skip = Number(property(table, 'skip.header.line.count') ?? '0');
  return ['auto_detect = false', 'header = false', `skip = ${Number.isFinite(skip) ? skip : 0}`, 'strict_mode = false', `new_line = '\\n'`];
}

/** A separator that no text has: a line is read as a whole. */
const noSeparator = text('\u0001\u0002\u0003');
/** A line that no text has: an empty line is a row, not NULL. */
const noNull = text('\u0004\u0005\u0006');

/** OpenCSVSerde takes lines apart by rules of its own, where a quote may be escaped and doubled: so do we. */
function openCsv(table: Table, keysInPath: boolean, call: Call): Scan {
  const { Columns: columns = [] } = table.StorageDescriptor ?? {};
  refuseNested(table);
  const lines = call('read_csv', [
    `columns = {'_line': 'VARCHAR'}`,
    ...textOptions(table),
    `delim = ${noSeparator}`,
    `quote = ''`,
    `escape = ''`,
    `nullstr = ${noNull}`,
  ]);
  const marks = [property(table, 'separatorChar') ?? ',', property(table, 'quoteChar') ?? '"', property(table, 'escapeChar') ?? '\\']
    .map(text)
    .join(', ');
  const items = columns.map((column, at) => `list_extract(_fields, ${at + 1}) AS ${quote(column.Name.toLowerCase())}`);
  const keys = keysInPath ? (table.PartitionKeys ?? []).map(key => quote(key.Name.toLowerCase())) : [];
  const fields = `(SELECT ${[...keys, `mz_csv_fields(coalesce(_line, ''), ${marks}) AS _fields`].join(', ')} FROM ${lines})`;
  return { sql: `(SELECT ${[...keys, ...items].join(', ')} FROM ${fields})`, asText: true, lenient: false };
}

/** LazySimpleSerDe: no quotes; text that is not of its column's type is NULL. */
function lazyText(table: Table, columns: readonly ScanColumn[], call: Call): Scan {
  refuseNested(table);
  const delimiter =
    property(table, 'field.delim') ?? property(table, 'separatorChar') ?? property(table, 'serialization.format') ?? '\u0001';
  return {
    sql: call('read_csv', [
      columnSpec(columns, () => 'VARCHAR'),
      ...textOptions(table),
      'null_padding = true',
      `delim = ${text(delimiter)}`,
      `quote = ''`,
      `escape = ${text(property(table, 'escape.delim') ?? '')}`,
      `nullstr = ${text(property(table, 'serialization.null.format') ?? '\\N')}`,
    ]),
    asText: true,
    lenient: true,
  };
}

function refuseNested(table: Table): void {
  const nested = (table.StorageDescriptor?.Columns ?? []).find((column: Column) => /^(array|map|struct)/i.test(column.Type ?? ''));
  if (nested)
    throw new Failure(
      'NOT_SUPPORTED',
      `${table.Name}.${nested.Name}: nested columns in delimited text are not available on the embedded engine`,
    );
}

function columnSpec(columns: readonly ScanColumn[], typeOf: (type: TrinoType) => string): string {
  return `columns = {${columns.map(({ name, type }) => `${text(name)}: ${text(typeOf(type))}`).join(', ')}}`;
}
