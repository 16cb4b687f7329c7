/** Numbers. Invariant: floating functions are computed as Java computes them (own functions where DuckDB raises errors or rounds otherwise). */
import type { TrinoType } from '../../../../core/analysis/types/TrinoType';
import { decimalType } from '../../../../core/analysis/types/TrinoType';
import type { CallSite } from './CallSite';
import { byCount, sameAs, typedAs, type Rule, type Rules } from './CallSite';

const ofDouble = (name: string): readonly [string, Rule] => [name, sameAs(`mz_${name}`)];

export const numberRules: Rules = [
  ['abs', sameAs('abs')],
  ['ceil', rounded('ceil')],
  ['ceiling', rounded('ceil')],
  ['floor', rounded('floor')],
  ['round', round],
  ['truncate', truncate],
  [
    'sign',
    call =>
      isFloat(call.type(0))
        ? `CASE WHEN isnan(${call.arg(0)}) THEN ${call.arg(0)} ELSE ${call.typed(`sign(${call.arg(0)})`)} END`
        : call.typed(`sign(${call.arg(0)})`),
  ],
  [
    'mod',
    call => {
      const [a, b] = call.args();
      if (isFloat(call.result)) return call.typed(`mz_double_modulo(${a!}, ${b!})`);
      return call.typed(`mz_modulo(${a!}, ${b!})`);
    },
  ],
  ...[
    'sqrt',
    'cbrt',
    'exp',
    'ln',
    'log2',
    'log10',
    'sin',
    'cos',
    'tan',
    'asin',
    'acos',
    'atan',
    'sinh',
    'cosh',
    'tanh',
    'degrees',
    'radians',
  ].map(ofDouble),
  ['power', sameAs('mz_power')],
  ['pow', sameAs('mz_power')],
  ['log', sameAs('mz_log')],
  ['atan2', sameAs('mz_atan2')],
  ['pi', () => 'pi()'],
  ['e', () => `CAST('2.718281828459045' AS DOUBLE)`],
  ['nan', () => `CAST('NaN' AS DOUBLE)`],
  ['infinity', () => `CAST('Infinity' AS DOUBLE)`],
  ['is_nan', sameAs('isnan')],
  ['is_finite', sameAs('isfinite')],
  ['is_infinite', sameAs('isinf')],
  ['rand', random],
  ['random', random],
  ['bitwise_and', sameAs('mz_bitwise_and')],
  ['bitwise_or', sameAs('mz_bitwise_or')],
  ['bitwise_xor', sameAs('xor')],
  ['bitwise_not', call => `(~${call.arg(0)})`],
  ['bitwise_left_shift', shift('mz_shift_left')],
  ['bitwise_right_shift', shift('mz_shift_right')],
  ['bitwise_right_shift_arithmetic', shift('mz_shift_right_arithmetic')],
  ['bit_count', sameAs('mz_bit_count')],
  ['to_base', sameAs('mz_to_base')],
  ['from_base', sameAs('mz_from_base')],
  ['width_bucket', byCount({ 2: sameAs('mz_width_bucket_of'), 4: sameAs('mz_width_bucket') })],
  ['normal_cdf', sameAs('mz_normal_cdf')],
  ['inverse_normal_cdf', sameAs('mz_inverse_normal_cdf')],
  ['wilson_interval_lower', sameAs('mz_wilson_lower')],
  ['wilson_interval_upper', sameAs('mz_wilson_upper')],
];

function isFloat(type: TrinoType): boolean {
  return type.base === 'double' || type.base === 'real';
}

function rounded(name: string): Rule {
  return call => {
    const type = call.type(0);
    return isFloat(type) || type.kind === 'decimal' ? typedAs(name)(call) : call.arg(0);
  };
}

function round(call: CallSite): string {
  const type = call.type(0);
  const digits = call.count > 1 ? `, CAST(${call.t.expression(call.argument(1))} AS INTEGER)` : '';
  if (type.base === 'double') return call.count > 1 ? `mz_round_to(${call.arg(0)}${digits})` : `mz_round(${call.arg(0)})`;
  if (type.base === 'real')
    return call.typed(call.count > 1 ? `mz_round_to(CAST(${call.arg(0)} AS DOUBLE)${digits})` : `mz_round(CAST(${call.arg(0)} AS DOUBLE))`);
  if (type.kind !== 'decimal')
    return call.count === 1 ? call.arg(0) : call.typed(`mz_round_integer(CAST(${call.arg(0)} AS BIGINT)${digits})`);
  if (call.count === 1) return call.typed(`round(${call.arg(0)})`);
  const places = literalInteger(call, 1);
  if (places === undefined) throw call.refuse('round of a decimal to a computed number of digits');
  return call.typed(
    places >= type.scale
      ? call.arg(0)
      : places <= type.scale - type.precision - 1
        ? `CAST('0' AS ${call.t.home(type, call.node)})`
        : `round(${call.arg(0)}, ${places})`,
  );
}

function literalInteger(call: CallSite, at: number): number | undefined {
  const node = call.argument(at);
  if (node.kind === 'LongLiteral') return Number(node.value);
  return node.kind === 'ArithmeticUnary' && node.operator === '-' && node.value.kind === 'LongLiteral'
    ? -Number(node.value.value)
    : undefined;
}

function truncate(call: CallSite): string {
  const type = call.type(0);
  if (call.count === 1) return call.typed(type.base === 'real' ? `trunc(CAST(${call.arg(0)} AS DOUBLE))` : `trunc(${call.arg(0)})`);
  if (type.kind !== 'decimal') throw call.refuse('truncate of a double to a number of digits');
  const places = literalInteger(call, 1);
  if (places === undefined || places < 0) throw call.refuse('truncate to this number of digits');
  const kept = decimalType(type.precision, type.scale);
  return places >= type.scale
    ? call.typed(call.arg(0))
    : call.typed(`trunc(CAST(${call.arg(0)} AS ${call.t.home(kept, call.node)}), ${places})`);
}

function random(call: CallSite): string {
  if (call.count > 0) throw call.refuse('random with bounds');
  return 'random()';
}

/** Shifts work on the bits of the argument's own type. */
function shift(name: string): Rule {
  return call => {
    const bits = { tinyint: 8, smallint: 16, integer: 32, bigint: 64 }[call.result.base as 'tinyint'] as number | undefined;
    if (bits === undefined) throw call.refuse();
    return call.typed(`${name}(CAST(${call.arg(0)} AS BIGINT), CAST(${call.t.expression(call.argument(1))} AS BIGINT), ${bits})`);
  };
}
