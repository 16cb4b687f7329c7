/** Texts as dates and times: `strptime` and the ISO forms that `fromisoformat` takes. */
import { raise } from './exception';
import { PyDate, PyDateTime } from './datetime';
import { FixedZone, utc } from './zone';
import { dayNames, monthNames } from './strftime';
import { PyTime } from './time';
import { civilFromDays, daysFromCivil } from './calendar';
import { textRepr } from './text';

/** `date.fromisoformat`; undefined where the text is none. */
export function parseIsoDate(text: string): PyDate | undefined {
  const match = /^(\d{4})-?(\d\d)-?(\d\d)$/.exec(text);
  if (match) return new PyDate(Number(match[1]), Number(match[2]), Number(match[3]));
  const week = /^(\d{4})-?W(\d\d)(?:-?([1-7]))?$/.exec(text);
  if (!week) return undefined;
  const fourth = daysFromCivil(Number(week[1]), 1, 4);
  const monday = fourth - ((((fourth + 3) % 7) + 7) % 7);
  return PyDate.fromDays(monday + (Number(week[2]) - 1) * 7 + Number(week[3] ?? 1) - 1);
}

const isoTime = /^(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?$/;

/** `datetime.fromisoformat`; undefined where the text is none. */
export function parseIsoDateTime(text: string): PyDateTime | undefined {
  const split = /^(\d{4}-\d\d-\d\d|\d{8}|\d{4}-?W\d\d(?:-?\d)?)(?:[^\d]([\s\S]*))?$/u.exec(text);
  const date = split ? parseIsoDate(split[1] ?? '') : undefined;
  if (!split || !date) return undefined;
  if (split[2] === undefined) return new PyDateTime(date.year, date.month, date.day);
  const time = isoTime.exec(split[2]);
  if (!time) return undefined;
  const [, hour, minute = '0', second = '0', fraction = '', zone] = time;
  return new PyDateTime(
    date.year,
    date.month,
    date.day,
    [Number(hour), Number(minute), Number(second), microseconds(fraction)],
    zone === undefined ? undefined : parseZone(zone),
  );
}

/** `time.fromisoformat` */
export function parseIsoTime(text: string): PyTime | undefined {
  const time = isoTime.exec(text.replace(/^T/, ''));
  if (!time) return undefined;
  const [, hour, minute = '0', second = '0', fraction = ''] = time;
  return new PyTime(Number(hour), Number(minute), Number(second), microseconds(fraction));
}

function microseconds(fraction: string): number {
  return Number(fraction.padEnd(6, '0').slice(0, 6));
}

function parseZone(text: string): FixedZone {
  if (text === 'Z') return utc;
  const digits = text.slice(1).replaceAll(':', '');
  const seconds = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2, 4) || 0) * 60 + Number(digits.slice(4, 6) || 0);
  return seconds === 0 ? utc : new FixedZone(text.startsWith('-') ? -seconds : seconds);
}

const either = (names: readonly string[]): string => `(${names.join('|')})`;
const patterns: Readonly<Record<string, string>> = {
  Y: '(\\d{4})',
  m: '(1[0-2]|0[1-9]|[1-9])',
  d: '(3[01]|[12]\\d|0[1-9]|[1-9]| [1-9])',
  H: '(2[0-3]|[01]\\d|\\d)',
  I: '(1[0-2]|0[1-9]|[1-9])',
  M: '([0-5]\\d|\\d)',
  S: '(6[01]|[0-5]\\d|\\d)',
  f: '(\\d{1,6})',
  y: '(\\d\\d)',
  j: '(36[0-6]|3[0-5]\\d|[12]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9])',
  p: '(am|pm)',
  a: either(dayNames.map(name => name.slice(0, 3))),
  A: either(dayNames),
  b: either(monthNames.map(name => name.slice(0, 3))),
  B: either(monthNames),
  z: '([+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?|Z)',
  Z: '(utc|gmt)',
  w: '([0-6])',
  U: '(5[0-3]|[0-4]\\d|\\d)',
  W: '(5[0-3]|[0-4]\\d|\\d)',
};

/** `datetime.strptime(text, format)` */
export function parseTime(text: string, format: string): PyDateTime {
  const letters: string[] = [];
  const expanded = format.replaceAll('%c', '%a %b %d %H:%M:%S %Y').replaceAll('%x', '%m/%d/%y').replaceAll('%X', '%H:%M:%S');
  const pattern = expanded.replace(
    /%([a-zA-Z%])|(\s+)|([\\^$.*+?()[\]{}|])|%/g,
    (_: string, letter?: string, blank?: string, special?: string) => {
      if (blank !== undefined) return '\\s+';
      if (special !== undefined) return `\\${special}`;
      if (letter === '%') return '%';
      const part = letter === undefined ? undefined : patterns[letter];
      if (part === undefined || letter === undefined)
        return raise(
          'ValueError',
          letter === undefined ? `stray % in format ${textRepr(format)}` : `'${letter}' is a bad directive in format ${textRepr(format)}`,
        );
      letters.push(letter);
      return part;
    },
  );
  const match = new RegExp(`^${pattern}`, 'i').exec(text);
  if (!match) return raise('ValueError', `time data ${textRepr(text)} does not match format ${textRepr(format)}`);
  if (match[0].length !== text.length) return raise('ValueError', `unconverted data remains: ${text.slice(match[0].length)}`);
  const found = new Map(letters.map((letter, at) => [letter, match[at + 1] ?? '']));
  return assemble(found);
}

function assemble(found: ReadonlyMap<string, string>): PyDateTime {
  const number = (letter: string): number | undefined => (found.has(letter) ? Number(found.get(letter)) : undefined);
  const short = number('y');
  const year = number('Y') ?? (short === undefined ? 1900 : short + (short < 69 ? 2000 : 1900));
  const named = (letter: string, names: readonly string[], length: number | undefined): number | undefined => {
    const word = found.get(letter)?.toLowerCase();
    return word === undefined ? undefined : names.findIndex(name => name.slice(0, length).toLowerCase() === word) + 1;
  };
  let month = number('m') ?? named('B', monthNames, undefined) ?? named('b', monthNames, 3) ?? 1;
  let day = number('d') ?? 1;
  const yearDay = number('j');
  if (yearDay !== undefined && !found.has('d')) [, month, day] = civilFromDays(daysFromCivil(year, 1, 1) + yearDay - 1);
  let hour = number('H') ?? number('I') ?? 0;
  const half = found.get('p')?.toLowerCase();
  if (found.has('I') && half !== undefined) hour = (hour % 12) + (half === 'pm' ? 12 : 0);
  const zone = found.get('z');
  return new PyDateTime(
    year,
    month,
    day,
    [hour, number('M') ?? 0, number('S') ?? 0, microseconds(found.get('f') ?? '')],
    zone === undefined ? undefined : parseZone(zone),
  );
}
