/** Pruning against evaluation: a group of rows that is ruled out holds no row that the predicate keeps. */
import { describe, expect, test } from 'vitest';
import type { Constant, Known } from '../../../server/src/core/scan/bounds';
import { compareConstants } from '../../../server/src/core/scan/bounds';
import { bucketOf } from '../../../server/src/core/scan/bucket';
import { mayBeTrue, mustBeTrue } from '../../../server/src/core/scan/prune';
import { parse } from '../../../server/src/core/sql/parser';
import type { Expression } from '../../../server/src/core/sql/tree';

interface Row {
  readonly n: number | null;
  readonly x: number | null;
  readonly s: string | null;
  readonly d: number | null;
}

/** A predicate as text, and what it says of a row in SQL's three values. */
interface Predicate {
  readonly sql: string;
  readonly holds: (row: Row) => boolean | null;
}

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const dateText = (days: number): string => new Date(days * 86_400_000).toISOString().slice(0, 10);
const texts = ['', 'a', 'ab', 'abc', 'b', 'ba', 'Z', 'é', '😀', '\uffff'];

class Generator {
  readonly next: () => number;
  constructor(seed: number) {
    this.next = random(seed);
  }
  below(count: number): number {
    return Math.floor(this.next() * count);
  }
  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }
  row(): Row {
    const orNull = <T>(value: T): T | null => (this.below(8) === 0 ? null : value);
    return {
      n: orNull(this.below(12) - 3),
      x: orNull(this.below(10) === 0 ? NaN : this.below(6) / 2),
      s: orNull(this.pick(texts)),
      d: orNull(19_700 + this.below(40)),
    };
  }
  predicate(depth: number): Predicate {
    if (depth === 0) return this.term();
    const [a, b] = [this.predicate(depth - 1), this.predicate(depth - 1)];
    switch (this.below(4)) {
      case 0:
        return {
          sql: `(${a.sql} and ${b.sql})`,
          holds: row => {
            const both = [a.holds(row), b.holds(row)];
            return both.includes(false) ? false : both.includes(null) ? null : true;
          },
        };
      case 1:
        return {
          sql: `(${a.sql} or ${b.sql})`,
          holds: row => {
            const both = [a.holds(row), b.holds(row)];
            return both.includes(true) ? true : both.includes(null) ? null : false;
          },
        };
      case 2:
        return {
          sql: `(not ${a.sql})`,
          holds: row => {
            const value = a.holds(row);
            return value === null ? null : !value;
          },
        };
      default:
        return this.term();
    }
  }
  private term(): Predicate {
    const operator = this.pick(['=', '<>', '<', '<=', '>', '>='] as const);
    const order: Readonly<Record<string, (a: number) => boolean>> = {
      '=': a => a === 0,
      '<>': a => a !== 0,
      '<': a => a < 0,
      '<=': a => a <= 0,
      '>': a => a > 0,
      '>=': a => a >= 0,
    };
    const of = (column: keyof Row, sql: string, difference: (value: never) => number): Predicate => ({
      sql,
      holds: row => (row[column] === null ? null : order[operator]!(difference(row[column] as never))),
    });
    const number = this.below(12) - 3;
    const days = 19_700 + this.below(40);
    const text = this.pick(texts);
    switch (this.below(9)) {
      case 0:
        return of('n', `n ${operator} ${number}`, (value: number) => value - number);
      case 1:
        return of('x', `x ${operator} ${number}`, (value: number) => value - number);
      case 2:
        return of('s', `s ${operator} '${text}'`, (value: string) => Buffer.compare(Buffer.from(value), Buffer.from(text)));
      case 3:
        return of('d', `d ${operator} date '${dateText(days)}'`, (value: number) => value - days);
      case 4: {
        const month = `${dateText(days).slice(0, 7)}-01`;
        const first = Date.parse(month) / 86_400_000;
        const start = (value: number): number => Date.parse(`${dateText(value).slice(0, 7)}-01`) / 86_400_000;
        return of('d', `date_trunc('month', d) ${operator} date '${month}'`, (value: number) => start(value) - first);
      }
      case 5: {
        const list = [number, number + 4];
        return { sql: `n in (${list.join(', ')})`, holds: ({ n }) => (n === null ? null : list.includes(n)) };
      }
      case 6:
        return { sql: `n not between ${number} and ${number + 3}`, holds: ({ n }) => (n === null ? null : n < number || n > number + 3) };
      case 7:
        return { sql: `s like '${text}%'`, holds: ({ s }) => (s === null ? null : s.startsWith(text)) };
      default:
        return this.below(2) === 0
          ? { sql: 'n is null', holds: ({ n }) => n === null }
          : { sql: 's is not null', holds: ({ s }) => s !== null };
    }
  }
}

function statistics(rows: readonly Row[]): (column: string) => Known {
  const kinds = { n: 'number', x: 'number', s: 'string', d: 'date' } as const;
  return name => {
    if (!(name in kinds)) return undefined;
    const column = name as keyof Row;
    const values = rows.map(row => row[column]).filter(value => value !== null);
    if (values.length === 0) return { kind: 'null' };
    // Writers leave NaN out of the bounds.
    const ordered = values
      .filter(value => !Number.isNaN(value))
      .map((value): Constant => ({ kind: kinds[column], value }) as Constant)
      .sort((a, b) => compareConstants(a, b) ?? 0);
    const [min, max] = [ordered[0], ordered.at(-1)];
    return min && max
      ? { kind: 'range', range: { min, max }, nulls: values.length < rows.length, ...(column === 'x' ? { unordered: true } : {}) }
      : undefined;
  };
}

function expressionOf(sql: string): Expression {
  const node = parse(`select 1 from t where ${sql}`, { dialect: 'trino' }).statements[0]!.node;
  if (node.kind !== 'Query' || node.body.kind !== 'QuerySpecification' || !node.body.where) throw new Error(sql);
  return node.body.where;
}

describe('generated predicates over generated rows', () => {
  test.each([false, true])('what is ruled out holds no row, what must hold holds for all (ranges only: %s)', rangesOnly => {
    const generator = new Generator(20_260_101);
    let ruledOut = 0;
    for (let round = 0; round < 6000; round++) {
      const rows = Array.from({ length: 1 + generator.below(4) }, () => generator.row());
      const { sql, holds } = generator.predicate(generator.below(3));
      const known = statistics(rows);
      const context = {
        today: 20_000,
        rangesOnly,
        column: (node: Expression): Known => (node.kind === 'Identifier' ? known(node.value) : undefined),
      };
      const values = rows.map(holds);
      if (!mayBeTrue(expressionOf(sql), context)) {
        ruledOut++;
        expect(values, `${sql} over ${JSON.stringify(rows)}`).not.toContain(true);
      }
      if (mustBeTrue(expressionOf(sql), context)) expect(new Set(values), `${sql} over ${JSON.stringify(rows)}`).toEqual(new Set([true]));
    }
    expect(ruledOut).toBeGreaterThan(600);
  });
});

describe("Iceberg's bucket hashes, from the specification's table", () => {
  const all = 2 ** 31;
  test.each([
    [{ kind: 'number', value: 34 }, 2017239379],
    [{ kind: 'date', value: 17486 }, -653330422],
    [{ kind: 'timestamp', value: 1510871468000000 }, -2047944441],
    [{ kind: 'string', value: 'iceberg' }, 1210000089],
  ] as const)('%j', (constant, hash) => {
    expect(bucketOf(constant, all)).toBe(hash & 0x7fffffff);
  });
});
