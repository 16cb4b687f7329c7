/** Python's ints and floats: text, parsing and arithmetic. Invariant: ints stay exact at any size below `maximumBits`, above which they are refused. */
import { raise } from './exception';

/** Ints of more bits are not made: a template needs none, and the machine would be busy with one for long. */
const maximumBits = 200_000n;
const largest = 1n << maximumBits;
/** Python neither reads nor prints ints of more digits. */
const maximumDigits = 4300;
const longestPrinted = 10n ** BigInt(maximumDigits);

/** The shortest digits that read back as the same float, with Python's exponents. */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  if (size >= 1e16 || size < 1e-4) return pythonExponent(value.toExponential());
  const plain = value.toString();
  return plain.includes('.') ? plain : `${plain}.0`;
}

/** `str(value)` of an int. */
export function integerText(value: bigint): string {
  if (value >= longestPrinted || value <= -longestPrinted)
    return raise('ValueError', `Exceeds the limit (${maximumDigits} digits) for integer string conversion`);
  return value.toString();
}

/** Exponents have a sign and at least two digits. */
export function pythonExponent(text: string): string {
  return text.replace(/e([+-]?)(\d+)$/, (_, sign: string, digits: string) => `e${sign === '-' ? '-' : '+'}${digits.padStart(2, '0')}`);
}

/** Floats that are whole numbers hash as the int they equal. */
export function floatHashKey(value: number): bigint | number {
  return Number.isInteger(value) ? BigInt(value) : value;
}

/** `int(text, base)`; undefined where the text is no such number. */
export function parseInteger(text: string, base = 10): bigint | undefined {
  const trimmed = text.trim().toLowerCase();
  const match =
    /^([+-]?)(0[xob])?([0-9a-z]+(?:_[0-9a-z]+)*)$/.exec(trimmed) ?? /^([+-]?)(0[xob])_([0-9a-z]+(?:_[0-9a-z]+)*)$/.exec(trimmed);
  if (!match) return undefined;
  const [, sign = '', prefix = '', digits = ''] = match;
  const bases: Record<string, number> = { '0x': 16, '0o': 8, '0b': 2 };
  const named = bases[prefix];
  if (named !== undefined && base !== named && base !== 0)
    return base === 16 && prefix === '0b' ? signed(sign, digitsOf(`${prefix}${digits}`, 16)) : undefined;
  const actual = named ?? (base === 0 ? 10 : base);
  if (base === 0 && named === undefined && /^0[0_]*[1-9]/.test(digits)) return undefined;
  return signed(sign, digitsOf(digits, actual));
}

function digitsOf(digits: string, base: number): bigint | undefined {
  let total = 0n;
  const plain = digits.replaceAll('_', '');
  if (plain.length > maximumDigits) return undefined;
  if (base === 10) return /^\d+$/.test(plain) ? BigInt(plain) : undefined;
  for (const digit of plain) {
    const value = parseInt(digit, 36);
    if (!(value < base)) return undefined;
    total = total * BigInt(base) + BigInt(value);
  }
  return total;
}

function signed(sign: string, value: bigint | undefined): bigint | undefined {
  return value === undefined ? undefined : sign === '-' ? -value : value;
}

/** `float(text)`; undefined where the text is no number. */
export function parseFloatText(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+(_\d+)*)?$/i.test(trimmed)) return Number(trimmed.replaceAll('_', ''));
  const word = /^([+-]?)(inf(?:inity)?|nan)$/i.exec(trimmed);
  if (!word) return undefined;
  return word[2]?.toLowerCase() === 'nan' ? NaN : word[1] === '-' ? -Infinity : Infinity;
}

/** `a // b`, rounded down. */
export function floorDivide(a: bigint | number, b: bigint | number): bigint | number {
  if (typeof a === 'bigint' && typeof b === 'bigint') {
    if (b === 0n) return raise('ZeroDivisionError', 'integer division or modulo by zero');
    const quotient = a / b;
    return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
  }
  const divisor = Number(b);
  if (divisor === 0) return raise('ZeroDivisionError', 'float floor division by zero');
  return Math.floor(Number(a) / divisor);
}

