/** Figures of one column over a view. Invariant: counts are exact; least and greatest values are printed as the engine printed them. */
import type { ColumnStatistics, ResultView } from '../../../ports/ResultStore';
import { sortKey, valueOf } from './columnSql';
import type { KeptTable } from './keeper';
import { columnName, whereSql } from './viewSql';

const bins = 20;
const topValues = 10;

export async function columnStatistics(kept: KeptTable, view: ResultView, column: number): Promise<ColumnStatistics> {
  const type = kept.types[column];
  if (!type) return { rows: 0, nulls: 0, distinct: 0, distinctApproximate: false };
  const name = columnName(column);
  const key = sortKey(type);
  const own = key.of(name);
  const rows = `(SELECT ${name}, ${own} AS k FROM ${kept.table} WHERE ${whereSql(view, kept.types)})`;
  const ordered = type.kind !== 'array' && type.kind !== 'map' && type.kind !== 'row';
  const [total, filled, distinct, min, max, mean] = await one(
    kept,
    `SELECT count(*), count(${name}), count(DISTINCT ${name}), arg_min(${name}, k), arg_max(${name}, k), ${key.kind === 'number' ? 'CAST(avg(CAST(k AS DOUBLE)) AS VARCHAR)' : 'NULL'} FROM ${rows}`,
  );
  const top = await kept.connection.runAndReadAll(
    `SELECT ${name}, count(*) AS times FROM ${rows} WHERE ${name} IS NOT NULL GROUP BY ${name} ORDER BY times DESC, ${name} LIMIT ${topValues}`,
  );
  const histogram = key.kind === 'other' ? undefined : await histogramOf(kept, rows, key.kind);
  return {
    rows: Number(total),
    nulls: Number(total) - Number(filled),
    distinct: Number(distinct),
    distinctApproximate: false,
    ...(ordered && typeof min === 'string' && typeof max === 'string' ? { min, max } : {}),
    ...(typeof mean === 'string' ? { mean } : {}),
    ...(histogram ? { histogram } : {}),
    top: top.getRows().map(([value, times]) => ({ value: valueOf(typeof value === 'string' ? value : null, type), count: Number(times) })),
  };
}

async function one(kept: KeptTable, sql: string): Promise<readonly unknown[]> {
  return (await kept.connection.runAndReadAll(sql)).getRows()[0] ?? [];
}

/** Bins of equal width, worked out on doubles: numbers as they are, moments as seconds. */
async function histogramOf(kept: KeptTable, rows: string, kind: 'number' | 'moment'): Promise<ColumnStatistics['histogram']> {
  const number = kind === 'number' ? 'CAST(k AS DOUBLE)' : 'epoch(CAST(k AS TIMESTAMP))';
  const values = `(SELECT ${number} AS x FROM ${rows} WHERE k IS NOT NULL) WHERE isfinite(x)`;
  const [low, high, count] = await one(kept, `SELECT min(x), max(x), count(*) FROM ${values}`);
  if (typeof low !== 'number' || typeof high !== 'number' || Number(count) === 0) return undefined;
  const print = (x: number): string =>
    kind === 'number' ? String(x) : new Date(x * 1000).toISOString().replace('T', ' ').replace('Z', '');
  if (low === high) return [{ low: print(low), high: print(high), count: Number(count) }];
  const width = (high - low) / bins;
  const counted = await kept.connection.runAndReadAll(
    `SELECT least(floor((x - ${low}::DOUBLE) / ${width}::DOUBLE), ${bins - 1})::INTEGER AS bin, count(*) FROM ${values} GROUP BY bin`,
  );
  const counts = new Map(counted.getRows().map(([bin, times]) => [Number(bin), Number(times)]));
  return Array.from({ length: bins }, (_, bin) => ({
    low: print(low + bin * width),
    high: print(bin === bins - 1 ? high : low + (bin + 1) * width),
    count: counts.get(bin) ?? 0,
  }));
}
