/** The analysis against answers of a Trino server: statements it accepts with their columns, and statements it refuses with code and place. */
import { expect, test } from 'vitest';
import { analyzeText } from '../../../server/src/core/analysis';
import type { AnalyzedText } from '../../../server/src/core/analysis';
import { facts, plainType, snapshotOf, Tally } from '../../support/facts';

interface ValidFact {
  readonly sql: string;
  readonly catalog: string | null;
  readonly schema: string | null;
  readonly columns: readonly { readonly name: string; readonly type: string }[] | null;
}

interface ErrorFact {
  readonly sql: string;
  readonly catalog: string | null;
  readonly schema: string | null;
  readonly errorName: string;
  readonly errorType: string;
  readonly phase: string;
  readonly line: number | null;
  readonly column: number | null;
}

const here = import.meta.dirname;
const catalog = snapshotOf(here, 'catalog.ndjson');

function analyzed({ sql, catalog: name, schema }: { sql: string; catalog: string | null; schema: string | null }): AnalyzedText {
  return analyzeText(sql, { catalog, session: { catalog: name ?? undefined, schema: schema ?? undefined }, dialect: 'trino' });
}

const valid = (facts(here, 'valid.ndjson') as readonly ValidFact[]);
const errors = (facts(here, 'errors.ndjson') as readonly ErrorFact[]).filter(
  f => f.line !== null && f.phase === 'analysis' && f.errorType !== 'INTERNAL_ERROR',
);

test('no statement that the server accepts has an error', () => {
  const tally = new Tally();
  for (const fact of valid) {
    const { diagnostics } = analyzed(fact);
    tally.add(diagnostics.length === 0, () => `${fact.sql} → ${diagnostics.map(d => `${d.code} ${d.message}`).join('; ')}`);
  }
  expect(tally.misses, tally.report()).toEqual([]);
});

test('names and types of result columns are the server’s', () => {
  const names = new Tally();
  const types = new Tally();
  for (const fact of valid) {
    if (!fact.columns) continue;
    const columns = analyzed(fact).statements.at(-1)?.columns ?? [];
    names.add(columns.map(c => c.name).join() === fact.columns.map(c => c.name).join(), () => fact.sql);
    types.add(columns.map(c => plainType(c.type)).join() === fact.columns.map(c => plainType(c.type)).join(), () => fact.sql);
  }
  expect(names.rate, names.report()).toBeGreaterThanOrEqual(0.995);
  expect(types.rate, types.report()).toBeGreaterThanOrEqual(0.99);
});

test('wrong statements have the server’s error at the server’s place', () => {
  const codes = new Tally();
  const places = new Tally();
  const single = new Tally();
  for (const fact of errors) {
    const { diagnostics } = analyzed(fact);
    const said = (): string => `${fact.sql} → ${diagnostics.map(d => `${d.code}@${d.start.line}:${d.start.column}`).join()} for ${fact.errorName}@${fact.line ?? 0}:${fact.column ?? 0}`;
    // The server counts code points, the analysis UTF-16 code units.
    const line = fact.sql.split('\n')[(fact.line ?? 1) - 1] ?? '';
    const column = Array.from(line).slice(0, (fact.column ?? 1) - 1).join('').length + 1;
    const named = diagnostics.filter(d => d.code === fact.errorName);
    codes.add(named.length > 0, said);
    places.add(named.some(d => d.start.line === fact.line && d.start.column === column), said);
    single.add(diagnostics.length === 1, said);
  }
  expect(codes.rate, codes.report()).toBeGreaterThanOrEqual(0.99);
  expect(places.rate, places.report()).toBeGreaterThanOrEqual(0.99);
  expect(single.rate, single.report()).toBeGreaterThanOrEqual(0.96);
});
