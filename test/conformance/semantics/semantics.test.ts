/** Values that a Trino 476 server gave, asked of the embedded engine: each is right or refused by name; how many are right may only grow. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDuckDbEngine } from '../../../server/src/adapters/duckdb/DuckDbEngine';
import { CatalogSnapshot } from '../../../server/src/core/catalog/CatalogSnapshot';
import type { QueryEngine, Value } from '../../../server/src/ports/QueryEngine';
import { collect } from '../../support/duckdb/collect';
import { engineProcessPath } from '../../support/duckdb/engineProcess';

interface Fact {
  readonly sql: string;
  readonly columns: readonly { readonly type: string }[] | null;
  readonly rows: readonly (readonly Value[])[] | null;
  readonly errorName: string | null;
}

const facts = readFileSync(join(import.meta.dirname, 'semantics.ndjson'), 'utf8')
  .trim()
  .split('\n')
  .map(line => JSON.parse(line) as Fact);

/** Numbers compare to 12 digits where they are floating, everything else exactly. */
function comparable(value: Value, type: string): unknown {
  if (typeof value === 'number') return /^(?:double|real)$/.test(type) ? value.toPrecision(12) : String(value);
  if (value === null || typeof value !== 'object') return String(value);
  return Array.isArray(value) ? value.map(item => comparable(item as Value, '')) : Object.fromEntries(Object.entries(value).sort().map(([key, item]) => [key, comparable(item, '')]));
}

let engine: QueryEngine;
beforeAll(async () => {
  engine = createDuckDbEngine({ catalog: () => CatalogSnapshot.empty, store: new Map(), processPath: await engineProcessPath() });
});
afterAll(() => engine.dispose());

test('every answer is right or refused by name, and at least 94 % are right', async () => {
  const wrong: string[] = [];
  let right = 0;
  for (const { sql, columns, rows, errorName } of facts) {
    const { outcome, rows: got } = await collect(engine, sql);
    if (outcome.kind === 'failed' && outcome.error.code === 'NOT_SUPPORTED') continue;
    const types = columns?.map(({ type }) => type) ?? [];
    const print = (list: readonly (readonly Value[])[]): string => JSON.stringify(list.map(row => row.map((value, at) => comparable(value, types[at] ?? ''))));
    const same = errorName === null ? outcome.kind === 'succeeded' && print(got) === print(rows ?? []) : outcome.kind === 'failed';
    if (same) right++;
    else wrong.push(`${sql} → ${outcome.kind === 'failed' ? outcome.error.message : JSON.stringify(got)}`);
  }
  expect(wrong).toEqual([]);
  expect(right / facts.length).toBeGreaterThanOrEqual(0.94);
});
