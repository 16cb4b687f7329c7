/** `medallion run MODEL|FILE --preview`: the first rows of a query, as a table, JSON or CSV, or all of them in a file. Writes nothing to the lake. */
import { extname, resolve } from 'node:path';
import { bundledProcess } from '../../adapters/duckdb/processPath';
import { createDuckDbResultStore } from '../../adapters/duckdb/results/DuckDbResultStore';
import { mapAmount } from '../../core/scan/amount';
import { bytesText, moneyText } from '../../core/scan/amountText';
import { priceOf } from '../../core/scan/price';
import type { QueryEngine, ResultColumn, Row, RunHandle, RunOutcome, Value } from '../../ports/QueryEngine';
import type { ExportFormat } from '../../ports/ResultStore';
import { bytesRange, moneyRange } from '../amounts';
import { parse } from '../../core/sql/parser';
import { CommandError } from '../arguments';
import type { CommandArguments } from '../arguments';
import { formatOf } from '../output';
import type { Session } from '../session';
import { estimateSql, sqlOf } from './estimate';
import type { EstimateAnswer } from './estimate';

const defaultLimit = 500;

export async function runPreview(args: CommandArguments, session: Session, engine: QueryEngine, word: string): Promise<number> {
  const { options, io } = args;
  const sql = await sqlOf(session, word);
  mustOnlyRead(sql, word, session);
  const estimate = await estimateSql(session, sql, {}, io.signal);
  refuseAbove(options['max-price'], estimate);
  const limit = rowLimit(options.limit);
  const handle = await engine.start({ sql, ...(options.output === undefined || options.limit !== undefined ? { maxRows: limit } : {}) });
  const cancel = (): void => void handle.cancel().catch((error: unknown) => io.message(`not cancelled: ${(error as Error).message}`));
  if (io.signal.aborted) cancel();
  else io.signal.addEventListener('abort', cancel, { once: true });
  const answer = options.output === undefined ? await collect(handle) : await intoFile(handle, resolve(options.output), io.signal);
  io.signal.removeEventListener('abort', cancel);
  const outcome = await handle.outcome;
  if (outcome.kind === 'failed') {
    io.message(`${word}: ${outcome.error.code}: ${outcome.error.message}`);
    return 2;
  }
  const ending = summary(outcome, estimate, session);
  if (formatOf(options, io) === 'json') io.out(`${JSON.stringify({ ...answer, ...ending })}\n`);
  else {
    if ('rows' in answer) io.out(options.format === 'csv' ? csv(answer.columns, answer.rows) : table(answer.columns, answer.rows));
    else io.message(`${answer.file}: ${answer.written} rows`);
    io.message(endingText(ending));
  }
  return outcome.kind === 'succeeded' ? 0 : 1;
}

/** A preview that changed data would be the worst of surprises. */
function mustOnlyRead(sql: string, word: string, { dialect }: Session): void {
  const { statements } = parse(sql, { dialect });
  const other = statements.find(({ node }) => node.kind !== 'Query');
  if (other)
    throw new CommandError(
      `a preview only reads, and ${word} is a ${other.node.kind.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toUpperCase()} statement: preview a query`,
    );
  if (statements.length !== 1) throw new CommandError(`a preview shows one query, and ${word} has ${statements.length} statements`);
}

export function refuseAbove(limit: string | undefined, { total, currency }: EstimateAnswer): void {
  if (limit === undefined) return;
  const most = Number(limit);
  if (Number.isNaN(most)) throw new CommandError(`--max-price ${limit}: give a number`);
  if (total.price === null)
    throw new CommandError(`the price is not known, so it cannot be promised to stay below ${limit}: nothing was run`);
  if (total.price.high > most)
    throw new CommandError(`up to ${moneyText(total.price.high, currency)} is above --max-price ${limit}: nothing was run`);
}

function rowLimit(text: string | undefined): number {
  const limit = text === undefined ? defaultLimit : Number(text);
  if (!Number.isInteger(limit) || limit < 1) throw new CommandError(`--limit ${text ?? ''}: give a whole number above 0`);
  return limit;
}

interface Collected {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly Row[];
}

