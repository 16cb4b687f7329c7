/** Estimated bytes against those that a Trino server read of the same files (data/ holds the files it wrote). */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diskObjectStore } from '../../../server/src/adapters/disk/objectStore';
import { createLakeReader } from '../../../server/src/adapters/lake/lakeReader';
import { estimateStatement } from '../../../server/src/app/Estimator';
import { analyzeStatement } from '../../../server/src/core/analysis/analyzeStatement';
import { viewResolver } from '../../../server/src/core/plan/viewResolver';
import { defaultRate } from '../../../server/src/core/scan/price';
import { parse } from '../../../server/src/core/sql/parser';
import { facts, snapshotOf } from '../../support/facts';

interface ScanFact {
  readonly id: string;
  readonly sql: string;
  readonly maxBytes: number;
}

const here = import.meta.dirname;
const catalog = snapshotOf(here, 'catalog.ndjson');
const queries = facts(here, 'queries.ndjson') as readonly ScanFact[];
const reader = createLakeReader(diskObjectStore(new Map([['local:///', join(here, 'data')]])));
const views = viewResolver(catalog, 'trino');

test('what was read lies in the range of the estimate, mostly near its likely value', async () => {
  const outside: string[] = [];
  const far: string[] = [];
  for (const { id, sql, maxBytes } of queries) {
    const node = parse(sql, { dialect: 'trino' }).statements[0]!.node;
    const analysis = analyzeStatement(node, { catalog, session: {}, dialect: 'trino' });
    const today = Math.floor(Date.parse('2026-11-22') / 86_400_000);
    const request = { node, analysis, catalog, views, rate: defaultRate, today };
    const { bytes } = await estimateStatement(reader, request, new AbortController().signal);
    if (!bytes || maxBytes < bytes.low || maxBytes > bytes.high) outside.push(`${id} ${sql}: ${JSON.stringify(bytes)} for ${maxBytes}`);
    if (!bytes || Math.abs(bytes.likely - maxBytes) > 0.15 * maxBytes) far.push(`${id} ${sql}: ${JSON.stringify(bytes)} for ${maxBytes}`);
  }
  expect(queries.length).toBeGreaterThan(50);
  expect(outside).toEqual([]);
  // Which files a join's filter rules out while it runs is not known before.
  expect(far.length / queries.length, far.join('\n')).toBeLessThanOrEqual(0.07);
});
