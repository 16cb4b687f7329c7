/** Python's time of a day. */
import { PyFunction } from './callable';
import { checkTime, fraction, timeArguments, two } from './calendar';
import { PyObject, str } from './object';
import type { HashKey, PyValue } from './object';
import { wholeNumber } from './wholeNumber';
import { formatTime } from './strftime';

export class PyTime extends PyObject {
  readonly typeName = 'time';
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;

  constructor(hour: number, minute: number, second: number, microsecond: number) {
    super();
    checkTime(hour, minute, second, microsecond);
    this.hour = hour;
    this.minute = minute;
    this.second = second;
    this.microsecond = microsecond;
  }

  get total(): number {
    return ((this.hour * 60 + this.minute) * 60 + this.second) * 1e6 + this.microsecond;
  }

  override truth(): boolean {
    return true;
  }

  override str(): string {
    return `${two(this.hour)}:${two(this.minute)}:${two(this.second)}${fraction(this.microsecond)}`;
  }

  override repr(): string {
    return `datetime.time(${timeArguments([this.hour, this.minute], this.second, this.microsecond)})`;
  }

  override equals(other: PyValue): boolean {
    return other instanceof PyTime && other.total === this.total;
  }

  override compare(other: PyValue): number | undefined {
    return other instanceof PyTime ? this.total - other.total : undefined;
  }

  override hashKey(): HashKey {
    return `time ${this.total}`;
  }

  override format(spec: string): string | undefined {
    return spec === '' ? this.str() : formatTime(this, spec);
  }

  override getAttribute(name: string): PyValue | undefined {
    switch (name) {
      case 'hour':
      case 'minute':
      case 'second':
      case 'microsecond':
        return BigInt(this[name]);
      case 'tzinfo':
        return null;
      case 'isoformat':
        return new PyFunction(name, ['timespec?'], () => this.str());
      case 'strftime':
        return new PyFunction(name, ['format'], ([format = '']) => formatTime(this, str(format)));
      case 'replace':
        return new PyFunction(
          name,
          ['hour?', 'minute?', 'second?', 'microsecond?'],
          ([hour, minute, second, microsecond]) =>
            new PyTime(
              wholeNumber(hour, this.hour),
              wholeNumber(minute, this.minute),
              wholeNumber(second, this.second),
              wholeNumber(microsecond, this.microsecond),
            ),
        );
      default:
        return undefined;
    }
  }
}
