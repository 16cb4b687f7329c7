/** Python's date and datetime. Invariant: fields hold a valid moment of the proleptic Gregorian calendar; arithmetic is exact to the microsecond. */
import { PyFunction } from './callable';
import type { Bound } from './callable';
import { PyNamedTuple } from './containers';
import { raise } from './exception';
import { floorDivide } from './number';
import { PyObject, repr, str } from './object';
import type { HashKey, PyValue } from './object';
import { formatTime } from './strftime';
import { PyTime } from './time';
import { PyTimeDelta, microsecondsPerDay } from './timedelta';
import { checkDate, checkTime, civilFromDays, daysFromCivil, four, fraction, offsetText, timeArguments, two } from './calendar';
import { wholeNumber } from './wholeNumber';

const method = (name: string, parameters: readonly string[], body: (bound: Bound) => PyValue): PyFunction =>
  new PyFunction(name, parameters, body);

export class PyDate extends PyObject {
  readonly typeName: string = 'date';
  readonly year: number;
  readonly month: number;
  readonly day: number;

  constructor(year: number, month: number, day: number) {
    super();
    checkDate(year, month, day);
    this.year = year;
    this.month = month;
    this.day = day;
  }

  override get describedAs(): string {
    return `datetime.${this.typeName} object`;
  }

  get days(): number {
    return daysFromCivil(this.year, this.month, this.day);
  }

  /** 0 is Monday. */
  get weekday(): number {
    return (((this.days + 3) % 7) + 7) % 7;
  }

  get dayOfYear(): number {
    return this.days - daysFromCivil(this.year, 1, 1) + 1;
  }

  static fromDays(days: number): PyDate {
    const [year, month, day] = civilFromDays(days);
    if (year < 1 || year > 9999) raise('OverflowError', 'date value out of range');
    return new PyDate(year, month, day);
  }

  override truth(): boolean {
    return true;
  }

  isoformat(): string {
    return `${four(this.year)}-${two(this.month)}-${two(this.day)}`;
  }

  override str(): string {
    return this.isoformat();
  }

  override repr(): string {
    return `datetime.date(${this.year}, ${this.month}, ${this.day})`;
  }

  override format(spec: string): string | undefined {
    return spec === '' ? this.str() : formatTime(this, spec);
  }

  override equals(other: PyValue): boolean {
    return other instanceof PyDate && !(other instanceof PyDateTime) && other.days === this.days;
  }

  override compare(other: PyValue): number | undefined {
    if (other instanceof PyDateTime) return raise('TypeError', "can't compare datetime.datetime to datetime.date");
    return other instanceof PyDate ? this.days - other.days : undefined;
  }

  override hashKey(): HashKey {
    return `date ${this.isoformat()}`;
  }

  override operate(operator: string, other: PyValue, reflected: boolean): PyValue | undefined {
    if (other instanceof PyTimeDelta && (operator === '+' || (operator === '-' && !reflected))) {
      const [days] = other.parts;
      return PyDate.fromDays(operator === '+' ? this.days + days : this.days - days);
    }
    if (operator === '-' && other instanceof PyDate && !(other instanceof PyDateTime))
      return new PyTimeDelta(BigInt(reflected ? other.days - this.days : this.days - other.days) * microsecondsPerDay);
    return undefined;
  }

  isocalendar(): readonly [number, number, number] {
    const thursday = this.days - this.weekday + 3;
    const [year] = civilFromDays(thursday);
    return [year, Math.floor((thursday - daysFromCivil(year, 1, 1)) / 7) + 1, this.weekday + 1];
  }

  /** Fields of Python's `struct_time`. */
  protected timeFields(): readonly number[] {
    return [this.year, this.month, this.day, 0, 0, 0, this.weekday, this.dayOfYear, -1];
  }

