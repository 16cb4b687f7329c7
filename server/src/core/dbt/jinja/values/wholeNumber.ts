/** An int argument that may be left out, as the constructors of dates take them. */
import { raise } from './exception';
import { typeName } from './object';
import type { PyValue } from './object';

export function wholeNumber(value: PyValue | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  const number = typeof value === 'boolean' ? BigInt(value) : value;
  return typeof number === 'bigint'
    ? Number(number)
    : raise('TypeError', `'${typeName(value)}' object cannot be interpreted as an integer`);
}
