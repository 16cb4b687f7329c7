/** What Glue's parameters and SerDe say of a table, in a person's words: kind, format, size as of the last crawl. Every figure may be stale. */
import type { Table } from './glue';

export interface TableFacts {
  readonly kind: 'table' | 'view' | 'link';
  /** `Iceberg`, `Hive Parquet`, `JSON`, … */
  readonly format: string;
  readonly iceberg: boolean;
  /** As the crawler or writer left it; undefined where Glue does not say. */
  readonly rows?: number;
  readonly bytes?: number;
}

export function tableFacts(table: Table): TableFacts {
  const parameters = table.Parameters ?? {};
  const iceberg = parameters.table_type?.toUpperCase() === 'ICEBERG';
  const kind = table.TargetTable ? 'link' : table.TableType === 'VIRTUAL_VIEW' ? 'view' : 'table';
  const rows = numberOf(parameters.recordCount ?? parameters.numRows);
  const bytes = numberOf(parameters.sizeKey ?? parameters.totalSize);
  return {
    kind,
    format: kind === 'view' ? 'View' : kind === 'link' ? 'Resource link' : iceberg ? 'Iceberg' : formatOf(table),
    iceberg,
    ...(rows === undefined ? {} : { rows }),
    ...(bytes === undefined ? {} : { bytes }),
  };
}

const formats: readonly (readonly [RegExp, string])[] = [
  [/parquet/i, 'Parquet'],
  [/orc/i, 'ORC'],
  [/avro/i, 'Avro'],
  [/json/i, 'JSON'],
  [/csv|lazysimple/i, 'CSV'],
  [/regex|grok/i, 'Text'],
];

function formatOf(table: Table): string {
  const library = table.StorageDescriptor?.SerdeInfo?.SerializationLibrary ?? '';
  const text = `${library} ${table.Parameters?.classification ?? ''}`;
  return formats.find(([pattern]) => pattern.test(text))?.[1] ?? 'Unknown format';
}

function numberOf(text: string | undefined): number | undefined {
  const value = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
