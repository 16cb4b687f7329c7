/**
 * More answers of a Trino server, one or two of every kind. How they were got: a Trino 476 (single node, its default settings, the
 * catalogs of catalog.ndjson created in it) was asked with some 50,000 statements that programs wrote: every function, operator,
 * literal and cast with right and wrong types, every form of the grammar left off after each word, and mutations of the other facts.
 * `EXPLAIN (TYPE VALIDATE)` gave the errors, `DESCRIBE OUTPUT` the columns. These are the instructive ones; none stands in the other files.
 */
import { expect, test } from 'vitest';
import { analyzeText } from '../../../server/src/core/analysis';
import { facts, plainType, snapshotOf, Tally } from '../../support/facts';

interface Fact {
  readonly topic: string;
  readonly sql: string;
  readonly catalog: string;
  readonly schema: string;
  /** Of a query that is accepted; null for other statements. */
  readonly columns?: readonly { readonly name: string; readonly type: string }[] | null;
  readonly errorName?: string;
  readonly line?: number;
  readonly column?: number;
}

const here = import.meta.dirname;
const catalog = snapshotOf(here, 'catalog.ndjson');
const rows = facts(here, 'more.ndjson') as readonly Fact[];

function analyzed({ sql, ...session }: Fact): ReturnType<typeof analyzeText> {
  return analyzeText(sql, { catalog, session: { catalog: session.catalog, schema: session.schema }, dialect: 'trino' });
}

test('what is accepted has no error, and the server’s columns', () => {
  const tally = new Tally();
  for (const row of rows) {
    if (row.errorName) continue;
    const { diagnostics, statements } = analyzed(row);
    tally.add(diagnostics.length === 0, () => `${row.sql} → ${diagnostics.map(d => `${d.code} ${d.message}`).join('; ')}`);
    if (!row.columns) continue;
    const spelled = (columns: readonly { readonly name: string; readonly type: string }[]): string =>
      columns.map(c => `${c.name} ${plainType(c.type)}`).join();
    const got = spelled(statements.at(-1)?.columns ?? []);
    tally.add(got === spelled(row.columns), () => `${row.sql} → ${got}`);
  }
  expect(tally.misses, tally.report()).toEqual([]);
});

test('what is refused has the server’s error at the server’s place', () => {
  const tally = new Tally();
  for (const row of rows) {
    if (!row.errorName) continue;
    const { diagnostics } = analyzed(row);
    const said = (): string => diagnostics.map(d => `${d.code}@${d.start.line}:${d.start.column}`).join();
    tally.add(
      diagnostics.some(d => d.code === row.errorName && d.start.line === row.line && d.start.column === row.column),
      () => `${row.sql} → ${said()} for ${row.errorName ?? ''}@${row.line ?? 0}:${row.column ?? 0}`,
    );
  }
  expect(tally.misses, tally.report()).toEqual([]);
});
