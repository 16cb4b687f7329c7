/** Python's `str.format` with its specification language. Invariant: attributes with underscores are refused, as the sandbox does. */
import { attributeOf, itemOf } from './attribute';
import { raise } from './exception';
import { formatFloat } from './formatPercent';
import { PyObject, asNumeric, repr, str, typeName } from './object';
import type { PyArguments, PyValue } from './object';
import { codePoints, textLength, textRepr } from './text';
import { textOf } from './textObject';

export function formatBraces(text: string, args: PyArguments): string {
  return new Formatter(args).format(text, 2);
}

class Formatter {
  private readonly args: PyArguments;
  private automatic = 0;
  private numbering: 'automatic' | 'manual' | undefined;

  constructor(args: PyArguments) {
    this.args = args;
  }

  format(text: string, depth: number): string {
    if (depth < 0) return raise('ValueError', 'Max string recursion exceeded');
    let result = '';
    for (let at = 0; at < text.length;) {
      const char = text.charAt(at);
      if (char === '{' || char === '}') {
        if (text.charAt(at + 1) === char) {
          result += char;
          at += 2;
        } else if (char === '}') return raise('ValueError', "Single '}' encountered in format string");
        else {
          const end = fieldEnd(text, at + 1);
          result += this.field(text.slice(at + 1, end), depth);
          at = end + 1;
        }
        continue;
      }
      const next = text.slice(at).search(/[{}]/);
      result += next < 0 ? text.slice(at) : text.slice(at, at + next);
      at = next < 0 ? text.length : at + next;
    }
    return result;
  }

  private field(source: string, depth: number): string {
    const [, name = '', conversion, spec = ''] =
      /^((?:\[[^\]]*\]|[^[!:])*)(?:!([^:]*))?(?::([\s\S]*))?$/.exec(source) ??
      raise('ValueError', "expected ':' after conversion specifier");
    let value = this.lookup(name);
    switch (conversion) {
      case undefined:
        break;
      case 'r':
      case 'a':
        value = repr(value);
        break;
      case 's':
        value = str(value);
        break;
      default:
        return raise('ValueError', `Unknown conversion specifier ${conversion}`);
    }
    return formatValue(value, spec.includes('{') ? this.format(spec, depth - 1) : spec);
  }

  private lookup(name: string): PyValue {
    const [, first = '', path = ''] = /^([^.[]*)([\s\S]*)$/.exec(name) ?? [];
    let value = this.argument(first);
    for (const [, attribute, item] of path.matchAll(/\.([^.[]+)|\[([^\]]+)\]/g)) {
      if (attribute !== undefined) {
        // What the sandbox hides is an undefined value, and prints as nothing.
        if (attribute.startsWith('_')) return '';
        const found = attributeOf(value, attribute);
        value = found === undefined ? raise('AttributeError', `'${typeName(value)}' object has no attribute '${attribute}'`) : found;
      } else if (item !== undefined) {
        const found = itemOf(value, /^\d+$/.test(item) ? BigInt(item) : item);
        value = found === undefined ? raise('KeyError', textRepr(item)) : found;
      }
    }
    return value;
  }

  private argument(name: string): PyValue {
    if (name === '' || /^\d+$/.test(name)) {
      const kind = name === '' ? 'automatic' : 'manual';
      if (this.numbering !== undefined && this.numbering !== kind)
        raise(
          'ValueError',
          `cannot switch from ${this.numbering === 'manual' ? 'manual field specification to automatic field numbering' : 'automatic field numbering to manual field specification'}`,
        );
      this.numbering = kind;
      const at = name === '' ? this.automatic++ : Number(name);
      return (
        this.args.positional[at] ??
        (at < this.args.positional.length ? null : raise('IndexError', `Replacement index ${at} out of range for positional args tuple`))
      );
    }
    return this.args.keyword.has(name) ? (this.args.keyword.get(name) ?? null) : raise('KeyError', textRepr(name));
  }
}

/** The brace that closes a field, over the fields inside its specification. */
function fieldEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '{') depth++;
    else if (char === '}' && depth-- === 0) return at;
  }
  return raise('ValueError', "expected '}' before end of string");
}

