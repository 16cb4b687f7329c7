/**
 * Seeds: the columns of a CSV file and the types that dbt-athena would give them.
 * Invariant: the first record is the header; a config's column_types wins over what the values look like.
 */
import type { Dict } from '../value';
import { asString } from '../value';

export interface SeedColumn {
  readonly name: string;
  /** Trino's spelling. */
  readonly type: string;
}

/** Values that agate reads as absent. */
const absent = new Set(['', 'na', 'n/a', 'none', 'null', '.']);

/** Columns of the CSV, typed by their values in the first `sample` records. */
export function seedColumns(text: string, delimiter: string, columnTypes: Dict, sample = 1000): readonly SeedColumn[] {
  const records = csvRecords(text, delimiter, sample + 1);
  const header = records[0] ?? [];
  return header.map((name, index) => {
    const given = asString(columnTypes.get(name));
    const values = records.slice(1).map(record => (record[index] ?? '').trim());
    return { name, type: given ?? inferredType(values.filter(value => !absent.has(value.toLowerCase()))) };
  });
}

/** As agate tries them: booleans, integers, numbers, dates, timestamps, else text. A column without values is an integer to it. */
function inferredType(values: readonly string[]): string {
  const all = (pattern: RegExp): boolean => values.every(value => pattern.test(value));
  if (values.length > 0 && all(/^(?:true|false|yes|no|t|f|y|n)$/i) && !all(/^[01]$/))
    return values.every(value => /^(?:true|false)$/i.test(value)) ? 'boolean' : 'varchar';
  if (all(/^[-+]?\d{1,18}$/)) return values.some(value => Math.abs(Number(value)) > 2147483647) ? 'bigint' : 'integer';
  if (all(/^[-+]?\d*\.?\d+(?:e[-+]?\d+)?$/i)) return 'double';
  if (all(/^\d{4}-\d\d-\d\d$/)) return 'date';
  if (all(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/)) return 'timestamp';
  return 'varchar';
}

/** Records of a CSV text (RFC 4180: quoted fields may hold delimiters, quotes and line ends). */
export function csvRecords(text: string, delimiter: string, limit: number): readonly (readonly string[])[] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let quoted = false;
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  const endRecord = (): void => {
    record.push(field);
    if (record.length > 1 || field !== '') records.push(record);
    record = [];
    field = '';
  };
  for (let at = 0; at < source.length && records.length < limit; at++) {
    const char = source.charAt(at);
    if (quoted) {
      if (char !== '"') field += char;
      else if (source[at + 1] === '"') {
        field += '"';
        at++;
      } else quoted = false;
    } else if (char === '"' && field === '') quoted = true;
    else if (char === delimiter) {
      record.push(field);
      field = '';
    } else if (char === '\n') endRecord();
    else if (char !== '\r') field += char;
  }
  if (records.length < limit && (field !== '' || record.length > 0)) endRecord();
  return records;
}