/** `a % b`, with the divisor's sign. */
export function modulo(a: bigint | number, b: bigint | number): bigint | number {
  if (typeof a === 'bigint' && typeof b === 'bigint') {
    if (b === 0n) return raise('ZeroDivisionError', 'integer modulo by zero');
    const rest = a % b;
    return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest;
  }
  const divisor = Number(b);
  if (divisor === 0) return raise('ZeroDivisionError', 'float modulo');
  const rest = Number(a) % divisor;
  return rest !== 0 && rest < 0 !== divisor < 0 ? rest + divisor : rest;
}

export function divide(a: bigint | number, b: bigint | number): number {
  const exact = typeof a === 'bigint' && typeof b === 'bigint';
  if (Number(b) === 0) return raise('ZeroDivisionError', exact ? 'division by zero' : 'float division by zero');
  return Number(a) / Number(b);
}

export function power(a: bigint | number, b: bigint | number): bigint | number {
  if (typeof a === 'bigint' && typeof b === 'bigint' && b >= 0n) {
    if (a !== 0n && a !== 1n && a !== -1n && BigInt(a.toString(2).length) * b > maximumBits)
      return raise('MemoryError', 'the result of ** is too large');
    return a ** b;
  }
  const base = Number(a);
  const exponent = Number(b);
  if (base === 0 && exponent < 0) return raise('ZeroDivisionError', '0.0 cannot be raised to a negative power');
  if (base < 0 && !Number.isInteger(exponent)) return raise('ValueError', 'a negative number cannot be raised to a fractional power here');
  const result = base ** exponent;
  if (!Number.isFinite(result) && Number.isFinite(base) && Number.isFinite(exponent))
    return raise('OverflowError', "(34, 'Numerical result out of range')");
  return result;
}

export function multiplyInts(a: bigint, b: bigint): bigint {
  const product = a * b;
  return product > largest || product < -largest ? raise('MemoryError', 'the result of * is too large') : product;
}

/** `round(value)`: halves go to the even neighbour. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** `round(value, digits)`: decided on the float's exact decimal digits, as Python does. */
export function roundTo(value: number, digits: number): number {
  if (!Number.isFinite(value)) return value;
  if (digits > 22) return value;
  if (digits < 0) {
    const unit = 10 ** -digits;
    return roundHalfEven(value / unit) * unit;
  }
  return Number(fixed(value, digits));
}

/** `'%.{digits}f'`, rounding half to even on the exact value; `toFixed` is exact but rounds halves up. */
export function fixed(value: number, digits: number): string {
  if (Math.abs(value) >= 1e21) return BigInt(value).toString() + (digits > 0 ? `.${'0'.repeat(digits)}` : '');
  const text = value.toFixed(Math.min(digits, 100));
  const scaled = Math.abs(value) * 10 ** digits;
  // Exact halves exist only where the fraction is a dyadic one with few digits: there the product above is exact too.
  if (
    digits <= 15 &&
    scaled < 2 ** 52 &&
    scaled - Math.floor(scaled) === 0.5 &&
    Math.floor(scaled) % 2 === 0 &&
    isExactHalf(value, digits)
  ) {
    const even = Math.floor(scaled)
      .toString()
      .padStart(digits + 1, '0');
    const body = digits === 0 ? even : `${even.slice(0, -digits)}.${even.slice(-digits)}`;
    return value < 0 ? `-${body}` : body;
  }
  return text;
}

function isExactHalf(value: number, digits: number): boolean {
  const long = Math.abs(value).toFixed(Math.min(100, digits + 40));
  return /^50*$/.test(long.slice(long.indexOf('.') + 1 + digits));
}
