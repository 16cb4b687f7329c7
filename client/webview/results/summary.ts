/**
 * The header line of a result: `500 rows of many · 12.4 MB scanned (estimated 11–14 MB) · $0.0001 · 1.8 s`.
 * Invariant: what is not known is left out or said to be unknown, never shown as zero.
 */
import type { WireResult, WireStatistics } from '../../../server/src/protocol/results';
import { byteRange, bytes, counted, duration, money } from '../figures';

export interface SummaryPart {
  readonly text: string;
  readonly title?: string;
}

export function summary(result: WireResult, now: number): readonly SummaryPart[] {
  const { run } = result;
  const mode: SummaryPart = { text: result.mode };
  switch (run.kind) {
    case 'queued':
    case 'running': {
      const parts = [mode, { text: `${run.kind} ${duration(now - Date.parse(run.startedAt))}` }];
      if (run.rows > 0) parts.push({ text: `${counted(run.rows, 'row')} so far` });
      if (run.bytesScanned !== undefined) parts.push({ text: `${bytes(run.bytesScanned)} scanned so far` });
      return [...parts, ...estimated(result)];
    }
    case 'succeeded':
      return [mode, rowsPart(run.rows, run.complete), ...measured(result, run.statistics)];
    case 'failed':
    case 'cancelled': {
      const rows: readonly SummaryPart[] = run.rows ? [{ text: `${counted(run.rows, 'row')} until then` }] : [];
      return [mode, { text: run.kind }, ...rows, ...measured(result, run.statistics)];
    }
  }
}

function rowsPart(rows: number, complete: boolean): SummaryPart {
  return complete
    ? { text: counted(rows, 'row') }
    : { text: `${counted(rows, 'row')} of many`, title: 'A preview: the statement has more rows than were fetched.' };
}

function measured(result: WireResult, { bytesScanned, elapsedMs, price }: WireStatistics): readonly SummaryPart[] {
  const parts: SummaryPart[] = [];
  if (bytesScanned !== undefined) {
    const range = result.estimate ? ` (estimated ${byteRange(result.estimate.bytes)})` : '';
    parts.push({
      text: `${bytes(bytesScanned)} scanned${range}`,
      title: ratio(result, bytesScanned) ?? `${bytesScanned.toLocaleString('en-US')} bytes`,
    });
  } else {
    parts.push({ text: 'bytes unknown', title: 'This engine does not say what it read.' }, ...estimated(result));
  }
  if (price) parts.push({ text: money(price.amount, price.currency), title: 'By the rate set for this workspace.' });
  parts.push({ text: duration(elapsedMs) });
  return parts;
}

function estimated({ estimate }: WireResult): readonly SummaryPart[] {
  if (!estimate) return [];
  const price = estimate.price && estimate.currency ? ` ≈ ${money(estimate.price.likely, estimate.currency)}` : '';
  return [{ text: `estimated ${byteRange(estimate.bytes)}${price}` }];
}

function ratio({ estimate }: WireResult, actual: number): string | undefined {
  if (!estimate || estimate.bytes.likely <= 0) return undefined;
  return `${actual.toLocaleString('en-US')} bytes: ${Math.round((100 * actual) / estimate.bytes.likely)} % of the likely ${bytes(estimate.bytes.likely)}`;
}
