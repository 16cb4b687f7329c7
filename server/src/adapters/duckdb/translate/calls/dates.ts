/**
 * Dates and times. Invariant: a `timestamp with time zone` is looked at in its own zone; units that a type does not have are errors, as in Trino.
 */
import type { TrinoType } from '../../../../core/analysis/types/TrinoType';
import type * as tree from '../../../../core/sql/tree';
import { text } from '../../sqlText';
import type { Translator } from '../Translator';
import type { CallSite } from './CallSite';
import { byCount, sameAs, type Rule, type Rules } from './CallSite';

const fieldNames = [
  'year',
  'quarter',
  'month',
  'week',
  'week_of_year',
  'day',
  'day_of_month',
  'day_of_week',
  'dow',
  'day_of_year',
  'doy',
  'year_of_week',
  'yow',
  'hour',
  'minute',
  'second',
  'millisecond',
  'timezone_hour',
  'timezone_minute',
];

export const dateRules: Rules = [
  ...fieldNames.map((name): readonly [string, Rule] => [
    name,
    call => extractField(call.t, name, call.t.expression(call.argument(0)), call.own(0), call.node),
  ]),
  ['date', call => call.t.parts.coerce(call.t, dateOf(call), call.result, call.result, call.node)],
  ['date_trunc', truncate],
  ['date_add', add],
  ['date_diff', difference],
  ['last_day_of_month', call => `last_day(${local(call, 0)})`],
  ['date_format', call => `mz_date_format(${local(call, 0)}, ${call.arg(1)})`],
  ['date_parse', sameAs('mz_date_parse')],
  [
    'format_datetime',
    call => {
      const type = call.type(0);
      const zoned = type.kind === 'timestamp' && type.withTimeZone;
      return `mz_format_datetime(${local(call, 0)}, ${zoned ? `(${call.arg(0)}).z` : `'UTC'`}, ${call.arg(1)})`;
    },
  ],
  ['parse_datetime', sameAs('mz_parse_datetime')],
  ['from_unixtime', byCount({ 1: call => `mz_from_unixtime(${call.arg(0)}, 'UTC')`, 2: fromUnixtime })],
  [
    'to_unixtime',
    call => {
      const type = call.type(0);
      return `epoch(${type.kind === 'timestamp' && type.withTimeZone ? `(${call.arg(0)}).t` : call.arg(0)})`;
    },
  ],
  ['from_iso8601_timestamp', sameAs('mz_from_iso8601_timestamp')],
  ['from_iso8601_date', sameAs('mz_from_iso8601_date')],
  ['to_iso8601', isoText],
  ['at_timezone', call => `mz_at_zone(${call.arg(0)}, ${call.arg(1)})`],
  ['with_timezone', call => `mz_with_zone(${call.arg(0)}, ${call.arg(1)})`],
  ['timezone', call => `(${call.arg(0)}).z`],
  ['now', () => `mz_zoned(date_trunc('millisecond', CAST(current_timestamp AS TIMESTAMP)), 'UTC')`],
  ['current_timezone', () => `'UTC'`],
  ['human_readable_seconds', sameAs('mz_human_readable_seconds')],
  ['parse_duration', sameAs('mz_parse_duration')],
  ['to_milliseconds', call => `mz_interval_part(${call.arg(0)}, 'total_millisecond')`],
];

function isZoned(type: TrinoType): boolean {
  return type.kind === 'timestamp' && type.withTimeZone;
}

/** A moment as wall time. */
function local(call: CallSite, at: number): string {
  return isZoned(call.type(at)) ? `mz_local(${call.arg(at)})` : call.arg(at);
}

function dateOf(call: CallSite): string {
  const type = call.type(0);
  if (type.kind === 'varchar') return `mz_to_date(${call.arg(0)})`;
  return `CAST(${local(call, 0)} AS DATE)`;
}

/** EXTRACT and the functions named after fields. */
export function extractField(t: Translator, name: string, sql: string, type: TrinoType, node: tree.Node): string {
  const field = aliases.get(name) ?? name;
  if (type.base === 'interval day to second' || type.base === 'interval year to month') return `mz_interval_part(${sql}, ${text(field)})`;
  const zoned = isZoned(type);
  if (field === 'timezone_hour' || field === 'timezone_minute') {
    if (!zoned) throw t.refuse(node, `${name} of ${type.display}`);
    return `mz_zone_part((${sql}).t, (${sql}).z, ${text(field)})`;
  }
  const moment = zoned ? `mz_local(${sql})` : sql;
  const part = parts.get(field);
  if (part === undefined || (type.base !== 'date' && type.kind !== 'timestamp' && type.kind !== 'time'))
    throw t.refuse(node, `${name} of ${type.display}`);
  return field === 'millisecond'
    ? `CAST(date_part('millisecond', ${moment}) % 1000 AS BIGINT)`
    : `CAST(date_part(${text(part)}, ${moment}) AS BIGINT)`;
}