  override getAttribute(name: string): PyValue | undefined {
    switch (name) {
      case 'year':
      case 'month':
      case 'day':
        return BigInt(this[name]);
      case 'isoformat':
        return method(name, [], () => this.isoformat());
      case 'strftime':
        return method(name, ['format'], ([format = '']) => formatTime(this, str(format)));
      case 'weekday':
        return method(name, [], () => BigInt(this.weekday));
      case 'isoweekday':
        return method(name, [], () => BigInt(this.weekday + 1));
      case 'toordinal':
        return method(name, [], () => BigInt(this.days + 719_163));
      case 'isocalendar':
        return method(
          name,
          [],
          () => new PyNamedTuple('datetime.IsoCalendarDate', ['year', 'week', 'weekday'], this.isocalendar().map(BigInt)),
        );
      case 'ctime':
        return method(name, [], () => formatTime(this, '%a %b %e %H:%M:%S %Y'));
      case 'timetuple':
        return method(name, [], () => new PyNamedTuple('time.struct_time', timeNames, this.timeFields().map(BigInt)));
      case 'replace':
        return method(
          name,
          ['year?', 'month?', 'day?'],
          ([year, month, day]) => new PyDate(wholeNumber(year, this.year), wholeNumber(month, this.month), wholeNumber(day, this.day)),
        );
      default:
        return undefined;
    }
  }
}

const timeNames = ['tm_year', 'tm_mon', 'tm_mday', 'tm_hour', 'tm_min', 'tm_sec', 'tm_wday', 'tm_yday', 'tm_isdst'];

/** A zone of `datetime` or `pytz`: what it adds to UTC at a moment. */
export abstract class PyZone extends PyObject {
  /** Offset from UTC in seconds at a local time; undefined where the zone cannot tell. */
  abstract offsetAt(local: PyDateTime): number | undefined;
  abstract nameAt(local: PyDateTime): string | undefined;
  /** Offset at a moment of UTC. */
  abstract offsetAtUtc(utcMicroseconds: bigint): number;
  /** The zone as `fromutc` attaches it; zones of pytz attach one of their periods. */
  abstract atUtc(utcMicroseconds: bigint): PyZone;

  override truth(): boolean {
    return true;
  }
}

export class PyDateTime extends PyDate {
  override readonly typeName = 'datetime';
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  readonly zone: PyZone | undefined;

  constructor(year: number, month: number, day: number, time: readonly [number, number, number, number] = [0, 0, 0, 0], zone?: PyZone) {
    super(year, month, day);
    checkTime(...time);
    [this.hour, this.minute, this.second, this.microsecond] = time;
    this.zone = zone;
  }

  /** Microseconds since 1970-01-01 in its own clock. */
  get local(): bigint {
    return (
      BigInt(this.days) * microsecondsPerDay + BigInt(((this.hour * 60 + this.minute) * 60 + this.second) * 1_000_000 + this.microsecond)
    );
  }

  get offset(): number | undefined {
    return this.zone?.offsetAt(this);
  }

  get zoneName(): string | undefined {
    return this.zone?.nameAt(this);
  }

  /** Microseconds since the epoch; without a zone the clock is taken as UTC. */
  get utc(): bigint {
    return this.local - BigInt(this.offset ?? 0) * 1_000_000n;
  }

  static fromLocal(microseconds: bigint, zone: PyZone | undefined): PyDateTime {
    const days = floorDivide(microseconds, microsecondsPerDay) as bigint;
    const rest = Number(microseconds - days * microsecondsPerDay);
    const [year, month, day] = civilFromDays(Number(days));
    if (year < 1 || year > 9999) raise('OverflowError', 'date value out of range');
    const seconds = Math.floor(rest / 1e6);
    return new PyDateTime(year, month, day, [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60, rest % 1e6], zone);
  }

  static fromUtc(microseconds: bigint, zone: PyZone): PyDateTime {
    return PyDateTime.fromLocal(microseconds + BigInt(zone.offsetAtUtc(microseconds)) * 1_000_000n, zone.atUtc(microseconds));
  }

  override isoformat(): string {
    return this.isoformatWith('T', 'auto');
  }

  private isoformatWith(separator: string, precision: string): string {
    const full = `${two(this.hour)}:${two(this.minute)}:${two(this.second)}`;
    const micro = this.microsecond.toString().padStart(6, '0');
    const times: Readonly<Record<string, string>> = {
      auto: full + fraction(this.microsecond),
      hours: two(this.hour),
      minutes: full.slice(0, 5),
      seconds: full,
      milliseconds: `${full}.${micro.slice(0, 3)}`,
      microseconds: `${full}.${micro}`,
    };
    const time = times[precision] ?? raise('ValueError', 'Unknown timespec value');
    return `${super.isoformat()}${separator}${time}${this.offset === undefined ? '' : offsetText(this.offset, ':')}`;
  }

