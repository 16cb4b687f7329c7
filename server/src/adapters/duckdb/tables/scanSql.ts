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
    case 'CSV': {
      const { options: csv, lenient } = csvOptions(table);
      return { sql: call('read_csv', [columnSpec(columns, () => 'VARCHAR'), ...csv]), asText: true, lenient };
    }
  }
}

function columnSpec(columns: readonly ScanColumn[], typeOf: (type: TrinoType) => string): string {
  return `columns = {${columns.map(({ name, type }) => `${text(name)}: ${text(typeOf(type))}`).join(', ')}}`;
}

/** What the SerDe's parameters say, for OpenCSVSerde and LazySimpleSerDe. */
function csvOptions(table: Table): { readonly options: readonly string[]; readonly lenient: boolean } {
  const serde = table.StorageDescriptor?.SerdeInfo;
  const library = serde?.SerializationLibrary ?? '';
  const of = (name: string): string | undefined => serde?.Parameters?.[name] ?? table.Parameters?.[name];
  const open = /OpenCSVSerde/i.test(library);
  const skip = Number(of('skip.header.line.count') ?? '0');
  const nested = (table.StorageDescriptor?.Columns ?? []).find((column: Column) => /^(array|map|struct)/i.test(column.Type ?? ''));
  if (nested)
    throw new Failure(
      'NOT_SUPPORTED',
      `${table.Name}.${nested.Name}: nested columns in delimited text are not available on the embedded engine`,
    );
  const common = [
    'auto_detect = false',
    'header = false',
    `skip = ${Number.isFinite(skip) ? skip : 0}`,
    'null_padding = true',
    'strict_mode = false',
    `new_line = '\\n'`,
  ];
  if (open) {
    const quoting = of('quoteChar') ?? '"';
    return {
      options: [
        ...common,
        `delim = ${text(of('separatorChar') ?? ',')}`,
        `quote = ${text(quoting)}`,
        `escape = ${text(of('escapeChar') ?? '\\')}`,
      ],
      lenient: false,
    };
  }
  const delimiter = of('field.delim') ?? of('separatorChar') ?? of('serialization.format') ?? '\u0001';
  const escape = of('escape.delim');
  return {
    options: [
      ...common,
      `delim = ${text(delimiter)}`,
      `quote = ''`,
      `escape = ${text(escape ?? '')}`,
      `nullstr = ${text(of('serialization.null.format') ?? '\\N')}`,
    ],
    lenient: true,
  };
}
