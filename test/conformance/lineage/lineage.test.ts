/** Value sources of output columns against what a Trino server recorded of the same queries. */
import { expect, test } from 'vitest';
import { analyzeText } from '../../../server/src/core/analysis';
import { facts, plainType, snapshotOf, Tally } from '../../support/facts';

interface LineageFact {
  readonly id: string;
  readonly sql: string;
  readonly schema?: string | null;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly sources: readonly string[];
    readonly reads?: readonly string[];
  }[];
  readonly trino_blind?: readonly string[];
}

const here = import.meta.dirname;
const catalog = snapshotOf(here, 'catalog.ndjson');
const queries = (facts(here, 'queries.ndjson') as readonly LineageFact[]);

/** Date and time precision depends on the connector that was asked. */
const coarse = (type: string): string => plainType(type).replace(/\b(timestamp|time)\(\d+\)/g, '$1');

/** Where the server itself loses sources an answer may say more, as far as the plan reads those columns. */
function isRight(fact: LineageFact, want: LineageFact['columns'][number], got: readonly string[]): boolean {
  if (!fact.trino_blind?.length) return [...got].sort().join() === [...want.sources].sort().join();
  const allowed = new Set([...want.sources, ...(want.reads ?? got)]);
  return want.sources.every(source => got.includes(source)) && got.every(source => allowed.has(source));
}

test('names, types and sources of every column are the server’s, without an error', () => {
  const tally = new Tally();
  for (const fact of queries) {
    const { statements, diagnostics } = analyzeText(fact.sql, { catalog, session: { schema: fact.schema ?? undefined }, dialect: 'athena' });
    const columns = statements.at(-1)?.columns ?? [];
    const named = columns.map(c => `${c.name} ${coarse(c.type)}`).join() === fact.columns.map(c => `${c.name} ${coarse(c.type)}`).join();
    const wrong = fact.columns.find((want, i) => !isRight(fact, want, columns[i]?.sources ?? []));
    tally.add(named && !wrong && diagnostics.length === 0, () => `${fact.id}: ${wrong?.name ?? (named ? diagnostics.map(d => d.message).join() : 'names or types')}`);
  }
  expect(tally.misses, tally.report()).toEqual([]);
});

test('a column that the server’s record loses is still traced', () => {
  const traced = new Map([
    ['unnest_tags', ['bronze_crm.support_tickets.tags']],
    ['join_using_single', ['silver.dim_account.account_id', 'gold.account_daily.account_id']],
    ['struct_star_nested', ['bronze_app.session_events.context']],
  ]);
  for (const fact of queries) {
    const expected = traced.get(fact.id);
    if (!expected) continue;
    const { statements } = analyzeText(fact.sql, { catalog, session: {}, dialect: 'athena' });
    const lost = statements[0]?.columns?.find((_, i) => fact.columns[i]?.sources.length === 0);
    expect(lost?.sources, fact.id).toEqual(expected);
  }
  expect(queries.filter(({ id }) => traced.has(id))).toHaveLength(traced.size);
});
