/**
 * DuckDB's values as Trino's client protocol prints them, by the column's Trino type.
 * Invariant: integers beyond 2^53 and decimals never pass through a double; a type without a rule here is never the type of a result.
 */
import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimeValue,
  DuckDBTimestampValue,
} from '@duckdb/node-api';
import type { DuckDBValue } from '@duckdb/node-api';
import type { TrinoType } from '../../../core/analysis/types/TrinoType';
import type { Value } from '../../../ports/QueryEngine';
import { printDate, printIntervalDayToSecond, printIntervalYearToMonth, printTime, printTimestamp } from '../functions/printTemporal';
import { localMicros } from '../functions/timeZone';

export type ToValue = (value: DuckDBValue) => Value;

/** How values of a type are printed; asked once per column. */
export function valuePrinter(type: TrinoType): ToValue {
  const print = printerOf(type);
  return value => (value === null ? null : print(value));
}

function printerOf(type: TrinoType): ToValue {
  switch (type.kind) {
    case 'simple':
      return simplePrinter(type.base);
    case 'decimal':
      return value => printDecimal(value);
    case 'char':
      return value => String(value).padEnd(type.length, ' ');
    case 'time':
      return value => (value instanceof DuckDBTimeValue ? printTime(value.micros, type.precision) : String(value));
    case 'timestamp':
      return type.withTimeZone
        ? value => printZoned(value, type.precision)
        : value => (value instanceof DuckDBTimestampValue ? printTimestamp(value.micros, type.precision) : String(value));
    case 'array': {
      const element = valuePrinter(type.element);
      return value => (value instanceof DuckDBListValue ? value.items.map(element) : String(value));
    }
    case 'row': {
      const fields = type.fields.map(field => valuePrinter(field.type));
      return value =>
        value instanceof DuckDBStructValue ? Object.values(value.entries).map((item, at) => fields[at]!(item)) : String(value);
    }
    case 'map': {
      const key = valuePrinter(type.key);
      const item = valuePrinter(type.value);
      return value =>
        value instanceof DuckDBMapValue
          ? Object.fromEntries(value.entries.map(entry => [mapKey(key(entry.key)), item(entry.value)]))
          : String(value);
    }
    case 'varchar':
    case 'function':
    case 'sketch':
      return value => String(value);
  }
}

function simplePrinter(base: string): ToValue {
  switch (base) {
    case 'boolean':
      return value => value === true;
    case 'tinyint':
    case 'smallint':
    case 'integer':
      return value => Number(value);
    case 'double':
      return value => printDouble(Number(value));
    case 'real':
      return value => printDouble(shortestReal(Number(value)));
    case 'date':
      return value => (value instanceof DuckDBDateValue ? printDate(value.days) : String(value));
    case 'varbinary':
      return value => (isBlob(value) ? Buffer.from(value.bytes).toString('base64') : String(value));
    case 'interval day to second':
      return value => (value instanceof DuckDBIntervalValue ? printIntervalDayToSecond(value) : String(value));
    case 'interval year to month':
      return value => (value instanceof DuckDBIntervalValue ? printIntervalYearToMonth(value.months) : String(value));
    default:
      return value => String(value);
  }
}

function isBlob(value: DuckDBValue): value is DuckDBValue & { readonly bytes: Uint8Array } {
  return typeof value === 'object' && value !== null && 'bytes' in value;
}

function mapKey(key: Value): string {
  return typeof key === 'string'
    ? key
    : Array.isArray(key) || (typeof key === 'object' && key !== null)
      ? JSON.stringify(key)
      : String(key);
}

function printDouble(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/** The shortest decimal that reads back as the same 32-bit float, as Java prints a float. */
export function shortestReal(value: number): number {
  if (!Number.isFinite(value) || Number.isInteger(value)) return value;
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}

function printDecimal(value: DuckDBValue): string {
  if (!(value instanceof DuckDBDecimalValue)) return String(value);
  const { value: unscaled, scale } = value;
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return unscaled < 0n ? `-${text}` : text;
}

function printZoned(value: DuckDBValue, precision: number): string {
  if (!(value instanceof DuckDBStructValue)) return String(value);
  const { t, z } = value.entries;
  if (!(t instanceof DuckDBTimestampValue) || typeof z !== 'string') return String(value);
  return `${printTimestamp(localMicros(t.micros, z), precision)} ${z}`;
}
