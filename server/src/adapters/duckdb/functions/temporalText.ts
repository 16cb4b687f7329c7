/** Reads dates, times and timestamps from text by Trino's rules for casts, literals and ISO 8601. Invariant: what is not exactly such a text is undefined. */
import { daysOf } from './printTemporal';
import { instantOf, normalizeZone } from './timeZone';
import type { Zoned } from './define';

const dayMicros = 86_400_000_000n;

export function readDate(text: string): number | undefined {
  const match = /^\s*([+-]?\d{4,})-(\d{1,2})-(\d{1,2})\s*$/.exec(text);
  return match ? daysOf({ year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) }) : undefined;
}

interface ReadTimestamp {
  readonly micros: bigint;
  readonly zone: string | undefined;
  /** Digits of the second's fraction as written. */
  readonly precision: number;
}

/** `2024-1-5[ 10:11[:12[.345]]][ zone]`; more than six digits are rounded to microseconds. */
export function readTimestamp(text: string): ReadTimestamp | undefined {
  const match =
    /^\s*([+-]?\d{4,})-(\d{1,2})-(\d{1,2})(?: (\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?)?(?:\s*([+-]\d\d(?::?\d\d)?|\s[A-Za-z].*?))?\s*$/.exec(
      text,
    );
  if (!match) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', part = '', zone] = match;
  const days = daysOf({ year: Number(year), month: Number(month), day: Number(day) });
  const time = microsOfDay(hour, minute, second, part);
  if (days === undefined || time === undefined) return undefined;
  return { micros: BigInt(days) * dayMicros + time, zone: zone?.trim(), precision: part.length };
}

export function readTime(text: string): bigint | undefined {
  const match = /^\s*(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?\s*$/.exec(text);
  return match ? microsOfDay(match[1]!, match[2]!, match[3] ?? '0', match[4] ?? '') : undefined;
}

function microsOfDay(hour: string, minute: string, second: string, part: string): bigint | undefined {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  const digits = BigInt(part.slice(0, 6).padEnd(6, '0')) + (part.length > 6 && part[6]! >= '5' ? 1n : 0n);
  return BigInt(seconds) * 1_000_000n + digits;
}

/** Rounds to so many digits of the second, half away from the past. */
export function roundMicros(micros: bigint, precision: number): bigint {
  if (precision >= 6) return micros;
  const unit = 10n ** BigInt(6 - precision);
  const shifted = micros + unit / 2n;
  const rest = ((shifted % unit) + unit) % unit;
  return shifted - rest;
}

/** ISO 8601: calendar, week and ordinal dates. */
export function readIsoDate(text: string): number | undefined {
  const calendar = /^([+-]?\d{4,})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text);
  const ordinal = /^(\d{4})-(\d{3})$/.exec(text);
  if (ordinal) {
    const first = daysOf({ year: Number(ordinal[1]), month: 1, day: 1 })!;
    const days = first + Number(ordinal[2]) - 1;
    return Number(ordinal[2]) >= 1 && days < daysOf({ year: Number(ordinal[1]) + 1, month: 1, day: 1 })! ? days : undefined;
  }
  if (calendar) return daysOf({ year: Number(calendar[1]), month: Number(calendar[2] ?? 1), day: Number(calendar[3] ?? 1) });
  const week = /^(\d{4})-W(\d{1,2})(?:-(\d))?$/.exec(text);
  if (!week) return undefined;
  const day = Number(week[3] ?? 1);
  if (Number(week[2]) < 1 || Number(week[2]) > 53 || day < 1 || day > 7) return undefined;
  return isoWeekStart(Number(week[1])) + (Number(week[2]) - 1) * 7 + day - 1;
}

/** Monday of the first ISO week of a year. */
export function isoWeekStart(year: number): number {
  const fourth = daysOf({ year, month: 1, day: 4 })!;
  return fourth - ((((fourth + 3) % 7) + 7) % 7);
}

/** ISO 8601 with an optional time and offset; without an offset UTC counts. */
export function readIsoTimestamp(text: string): Zoned | undefined {
  const match = /^([^T]+)(?:T(\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d+))?)?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/.exec(text);
  if (!match) return undefined;
  const [, day = '', hour = '0', minute = '0', second = '0', part = '', offset] = match;
  const days = readIsoDate(day);
  const time = microsOfDay(hour, minute, second, part);
  if (days === undefined || time === undefined) return undefined;
  const zone = offset === undefined ? 'UTC' : normalizeZone(offset);
  return { micros: roundDown(instantOf(BigInt(days) * dayMicros + time, zone).instant, 3), zone };
}

function roundDown(micros: bigint, precision: number): bigint {
  const unit = 10n ** BigInt(6 - precision);
  return micros - (((micros % unit) + unit) % unit);
}
