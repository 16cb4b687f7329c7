/**
 * Values of deterministic functions of constants, for partition keys whose value is known.
 * Invariant: what is not computed exactly as Trino does gives `undefined`, so that nothing is pruned by it.
 */
import type { Constant } from './bounds';
import { timestampFrom } from './bounds';

const microsPerDay = 86_400_000_000;

export function evaluated(name: string, values: readonly Constant[]): Constant | undefined {
  const [first, second, third] = values;
  if (!first) return undefined;
  const texts = values.flatMap(value => (value.kind === 'string' ? [value.value] : []));
  const [text = '', other = '', another = ''] = texts;
  const allText = texts.length === values.length;
  switch (name) {
    case 'concat':
      return allText ? string(texts.join('')) : undefined;
    case 'lower':
    case 'upper':
      // Beyond ASCII the two engines may map letters differently.
      return allText && values.length === 1 && isAscii(text)
        ? string(name === 'lower' ? text.toLowerCase() : text.toUpperCase())
        : undefined;
    case 'length':
      return allText && values.length === 1 ? { kind: 'number', value: Array.from(text).length } : undefined;
    case 'substr':
    case 'substring':
      return first.kind === 'string' && second?.kind === 'number' && (third === undefined || third.kind === 'number')
        ? substring(first.value, second.value, third?.value)
        : undefined;
    case 'replace':
      return allText && values.length === 3 && other !== '' ? string(text.replaceAll(other, () => another)) : undefined;
    case 'starts_with':
      return allText && values.length === 2 ? { kind: 'boolean', value: text.startsWith(other) } : undefined;
    case 'strpos':
      return allText && values.length === 2 && isAscii(text) ? { kind: 'number', value: text.indexOf(other) + 1 } : undefined;
    case 'regexp_like':
      return allText && values.length === 2 ? matches(text, other) : undefined;
    case 'date_format':
      return second?.kind === 'string' && (first.kind === 'date' || first.kind === 'timestamp')
        ? formatted(first, second.value)
        : undefined;
    case 'date_parse':
      return allText && values.length === 2 ? parsed(text, other) : undefined;
    case 'month':
    case 'day':
    case 'day_of_week': {
      const date = dateOf(first);
      if (!date || values.length !== 1) return undefined;
      const value = name === 'month' ? date.getUTCMonth() + 1 : name === 'day' ? date.getUTCDate() : date.getUTCDay() || 7;
      return { kind: 'number', value };
    }
    default:
      return undefined;
  }
}

/** Whether a text matches a LIKE pattern without ESCAPE. */
export function likeMatches(text: string, pattern: string): boolean {
  const source = Array.from(pattern, c => (c === '%' ? '[^]*' : c === '_' ? '[^]' : c.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))).join('');
  return new RegExp(`^${source}$`, 'u').test(text);
}

/** The beginning of the unit that a moment lies in; keeps the kind. */
export function truncated(unit: string, constant: Constant): Constant | undefined {
  if (constant.kind !== 'date' && constant.kind !== 'timestamp') return undefined;
  const micros: Readonly<Record<string, number>> = { second: 1e6, minute: 60e6, hour: 3600e6, day: microsPerDay };
  const step = micros[unit];
  if (step !== undefined) {
    if (constant.kind === 'date') return unit === 'day' ? constant : undefined;
    return { kind: 'timestamp', value: Math.floor(constant.value / step) * step };
  }
  const date = dateOf(constant);
  if (!date) return undefined;
  const day = date.getTime() / 86_400_000;
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const months: Readonly<Record<string, number>> = { month, quarter: month - (month % 3), year: 0 };
  const start =
    unit === 'week'
      ? day - ((date.getUTCDay() + 6) % 7)
      : months[unit] === undefined
        ? undefined
        : Date.UTC(year, months[unit]) / 86_400_000;
  if (start === undefined) return undefined;
  return constant.kind === 'date' ? { kind: 'date', value: start } : { kind: 'timestamp', value: start * microsPerDay };
}

export function yearOf(constant: Constant): Constant | undefined {
  const date = dateOf(constant);
  return date && { kind: 'number', value: date.getUTCFullYear() };
}

function string(value: string): Constant {
  return { kind: 'string', value };
}

/** Letters that every engine changes alike. */
function isAscii(text: string): boolean {
  return Array.from(text).every(letter => letter <= '\u007f');
}

/** Positions start at 1; negative ones count from the end. */
function substring(text: string, start: number, length: number | undefined): Constant | undefined {
  const letters = Array.from(text);
  if (!Number.isInteger(start) || (length !== undefined && !Number.isInteger(length))) return undefined;
  if (start === 0 || Math.abs(start) > letters.length || (length !== undefined && length <= 0)) return string('');
  const from = start > 0 ? start - 1 : letters.length + start;
  return string(letters.slice(from, length === undefined ? undefined : from + length).join(''));
}

/** Only patterns that mean the same in both engines' regular expressions. */
function matches(text: string, pattern: string): Constant | undefined {
  if (!/^[\w\s\-^$.*+?()[\]|:/]*$/.test(pattern) || /[*+?]\+|\(\?|\[\[|\[:/.test(pattern) || !isAscii(text)) return undefined;
  try {
    return { kind: 'boolean', value: new RegExp(pattern, 'u').test(text) };
  } catch {
    return undefined;
  }
}

function dateOf(constant: Constant): Date | undefined {
  if (constant.kind === 'date') return new Date(constant.value * 86_400_000);
  return constant.kind === 'timestamp' ? new Date(Math.floor(constant.value / microsPerDay) * 86_400_000) : undefined;
}

const widths: Readonly<Record<string, number>> = { Y: 4, m: 2, d: 2, H: 2, i: 2, s: 2 };

function formatted(constant: Constant & { readonly kind: 'date' | 'timestamp' }, pattern: string): Constant | undefined {
  const day = dateOf(constant);
  if (!day || /%[^YmdHis]/.test(pattern) || pattern.endsWith('%')) return undefined;
  const seconds = constant.kind === 'date' ? 0 : Math.floor((constant.value - day.getTime() * 1000) / 1e6);
  const parts: Readonly<Record<string, number>> = {
    Y: day.getUTCFullYear(),
    m: day.getUTCMonth() + 1,
    d: day.getUTCDate(),
    H: Math.floor(seconds / 3600),
    i: Math.floor(seconds / 60) % 60,
    s: seconds % 60,
  };
  return string(pattern.replaceAll(/%([YmdHis])/g, (_, unit: string) => String(parts[unit]).padStart(widths[unit] ?? 2, '0')));
}

function parsed(text: string, pattern: string): Constant | undefined {
  if (/%[^YmdHis]/.test(pattern) || !pattern.includes('%Y') || pattern.endsWith('%')) return undefined;
  const units: string[] = [];
  const source = pattern.replaceAll(/%([YmdHis])|([^%\w\s-])/g, (_, unit: string | undefined, sign: string | undefined) => {
    if (unit === undefined) return `\\${sign ?? ''}`;
    units.push(unit);
    return `(\\d{${widths[unit] ?? 2}})`;
  });
  const match = new RegExp(`^${source}$`).exec(text);
  if (!match) return undefined;
  const part = (unit: string, fallback: string): string => match[units.indexOf(unit) + 1] ?? fallback;
  const of = (unit: string, fallback: string): string => (units.includes(unit) ? part(unit, fallback) : fallback);
  return timestampFrom(`${of('Y', '1970')}-${of('m', '01')}-${of('d', '01')} ${of('H', '00')}:${of('i', '00')}:${of('s', '00')}`);
}
