/**
 * From columns of a result to what a chart draws. Pure.
 * Invariant: the drawing may be approximate, the text beside each point is exact; NULL is a gap, never zero.
 */
import type { WireColumn, WireColumnStatistics } from '../../../server/src/protocol/results';
import type { CellValue } from '../../../server/src/protocol/webview';
import type { ChartDrawing } from '../chart/drawing';
import { fullText } from './cellText';
import type { ChartChoice, ChartKind } from './state';
import { isNumeric, isTime, trinoType } from './trinoType';

export type Series = Omit<ChartDrawing, 'colors'>;

/** What one would draw first: time or text against the first number, else the distribution of the first column. */
export function firstChoice(columns: readonly WireColumn[]): ChartChoice {
  const types = columns.map(column => trinoType(column.type));
  const number = types.findIndex((type, i) => isNumeric(type) && !/(^|_)id$/iu.test(columns[i]?.name ?? ''));
  const time = types.findIndex(isTime);
  const text = types.findIndex(type => type.kind === 'scalar' && !isNumeric(type));
  if (number < 0) return { kind: 'distribution', x: Math.max(0, time), y: undefined };
  if (time >= 0) return { kind: 'line', x: time, y: number };
  return text >= 0 ? { kind: 'bar', x: text, y: number } : { kind: 'distribution', x: number, y: undefined };
}

export function pairSeries(
  kind: Exclude<ChartKind, 'distribution'>,
  x: WireColumn,
  y: WireColumn,
  rows: readonly (readonly CellValue[])[],
): Series {
  const [xType, yType] = [trinoType(x.type), trinoType(y.type)];
  const numericX = isNumeric(xType);
  const kept = kind === 'points' && numericX ? rows.filter(([at, value]) => at !== null && value !== null) : rows;
  const labels = kept.map(([at]) => fullText(at ?? null, xType));
  return {
    kind,
    labels,
    points: kept.map(([at, value], i) => ({
      x: numericX ? approximate(at) : i,
      y: value === null || value === undefined ? null : approximate(value),
    })),
    values: kept.map(([, value]) => fullText(value ?? null, yType)),
    xTitle: x.name,
    yTitle: y.name,
  };
}

export function distributionSeries(column: WireColumn, statistics: WireColumnStatistics): Series {
  const type = trinoType(column.type);
  const bars = statistics.histogram
    ? statistics.histogram.map(bin => ({ label: binLabel(bin.low, bin.high), count: bin.count }))
    : (statistics.top ?? []).map(({ value, count }) => ({ label: fullText(value, type), count }));
  return {
    kind: 'bar',
    labels: bars.map(bar => (bar.label.length > 40 ? `${bar.label.slice(0, 40)}…` : bar.label)),
    points: bars.map((bar, i) => ({ x: i, y: bar.count })),
    values: bars.map(bar => bar.count.toLocaleString('en-US')),
    xTitle: column.name,
    yTitle: 'rows',
  };
}

/** Ends of a bin are cut points, not values: noise of binary fractions is rounded away. */
export function binLabel(low: string, high: string): string {
  const short = (end: string) => (/^-?\d+\.\d{4,}$/u.test(end) ? String(Number(Number(end).toPrecision(6))) : end);
  return low === high ? short(low) : `${short(low)} – ${short(high)}`;
}

/** For pixels only. */
function approximate(value: CellValue | undefined): number {
  return typeof value === 'number'
    ? value
    : typeof value === 'string'
      ? Number.parseFloat(value)
      : typeof value === 'boolean'
        ? Number(value)
        : Number.NaN;
}
