/**
 * Values and ranges of values that statistics tell of a column. Invariant: whatever is not understood has no range (`undefined`), so that nothing is pruned by it.
 */

/** `date`: days since 1970; `timestamp`: microseconds since 1970, without a zone. Decimals and integers are numbers: pruning needs an order, not digits. */
export type Constant =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'date'; readonly value: number }
  | { readonly kind: 'timestamp'; readonly value: number };

/** Every value lies between both ends, which belong to it; `null`: only NULLs. */
export interface Range {
  readonly min: Constant;
  readonly max: Constant;
}

/** What is known of an expression over a set of rows. */
export type Known =
  | {
      readonly kind: 'range';
      readonly range: Range;
      readonly nulls: boolean;
      /** There may be NaN, which no bound counts in and no comparison but `<>` is true of. */
      readonly unordered?: boolean;
      /** All values fall into this bucket of Iceberg's transform. */
      readonly bucket?: Bucket;
    }
  | { readonly kind: 'null' }
  | undefined;

export interface Bucket {
  readonly count: number;
  readonly value: number;
}

export function point(constant: Constant): Known {
  return { kind: 'range', range: { min: constant, max: constant }, nulls: false };
}

const microsPerDay = 86_400_000_000;

/** Negative, zero or positive; undefined where the two kinds do not compare. A date and a timestamp compare as Trino coerces them. */
export function compareConstants(a: Constant, b: Constant): number | undefined {
  if (a.kind === 'date' && b.kind === 'timestamp') return a.value * microsPerDay - b.value;
  if (a.kind === 'timestamp' && b.kind === 'date') return a.value - b.value * microsPerDay;
  if (a.kind !== b.kind) return undefined;
  if (a.kind === 'string' && b.kind === 'string') return compareStrings(a.value, b.value);
  return Number(a.value) - Number(b.value);
}

/** By code points, as the engine orders text; UTF-16 code units would put emoji before U+FFFD. */
function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const left = Array.from(a);
  const right = Array.from(b);
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = (left[at]!.codePointAt(0) ?? 0) - (right[at]!.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

export function toDate(constant: Constant): Constant | undefined {
  switch (constant.kind) {
    case 'date':
      return constant;
    case 'timestamp':
      return { kind: 'date', value: Math.floor(constant.value / microsPerDay) };
    case 'string':
      return dateFrom(constant.value);
    default:
      return undefined;
  }
}

export function toTimestamp(constant: Constant): Constant | undefined {
  switch (constant.kind) {
    case 'timestamp':
      return constant;
    case 'date':
      return { kind: 'timestamp', value: constant.value * microsPerDay };
    case 'string':
      return timestampFrom(constant.value);
    default:
      return undefined;
  }
}

/** `2026-01-31`, nothing else. */
export function dateFrom(text: string): Constant | undefined {
  const match = /^\s*(\d{4})-(\d\d?)-(\d\d?)\s*$/.exec(text);
  if (!match) return undefined;
  const millis = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return Number.isNaN(millis) ? undefined : { kind: 'date', value: millis / 86_400_000 };
}

/** `2026-01-31 10:00[:00[.123456]]`; texts with a zone are not understood. */
export function timestampFrom(text: string): Constant | undefined {
  const match = /^\s*(\d{4}-\d\d?-\d\d?)(?:[ T](\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?\s*$/.exec(text);
  const day = match && dateFrom(match[1] ?? '');
  if (!match || day?.kind !== 'date') return undefined;
  const seconds = Number(match[2] ?? 0) * 3600 + Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0);
  return { kind: 'timestamp', value: day.value * microsPerDay + seconds * 1_000_000 + Number((match[5] ?? '').padEnd(6, '0').slice(0, 6)) };
}

/** A value of a partition key as Hive writes it in paths and Glue in `Values`, by the key's Hive type; undefined where the type is not understood. */
export function partitionConstant(text: string, hiveType: string): Constant | undefined {
  const type = hiveType.toLowerCase();
  if (/^(string|varchar|char)/.test(type)) return { kind: 'string', value: text };
  if (type === 'date') return dateFrom(text);
  if (type.startsWith('timestamp')) return timestampFrom(text);
  if (type === 'boolean') return /^(true|false)$/i.test(text) ? { kind: 'boolean', value: text.toLowerCase() === 'true' } : undefined;
  if (/^(tinyint|smallint|int|integer|bigint|float|double|decimal)/.test(type)) {
    const value = Number(text);
    return text.trim() !== '' && Number.isFinite(value) ? { kind: 'number', value } : undefined;
  }
  return undefined;
}
