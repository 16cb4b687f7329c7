/**
 * Numbers of result types that are computed from those of the arguments: `round(decimal(p,s))` has precision p - s + 1.
 * Invariant: sizes stay within what the type allows; without a rule a size is the argument's of the same name.
 */
import { maxDecimalPrecision, maxVarcharLength } from '../types/TrinoType';

type Sizes = ReadonlyMap<string, number>;
type Rule = (size: (name: string) => number) => Readonly<Record<string, number>>;

/** By `name(argument texts)`. */
const rules: Readonly<Record<string, Rule>> = {
  'ceil(decimal(p,s))': wholeNumbers,
  'ceiling(decimal(p,s))': wholeNumbers,
  'floor(decimal(p,s))': wholeNumbers,
  'round(decimal(p,s))': of => ({ rp: Math.min(maxDecimalPrecision, of('p') - of('s') + Math.min(1, of('s'))), rs: 0 }),
  'round(decimal(p,s), integer)': of => ({ rp: Math.min(maxDecimalPrecision, of('p') + 1) }),
  'truncate(decimal(p,s))': of => ({ rp: Math.max(1, of('p') - of('s')) }),
  'mod(decimal(a_precision,a_scale), decimal(b_precision,b_scale))': of => {
    const scale = Math.max(of('a_scale'), of('b_scale'));
    return { r_precision: Math.min(of('b_precision') - of('b_scale'), of('a_precision') - of('a_scale')) + scale, r_scale: scale };
  },
  'concat(char(x), char(y))': of => ({ u: of('x') + of('y') }),
  'replace(varchar(x), varchar(y), varchar(z))': of => ({ u: bounded(of('x') + of('z') * (of('x') + 1)) }),
  'regexp_replace(varchar(x), joniregexp, varchar(y))': of => {
    const [x, y] = [of('x'), of('y')];
    return { z: bounded(x + Math.max(Math.floor((x * y) / 2), y) * (x + 1)) };
  },
  'url_encode(varchar(x))': of => ({ y: bounded(of('x') * 12) }),
  'render(varchar(x), color)': of => ({ y: bounded(of('x') + 15) }),
  'to_iso8601(timestamp(p))': of => ({ n: 22 + (of('p') > 0 ? 1 : 0) + of('p') }),
  'to_iso8601(timestamp(p) with time zone)': of => ({ n: 28 + (of('p') > 0 ? 1 : 0) + of('p') }),
};

export function resultSizes(signatureText: string, sizes: Sizes): Sizes {
  const rule = rules[signatureText];
  if (!rule) return sizes;
  return new Map([...sizes, ...Object.entries(rule(name => sizes.get(name) ?? 0))]);
}

function wholeNumbers(size: (name: string) => number): Readonly<Record<string, number>> {
  return { rp: size('p') - size('s') + Math.min(size('s'), 1) };
}

function bounded(length: number): number {
  return Math.min(maxVarcharLength, length);
}
