/** Dates, times, zones and intervals. Invariant: text is read and printed by Trino's rules, whatever the process's own zone or locale. */
import { DuckDBIntervalValue } from '@duckdb/node-api';
import { bigint, boolean, date, define, double, integer, interval, string, time, timestamp, zoned } from './define';
import type { FunctionDefinition, Zoned } from './define';
import { Failure } from './failure';
import { formatJoda, formatMysql, parseJoda, parseMysql } from './temporalFormats';
import { printDate, printIntervalDayToSecond, printIntervalYearToMonth, printTime, printTimestamp } from './printTemporal';
import { readDate, readIsoDate, readIsoTimestamp, readTime, readTimestamp, roundMicros } from './temporalText';
import { instantOf, localMicros, normalizeZone, offsetMinutes } from './timeZone';

const invalid = (message: string): Failure => new Failure('INVALID_FUNCTION_ARGUMENT', message);
const badCast = (value: string, type: string): Failure => new Failure('INVALID_CAST_ARGUMENT', `Value cannot be cast to ${type}: ${value}`);
const dayMicros = 86_400_000_000n;

export const temporalFunctions: readonly FunctionDefinition[] = [
  define('mz_to_date', [string], date, value => orFail(readDate(value), badCast(value, 'date'))),
  define(
    'mz_to_time',
    [string, integer],
    time,
    (value, precision) => roundMicros(orFail(readTime(value), badCast(value, 'time')), precision) % dayMicros,
  ),
  define('mz_to_timestamp', [string, integer], timestamp, (value, precision) => {
    const read = readTimestamp(value);
    if (!read || read.zone !== undefined) throw badCast(value, 'timestamp');
    return roundMicros(read.micros, precision);
  }),
  define('mz_to_zoned', [string, integer], zoned, (value, precision) =>
    zonedFrom(value, precision, badCast(value, 'timestamp with time zone')),
  ),
  define('mz_timestamp_literal', [string], timestamp, value => {
    const read = readTimestamp(value);
    if (!read || read.zone !== undefined) throw new Failure('INVALID_LITERAL', `'${value}' is not a valid TIMESTAMP literal`);
    return read.micros;
  }),
  define('mz_zoned_literal', [string, integer], zoned, (value, precision) =>
    zonedFrom(value, precision, new Failure('INVALID_LITERAL', `'${value}' is not a valid TIMESTAMP literal`)),
  ),
  define('mz_round_timestamp', [timestamp, integer], timestamp, roundMicros),
  define('mz_round_time', [time, integer], time, (value, precision) => roundMicros(value, precision) % dayMicros),
  define('mz_date_text', [date], string, printDate),
  define('mz_time_text', [time, integer], string, printTime),
  define('mz_timestamp_text', [timestamp, integer], string, printTimestamp),
  define(
    'mz_iso_text',
    [timestamp, integer, string],
    string,
    (micros, precision, offset) => printTimestamp(micros, precision).replace(' ', 'T') + offset,
  ),
  define('mz_day_interval_text', [interval], string, printIntervalDayToSecond),
  define('mz_month_interval_text', [interval], string, value => printIntervalYearToMonth(value.months)),
  define('mz_zone', [string], string, normalizeZone),
  define('mz_local_of', [timestamp, string], timestamp, localMicros),
  define('mz_instant_of', [timestamp, string], timestamp, (local, zone) => instantOf(local, zone).instant),
  define('mz_zone_offset', [timestamp, string], string, (instant, zone) => offsetText(offsetMinutes(instant, zone))),
  define('mz_zone_part', [timestamp, string, string], bigint, (instant, zone, part) => {
    const minutes = offsetMinutes(instant, zone);
    return BigInt(part === 'timezone_hour' ? Math.trunc(minutes / 60) : minutes % 60);
  }),
  define('mz_add_days', [date, interval], date, (days, { micros, days: whole }) => {
    const total = BigInt(whole) * dayMicros + micros;
    if (total % dayMicros !== 0n) throw invalid('Cannot add hour, minutes or seconds to a date');
    return days + Number(total / dayMicros);
  }),
  define('mz_interval_part', [interval, string], bigint, intervalPart),
  define('mz_scale_interval', [interval, double, boolean], interval, (value, factor, divide) => {
    if (divide && factor === 0) throw new Failure('DIVISION_BY_ZERO', 'Division by zero');
    const millis = Number((BigInt(value.days) * dayMicros + value.micros) / 1000n);
    return new DuckDBIntervalValue(0, 0, BigInt(Math.round(divide ? millis / factor : millis * factor)) * 1000n);
  }),
  define('mz_date_format', [timestamp, string], string, formatMysql),
  define('mz_date_parse', [string, string], timestamp, parseMysql),
  define('mz_format_datetime', [timestamp, string, string], string, (local, zone, pattern) => formatJoda(local, zone, pattern)),
  define('mz_parse_datetime', [string, string], zoned, parseJoda),
  define('mz_from_iso8601_date', [string], date, value => orFail(readIsoDate(value), invalid(`Invalid format: "${value}"`))),
  define('mz_from_iso8601_timestamp', [string], zoned, value => orFail(readIsoTimestamp(value), invalid(`Invalid format: "${value}"`))),
  define('mz_unixtime', [double], timestamp, value => {
    if (!Number.isFinite(value)) throw invalid(`Cannot convert ${value} to a timestamp`);
    return BigInt(Math.round(value * 1000)) * 1000n;
  }),
  define('mz_human_readable_seconds', [double], string, humanReadableSeconds),
  define('mz_parse_duration', [string], interval, parseDuration),
];

