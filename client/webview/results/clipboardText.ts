/**
 * A block of cells as text for the clipboard: TSV, CSV, JSON, Markdown.
 * Invariant: exact numbers keep every digit (strings in JSON, as `medallion run` prints them); any name is a safe key.
 */
import type { WireColumn } from '../../../server/src/protocol/results';
import type { CellValue } from '../../../server/src/protocol/webview';
import { fieldType, anyType, fullText } from './cellText';
import { isNumeric, trinoType } from './trinoType';
import type { TrinoType } from './trinoType';

export const copyFormats = ['tsv', 'csv', 'json', 'markdown'] as const;
export type CopyFormat = (typeof copyFormats)[number];

export interface Block {
  readonly columns: readonly WireColumn[];
  readonly rows: readonly (readonly CellValue[])[];
}

export function clipboardText(block: Block, format: CopyFormat, header: 'withHeader' | 'noHeader' = 'withHeader'): string {
  switch (format) {
    case 'tsv':
      return delimited(block, '\t', header);
    case 'csv':
      return delimited(block, ',', header);
    case 'json':
      return json(block);
    case 'markdown':
      return markdown(block);
  }
}

/** NULL is an empty field, an empty string a quoted one: the two stay apart. */
function delimited({ columns, rows }: Block, separator: string, header: 'withHeader' | 'noHeader'): string {
  const types = columns.map(column => trinoType(column.type));
  const quote = (text: string) =>
    text === '' || /["\r\n]/u.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = rows.map(row => columns.map((_, i) => delimitedField(row[i], types[i] ?? anyType, quote)).join(separator));
  return (header === 'withHeader' ? [columns.map(column => quote(column.name)).join(separator), ...lines] : lines).join('\n');
}

function delimitedField(value: CellValue | undefined, type: TrinoType, quote: (text: string) => string): string {
  if (value === null || value === undefined) return '';
  return quote(typeof value === 'object' ? jsonValue(value, type) : fullText(value, type));
}

/** An array of objects; a repeated name gets `_2`, `_3`. Written as text, so that a column may be called `__proto__`. */
function json({ columns, rows }: Block): string {
  const types = columns.map(column => trinoType(column.type));
  const keys = uniqueNames(columns.map(column => column.name)).map(name => JSON.stringify(name));
  const objects = rows.map(row => `  {${keys.map((key, i) => `${key}: ${jsonValue(row[i] ?? null, types[i] ?? anyType)}`).join(', ')}}`);
  return objects.length === 0 ? '[]' : `[\n${objects.join(',\n')}\n]`;
}

/** Rows become objects where their fields have names. */
export function jsonValue(value: CellValue, type: TrinoType): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) {
    const items = value as readonly CellValue[];
    if (type.kind === 'row' && type.fields.every(field => field.name !== undefined)) {
      const keys = uniqueNames(type.fields.map(field => field.name ?? ''));
      return `{${items.map((item, i) => `${JSON.stringify(keys[i] ?? String(i))}: ${jsonValue(item, fieldType(type, i))}`).join(', ')}}`;
    }
    return `[${items.map((item, i) => jsonValue(item, fieldType(type, i))).join(', ')}]`;
  }
  const entries = Object.entries(value as Readonly<Record<string, CellValue>>);
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}: ${jsonValue(item, type.kind === 'map' ? type.value : anyType)}`).join(', ')}}`;
}

function markdown({ columns, rows }: Block): string {
  const types = columns.map(column => trinoType(column.type));
  const escape = (text: string) => text.replace(/[\\|`*_<>]/gu, '\\$&').replace(/\r\n|\r|\n/gu, '<br>');
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(column => escape(column.name))),
    line(types.map(type => (isNumeric(type) ? '---:' : '---'))),
    ...rows.map(row => line(types.map((type, i) => escape(fullText(row[i] ?? null, type))))),
  ].join('\n');
}

export function uniqueNames(names: readonly string[]): string[] {
  const used = new Set<string>();
  return names.map(name => {
    let unique = name;
    for (let n = 2; used.has(unique); n++) unique = `${name}_${n}`;
    used.add(unique);
    return unique;
  });
}
