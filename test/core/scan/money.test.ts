import { expect, test } from 'vitest';
import { total } from '../../../server/src/core/scan/amount';
import { bytesText, moneyText } from '../../../server/src/core/scan/amountText';
import { parquetBytes } from '../../../server/src/core/scan/parquet';
import type { ParquetFile } from '../../../server/src/core/scan/parquet';
import { billedBytes, defaultRate, priceOf } from '../../../server/src/core/scan/price';

const MB = 1024 * 1024;

test.each([
  [0, 10 * MB],
  [1, 10 * MB],
  [10 * MB, 10 * MB],
  [10 * MB + 1, 11 * MB],
  [2 ** 40, 2 ** 40],
])('%i bytes are billed as %i', (bytes, billed) => {
  expect(billedBytes(bytes)).toBe(billed);
});

test('a terabyte costs the rate; what a terabyte is, is a setting', () => {
  const bytes = { low: 0, likely: 2 ** 40, high: 2 ** 41 };
  expect(priceOf(bytes, defaultRate)).toEqual({ low: (10 * MB * 5) / 2 ** 40, likely: 5, high: 10 });
  expect(priceOf(bytes, { ...defaultRate, terabyte: 10 ** 12 }).likely).toBeCloseTo(5.4976, 3);
});

test('a sum with an unknown part is unknown', () => {
  const one = { low: 1, likely: 2, high: 3 };
  expect(total([one, one])).toEqual({ low: 2, likely: 4, high: 6 });
  expect(total([one, undefined])).toBeUndefined();
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 kB'],
  [5 * 2 ** 40, '5.0 TB'],
])('%i bytes read as %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

test.each([
  [0, '$0'],
  [0.00002, '< $0.0001'],
  [0.0065, '$0.0065'],
  [12.5, '$12.50'],
])('%d dollars read as %s', (value, text) => {
  expect(moneyText(value)).toBe(text);
});

/** Two row groups of three columns, 4 MB each chunk, one behind the other. */
const file: ParquetFile = {
  size: 24 * MB,
  rows: 200,
  rowGroups: [0, 1].map(group => ({
    rows: 100,
    chunks: ['a', 'b', 'c'].map((name, at) => ({ path: [name], start: (group * 3 + at) * 4 * MB, bytes: 4 * MB })),
  })),
};
const footer = 48 * 1024;

test.each([
  ['no column: the footer', [], 2, footer],
  ['one column: its chunks', ['b'], 2, 8 * MB + footer],
  ['neighbours are read as one range', ['a', 'b'], 2, 16 * MB + footer],
  ['a row group that is ruled out costs nothing but the footer', ['b'], 1, 4 * MB + footer],
])('of a large Parquet file %s', (_, columns, groups, expected) => {
  const kept = new Set(file.rowGroups.slice(0, groups));
  expect(
    parquetBytes(
      file,
      path => columns.includes(path[0] ?? ''),
      group => kept.has(group),
    ),
  ).toBe(expected);
});

test('a small Parquet file is read whole', () => {
  expect(parquetBytes({ ...file, size: 3 * MB }, () => false)).toBe(3 * MB);
});

test('ranges less than a megabyte apart are read with the gap', () => {
  const chunk = (start: number): ParquetFile['rowGroups'][number]['chunks'][number] => ({ path: ['a'], start, bytes: MB });
  const near: ParquetFile = { size: 20 * MB, rows: 1, rowGroups: [{ rows: 1, chunks: [chunk(0), chunk(1.5 * MB), chunk(10 * MB)] }] };
  expect(parquetBytes(near, () => true)).toBe(2.5 * MB + MB + footer);
});
