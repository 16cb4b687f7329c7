/** The sentences of the QueryEngine port, tested on every adapter. Invariant: a test here knows the port only. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { QueryEngine } from '../../server/src/ports/QueryEngine';
import { collect, errorOf } from '../support/duckdb/collect';

export interface EngineUnderTest {
  readonly name: string;
  start(): Promise<QueryEngine>;
  /** A query that runs for many seconds and gives no row before its end. */
  readonly slowSql: string;
  /** A query with so many rows of one bigint column `n`, from 0, in order. */
  manyRows(count: number): string;
}

export function queryEngineContract(subject: EngineUnderTest): void {
  describe(`${subject.name} as a QueryEngine`, () => {
    let engine: QueryEngine;
    beforeAll(async () => {
      engine = await subject.start();
    });
    afterAll(() => engine.dispose());

    test('rows arrive typed: columns by name and Trino type, values as the client protocol prints them', async () => {
      const { columns, rows, outcome } = await collect(
        engine,
        `select 1 as i, bigint '9223372036854775807' as b, decimal '12345678901234567890.10' as d, 'a' as v, true as t, 1.5e0 as f,
                date '2024-02-29' as day, timestamp '2024-02-29 10:11:12.123' as ts, array[1, null] as a, map(array['k'], array[1]) as m,
                cast(row(1, 'x') as row(n integer, s varchar)) as r, X'00ff' as bin, cast(null as varchar) as nothing, nan() as nan`,
      );
      expect(outcome.kind).toBe('succeeded');
      expect(columns?.map(({ name, type }) => `${name} ${type}`)).toEqual([
        'i integer',
        'b bigint',
        'd decimal(22,2)',
        'v varchar(1)',
        't boolean',
        'f double',
        'day date',
        'ts timestamp(3)',
        'a array(integer)',
        'm map(varchar(1), integer)',
        'r row(n integer, s varchar)',
        'bin varbinary',
        'nothing varchar',
        'nan double',
      ]);
      expect(rows).toEqual([
        [
          1,
          '9223372036854775807',
          '12345678901234567890.10',
          'a',
          true,
          1.5,
          '2024-02-29',
          '2024-02-29 10:11:12.123',
          [1, null],
          { k: 1 },
          [1, 'x'],
          'AP8=',
          null,
          'NaN',
        ],
      ]);
    });

    test('a column may be named like a keyword, and names may repeat', async () => {
      const { columns, rows } = await collect(engine, `select "select", "select" as "from", 1, 2 from (values 'x') as t("select")`);
      expect(columns?.map(({ name }) => name)).toEqual(['select', 'from', '_col2', '_col3']);
      expect(rows).toEqual([['x', 'x', 1, 2]]);
    });

    test('100,000 rows come in pages of some thousand, in order, all of them', async () => {
      const { rows, pages, outcome } = await collect(engine, subject.manyRows(100_000));
      expect(outcome).toMatchObject({ kind: 'succeeded', statistics: { rows: 100_000 } });
      expect(pages).toBeGreaterThanOrEqual(20);
      expect(rows.length).toBe(100_000);
      expect([rows[0], rows[50_000], rows[99_999]]).toEqual([['0'], ['50000'], ['99999']]);
    });

    test('maxRows stops the delivery and changes nothing else', async () => {
      const { rows, outcome } = await collect(engine, { sql: subject.manyRows(100_000), maxRows: 10 });
      expect(rows.length).toBe(10);
      expect(outcome).toMatchObject({ kind: 'succeeded', statistics: { rows: 10 } });
    });

    test('a query without rows has its columns, and no page', async () => {
      const { columns, pages, outcome } = await collect(engine, 'select x from (values 1) t(x) where x > 1');
      expect([columns, pages, outcome.kind]).toEqual([[{ name: 'x', type: 'integer' }], 0, 'succeeded']);
    });

    test.each([
      ['select form x', 'COLUMN_NOT_FOUND', 7],
      ['select 1 +', 'SYNTAX_ERROR', 10],
      ['select 1 / 0', 'DIVISION_BY_ZERO', undefined],
      [`select cast('x' as integer)`, 'INVALID_CAST_ARGUMENT', undefined],
      ['select no_such_function(1)', 'FUNCTION_NOT_FOUND', 7],
    ])('a failure is a value with Trino’s name and, where known, its place: %s', async (sql, code, offset) => {
      const run = await engine.start({ sql });
      const outcome = await run.outcome;
      expect(outcome).toMatchObject({ kind: 'failed', error: { code, ...(offset === undefined ? {} : { offset }) } });
      expect(await run.columns()).toBeUndefined();
    });

    test('cancel reaches the engine before it resolves, is idempotent, and ends the run once', async () => {
      const run = await engine.start({ sql: subject.slowSql });
      const began = Date.now();
      await Promise.all([run.cancel(), run.cancel()]);
      expect(Date.now() - began).toBeLessThan(5000);
      expect((await run.outcome).kind).toBe('cancelled');
      await run.cancel();
      expect((await collect(engine, 'select 1')).rows).toEqual([[1]]);
    });

    test('a cancelled run ends also when nobody reads its pages', async () => {
      const run = await engine.start({ sql: subject.manyRows(1_000_000) });
      await run.columns();
      await run.cancel();
      expect((await run.outcome).kind).toBe('cancelled');
    });

    test('reading slowly holds the engine back', async () => {
      const run = await engine.start({ sql: subject.manyRows(1_000_000) });
      const seen: number[] = [];
      run.onProgress(({ rows = 0 }) => seen.push(rows));
      const pages = run.pages()[Symbol.asyncIterator]();
      await pages.next();
      while (seen.length < 3) await new Promise(resolve => setImmediate(resolve));
      expect(Math.max(...seen)).toBeLessThan(100_000);
      await run.cancel();
    });

    test('runs at the same time do not disturb each other', async () => {
      const answers = await Promise.all(['a', 'b', 'c'].map(word => collect(engine, `select '${word}' as w`)));
      expect(answers.map(answer => answer.rows)).toEqual([[['a']], [['b']], [['c']]]);
      expect(answers.map(errorOf)).toEqual([undefined, undefined, undefined]);
    });
  });
}
