/** Numbers as Java computes and prints them. */
import { bigint, define, double, doubles, integer, real, string } from './define';
import type { FunctionDefinition } from './define';
import { Failure } from './failure';
import { doubleText, javaDouble, javaReal, realText } from './numberText';

const invalid = (message: string): Failure => new Failure('INVALID_FUNCTION_ARGUMENT', message);
const badCast = (value: string, type: string): Failure =>
  new Failure('INVALID_CAST_ARGUMENT', `Cannot cast '${value}' to ${type.toUpperCase()}`);

const ofDouble: readonly (readonly [string, (x: number) => number])[] = [
  ['sqrt', Math.sqrt],
  ['cbrt', Math.cbrt],
  ['exp', Math.exp],
  ['ln', Math.log],
  ['log2', x => Math.log(x) / Math.log(2)],
  ['log10', Math.log10],
  ['sin', Math.sin],
  ['cos', Math.cos],
  ['tan', Math.tan],
  ['asin', Math.asin],
  ['acos', Math.acos],
  ['atan', Math.atan],
  ['sinh', Math.sinh],
  ['cosh', Math.cosh],
  ['tanh', Math.tanh],
  ['degrees', x => (x * 180) / Math.PI],
  ['radians', x => (x / 180) * Math.PI],
];

export const numberFunctions: readonly FunctionDefinition[] = [
  ...ofDouble.map(([name, compute]) => define(`mz_${name}`, [double], double, compute)),
  define('mz_power', [double, double], double, (a, b) => a ** b),
  define('mz_log', [double, double], double, (base, x) => Math.log(x) / Math.log(base)),
  define('mz_atan2', [double, double], double, Math.atan2),
  define('mz_double_modulo', [double, double], double, (a, b) => a % b),
  define('mz_round_integer', [bigint, integer], bigint, roundInteger),
  define('mz_shift_left', [bigint, bigint, integer], bigint, (value, by, bits) =>
    by >= BigInt(bits) ? 0n : BigInt.asIntN(bits, value << by),
  ),
  define('mz_shift_right', [bigint, bigint, integer], bigint, (value, by, bits) =>
    by >= BigInt(bits) ? 0n : BigInt.asIntN(bits, BigInt.asUintN(bits, value) >> by),
  ),
  define('mz_shift_right_arithmetic', [bigint, bigint, integer], bigint, (value, by, bits) =>
    by >= BigInt(bits) ? (value < 0n ? -1n : 0n) : value >> by,
  ),
  define('mz_bit_count', [bigint, bigint], bigint, bitCount),
  define('mz_to_base', [bigint, bigint], string, (value, radix) => value.toString(radixOf(radix))),
  define('mz_from_base', [string, bigint], bigint, fromBase),
  define('mz_width_bucket', [double, double, double, bigint], bigint, widthBucket),
  define('mz_width_bucket_of', [double, doubles], bigint, bucketOf),
  define('mz_normal_cdf', [double, double, double], double, (mean, deviation, x) => {
    if (!(deviation > 0)) throw invalid('standardDeviation must be > 0');
    return 0.5 * erfc(-(x - mean) / (deviation * Math.SQRT2));
  }),
  define('mz_inverse_normal_cdf', [double, double, double], double, (mean, deviation, p) => {
    if (!(p > 0 && p < 1)) throw invalid('p must be 0 > p > 1');
    if (!(deviation > 0)) throw invalid('sd must be > 0');
    return mean + deviation * inverseNormal(p);
  }),
  define('mz_wilson_lower', [bigint, bigint, double], double, (successes, trials, z) => wilson(successes, trials, z, -1)),
  define('mz_wilson_upper', [bigint, bigint, double], double, (successes, trials, z) => wilson(successes, trials, z, 1)),
  define('mz_to_double', [string, string], double, (value, type) => {
    const text = value.trim();
    const match = /^([+-]?)(?:(NaN)|(Infinity)|((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[dDfF]?)$/.exec(text);
    if (!match) throw badCast(value, type);
    const size = match[2] ? Number.NaN : match[3] ? Infinity : Number(match[4]);
    return match[1] === '-' ? -size : size;
  }),
  define('mz_integer_text', [string, string], string, (value, type) => {
    const text = value.trim();
    if (!/^[+-]?\d+$/.test(text)) throw badCast(value, type);
    return text.replace(/^\+/, '');
  }),
  define('mz_decimal_text', [string, string], string, (value, type) => {
    if (value !== value.trim())
      throw new Failure('NOT_SUPPORTED', 'a cast of text with blanks to decimal is not available on the embedded engine');
    if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value)) throw badCast(value, type);
    return value;
  }),
  define('mz_double_text', [double], string, doubleText),
  define('mz_real_text', [real], string, realText),
  define('mz_json_double', [double], string, value => (Number.isFinite(value) ? javaDouble(value) : `"${String(value)}"`)),
  define('mz_json_real', [real], string, value => (Number.isFinite(value) ? javaReal(value) : `"${String(value)}"`)),
];

