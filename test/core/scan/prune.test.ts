import { describe, expect, test } from 'vitest';
import type { Constant, Known } from '../../../server/src/core/scan/bounds';
import { mayBeTrue } from '../../../server/src/core/scan/prune';
import { conjuncts } from '../../../server/src/core/sql/queries';
import { parse } from '../../../server/src/core/sql/parser';
import type { Expression } from '../../../server/src/core/sql/tree';

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
const range = (kind: Constant['kind'], min: number | string, max: number | string, nulls = false): Known => ({
  kind: 'range',
  range: { min: { kind, value: min } as Constant, max: { kind, value: max } as Constant },
  nulls,
});

/** What is known of the rows: day and ts within January 2026, n from 10 to 20, name from `b` to `d`, some NULLs in m. */
const rows: Readonly<Record<string, Known>> = {
  day: range('date', day('2026-01-01'), day('2026-01-31')),
  ts: range('timestamp', day('2026-01-01') * 86400e6, day('2026-02-01') * 86400e6 - 1),
  n: range('number', 10, 20),
  m: range('number', 1, 1, true),
  name: range('string', 'b', 'dzz'),
  key: range('string', '2026-01-15', '2026-01-15'),
  nothing: { kind: 'null' },
};

function may(predicate: string): boolean {
  const statement = parse(`select 1 from t where ${predicate}`, { dialect: 'trino' }).statements[0]!.node;
  if (statement.kind !== 'Query' || statement.body.kind !== 'QuerySpecification' || !statement.body.where) throw new Error(predicate);
  const column = (node: Expression): Known => (node.kind === 'Identifier' ? rows[node.value] : undefined);
  return conjuncts(statement.body.where).every(term => mayBeTrue(term, { column, today: day('2026-02-10') }));
}

describe('ruled out', () => {
  test.each([
    "day = date '2026-02-01'",
    "day > date '2026-01-31'",
    "day between date '2026-02-01' and date '2026-02-28'",
    "day in (date '2025-12-31', date '2026-02-01')",
    "day >= current_date - interval '7' day",
    "day >= date_add('day', -7, current_date)",
    "ts >= timestamp '2026-02-01 00:00:00'",
    "cast(ts as date) = date '2026-02-01'",
    "date(ts) < date '2026-01-01'",
    "ts >= date '2026-02-01'",
    'n < 10',
    'n = 21 or n > 30',
    'not (n between 5 and 25)',
    'n is null',
    '-n > -10',
    'n + 5 > 25',
    "name like 'e%'",
    "name > 'e'",
    "key <> '2026-01-15'",
    "cast(key as date) = date '2026-01-16'",
    'nothing = 1',
    'nothing is not null',
    'n = 15 and false',
  ])('%s', predicate => {
    expect(may(predicate)).toBe(false);
  });
});

describe('kept: it holds for some row, or it is not understood', () => {
  test.each([
    "day = date '2026-01-31'",
    "day <> date '2026-01-15'",
    "day >= current_date - interval '1' month",
    "ts > timestamp '2026-01-31 23:59:59'",
    'n >= 20',
    'not n = 15',
    'm is null',
    'm is not null',
    "name like 'c%'",
    "name like '%x'",
    "name not like 'c%'",
    "upper(name) = 'Q'",
    'n = (select max(x) from u)',
    'other = 5',
    'n % 2 = 7',
    "cast(n as varchar) = 'x'",
    'coalesce(n, 0) = 99',
    'n < 9007199254740993',
    'n > -9007199254740993',
    'nothing is null',
  ])('%s', predicate => {
    expect(may(predicate)).toBe(true);
  });
});
