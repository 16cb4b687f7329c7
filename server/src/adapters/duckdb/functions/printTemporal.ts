/** Dates, times and intervals as Trino prints them. Invariant: years before 1 and beyond 9999 keep ISO's signs; digits are cut, never rounded. */

const dayMicros = 86_400_000_000n;

/** Days since 1970-01-01 as `2024-01-05`, by the proleptic Gregorian calendar. */
export function printDate(days: number): string {
  const { year, month, day } = civil(days);
  return `${printYear(year)}-${two(month)}-${two(day)}`;
}

export function printTime(micros: bigint, precision: number): string {
  const seconds = micros / 1_000_000n;
  const text = `${two(Number(seconds / 3600n))}:${two(Number((seconds / 60n) % 60n))}:${two(Number(seconds % 60n))}`;
  return precision === 0 ? text : `${text}.${fraction(micros, precision)}`;
}

/** Microseconds since 1970-01-01 00:00:00 as `2024-01-05 10:11:12.123`. */
export function printTimestamp(micros: bigint, precision: number): string {
  const days = floorDiv(micros, dayMicros);
  return `${printDate(Number(days))} ${printTime(micros - days * dayMicros, precision)}`;
}

export function printIntervalDayToSecond(interval: { readonly days: number; readonly micros: bigint; readonly months: number }): string {
  const total = BigInt(interval.days) * dayMicros + interval.micros;
  const millis = (total < 0n ? -total : total) / 1000n;
  const seconds = millis / 1000n;
  const text = `${String(seconds / 86400n)} ${two(Number((seconds / 3600n) % 24n))}:${two(Number((seconds / 60n) % 60n))}:${two(Number(seconds % 60n))}`;
  return `${total < 0n ? '-' : ''}${text}.${String(millis % 1000n).padStart(3, '0')}`;
}

export function printIntervalYearToMonth(months: number): string {
  const size = Math.abs(months);
  return `${months < 0 ? '-' : ''}${Math.floor(size / 12)}-${size % 12}`;
}

export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export function civil(days: number): CivilDate {
  const date = new Date(days * 86_400_000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** Days since 1970-01-01; undefined where there is no such day. */
export function daysOf({ year, month, day }: CivilDate): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const valid = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return valid ? date.getTime() / 86_400_000 : undefined;
}

export function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

function printYear(year: number): string {
  if (year < 0) return `-${String(-year).padStart(4, '0')}`;
  return year > 9999 ? `+${year}` : String(year).padStart(4, '0');
}

/** The first `precision` digits behind the second. */
export function fraction(micros: bigint, precision: number): string {
  const within = micros - floorDiv(micros, 1_000_000n) * 1_000_000n;
  return String(within).padStart(6, '0').padEnd(precision, '0').slice(0, precision);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
