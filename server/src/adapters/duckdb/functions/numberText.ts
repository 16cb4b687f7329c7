/** Floating numbers as text, in the spellings of Trino and Java. Invariant: the digits are the shortest that read back as the same number. */

/** CAST(double AS varchar): always with an exponent. */
export function doubleText(value: number): string {
  return scientific(value, String(value), 20);
}

/** CAST(real AS varchar): at most seven digits. */
export function realText(value: number): string {
  return scientific(value, shortest(value), 7);
}

/** Java's Double.toString: plain between 10^-3 and 10^7, else with an exponent. */
export function javaDouble(value: number): string {
  return plainOrScientific(value, String(value));
}

/** The same for a 32-bit float. */
export function javaReal(value: number): string {
  return plainOrScientific(value, shortest(value));
}

function shortest(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  for (let digits = 1; digits < 10; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(value);
}

/** `1.23E4`: a mantissa with at least one and at most `places` digits behind the point. */
function scientific(value: number, digitsOf: string, significant: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? '-0E0' : '0E0';
  const { negative, digits, exponent } = decompose(digitsOf);
  const kept = digits.length > significant ? roundDigits(digits, significant) : { digits, carry: 0 };
  const text = kept.digits.replace(/0+$/, '') || '0';
  return `${negative ? '-' : ''}${text[0]!}.${text.slice(1) || '0'}E${exponent + kept.carry}`;
}

/** Digits of a number without point and leading zeros, and the power of ten of the first one. */
function decompose(text: string): { readonly negative: boolean; readonly digits: string; readonly exponent: number } {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(text)!;
  const [, sign, whole = '', part = '', power = '0'] = match;
  const all = whole + part;
  const leading = /^0*/.exec(all)![0].length;
  return { negative: sign === '-', digits: all.slice(leading), exponent: whole.length - 1 - leading + Number(power) };
}

/** Half to even, as Java's DecimalFormat. */
function roundDigits(digits: string, keep: number): { readonly digits: string; readonly carry: number } {
  const head = BigInt(digits.slice(0, keep));
  const rest = digits.slice(keep);
  const half = `5${'0'.repeat(rest.length - 1)}`;
  const up = rest > half || (rest === half && head % 2n === 1n);
  const rounded = (up ? head + 1n : head).toString();
  return rounded.length > keep ? { digits: rounded.slice(0, keep), carry: 1 } : { digits: rounded, carry: 0 };
}

function plainOrScientific(value: number, digitsOf: string): string {
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  const { negative, digits, exponent } = decompose(digitsOf);
  const text = digits.replace(/0+$/, '') || '0';
  const sign = negative ? '-' : '';
  if (size >= 1e7 || size < 1e-3) return `${sign}${text[0]!}.${text.slice(1) || '0'}E${exponent}`;
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${text}`;
  const whole = text.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${text.slice(exponent + 1) || '0'}`;
}