async function collect(handle: RunHandle): Promise<Collected> {
  const rows: Row[] = [];
  for await (const page of handle.pages()) rows.push(...page);
  return { columns: (await handle.columns()) ?? [], rows };
}

const fileFormats: Readonly<Record<string, ExportFormat>> = {
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.md': 'markdown',
  '.parquet': 'parquet',
};

/** All rows, without a cap: through a store on disk, so that memory stays bounded. */
async function intoFile(
  handle: RunHandle,
  path: string,
  signal: AbortSignal,
): Promise<{ readonly file: string; readonly written: number }> {
  const format = fileFormats[extname(path).toLowerCase()];
  if (!format) {
    await handle.cancel();
    throw new CommandError(`--output ${path}: name a file that ends in ${Object.keys(fileFormats).join(', ')}`);
  }
  const columns = await handle.columns();
  if (!columns) return { file: path, written: 0 };
  const store = createDuckDbResultStore({ processPath: bundledProcess() });
  try {
    const writer = await store.create('rows', columns);
    for await (const page of handle.pages()) await writer.append(page);
    await writer.finish();
    if ((await handle.outcome).kind !== 'succeeded') return { file: path, written: 0 };
    const exported = await store.export('rows', { sort: [], filters: [], search: '' }, format, path, signal);
    if (exported.kind === 'failed') throw new CommandError(`${path}: ${exported.message}`);
    return { file: path, written: exported.value.rows };
  } finally {
    await store.dispose();
  }
}

export interface Summary {
  readonly state: RunOutcome['kind'];
  readonly statistics: { readonly rows: number; readonly bytes: number | null; readonly elapsedMs: number; readonly price: number | null };
  readonly estimate: EstimateAnswer['total'];
  readonly currency: string;
}

/** The price is what Athena would ask for these bytes; the embedded engine itself costs nothing. */
export function summary({ kind, statistics }: RunOutcome, { total, currency }: EstimateAnswer, { rate }: Session): Summary {
  const bytes = statistics.bytesScanned ?? null;
  const price =
    bytes === null
      ? null
      : priceOf(
          mapAmount({ low: bytes, likely: bytes, high: bytes }, value => value),
          rate,
        ).likely;
  return { state: kind, statistics: { rows: statistics.rows, bytes, elapsedMs: statistics.elapsedMs, price }, estimate: total, currency };
}

export function endingText({ state, statistics: { rows, bytes, elapsedMs, price }, estimate, currency }: Summary): string {
  const actual = bytes === null ? 'bytes unknown' : `${bytesText(bytes)}, ${moneyText(price ?? 0, currency)} on Athena`;
  return `${state}: ${rows} rows in ${(elapsedMs / 1000).toFixed(1)} s, scanned ${actual}; estimated ${bytesRange(estimate.bytes)}, ${moneyRange(estimate.price, currency)}`;
}

function print(value: Value): string {
  if (value === null) return 'NULL';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const widestCell = 40;

function table(columns: readonly ResultColumn[], rows: readonly Row[]): string {
  const cells = rows.map(row => row.map(value => shorten(print(value))));
  const widths = columns.map(({ name }, at) => Math.max(Math.min(name.length, widestCell), ...cells.map(row => row[at]?.length ?? 0)));
  const right = columns.map(({ type }) => /^(?:tinyint|smallint|integer|bigint|decimal|double|real)/.test(type));
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, at) => (right[at] ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd();
  return `${[line(columns.map(({ name }) => shorten(name))), widths.map(width => '─'.repeat(width)).join('  '), ...cells.map(line)].join('\n')}\n`;
}

function shorten(text: string): string {
  const oneLine = text.replaceAll(/\s*\n\s*/g, ' ');
  return oneLine.length > widestCell ? `${oneLine.slice(0, widestCell - 1)}…` : oneLine;
}

function csv(columns: readonly ResultColumn[], rows: readonly Row[]): string {
  const cell = (value: Value): string => {
    if (value === null) return '';
    const text = print(value);
    return text === '' || /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns.map(({ name }) => name), ...rows].map(row => `${row.map(cell).join(',')}\n`).join('');
}