const specification =
  /^(?:(?<fill>[\s\S])?(?<align>[<>=^]))?(?<sign>[-+ ])?(?<alternate>#)?(?<zero>0)?(?<width>\d+)?(?<grouping>[,_])?(?:\.(?<precision>\d+))?(?<kind>[a-zA-Z%])?$/u;

/** `format(value, spec)` */
export function formatValue(value: PyValue, spec: string): string {
  if (value instanceof PyObject && textOf(value) === undefined) {
    const own = value.format?.(spec);
    if (own !== undefined) return own;
    return spec === '' ? str(value) : raise('TypeError', `unsupported format string passed to ${typeName(value)}.__format__`);
  }
  if (spec === '') return str(value);
  const groups = specification.exec(spec)?.groups;
  if (!groups) return raise('ValueError', `Invalid format specifier '${spec}' for object of type '${typeName(value)}'`);
  if (Number(groups.width ?? 0) > 1_000_000 || Number(groups.precision ?? 0) > 1_000_000)
    return raise('MemoryError', 'the text is too long');
  const text = textOf(value);
  if (text !== undefined) {
    if (groups.kind !== undefined && groups.kind !== 's')
      return raise('ValueError', `Unknown format code '${groups.kind}' for object of type 'str'`);
    if (groups.align === '=') return raise('ValueError', "'=' alignment not allowed in string format specifier");
    if (groups.sign !== undefined) return raise('ValueError', 'Sign not allowed in string format specifier');
    const cut = groups.precision === undefined ? text : codePoints(text).slice(0, Number(groups.precision)).join('');
    return align(cut, '', groups, '<', groups.zero ?? ' ');
  }
  if (value === null) return raise('TypeError', 'unsupported format string passed to NoneType.__format__');
  return number(asNumeric(value) ?? 0n, groups);
}

type Groups = Readonly<Record<string, string | undefined>>;

function number(value: bigint | number, groups: Groups): string {
  const { kind = '', precision, alternate } = groups;
  let body: string;
  let prefix = '';
  if (typeof value === 'bigint' && ['', 'd', 'n', 'b', 'o', 'x', 'X', 'c'].includes(kind)) {
    if (precision !== undefined) return raise('ValueError', 'Precision not allowed in integer format specifier');
    const size = value < 0n ? -value : value;
    const base = kind === 'b' ? 2 : kind === 'o' ? 8 : kind.toLowerCase() === 'x' ? 16 : 10;
    body = kind === 'c' ? String.fromCodePoint(Number(value)) : size.toString(base);
    if (kind === 'X') body = body.toUpperCase();
    if (alternate !== undefined && base !== 10) prefix = `0${kind}`;
    body = grouped(body, groups.grouping, base);
  } else {
    const size = Math.abs(Number(value));
    if (!['', 'e', 'E', 'f', 'F', 'g', 'G', 'n', '%'].includes(kind))
      return raise('ValueError', `Unknown format code '${kind}' for object of type '${typeName(value)}'`);
    if (kind === '%') body = `${formatFloat(size * 100, 'f', Number(precision ?? 6), false)}%`;
    else if (kind === '' && precision === undefined) body = repr(size);
    else if (kind === '') body = withPoint(formatFloat(size, 'g', Number(precision), false), Number(precision));
    else body = formatFloat(size, kind === 'n' ? 'g' : kind, Number(precision ?? 6), alternate !== undefined);
    const [, whole = '', rest = ''] = /^(\d*)(.*)$/.exec(body) ?? [];
    body = grouped(whole, groups.grouping, 10) + rest;
  }
  const negative = typeof value === 'bigint' ? value < 0n : value < 0 || Object.is(value, -0);
  const sign = negative ? '-' : groups.sign === '+' ? '+' : groups.sign === ' ' ? ' ' : '';
  const zero = groups.zero !== undefined && groups.align === undefined;
  return align(body, sign + prefix, zero ? { ...groups, align: '=', fill: '0' } : groups, '>', ' ');
}

/** Without a letter, a float keeps a digit behind its point. */
function withPoint(text: string, precision: number): string {
  return /[.en]/.test(text) || text.length >= Math.max(1, precision)
    ? /^\d+$/.test(text) && text.length < precision
      ? `${text}.0`
      : text
    : `${text}.0`;
}

function grouped(digits: string, symbol: string | undefined, base: number): string {
  if (symbol === undefined) return digits;
  const size = base === 10 ? 3 : 4;
  return digits.replace(new RegExp(`\\B(?=(?:.{${size}})+$)`, 'g'), symbol);
}

function align(body: string, sign: string, groups: Groups, standard: string, standardFill: string): string {
  const fill = groups.fill ?? standardFill;
  const missing = Math.max(0, Number(groups.width ?? 0) - textLength(body) - textLength(sign));
  switch (groups.align ?? standard) {
    case '<':
      return sign + body + fill.repeat(missing);
    case '=':
      return sign + fill.repeat(missing) + body;
    case '^':
      return fill.repeat(missing >> 1) + sign + body + fill.repeat(missing - (missing >> 1));
    default:
      return fill.repeat(missing) + sign + body;
  }
}
