/** Any text is answered: no exception, bounded time, errors inside the text. */
import { describe, expect, test } from 'vitest';
import { parse } from '../../../server/src/core/sql/parser';
import { contextAt } from '../../../server/src/core/sql/syntaxContext';
import { cutUp, numbers, randomCharacters, tokenSoup } from '../../support/sql/randomText';
import { facts } from '../../support/facts';
import { join } from 'node:path';

const queries = facts(join(import.meta.dirname, '../../conformance/trino'), 'valid.ndjson').map(
  row => (row as { readonly sql: string }).sql,
);
/** Of this process's own time, over a whole set: what else the machine does must not decide. */
const MS_PER_10_KB = 50;

function ownMilliseconds(): number {
  return process.cpuUsage().user / 1000;
}

/** Parses, asks at a place, and tells errors outside of the text. */
function answer(text: string, caret: number): readonly string[] {
  const outside: string[] = [];
  for (const dialect of ['athena', 'trino'] as const) {
    const source = parse(text, { dialect });
    contextAt(source, caret);
    for (const { start, end } of source.errors) if (start < 0 || end < start || end > text.length) outside.push(`${start}-${end}: ${text}`);
  }
  return outside;
}

describe.each([
  ['random characters', (next: (below: number) => number) => randomCharacters(next, next(300))],
  ['token soup', (next: (below: number) => number) => tokenSoup(next, next(120))],
  ['pieces of queries', (next: (below: number) => number) => cutUp(next, queries)],
])('%s', (_, make) => {
  test.each([1, 2, 3])('seed %i', { timeout: 60_000 }, seed => {
    const next = numbers(seed);
    const texts = Array.from({ length: 700 }, () => make(next));
    const characters = texts.reduce((sum, text) => sum + text.length, 0);
    const started = ownMilliseconds();
    expect(texts.flatMap(text => answer(text, next(text.length + 1)))).toEqual([]);
    // Two dialects and a caret each: four readings of every text.
    expect(ownMilliseconds() - started).toBeLessThan(Math.max(1000, (4 * MS_PER_10_KB * characters) / 10_000));
  });
});

const DEEP = 10_000;

describe('deep nesting is refused, not followed', () => {
  test.each([
    ['parentheses', '(', '1', ')'],
    ['calls', 'f(', '1', ')'],
    ['arrays', '[', '1', ']'],
    ['subscripts', 'a[', '1', ']'],
    ['subqueries', '(select ', '1', ')'],
    ['CASE', 'case when ', 'true', ' then 1 end'],
    ['NOT', 'not ', 'true', ''],
    ['signs', '- ', '1', ''],
    ['lambdas', 'x -> ', '1', ''],
    ['casts', 'cast(', '1', ' as int)'],
    ['EXISTS', 'exists (select ', '1', ')'],
  ])('%s', (_, open, middle, close) => {
    for (const text of [`select ${open.repeat(DEEP)}${middle}${close.repeat(DEEP)}`, `select ${open.repeat(DEEP)}`]) {
      const { errors } = parse(text);
      expect(errors.length).toBeGreaterThan(0);
      expect(errors.length).toBeLessThan(60);
    }
  });

  test.each([
    ['relations', `select * from ${'('.repeat(DEEP)}t${')'.repeat(DEEP)}`],
    ['types', `select cast(a as ${'array('.repeat(DEEP)}int${')'.repeat(DEEP)})`],
    ['row patterns', `select * from t match_recognize (pattern (${'('.repeat(DEEP)}`],
    ['WITH', 'with a as ('.repeat(DEEP)],
    ['EXPLAIN', 'explain '.repeat(DEEP)],
    ['sums', `select ${'1 + '.repeat(DEEP)}1`],
    ['unions', `${'select 1 union all '.repeat(DEEP)}select 1`],
    ['joins', `select 1 from t ${'join t on true '.repeat(DEEP)}`],
  ])('%s', (_, text) => {
    expect(parse(text).errors.length).toBeGreaterThan(0);
  });

  test('what people write is not refused', () => {
    const depth = 100;
    expect(parse(`select ${'coalesce(a, '.repeat(depth)}1${')'.repeat(depth)}, ${'('.repeat(depth)}1${')'.repeat(depth)}`).errors).toEqual(
      [],
    );
    expect(parse(`select ${'a and '.repeat(20_000)}b, ${'1 + '.repeat(900)}1`).errors).toEqual([]);
  });
});

test.each([
  ['statements', 'select a, b from t where x = 1;\n', 0],
  ['one letter', 'x', 1],
  ['semicolons', ';', 0],
  ['parentheses', ')', 1],
  ['quotes', "' ", 1],
  ['keywords', 'select ', 1],
  ['commas', ', ', 1],
])(
  '5 MB of %s are read in linear time',
  (_, piece, least) => {
    const small = piece.repeat(Math.ceil(500_000 / piece.length));
    const large = piece.repeat(Math.ceil(5_000_000 / piece.length));
    parse(small);
    const started = performance.now();
    expect(parse(large).errors.length).toBeGreaterThanOrEqual(least);
    expect(ownMilliseconds() - started).toBeLessThan(20_000);
  },
  60_000,
);
