/** The embedded engine under the contract, and what only it promises: a process that may die, a memory limit, refusal by name, closed doors. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDuckDbEngine } from '../../server/src/adapters/duckdb/DuckDbEngine';
import type { DuckDbEngine } from '../../server/src/adapters/duckdb/DuckDbEngine';
import { CatalogSnapshot } from '../../server/src/core/catalog/CatalogSnapshot';
import { collect, errorOf } from '../support/duckdb/collect';
import { engineProcessPath } from '../support/duckdb/engineProcess';
import { queryEngineContract } from './queryEngine.contract';

const slowSql =
  'select count(*) from unnest(sequence(1, 9000)) a(x) cross join unnest(sequence(1, 9000)) b(y) cross join unnest(sequence(1, 9000)) c(z) where x * y + z < 0';

function manyRows(count: number): string {
  const thousands = Math.ceil(count / 1000);
  return `select cast(a.x as bigint) * 1000 + b.y as n from unnest(sequence(0, ${thousands - 1})) a(x) cross join unnest(sequence(0, 999)) b(y) order by 1`;
}

async function startEngine(memoryLimit?: string): Promise<DuckDbEngine> {
  return createDuckDbEngine({
    catalog: () => CatalogSnapshot.empty,
    store: new Map(),
    processPath: await engineProcessPath(),
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
  });
}

queryEngineContract({ name: 'DuckDB', start: () => startEngine(), slowSql, manyRows });

describe('the embedded engine', () => {
  let engine: DuckDbEngine;
  beforeAll(async () => {
    engine = await startEngine('200MB');
  });
  afterAll(() => engine.dispose());

  test('killed in the middle of a query: the run ends with ENGINE_LOST, the next statement starts a new process', async () => {
    const run = await engine.start({ sql: slowSql });
    const before = await engine.processId();
    process.kill(before!, 'SIGKILL');
    expect(await run.outcome).toMatchObject({ kind: 'failed', error: { code: 'ENGINE_LOST' } });
    expect((await collect(engine, 'select 1')).rows).toEqual([[1]]);
    expect(await engine.processId()).not.toBe(before);
  });

  test('a query beyond the memory limit fails alone, and says what to do', async () => {
    const big = `select array_agg(a.x || b.y) from (select cast(x as varchar) x from unnest(sequence(1, 9000)) t(x)) a cross join (select cast(y as varchar) y from unnest(sequence(1, 9000)) t(y)) b`;
    expect(errorOf(await collect(engine, big))?.code).toBe('EXCEEDED_LOCAL_MEMORY_LIMIT');
    expect((await collect(engine, 'select 2')).rows).toEqual([[2]]);
  });

  test.each([
    ['select word_stem(x) from (values $running$) t(x)'.replaceAll('$', "'"), 'word_stem is not available on the embedded engine'],
    ['select * from (values 1) t(x) tablesample bernoulli (50)', 'TABLESAMPLE is not available on the embedded engine'],
    [`select time '10:00:00 +02:00'`, 'the type time(0) with time zone is not available on the embedded engine'],
    [`select regexp_like('a', 'a++')`, 'a possessive quantifier in a regular expression is not available on the embedded engine'],
    ['show tables', 'SHOW TABLES is not available on the embedded engine'],
  ])('what it lacks is refused by name: %s', async (sql, message) => {
    expect(errorOf(await collect(engine, sql))).toEqual({ code: 'NOT_SUPPORTED', message });
  });

  test('no statement reaches a file, the network or a setting', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'medallion-closed-'));
    writeFileSync(join(folder, 'secret.csv'), 'a\n1\n');
    const statements = [
      `select * from read_csv('${folder}/secret.csv')`,
      `select * from "${folder}/secret.csv"`,
      `select * from "file:${folder}/secret.csv"`,
    ];
    const errors = await Promise.all(statements.map(async sql => errorOf(await collect(engine, sql))?.code));
    rmSync(folder, { recursive: true });
    expect(errors.every(code => code !== undefined)).toBe(true);
  });
});