function roundInteger(value: bigint, digits: number): bigint {
  if (digits >= 0) return value;
  if (digits < -18) return 0n;
  const unit = 10n ** BigInt(-digits);
  const size = value < 0n ? -value : value;
  const rounded = ((size + unit / 2n) / unit) * unit;
  return value < 0n ? -rounded : rounded;
}

function bitCount(value: bigint, bits: bigint): bigint {
  if (bits <= 1n || bits > 64n) throw invalid(`Bits specified in bit_count must be between 2 and 64, got ${bits}`);
  const low = -(1n << (bits - 1n));
  if (value < low || value > -low - 1n)
    throw invalid(`Number must be representable with the bits specified. ${value} can not be represented with ${bits} bits`);
  return BigInt(Array.from(BigInt.asUintN(Number(bits), value).toString(2)).filter(c => c === '1').length);
}

function radixOf(radix: bigint): number {
  if (radix < 2n || radix > 36n) throw invalid('Radix must be between 2 and 36');
  return Number(radix);
}

function fromBase(text: string, radix: bigint): bigint {
  const base = radixOf(radix);
  const digits = text.replace(/^[+-]/, '').toLowerCase();
  let value = 0n;
  for (const c of digits) {
    const digit = Number.parseInt(c, 36);
    if (!(digit < base)) throw invalid(`Not a valid base-${base} number: ${text}`);
    value = value * radix + BigInt(digit);
  }
  if (digits === '') throw invalid(`Not a valid base-${base} number: ${text}`);
  const signed = text.startsWith('-') ? -value : value;
  if (signed !== BigInt.asIntN(64, signed)) throw invalid(`Not a valid base-${base} number: ${text}`);
  return signed;
}

function widthBucket(x: number, low: number, high: number, count: bigint): bigint {
  if (count <= 0n) throw invalid('bucketCount must be greater than 0');
  if (Number.isNaN(x)) throw invalid('operand must not be NaN');
  if (!Number.isFinite(low) || !Number.isFinite(high)) throw invalid('bounds must be finite');
  if (low === high) throw invalid('bounds cannot equal each other');
  const [from, to] = [Math.min(low, high), Math.max(low, high)];
  const place = x < from ? 0n : x >= to ? count + 1n : BigInt(Math.floor((Number(count) * (x - from)) / (to - from))) + 1n;
  return low > high ? count - place + 1n : place;
}

function bucketOf(x: number, bins: readonly (number | null)[]): bigint {
  if (bins.length === 0) throw invalid('Bins cannot be an empty array');
  if (Number.isNaN(x)) throw invalid('Operand cannot be NaN');
  let below = 0;
  for (const [at, bin] of bins.entries()) {
    if (bin === null || !Number.isFinite(bin)) throw invalid('Bin values must be finite');
    if (at > 0 && bin <= bins[at - 1]!) throw invalid('Bin values are not sorted in ascending order');
    if (x >= bin) below = at + 1;
  }
  return BigInt(below);
}

function wilson(successes: bigint, trials: bigint, z: number, side: number): number {
  if (successes < 0n) throw invalid('number of successes must not be negative');
  if (trials <= 0n) throw invalid('number of trials must be positive');
  if (successes > trials) throw invalid('number of successes must not be larger than number of trials');
  if (z < 0) throw invalid('z-score must not be negative');
  const n = Number(trials);
  const p = Number(successes) / n;
  return (p + (z * z) / (2 * n) + side * z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
}

/** Complementary error function by its continued fraction and series, to double precision. */
function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  if (x < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
      if (n > 200) break;
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + fraction));
}

/** By bisection of the normal distribution, refined by Newton's method. */
function inverseNormal(p: number): number {
  const cdf = (x: number): number => 0.5 * erfc(-x / Math.SQRT2);
  let [low, high] = [-40, 40];
  for (let step = 0; step < 200 && high - low > 1e-16; step++) {
    const middle = (low + high) / 2;
    if (cdf(middle) < p) low = middle;
    else high = middle;
  }
  const x = (low + high) / 2;
  return Math.abs(x) < 1e-15 ? 0 : x;
}