const aliases: ReadonlyMap<string, string> = new Map([
  ['week_of_year', 'week'],
  ['day_of_month', 'day'],
  ['dow', 'day_of_week'],
  ['doy', 'day_of_year'],
  ['yow', 'year_of_week'],
]);

const parts: ReadonlyMap<string, string> = new Map([
  ['year', 'year'],
  ['quarter', 'quarter'],
  ['month', 'month'],
  ['week', 'week'],
  ['day', 'day'],
  ['day_of_week', 'isodow'],
  ['day_of_year', 'doy'],
  ['year_of_week', 'isoyear'],
  ['hour', 'hour'],
  ['minute', 'minute'],
  ['second', 'second'],
  ['millisecond', 'millisecond'],
]);

const dateUnits = ['day', 'week', 'month', 'quarter', 'year'];
const timeUnits = ['millisecond', 'second', 'minute', 'hour'];

/** The unit of a call; a unit the type does not have is an error when the statement runs. */
function unitOf(call: CallSite, type: TrinoType): string | undefined {
  const unit = call.literalText(0).toLowerCase();
  const allowed = type.base === 'date' ? dateUnits : type.kind === 'time' ? timeUnits : [...timeUnits, ...dateUnits];
  return allowed.includes(unit) ? unit : undefined;
}

function badUnit(call: CallSite, type: TrinoType): string {
  const what = type.base === 'date' ? 'DATE' : type.kind === 'time' ? 'Time' : 'Timestamp';
  return call.typed(`mz_fail('INVALID_FUNCTION_ARGUMENT', ${text(`'${call.literalText(0)}' is not a valid ${what} field`)})`);
}

function truncate(call: CallSite): string {
  const type = call.type(1);
  const unit = unitOf(call, type);
  if (unit === undefined) return badUnitOrZoned(call, type);
  const value = call.arg(1);
  if (isZoned(type)) return `mz_from_local(date_trunc(${text(unit)}, mz_local(${value})), (${value}).z)`;
  if (type.kind === 'time') return `CAST(date_trunc(${text(unit)}, DATE '1970-01-01' + ${value}) AS TIME)`;
  return call.typed(`date_trunc(${text(unit)}, ${value})`);
}

function badUnitOrZoned(call: CallSite, type: TrinoType): string {
  if (isZoned(type)) throw call.refuse(`${call.name} by ${call.literalText(0)}`);
  return badUnit(call, type);
}

function add(call: CallSite): string {
  const type = call.type(2);
  const unit = unitOf(call, type);
  if (unit === undefined) return badUnitOrZoned(call, type);
  const by = step(unit, `CAST(${call.arg(1)} AS BIGINT)`);
  const value = call.arg(2);
  if (isZoned(type)) {
    return timeUnits.includes(unit)
      ? `mz_zoned((${value}).t + ${by}, (${value}).z)`
      : `mz_from_local(mz_local(${value}) + ${by}, (${value}).z)`;
  }
  return call.typed(`(${value} + ${by})`);
}

function step(unit: string, count: string): string {
  switch (unit) {
    case 'millisecond':
      return `to_microseconds(${count} * 1000)`;
    case 'second':
      return `to_microseconds(${count} * 1000000)`;
    case 'minute':
      return `to_microseconds(${count} * 60000000)`;
    case 'hour':
      return `to_microseconds(${count} * 3600000000)`;
    case 'day':
      return `to_days(CAST(${count} AS INTEGER))`;
    case 'week':
      return `to_days(CAST(${count} * 7 AS INTEGER))`;
    case 'quarter':
      return `to_months(CAST(${count} * 3 AS INTEGER))`;
    case 'year':
      return `to_months(CAST(${count} * 12 AS INTEGER))`;
    default:
      return `to_months(CAST(${count} AS INTEGER))`;
  }
}

/** Whole units between two moments, cut towards zero. */
function difference(call: CallSite): string {
  const type = call.type(1);
  const unit = unitOf(call, type);
  if (unit === undefined) return badUnitOrZoned(call, type);
  const sides = [call.arg(1), call.arg(2)];
  const moments = isZoned(type)
    ? timeUnits.includes(unit)
      ? sides.map(side => `(${side}).t`)
      : [`mz_local(${sides[0]!})`, `mz_local(mz_at_zone(${sides[1]!}, (${sides[0]!}).z))`]
    : sides;
  return `datesub(${text(unit)}, ${moments.join(', ')})`;
}

function fromUnixtime(call: CallSite): string {
  if (call.type(1).kind !== 'varchar') throw call.refuse('from_unixtime with an offset');
  return `mz_from_unixtime(${call.arg(0)}, ${call.arg(1)})`;
}

function isoText(call: CallSite): string {
  const type = call.type(0);
  if (type.base === 'date') return `mz_date_text(${call.arg(0)})`;
  if (type.kind !== 'timestamp') throw call.refuse(`to_iso8601 of ${type.display}`);
  const value = call.arg(0);
  return type.withTimeZone
    ? `mz_iso_text(mz_local(${value}), ${type.precision}, mz_zone_offset((${value}).t, (${value}).z))`
    : `mz_iso_text(${value}, ${type.precision}, '')`;
}
