/** Python's `text % values`. Invariant: each conversion takes one value, and left-over or missing ones are errors as in Python. */
import { PyTuple } from './containers';
import { PyDict } from './dict';
import { raise } from './exception';
import { fixed, pythonExponent } from './number';
import { PyObject, asNumeric, repr, str, typeName } from './object';
import type { PyValue } from './object';
import { codePoints, textLength, textRepr } from './text';

const directive = /%(?:\((?<key>[^)]*)\))?(?<flags>[-#0 +]*)(?<width>\*|\d+)?(?:\.(?<precision>\*|\d+)?)?[hlL]?(?<kind>.)?/gsu;

export function formatPercent(text: string, values: PyValue): string {
  // Whatever has items counts as a mapping, from which nothing needs to be taken.
  const subscriptable =
    values instanceof PyObject && !(values instanceof PyTuple) && values.typeName !== 'str' && values.typeName !== 'Markup';
  const given = values instanceof PyTuple ? values.items : [values];
  let next = 0;
  const take = (): PyValue => {
    const value = given[next++];
    return value === undefined ? raise('TypeError', 'not enough arguments for format string') : value;
  };
  const result = text.replace(directive, (whole: string, ...rest: unknown[]) => {
    const groups = rest.at(-1) as Record<string, string | undefined>;
    const { key, flags = '', kind } = groups;
    if (kind === undefined) return raise('ValueError', 'incomplete format');
    if (kind === '%' && whole === '%%') return '%';
    const width = groups.width === '*' ? Number(take()) : Number(groups.width ?? 0);
    const hasPrecision = whole.includes('.', whole.indexOf(')') + 1) && /\.(\*|\d*)[hlL]?.$/su.test(whole);
    const precision = groups.precision === '*' ? Number(take()) : hasPrecision ? Number(groups.precision ?? 0) : undefined;
    let value: PyValue;
    if (key !== undefined) {
      if (!(values instanceof PyDict)) return raise('TypeError', 'format requires a mapping');
      value = values.get(key) ?? (values.has(key) ? null : raise('KeyError', textRepr(key)));
    } else value = take();
    if (width > 1_000_000 || (precision ?? 0) > 1_000_000) return raise('MemoryError', 'the text is too long');
    return pad(convert(kind, flags, precision, value), flags, width, kind);
  });
  if (next < given.length && !subscriptable) raise('TypeError', 'not all arguments converted during string formatting');
  return result;
}

function convert(kind: string, flags: string, precision: number | undefined, value: PyValue): string {
  switch (kind) {
    case 's':
      return cut(str(value), precision);
    case 'r':
    case 'a':
      return cut(repr(value), precision);
    case 'c': {
      if (typeof value === 'string' && textLength(value) === 1) return value;
      if (typeof value === 'bigint') return String.fromCodePoint(Number(value));
      return raise('TypeError', '%c requires int or char');
    }
    case 'd':
    case 'i':
    case 'u': {
      const number = asNumeric(value);
      if (number === undefined) return raise('TypeError', `%${kind} format: a real number is required, not ${typeName(value)}`);
      return withSign(digits((typeof number === 'bigint' ? number : BigInt(Math.trunc(number))).toString(), precision), flags);
    }
    case 'x':
    case 'X':
    case 'o': {
      const number = asNumeric(value);
      if (typeof number !== 'bigint') return raise('TypeError', `%${kind} format: an integer is required, not ${typeName(value)}`);
      const base = number.toString(kind === 'o' ? 8 : 16);
      const prefixed = flags.includes('#') ? base.replace(/^(-?)/, `$1${kind === 'o' ? '0o' : '0x'}`) : digits(base, precision);
      return withSign(kind === 'X' ? prefixed.toUpperCase() : prefixed, flags);
    }
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': {
      const number = asNumeric(value);
      if (number === undefined) return raise('TypeError', `must be real number, not ${typeName(value)}`);
      return withSign(formatFloat(Number(number), kind, precision ?? 6, flags.includes('#')), flags);
    }
    default:
      return raise('ValueError', `unsupported format character '${kind}' (0x${(kind.codePointAt(0) ?? 0).toString(16)})`);
  }
}

/** The float forms shared with `format()`: e, f, g and their capitals. */
export function formatFloat(value: number, kind: string, precision: number, alternate: boolean): string {
  const lower = kind.toLowerCase();
  let text: string;
  if (!Number.isFinite(value)) text = Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  else if (lower === 'f') text = fixed(value, precision);
  else if (lower === 'e') text = pythonExponent(value.toExponential(Math.min(precision, 100)));
  else text = general(value, Math.max(1, precision), alternate);
  if (Object.is(value, -0) && !text.startsWith('-')) text = `-${text}`;
  return kind === lower ? text : text.toUpperCase();
}

function general(value: number, precision: number, alternate: boolean): string {
  if (value === 0) return '0';
  const rounded = value.toExponential(Math.min(precision, 100) - 1);
  const exponent = Number(rounded.slice(rounded.indexOf('e') + 1));
  const text =
    exponent < -4 || exponent >= precision ? pythonExponent(rounded) : value.toFixed(Math.min(100, Math.max(0, precision - 1 - exponent)));
  if (alternate || !text.includes('.')) return text;
  return text.replace(/\.?0+(?=e|$)/, '');
}

function cut(text: string, precision: number | undefined): string {
  return precision === undefined ? text : codePoints(text).slice(0, precision).join('');
}

function digits(text: string, precision: number | undefined): string {
  return precision === undefined
    ? text
    : text.replace(/^(-?)(.*)$/, (_, sign: string, rest: string) => sign + rest.padStart(precision, '0'));
}

function withSign(text: string, flags: string): string {
  if (text.startsWith('-')) return text;
  return flags.includes('+') ? `+${text}` : flags.includes(' ') ? ` ${text}` : text;
}

function pad(text: string, flags: string, width: number, kind: string): string {
  const missing = Math.abs(width) - textLength(text);
  if (missing <= 0) return text;
  if (flags.includes('-') || width < 0) return text + ' '.repeat(missing);
  if (flags.includes('0') && !'sracSRA'.includes(kind)) return text.replace(/^([+ -]?(?:0[xX])?)/, `$1${'0'.repeat(missing)}`);
  return ' '.repeat(missing) + text;
}