function orFail<T>(value: T | undefined, failure: Failure): T {
  if (value === undefined) throw failure;
  return value;
}

function zonedFrom(value: string, precision: number, failure: Failure): Zoned {
  const read = readTimestamp(value);
  if (!read) throw failure;
  const zone = read.zone === undefined ? 'UTC' : normalizeZone(read.zone);
  const { instant, gap } = instantOf(roundMicros(read.micros, precision), zone);
  if (gap) throw failure;
  return { micros: instant, zone };
}

function offsetText(minutes: number): string {
  if (minutes === 0) return 'Z';
  const size = Math.abs(minutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function intervalPart(value: DuckDBIntervalValue, part: string): bigint {
  const millis = (BigInt(value.days) * dayMicros + value.micros) / 1000n;
  switch (part) {
    case 'year':
      return BigInt(Math.trunc(value.months / 12));
    case 'month':
      return BigInt(value.months % 12);
    case 'total_month':
      return BigInt(value.months);
    case 'day':
      return millis / 86_400_000n;
    case 'hour':
      return (millis / 3_600_000n) % 24n;
    case 'minute':
      return (millis / 60_000n) % 60n;
    case 'second':
      return (millis / 1000n) % 60n;
    case 'millisecond':
      return millis % 1000n;
    case 'total_millisecond':
      return millis;
    default:
      throw new Failure('NOT_SUPPORTED', `${part} of an interval is not available on the embedded engine`);
  }
}

function humanReadableSeconds(value: number): string {
  if (!Number.isFinite(value)) throw invalid('Invalid argument found: input seconds must be finite');
  let rest = Math.abs(Math.round(value));
  const units: readonly (readonly [string, number])[] = [
    ['week', 604800],
    ['day', 86400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ];
  const parts: string[] = [];
  for (const [name, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`);
  }
  return parts.length === 0 ? '0 seconds' : `${value < 0 ? '-' : ''}${parts.join(', ')}`;
}

const durationUnits: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function parseDuration(value: string): DuckDBIntervalValue {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]+)\s*$/.exec(value);
  const unit = durationUnits[match?.[2] ?? ''];
  if (!match || unit === undefined) throw invalid(`duration is not a valid data duration string: ${value}`);
  return new DuckDBIntervalValue(0, 0, BigInt(Math.round(Number(match[1]) * unit)) * 1000n);
}
