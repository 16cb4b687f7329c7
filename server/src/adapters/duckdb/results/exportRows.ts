/** All rows of a view into a file. Invariant: the file appears when it is complete; values are the printed ones, never rounded. */
import { once } from 'node:events';
import { copyFile, open, rename, rm, stat } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Row, Value } from '../../../ports/QueryEngine';
import type { ExportFormat, ResultView } from '../../../ports/ResultStore';
import { Failure } from '../functions/failure';
import { quote, text } from '../sqlText';
import { keptText, sortKey, valueOf } from './columnSql';
import type { KeptTable } from './keeper';
import { columnName, orderSql, whereSql } from './viewSql';

export async function exportRows(
  kept: KeptTable,
  view: ResultView,
  format: ExportFormat,
  path: string,
  tempDirectory: string,
  stopped: () => boolean,
): Promise<{ readonly rows: number; readonly bytes: number }> {
  const query = `FROM ${kept.table} WHERE ${whereSql(view, kept.types)} ORDER BY ${orderSql(view, kept.types)}`;
  const unfinished = `${path}.${randomUUID()}.part`;
  try {
    const rows =
      format === 'parquet' ? await parquet(kept, query, unfinished, tempDirectory) : await lines(kept, query, format, unfinished, stopped);
    if (stopped()) throw new Failure('USER_CANCELED', 'the export was cancelled');
    await rename(unfinished, path);
    return { rows, bytes: (await stat(path)).size };
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** Names as the file can hold them: a second `id` becomes `id_2`. */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return names.map(name => {
    const times = (seen.get(name.toLowerCase()) ?? 0) + 1;
    seen.set(name.toLowerCase(), times);
    return times === 1 ? name : `${name}_${times}`;
  });
}

async function parquet(kept: KeptTable, query: string, path: string, tempDirectory: string): Promise<number> {
  const names = uniqueNames(kept.columns.map(({ name }) => name));
  const items = kept.types.map((type, at) => {
    const key = sortKey(type);
    const typed = key.kind !== 'other' && !(type.kind === 'timestamp' && type.withTimeZone);
    return `${typed ? key.of(columnName(at)) : columnName(at)} AS ${quote(names[at]!)}`;
  });
  const aside = join(tempDirectory, `${randomUUID()}.parquet`);
  try {
    const result = await kept.connection.run(`COPY (SELECT ${items.join(', ')} ${query}) TO ${text(aside)} (FORMAT parquet)`);
    await copyFile(aside, path);
    return result.rowsChanged;
  } finally {
    await rm(aside, { force: true });
  }
}

interface Writer {
  readonly head: string;
  readonly row: (row: Row, first: boolean) => string;
  readonly tail: string;
}

async function lines(
  kept: KeptTable,
  query: string,
  format: Exclude<ExportFormat, 'parquet'>,
  path: string,
  stopped: () => boolean,
): Promise<number> {
  const writer = writerFor(
    format,
    kept.columns.map(({ name }) => name),
  );
  await (await open(path, 'w')).close();
  const file = createWriteStream(path);
  const failure = once(file, 'error').then(([error]: unknown[]) =>
    Promise.reject(error instanceof Error ? error : new Error(String(error))),
  );
  failure.catch(() => undefined);
  let rows = 0;
  const write = async (part: string): Promise<void> => {
    if (!file.write(part)) await Promise.race([once(file, 'drain'), failure]);
  };
  await write(writer.head);
  const result = await kept.connection.stream(`SELECT ${kept.types.map((_, at) => columnName(at)).join(', ')} ${query}`);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    if (stopped()) throw new Failure('USER_CANCELED', 'the export was cancelled');
    const printed = chunk.getRows().map((row, at) => {
      const values = row.map((value, column) => valueOf(typeof value === 'string' ? value : null, kept.types[column]!));
      return writer.row(values, rows + at === 0);
    });
    rows += printed.length;
    await write(printed.join(''));
  }
  await write(writer.tail);
  file.end();
  await Promise.race([once(file, 'finish'), failure]);
  return rows;
}

function writerFor(format: Exclude<ExportFormat, 'parquet'>, names: readonly string[]): Writer {
  switch (format) {
    case 'csv':
      return { head: `${names.map(csvCell).join(',')}\n`, row: row => `${row.map(csvCell).join(',')}\n`, tail: '' };
    case 'tsv':
      return { head: `${names.map(tsvCell).join('\t')}\n`, row: row => `${row.map(tsvCell).join('\t')}\n`, tail: '' };
    case 'markdown':
      return {
        head: `| ${names.map(markdownCell).join(' | ')} |\n|${names.map(() => ' --- |').join('')}\n`,
        row: row => `| ${row.map(markdownCell).join(' | ')} |\n`,
        tail: '',
      };
    case 'ndjson':
      return { head: '', row: row => `${jsonRow(names, row)}\n`, tail: '' };
    case 'json':
      return { head: '[', row: (row, first) => `${first ? '\n' : ',\n'}${jsonRow(names, row)}`, tail: '\n]\n' };
  }
}

function csvCell(value: Value): string {
  const print = keptText(value);
  if (print === null) return '';
  return print === '' || /[",\n\r]/.test(print) ? `"${print.replaceAll('"', '""')}"` : print;
}

function tsvCell(value: Value): string {
  return (keptText(value) ?? '').replaceAll(/[\t\n\r]+/g, ' ');
}

function markdownCell(value: Value): string {
  return (keptText(value) ?? 'NULL').replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
}

function jsonRow(names: readonly string[], row: Row): string {
  const keys = uniqueNames(names);
  return `{${row.map((value, at) => `${JSON.stringify(keys[at])}:${JSON.stringify(value)}`).join(',')}}`;
}
