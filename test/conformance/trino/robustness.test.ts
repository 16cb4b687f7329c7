/** Damaged statements: every one is analysed without an exception, and errors stay inside the text. */
import { expect, test } from 'vitest';
import { analyzeStatement } from '../../../server/src/core/analysis';
import { parse } from '../../../server/src/core/sql/parser';
import { facts, snapshotOf } from '../../support/facts';

const here = import.meta.dirname;
const context = { catalog: snapshotOf(here, 'catalog.ndjson'), session: { catalog: 'tpch', schema: 'tiny' }, dialect: 'trino' } as const;
const texts = [...facts(here, 'valid.ndjson'), ...facts(here, 'errors.ndjson')].map(row => (row as { readonly sql: string }).sql);
const tokens = texts.map(text => text.match(/\w+|\s+|'[^']*'|"[^"]*"|./gs) ?? []);

/** A generator of the same numbers for the same seed. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return state % below;
  };
}

function damaged(next: (below: number) => number): string {
  const result = [...(tokens[next(tokens.length)] ?? [])];
  for (let changes = next(3) + 1; changes > 0; changes--) {
    const at = next(result.length + 1);
    const other = tokens[next(tokens.length)] ?? [];
    const change = next(4);
    if (change === 0) result.splice(at, 1);
    else if (change === 1) result.splice(at, 0, other[next(Math.max(1, other.length))] ?? '');
    else if (change === 2) result.splice(at);
    else result.splice(at, 0, ...other.slice(0, next(other.length + 1)));
  }
  return result.join('');
}

function analyzeAll(text: string, caret: number): readonly string[] {
  const outside: string[] = [];
  for (const { node, start, end } of parse(text, { dialect: 'trino' }).statements) {
    const analysis = analyzeStatement(node, context);
    analysis.scopeAt(caret);
    for (const error of analysis.errors) {
      if (error.start < 0 || error.end < error.start || error.end > end - start + 1) outside.push(`${error.code} ${error.start}-${error.end}: ${text}`);
    }
  }
  return outside;
}

test.each([1, 2, 3])('1,000 damaged statements, seed %i', seed => {
  const next = numbers(seed);
  const outside: string[] = [];
  for (let i = 0; i < 1000; i++) {
    const text = damaged(next);
    outside.push(...analyzeAll(text, next(text.length + 1)));
  }
  expect(outside).toEqual([]);
});

test.each([
  ['a long sum', `select ${'1 + '.repeat(20_000)}1`],
  ['a long concatenation', `select ${"'a' || ".repeat(20_000)}'a'`],
  ['nested parentheses', `select ${'('.repeat(10_000)}1${')'.repeat(10_000)}`],
  ['nested calls', `select ${'abs('.repeat(3_000)}1${')'.repeat(3_000)}`],
  ['nested subqueries', `select * from ${'(select * from '.repeat(500)}nation${')'.repeat(500)}`],
  ['a long UNION', `select 1${' union all select 1'.repeat(5_000)}`],
  ['a long condition', `select 1 where ${'1 = 1 and '.repeat(20_000)}true`],
  ['a long list', `select 1 in (${'1, '.repeat(20_000)}2)`],
  ['many columns', `select ${Array.from({ length: 3_000 }, (_, i) => `sum(nationkey + ${i}) as c${i}`).join(', ')} from nation group by regionkey`],
])('%s is analysed', (_, text) => {
  expect(analyzeAll(text, text.length)).toEqual([]);
});
