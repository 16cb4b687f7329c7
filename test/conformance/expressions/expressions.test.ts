/** Types of expressions, of written types and of conversions, against answers of a Trino server. */
import { expect, test } from 'vitest';
import { analyzeText, parseTrinoType } from '../../../server/src/core/analysis';
import { commonSuperType } from '../../../server/src/core/analysis/types/coercion';
import { canCast, isComparable, isOrderable } from '../../../server/src/core/analysis/types/properties';
import { facts, plainType, snapshotOf, Tally } from '../../support/facts';

interface ExpressionFact {
  readonly expr: string;
  readonly from: string | null;
  readonly type: string | null;
  readonly errorName?: string;
}

interface TypeFact {
  readonly written: string;
  readonly accepted: boolean;
  readonly type: string | null;
  readonly errorName: string | null;
  readonly comparable?: boolean;
  readonly orderable?: boolean;
}

interface CoercionFact {
  readonly from: string;
  readonly to: string;
  readonly cast: boolean;
  readonly commonType: string | null;
  readonly comparable: boolean;
}

const here = import.meta.dirname;
const context = { catalog: snapshotOf(`${here}/../trino`, 'catalog.ndjson'), session: { catalog: 'tpch', schema: 'tiny' }, dialect: 'trino' } as const;

test('types and errors of expressions are the server’s', () => {
  const tally = new Tally();
  for (const { expr, from, type, errorName } of (facts(here, 'expressions.ndjson') as readonly ExpressionFact[])) {
    const { statements, diagnostics } = analyzeText(`select ${expr} as x${from ? ` from ${from}` : ''}`, context);
    const found = statements.at(-1)?.columns?.[0]?.type ?? '';
    const isRight = errorName ? diagnostics.some(d => d.code === errorName) : diagnostics.length === 0 && plainType(found) === plainType(type ?? '');
    tally.add(isRight, () => `${expr} → ${found} ${diagnostics.map(d => d.code).join()} for ${type ?? errorName ?? ''}`);
  }
  expect(tally.rate, tally.report()).toBeGreaterThanOrEqual(0.995);
});

test('written types are read, printed and refused as the server does', () => {
  const tally = new Tally();
  for (const { written, accepted, type, errorName, comparable, orderable } of (facts(here, 'types.ndjson') as readonly TypeFact[])) {
    const { statements, diagnostics } = analyzeText(`select cast(null as ${written})`, context);
    const found = statements.at(-1)?.columns?.[0]?.type ?? '';
    const said = (): string => `${written} → ${found} ${diagnostics.map(d => d.code).join()} for ${type ?? errorName ?? ''}`;
    if (!accepted) {
      tally.add(diagnostics.some(d => d.code === errorName) || errorName === 'GENERIC_INTERNAL_ERROR', said);
      continue;
    }
    const parsed = parseTrinoType(type ?? '');
    const isRight = diagnostics.length === 0 && plainType(found) === plainType(type ?? '') && isComparable(parsed) === comparable && isOrderable(parsed) === orderable;
    tally.add(isRight, said);
  }
  expect(tally.rate, tally.report()).toBeGreaterThanOrEqual(0.98);
});

test('casts, common types and comparisons of every pair are the server’s', () => {
  const tally = new Tally();
  for (const { from, to, cast, commonType, comparable } of (facts(here, 'coercions.ndjson') as readonly CoercionFact[])) {
    const [a, b] = [parseTrinoType(from), parseTrinoType(to)];
    const common = commonSuperType(a, b);
    const isRight = canCast(a, b) === cast && plainType(common?.display ?? '') === plainType(commonType ?? '') && (common !== undefined && isComparable(common)) === comparable;
    tally.add(isRight, () => `${from} → ${to}: cast ${canCast(a, b)} for ${cast}, common ${common?.display ?? 'none'} for ${commonType ?? 'none'}, comparable ${comparable}`);
  }
  expect(tally.misses, tally.report()).toEqual([]);
});