  override str(): string {
    return this.isoformatWith(' ', 'auto');
  }

  override repr(): string {
    const args = timeArguments([this.year, this.month, this.day, this.hour, this.minute], this.second, this.microsecond);
    return `datetime.datetime(${args}${this.zone ? `, tzinfo=${repr(this.zone)}` : ''})`;
  }

  override equals(other: PyValue): boolean {
    return other instanceof PyDateTime && (other.offset === undefined) === (this.offset === undefined) && other.utc === this.utc;
  }

  override compare(other: PyValue): number | undefined {
    if (!(other instanceof PyDateTime))
      return other instanceof PyDate ? raise('TypeError', "can't compare datetime.datetime to datetime.date") : undefined;
    if ((other.offset === undefined) !== (this.offset === undefined))
      return raise('TypeError', "can't compare offset-naive and offset-aware datetimes");
    return Number(this.utc - other.utc);
  }

  override hashKey(): HashKey {
    return `datetime ${this.utc}`;
  }

  override operate(operator: string, other: PyValue, reflected: boolean): PyValue | undefined {
    if (other instanceof PyTimeDelta && (operator === '+' || (operator === '-' && !reflected)))
      return PyDateTime.fromLocal(operator === '+' ? this.local + other.microseconds : this.local - other.microseconds, this.zone);
    if (operator === '-' && other instanceof PyDateTime) {
      if ((other.offset === undefined) !== (this.offset === undefined))
        return raise('TypeError', "can't subtract offset-naive and offset-aware datetimes");
      return new PyTimeDelta(reflected ? other.utc - this.utc : this.utc - other.utc);
    }
    return undefined;
  }

  protected override timeFields(): readonly number[] {
    return [this.year, this.month, this.day, this.hour, this.minute, this.second, this.weekday, this.dayOfYear, this.zone ? 0 : -1];
  }

  override getAttribute(name: string): PyValue | undefined {
    switch (name) {
      case 'hour':
      case 'minute':
      case 'second':
      case 'microsecond':
        return BigInt(this[name]);
      case 'isoformat':
        return method(name, ['sep?', 'timespec?'], ([separator, precision]) =>
          this.isoformatWith(separator === undefined ? 'T' : str(separator), precision === undefined ? 'auto' : str(precision)),
        );
      case 'fold':
        return 0n;
      case 'tzinfo':
        return this.zone ?? null;
      case 'date':
        return method(name, [], () => new PyDate(this.year, this.month, this.day));
      case 'time':
        return method(name, [], () => new PyTime(this.hour, this.minute, this.second, this.microsecond));
      case 'timestamp':
        return method(name, [], () => Number(this.utc) / 1e6);
      case 'utcoffset':
        return method(name, [], () => (this.offset === undefined ? null : new PyTimeDelta(BigInt(this.offset) * 1_000_000n)));
      case 'tzname':
        return method(name, [], () => this.zone?.nameAt(this) ?? null);
      case 'utctimetuple':
        return method(
          name,
          [],
          () => new PyNamedTuple('time.struct_time', timeNames, PyDateTime.fromLocal(this.utc, undefined).timeFields().map(BigInt)),
        );
      case 'astimezone':
        return method(name, ['tz?'], ([zone]) =>
          zone instanceof PyZone ? PyDateTime.fromUtc(this.utc, zone) : raise('TypeError', 'astimezone() needs a time zone here'),
        );
      case 'replace':
        return method(
          name,
          ['year?', 'month?', 'day?', 'hour?', 'minute?', 'second?', 'microsecond?', 'tzinfo?'],
          ([year, month, day, hour, minute, second, microsecond, zone]) => {
            const attached = zone === undefined ? this.zone : zone instanceof PyZone ? zone : undefined;
            const time = [
              wholeNumber(hour, this.hour),
              wholeNumber(minute, this.minute),
              wholeNumber(second, this.second),
              wholeNumber(microsecond, this.microsecond),
            ] as const;
            return new PyDateTime(wholeNumber(year, this.year), wholeNumber(month, this.month), wholeNumber(day, this.day), time, attached);
          },
        );
      default:
        return super.getAttribute(name);
    }
  }
}
