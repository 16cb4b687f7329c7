/** Filters that make numbers. */
import type { Filter } from '../evaluator';
import { count, filter, numeric } from './arguments';
import { raise } from '../values/exception';
import { parseFloatText, parseInteger, roundTo, roundHalfEven } from '../values/number';
import { asNumeric, repr, str, typeName } from '../values/object';
import type { PyValue } from '../values/object';
import { textOf } from '../values/textObject';
import { PyUndefined } from '../values/undefined';

export const numberFilters: Readonly<Record<string, Filter>> = {
  int: filter('int', ['default?', 'base?'], (value, [fallback, base]) => {
    if (value instanceof PyUndefined) return value.fail();
    const text = textOf(value);
    const number = text === undefined ? asNumeric(value) : (parseInteger(text, count(base, 10)) ?? parseFloatText(text));
    if (typeof number === 'bigint') return number;
    return number !== undefined && Number.isFinite(number) ? BigInt(Math.trunc(number)) : fallback === undefined ? 0n : fallback;
  }),
  float: filter('float', ['default?'], (value, [fallback]) => {
    if (value instanceof PyUndefined) return value.fail();
    const text = textOf(value);
    const number = text === undefined ? asNumeric(value) : parseFloatText(text);
    return number === undefined ? (fallback === undefined ? 0 : fallback) : Number(number);
  }),
  abs: filter('abs', [], value => {
    if (value instanceof PyUndefined) return value.fail();
    const number = asNumeric(value) ?? raise('TypeError', `bad operand type for abs(): '${typeName(value)}'`);
    return number < 0 ? -number : number;
  }),
  round: filter('round', ['precision?', 'method?'], (value, [precision, method]) => {
    const how = method === undefined ? 'common' : str(method);
    const digits = count(precision, 0);
    if (!['common', 'ceil', 'floor'].includes(how)) return raise('FilterArgumentError', 'method must be common, ceil or floor');
    if (value instanceof PyUndefined) return value.fail();
    if (asNumeric(value) === undefined) return raise('TypeError', `type ${typeName(value)} doesn't define __round__ method`);
    const number = numeric(value);
    if (how === 'common') return round(number, digits);
    const scale = 10 ** digits;
    const scaled = Number(number) * scale;
    return (how === 'ceil' ? Math.ceil(scaled) : Math.floor(scaled)) / scale;
  }),
};

/** `round(number, digits)`: ints stay ints. */
export function round(number: bigint | number, digits: number | undefined): PyValue {
  if (typeof number === 'number') {
    if (digits !== undefined) return roundTo(number, digits);
    return Number.isFinite(number) ? BigInt(roundHalfEven(number)) : raise('ValueError', `cannot convert float ${repr(number)} to integer`);
  }
  if (digits === undefined || digits >= 0) return number;
  const unit = 10n ** BigInt(-digits);
  const rest = ((number % unit) + unit) % unit;
  const floor = number - rest;
  if (rest * 2n === unit) return (floor / unit) % 2n === 0n ? floor : floor + unit;
  return rest * 2n > unit ? floor + unit : floor;
}
