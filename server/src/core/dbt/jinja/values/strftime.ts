/** Dates and times as text by Python's directives, in the C locale. */
import { daysFromCivil, offsetText, two } from './calendar';

export const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** What can be printed: a time alone is one of 1900-01-01, as in Python. */
export interface Moment {
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  readonly microsecond?: number;
  readonly offset?: number | undefined;
  readonly zoneName?: string | undefined;
  readonly utc?: bigint;
}

export function formatTime(moment: Moment, format: string): string {
  return format.replace(/%([-_0^#]?)([a-zA-Z%])/g, (whole: string, flag: string, letter: string) => {
    const text = directive(moment, letter);
    if (text === undefined) return whole;
    return flag === '-'
      ? text.replace(/^[0 ]+(?=\d)/, '')
      : flag === '_'
        ? text.replace(/^0+(?=\d)/, zeros => ' '.repeat(zeros.length))
        : flag === '^'
          ? text.toUpperCase()
          : text;
  });
}

function directive(moment: Moment, letter: string): string | undefined {
  const { year = 1900, month = 1, day = 1, hour = 0, minute = 0, second = 0, microsecond = 0 } = moment;
  const days = daysFromCivil(year, month, day);
  const weekday = (((days + 3) % 7) + 7) % 7;
  const yearDay = days - daysFromCivil(year, 1, 1);
  const [isoYear, isoWeek] = isoWeekOf(days, weekday);
  const inner = (format: string): string => formatTime(moment, format);
  switch (letter) {
    case 'Y':
      return String(year);
    case 'm':
      return two(month);
    case 'd':
      return two(day);
    case 'H':
      return two(hour);
    case 'M':
      return two(minute);
    case 'S':
      return two(second);
    case 'f':
      return microsecond.toString().padStart(6, '0');
    case 'y':
      return two(year % 100);
    case 'C':
      return two(Math.floor(year / 100));
    case 'I':
      return two(hour % 12 === 0 ? 12 : hour % 12);
    case 'l':
      return String(hour % 12 === 0 ? 12 : hour % 12).padStart(2);
    case 'k':
      return String(hour).padStart(2);
    case 'e':
      return String(day).padStart(2);
    case 'p':
      return hour < 12 ? 'AM' : 'PM';
    case 'P':
      return hour < 12 ? 'am' : 'pm';
    case 'a':
      return dayNames[weekday]?.slice(0, 3);
    case 'A':
      return dayNames[weekday];
    case 'b':
    case 'h':
      return monthNames[month - 1]?.slice(0, 3);
    case 'B':
      return monthNames[month - 1];
    case 'j':
      return String(yearDay + 1).padStart(3, '0');
    case 'w':
      return String((weekday + 1) % 7);
    case 'u':
      return String(weekday + 1);
    case 'U':
      return two(Math.floor((yearDay + 7 - ((weekday + 1) % 7)) / 7));
    case 'W':
      return two(Math.floor((yearDay + 7 - weekday) / 7));
    case 'G':
      return String(isoYear);
    case 'g':
      return two(isoYear % 100);
    case 'V':
      return two(isoWeek);
    case 's':
      return String((moment.utc ?? BigInt(days) * 86_400_000_000n) / 1_000_000n);
    case 'z':
      return moment.offset === undefined ? '' : offsetText(moment.offset, '');
    case 'Z':
      return moment.zoneName ?? '';
    case 'D':
      return inner('%m/%d/%y');
    case 'x':
      return inner('%m/%d/%y');
    case 'X':
    case 'T':
      return inner('%H:%M:%S');
    case 'R':
      return inner('%H:%M');
    case 'r':
      return inner('%I:%M:%S %p');
    case 'F':
      return inner('%Y-%m-%d');
    case 'c':
      return inner('%a %b %e %H:%M:%S %Y');
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case '%':
      return '%';
    default:
      return undefined;
  }
}

/** The ISO year and week of a day. */
function isoWeekOf(days: number, weekday: number): readonly [number, number] {
  const thursday = days - weekday + 3;
  let year = Math.floor(thursday / 365.2425) + 1970;
  while (daysFromCivil(year + 1, 1, 1) <= thursday) year++;
  while (daysFromCivil(year, 1, 1) > thursday) year--;
  return [year, Math.floor((thursday - daysFromCivil(year, 1, 1)) / 7) + 1];
}
