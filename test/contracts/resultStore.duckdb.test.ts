/** The sentences of the ResultStore port on DuckDB. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDuckDbResultStore } from '../../server/src/adapters/duckdb/results/DuckDbResultStore';
import type { ResultColumn, Row } from '../../server/src/ports/QueryEngine';
import type { ResultStore, ResultView } from '../../server/src/ports/ResultStore';
import { engineProcessPath } from '../support/duckdb/engineProcess';

const whole: ResultView = { sort: [], filters: [], search: '' };
const columns: readonly ResultColumn[] = [
  { name: 'id', type: 'bigint' },
  { name: 'amount', type: 'decimal(38,2)' },
  { name: 'word', type: 'varchar' },
  { name: 'at', type: 'timestamp(3) with time zone' },
  { name: 'tags', type: 'array(varchar)' },
  { name: 'score', type: 'double' },
];
const rows: readonly Row[] = [
  ['9223372036854775807', '99999999999999999999999999999999999.10', 'Ä, "quoted"', '2024-01-05 12:00:00.000 UTC', ['a', null], 1.5],
  ['10', '2.00', null, '2024-01-05 12:30:00.000 Europe/Paris', null, 'NaN'],
  ['9', '-1.00', '', '2024-01-04 00:00:00.000 UTC', [], 2],
  ['-1', null, 'line\nbreak', null, ['x'], null],
];

let store: ResultStore;
let folder: string;
beforeAll(async () => {
  store = createDuckDbResultStore({ processPath: await engineProcessPath() });
  folder = mkdtempSync(join(tmpdir(), 'medallion-results-'));
  const writer = await store.create('r', columns);
  await writer.append(rows);
  await writer.finish();
});
afterAll(async () => {
  await store.dispose();
  rmSync(folder, { recursive: true });
});

async function ids(view: Partial<ResultView>): Promise<readonly unknown[]> {
  const answer = await store.page('r', { ...whole, ...view }, { offset: 0, limit: 100, columns: [0] });
  return answer.kind === 'ok' ? [...answer.value.rows.map(([id]) => id), answer.value.total] : [answer.message];
}

test('values come back exactly as they were kept', async () => {
  expect(await store.page('r', whole, { offset: 0, limit: 10 })).toEqual({ kind: 'ok', value: { rows, total: 4 } });
  expect(await store.page('r', whole, { offset: 1, limit: 2, columns: [1, 0] })).toEqual({
    kind: 'ok',
    value: {
      rows: [
        ['2.00', '10'],
        ['-1.00', '9'],
      ],
      total: 4,
    },
  });
});

test('sorting goes by the type, NULL last both ways', async () => {
  expect(await ids({ sort: [{ column: 0, descending: false }] })).toEqual(['-1', '9', '10', '9223372036854775807', 4]);
  expect(await ids({ sort: [{ column: 1, descending: true }] })).toEqual(['9223372036854775807', '10', '9', '-1', 4]);
  expect(await ids({ sort: [{ column: 3, descending: true }] })).toEqual(['9223372036854775807', '10', '9', '-1', 4]);
});

test.each([
  [{ filters: [{ column: 0, operator: 'greater', value: '9' }] }, ['9223372036854775807', '10', 2]],
  [{ filters: [{ column: 0, operator: 'between', value: '9', upTo: '10' }] }, ['10', '9', 2]],
  [{ filters: [{ column: 2, operator: 'isNull' }] }, ['10', 1]],
  [{ filters: [{ column: 2, operator: 'contains', value: 'ä, "' }] }, ['9223372036854775807', 1]],
  [{ filters: [{ column: 1, operator: 'notEquals', value: '2' }] }, ['9223372036854775807', '9', '-1', 3]],
  [{ filters: [{ column: 0, operator: 'less', value: 'no number' }] }, [0]],
  [{ search: 'BREAK' }, ['-1', 1]],
] as const)('filters and search see all rows: %j', async (view, expected) => {
  expect(await ids(view as Partial<ResultView>)).toEqual(expected);
});

test('statistics of a column', async () => {
  expect(await store.statistics('r', whole, 0)).toMatchObject({
    kind: 'ok',
    value: { rows: 4, nulls: 0, distinct: 4, min: '-1', max: '9223372036854775807' },
  });
  expect(await store.statistics('r', { ...whole, filters: [{ column: 0, operator: 'less', value: '100' }] }, 1)).toMatchObject({
    kind: 'ok',
    value: { rows: 3, nulls: 1, distinct: 2, min: '-1.00', max: '2.00', mean: '0.5' },
  });
});

test('a histogram covers its range in equal bins', async () => {
  const writer = await store.create('h', [{ name: 'x', type: 'integer' }]);
  await writer.append(Array.from({ length: 100 }, (_, x) => [x]));
  const answer = await store.statistics('h', whole, 0);
  const histogram = answer.kind === 'ok' ? (answer.value.histogram ?? []) : [];
  expect(histogram.map(({ count }) => count)).toEqual(Array.from({ length: 20 }, () => 5));
  expect([histogram[0]?.low, histogram.at(-1)?.high]).toEqual(['0', '99']);
});

test.each([
  ['csv', 'id,amount,word,at,tags,score\n9,-1.00,"",2024-01-04 00:00:00.000 UTC,[],2\n'],
  ['ndjson', '{"id":"9","amount":"-1.00","word":"","at":"2024-01-04 00:00:00.000 UTC","tags":[],"score":2}\n'],
  [
    'markdown',
    '| id | amount | word | at | tags | score |\n| --- | --- | --- | --- | --- | --- |\n| 9 | -1.00 |  | 2024-01-04 00:00:00.000 UTC | [] | 2 |\n',
  ],
] as const)('export to %s writes the view', async (format, expected) => {
  const path = join(folder, `one.${format}`);
  const view: ResultView = { ...whole, filters: [{ column: 0, operator: 'equals', value: '9' }] };
  expect(await store.export('r', view, format, path, new AbortController().signal)).toEqual({ kind: 'ok', value: { rows: 1 } });
  expect(readFileSync(path, 'utf8')).toBe(expected);
});

test('export to json and parquet is complete, and leaves no part behind', async () => {
  const json = join(folder, 'all.json');
  await store.export('r', whole, 'json', json, new AbortController().signal);
  expect(JSON.parse(readFileSync(json, 'utf8'))).toHaveLength(4);
  const parquet = join(folder, 'all.parquet');
  expect(await store.export('r', whole, 'parquet', parquet, new AbortController().signal)).toEqual({ kind: 'ok', value: { rows: 4 } });
  expect(readFileSync(parquet).subarray(0, 4).toString()).toBe('PAR1');
  expect(readdirSync(folder).filter(name => name.endsWith('.part'))).toEqual([]);
});

test('a cancelled export leaves no file', async () => {
  const path = join(folder, 'cancelled.csv');
  const abort = new AbortController();
  abort.abort();
  expect(await store.export('r', whole, 'csv', path, abort.signal)).toMatchObject({ kind: 'failed', why: 'cancelled' });
  expect(existsSync(path)).toBe(false);
});

test('a dropped result is gone, the others stay', async () => {
  const writer = await store.create('short', [{ name: 'x', type: 'integer' }]);
  await writer.append([[1]]);
  await store.drop('short');
  expect(await store.page('short', whole, { offset: 0, limit: 1 })).toMatchObject({ kind: 'failed', why: 'gone' });
  expect((await store.page('r', whole, { offset: 0, limit: 1 })).kind).toBe('ok');
});

test('a deep window of many rows is served while they still arrive', async () => {
  const writer = await store.create('many', [
    { name: 'n', type: 'bigint' },
    { name: 'k', type: 'integer' },
  ]);
  for (let page = 0; page < 100; page++) await writer.append(Array.from({ length: 2000 }, (_, at) => [String(page * 2000 + at), at % 7]));
  expect(await store.page('many', whole, { offset: 199_998, limit: 10 })).toEqual({
    kind: 'ok',
    value: {
      rows: [
        ['199998', 1998 % 7],
        ['199999', 1999 % 7],
      ],
      total: 200_000,
    },
  });
  const sorted = await store.page(
    'many',
    { ...whole, sort: [{ column: 0, descending: true }] },
    { offset: 100_000, limit: 1, columns: [0] },
  );
  expect(sorted).toEqual({ kind: 'ok', value: { rows: [['99999']], total: 200_000 } });
  await writer.append([['200000', 0]]);
  expect(
    await store.page('many', { ...whole, sort: [{ column: 0, descending: true }] }, { offset: 0, limit: 1, columns: [0] }),
  ).toMatchObject({
    value: { rows: [['200000']], total: 200_001 },
  });
});
