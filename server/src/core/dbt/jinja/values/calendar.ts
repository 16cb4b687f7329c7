/** The proleptic Gregorian calendar by day numbers. Invariant: day 0 is 1970-01-01; every function is exact for any year. */
import { raise } from './exception';

/** Days since 1970-01-01. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

export function civilFromDays(days: number): readonly [number, number, number] {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const part = Math.floor((5 * dayOfYear + 2) / 153);
  const month = part < 10 ? part + 3 : part - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - Math.floor((153 * part + 2) / 5) + 1];
}

export function daysInMonth(year: number, month: number): number {
  const next = month === 12 ? daysFromCivil(year + 1, 1, 1) : daysFromCivil(year, month + 1, 1);
  return next - daysFromCivil(year, month, 1);
}

export function checkDate(year: number, month: number, day: number): void {
  if (year < 1 || year > 9999) raise('ValueError', `year ${year} is out of range`);
  if (month < 1 || month > 12) raise('ValueError', 'month must be in 1..12');
  if (day < 1 || day > daysInMonth(year, month)) raise('ValueError', 'day is out of range for month');
}

export function checkTime(hour: number, minute: number, second: number, microsecond: number): void {
  if (hour < 0 || hour > 23) raise('ValueError', 'hour must be in 0..23');
  if (minute < 0 || minute > 59) raise('ValueError', 'minute must be in 0..59');
  if (second < 0 || second > 59) raise('ValueError', 'second must be in 0..59');
  if (microsecond < 0 || microsecond > 999_999) raise('ValueError', 'microsecond must be in 0..999999');
}

export const two = (value: number): string => value.toString().padStart(2, '0');
export const four = (value: number): string => value.toString().padStart(4, '0');

export function fraction(microsecond: number): string {
  return microsecond === 0 ? '' : `.${microsecond.toString().padStart(6, '0')}`;
}

/** The arguments of a repr: seconds and microseconds only where they are not 0. */
export function timeArguments(first: readonly number[], second: number, microsecond: number): string {
  return [...first, ...(second !== 0 || microsecond !== 0 ? [second] : []), ...(microsecond !== 0 ? [microsecond] : [])].join(', ');
}

/** `+02:00`; seconds only where there are some. */
export function offsetText(seconds: number, separator: string): string {
  const size = Math.abs(seconds);
  const rest = size % 60 === 0 ? '' : separator + two(size % 60);
  return `${seconds < 0 ? '-' : '+'}${two(Math.floor(size / 3600))}${separator}${two(Math.floor(size / 60) % 60)}${rest}`;
}
