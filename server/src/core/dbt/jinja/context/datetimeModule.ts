/** `modules.datetime`. Invariant: "now" is when the run started, so that two renders of one project agree. */
import { raise } from '../values/exception';
import { PyDate, PyDateTime, PyZone } from '../values/datetime';
import { asNumeric, str, typeName } from '../values/object';
import type { PyValue } from '../values/object';
import { roundHalfEven } from '../values/number';
import { parseIsoDate, parseIsoDateTime, parseIsoTime, parseTime } from '../values/parseTime';
import { PyTime } from '../values/time';
import { PyTimeDelta } from '../values/timedelta';
import { textRepr } from '../values/text';
import { wholeNumber } from '../values/wholeNumber';
import { FixedZone, utc } from '../values/zone';
import { PyType, exported, fn } from './exports';
import type { PyDict } from '../values/dict';

export function datetimeModule(startedAt: PyDateTime): PyDict {
  const now = fn('now', ['tz?'], ([zone]) =>
    zone instanceof PyZone ? PyDateTime.fromUtc(startedAt.utc, zone) : PyDateTime.fromLocal(startedAt.utc, undefined),
  );
  const today = PyDate.fromDays(startedAt.days);
  return exported({
    date: new PyType('datetime.date', makeDate, {
      ...unboundMethods(PyDate, ['strftime', 'isoformat', 'weekday', 'isoweekday', 'replace', 'toordinal']),
      today: fn('today', [], () => today),
      fromisoformat: fn('fromisoformat', ['date_string'], ([text = '']) => parseIsoDate(str(text)) ?? wrongIso(text)),
      fromordinal: fn('fromordinal', ['n'], ([number]) => PyDate.fromDays(wholeNumber(number, 0) - 719_163)),
      fromtimestamp: fn('fromtimestamp', ['t'], ([seconds = 0n]) => {
        const moment = fromTimestamp(seconds, undefined);
        return new PyDate(moment.year, moment.month, moment.day);
      }),
      min: new PyDate(1, 1, 1),
      max: new PyDate(9999, 12, 31),
    }),
    datetime: new PyType('datetime.datetime', makeDateTime, {
      ...unboundMethods(PyDateTime, ['strftime', 'isoformat', 'date', 'time', 'timestamp', 'weekday', 'replace', 'astimezone']),
      now,
      today: fn('today', [], () => PyDateTime.fromLocal(startedAt.utc, undefined)),
      utcnow: fn('utcnow', [], () => PyDateTime.fromLocal(startedAt.utc, undefined)),
      strptime: fn('strptime', ['date_string', 'format'], ([text = '', format = '']) =>
        typeof text === 'string'
          ? parseTime(text, str(format))
          : raise('TypeError', `strptime() argument 1 must be str, not ${typeName(text)}`),
      ),
      fromisoformat: fn('fromisoformat', ['date_string'], ([text = '']) =>
        typeof text === 'string' ? (parseIsoDateTime(text) ?? wrongIso(text)) : raise('TypeError', 'fromisoformat: argument must be str'),
      ),
      fromtimestamp: fn('fromtimestamp', ['timestamp', 'tz?'], ([seconds = 0n, zone]) =>
        fromTimestamp(seconds, zone instanceof PyZone ? zone : undefined),
      ),
      utcfromtimestamp: fn('utcfromtimestamp', ['timestamp'], ([seconds = 0n]) => fromTimestamp(seconds, undefined)),
      fromordinal: fn('fromordinal', ['n'], ([number]) => {
        const { year, month, day } = PyDate.fromDays(wholeNumber(number, 0) - 719_163);
        return new PyDateTime(year, month, day);
      }),
      combine: fn('combine', ['date', 'time', 'tzinfo?'], ([date, time, zone]) =>
        date instanceof PyDate && time instanceof PyTime
          ? new PyDateTime(
              date.year,
              date.month,
              date.day,
              [time.hour, time.minute, time.second, time.microsecond],
              zone instanceof PyZone ? zone : undefined,
            )
          : raise('TypeError', 'combine() needs a date and a time'),
      ),
      min: new PyDateTime(1, 1, 1),
      max: new PyDateTime(9999, 12, 31, [23, 59, 59, 999_999]),
    }),
    time: new PyType('datetime.time', makeTime, {
      fromisoformat: fn('fromisoformat', ['time_string'], ([text = '']) => parseIsoTime(str(text)) ?? wrongIso(text)),
    }),
    timedelta: new PyType('datetime.timedelta', makeDelta),
    tzinfo: new PyType(
      'datetime.tzinfo',
      fn('tzinfo', [], () => raise('TypeError', 'tzinfo is a class to derive others from')),
    ),
    timezone: new PyType('datetime.timezone', makeZone, { utc }),
  });
}

