/**
 * A catalog snapshot on disk (NDJSON, optionally gzip) as a CatalogSource.
 * Invariant: the file is read once and its table lines stay in memory as bytes; every line is checked before a load has ended, but tables can be shown before.
 */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';
import type { KeptLine } from '../../core/catalog/KeptTable';
import { SnapshotReader } from '../../core/catalog/snapshotFormat';
import type { CatalogFailure, CatalogSource } from '../../ports/CatalogSource';

export function snapshotFileSource(path: string): CatalogSource {
  return { label: `snapshot ${basename(path)}`, load: (...how) => load(path, ...how) };
}

/** How much is read at a time. */
const blockBytes = 4 * 1024 * 1024;
/** How many tables are checked in one turn: what somebody types meanwhile waits for one turn. */
const tablesATurn = 100;
/** How many turns pass between two reports of progress. */
const turnsAReport = 50;

async function load(
  path: string,
  ...[signal, onProgress, onPreview]: Parameters<CatalogSource['load']>
): ReturnType<CatalogSource['load']> {
  const reader = new SnapshotReader();
  const report = (): void => onProgress?.({ databases: reader.databaseCount, tables: reader.tableCount });
  try {
    for await (const lines of linesOf(path, signal)) for (const line of lines) reader.addKept(line);
  } catch (error) {
    return { kind: 'failed', failure: failureOf(path, error, signal) };
  }
  let turns = 0;
  for (const rest of reader.readKept(tablesATurn)) {
    // A catalog that is checked in one turn needs no preview.
    if (turns++ % turnsAReport === 0) report();
    if (turns === 1) onPreview?.(reader.preview());
    await new Promise(resolve => setImmediate(resolve, rest));
    if (signal.aborted) return { kind: 'failed', failure: { kind: 'cancelled' } };
  }
  const snapshot = reader.finish();
  report();
  return { kind: 'loaded', snapshot, problems: reader.problems };
}

/** The lines of the file, block by block. */
async function* linesOf(path: string, signal: AbortSignal): AsyncGenerator<Iterable<KeptLine>> {
  const file = createReadStream(path, { signal, highWaterMark: blockBytes });
  const bytes = path.endsWith('.gz') ? file.pipe(createGunzip({ chunkSize: blockBytes })) : file;
  // A pipe hands on data, not errors: without this a missing .gz would end the process.
  file.on('error', error => bytes.destroy(error));
  let begun: Buffer[] = [];
  for await (const block of bytes as AsyncIterable<Buffer>) {
    const first = block.indexOf(lineEnd);
    if (first < 0) begun.push(block);
    else {
      const last = block.lastIndexOf(lineEnd);
      yield linesIn(Buffer.concat([...begun, block.subarray(0, first + 1)]));
      yield linesIn(block.subarray(first + 1, last + 1));
      begun = [block.subarray(last + 1)];
    }
  }
  yield linesIn(Buffer.concat(begun));
}

function* linesIn(block: Buffer): Generator<KeptLine> {
  for (let start = 0; start < block.length;) {
    const found = block.indexOf(lineEnd, start);
    const end = found < 0 ? block.length : found;
    yield new LineInBlock(block, start, end);
    start = end + 1;
  }
}

const lineEnd = 10;
const carriageReturn = 13;
/** Two names of Glue (255 characters each) and what stands around them. */
const headBytes = 640;

class LineInBlock implements KeptLine {
  private readonly block: Buffer;
  private readonly start: number;
  private readonly end: number;

  constructor(block: Buffer, start: number, end: number) {
    this.block = block;
    this.start = start;
    this.end = block[end - 1] === carriageReturn ? end - 1 : end;
  }

  get head(): string {
    return this.block.toString('utf8', this.start, Math.min(this.end, this.start + headBytes));
  }

  get last(): string {
    return this.end > this.start ? String.fromCharCode(this.block[this.end - 1]!) : '';
  }

  text(): string {
    return this.block.toString('utf8', this.start, this.end);
  }
}

function failureOf(path: string, error: unknown, signal: AbortSignal): CatalogFailure {
  if (signal.aborted) return { kind: 'cancelled' };
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? { kind: 'notFound', what: path } : { kind: 'unreadable', what: path, why: message };
}