function wrongIso(text: PyValue): never {
  return raise('ValueError', `Invalid isoformat string: ${typeof text === 'string' ? textRepr(text) : str(text)}`);
}

/** `datetime.strftime(moment, format)`: a method called through its class. */
function unboundMethods(owner: typeof PyDate | typeof PyDateTime, names: readonly string[]): Record<string, PyValue> {
  return Object.fromEntries(
    names.map(name => [
      name,
      fn(name, ['*values'], (_, { positional: [self, ...rest], keyword }) => {
        const method = self instanceof owner ? self.getAttribute(name) : undefined;
        return method !== undefined && method !== null && typeof method === 'object' && method.call
          ? (method.call({ positional: rest, keyword }) ?? null)
          : raise('TypeError', `descriptor '${name}' needs a date of its own class`);
      }),
    ]),
  );
}

const makeDate = fn(
  'date',
  ['year', 'month', 'day'],
  ([year, month, day]) => new PyDate(wholeNumber(year, 1), wholeNumber(month, 1), wholeNumber(day, 1)),
);

const makeDateTime = fn(
  'datetime',
  ['year', 'month', 'day', 'hour?', 'minute?', 'second?', 'microsecond?', 'tzinfo?'],
  ([year, month, day, hour, minute, second, microsecond, zone]) => {
    const time = [wholeNumber(hour, 0), wholeNumber(minute, 0), wholeNumber(second, 0), wholeNumber(microsecond, 0)] as const;
    return new PyDateTime(
      wholeNumber(year, 1),
      wholeNumber(month, 1),
      wholeNumber(day, 1),
      time,
      zone instanceof PyZone ? zone : undefined,
    );
  },
);

const makeTime = fn(
  'time',
  ['hour?', 'minute?', 'second?', 'microsecond?', 'tzinfo?'],
  ([hour, minute, second, microsecond]) =>
    new PyTime(wholeNumber(hour, 0), wholeNumber(minute, 0), wholeNumber(second, 0), wholeNumber(microsecond, 0)),
);

const units: readonly (readonly [string, bigint])[] = [
  ['days', 86_400_000_000n],
  ['seconds', 1_000_000n],
  ['microseconds', 1n],
  ['milliseconds', 1000n],
  ['minutes', 60_000_000n],
  ['hours', 3_600_000_000n],
  ['weeks', 604_800_000_000n],
];

const makeDelta = fn(
  'timedelta',
  units.map(([name]) => `${name}?`),
  bound => {
    let exact = 0n;
    let fraction = 0;
    units.forEach(([name, size], at) => {
      const value = bound[at];
      if (value === undefined) return;
      const number = asNumeric(value) ?? raise('TypeError', `unsupported type for timedelta ${name} component: ${typeName(value)}`);
      if (typeof number === 'bigint') exact += number * size;
      else {
        exact += BigInt(Math.trunc(number)) * size;
        fraction += (number - Math.trunc(number)) * Number(size);
      }
    });
    return new PyTimeDelta(exact + BigInt(roundHalfEven(fraction)));
  },
);

const makeZone = fn('timezone', ['offset', 'name?'], ([offset, name]) =>
  offset instanceof PyTimeDelta
    ? new FixedZone(Number(offset.microseconds / 1_000_000n), name === undefined ? undefined : str(name))
    : raise('TypeError', `timezone() argument 1 must be datetime.timedelta, not ${typeName(offset ?? null)}`),
);

/** Without a zone the clock of the machine counts as UTC. */
function fromTimestamp(seconds: PyValue, zone: PyZone | undefined): PyDateTime {
  const number = asNumeric(seconds) ?? raise('TypeError', `'${typeName(seconds)}' object cannot be interpreted as an integer`);
  const micro = typeof number === 'bigint' ? number * 1_000_000n : BigInt(roundHalfEven(number * 1e6));
  return zone ? PyDateTime.fromUtc(micro, zone) : PyDateTime.fromLocal(micro, undefined);
}
