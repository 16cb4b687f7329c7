/** Python's timedelta. Invariant: one exact count of microseconds. */
import { PyFunction } from './callable';
import { two } from './calendar';
import { raise } from './exception';
import { floorDivide, roundHalfEven } from './number';
import { PyObject, asNumeric } from './object';
import type { HashKey, PyValue } from './object';

export const microsecondsPerDay = 86_400_000_000n;

export class PyTimeDelta extends PyObject {
  readonly typeName = 'timedelta';
  readonly microseconds: bigint;

  constructor(microseconds: bigint) {
    super();
    if (microseconds / microsecondsPerDay > 999_999_999n || microseconds / microsecondsPerDay < -999_999_999n)
      raise('OverflowError', `days=${microseconds / microsecondsPerDay}; must have magnitude <= 999999999`);
    this.microseconds = microseconds;
  }

  override get describedAs(): string {
    return 'datetime.timedelta object';
  }

  /** Days, seconds and microseconds; only days may be negative. */
  get parts(): readonly [number, number, number] {
    const days = floorDivide(this.microseconds, microsecondsPerDay) as bigint;
    const rest = this.microseconds - days * microsecondsPerDay;
    return [Number(days), Number(rest / 1_000_000n), Number(rest % 1_000_000n)];
  }

  get seconds(): number {
    return Number(this.microseconds) / 1e6;
  }

  override truth(): boolean {
    return this.microseconds !== 0n;
  }

  override equals(other: PyValue): boolean {
    return other instanceof PyTimeDelta && other.microseconds === this.microseconds;
  }

  override compare(other: PyValue): number | undefined {
    return other instanceof PyTimeDelta ? Number(this.microseconds - other.microseconds) : undefined;
  }

  override hashKey(): HashKey {
    return `timedelta ${this.microseconds}`;
  }

  override str(): string {
    const [days, seconds, microseconds] = this.parts;
    const head = days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `;
    const tail = microseconds === 0 ? '' : `.${microseconds.toString().padStart(6, '0')}`;
    return `${head}${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${tail}`;
  }

  override repr(): string {
    const names = ['days', 'seconds', 'microseconds'];
    const parts = this.parts.flatMap((value, at) => (value === 0 ? [] : [`${names[at] ?? ''}=${value}`]));
    return `datetime.timedelta(${parts.length > 0 ? parts.join(', ') : '0'})`;
  }

  override operate(operator: string, other: PyValue, reflected: boolean): PyValue | undefined {
    if (operator === 'unary -') return new PyTimeDelta(-this.microseconds);
    if (operator === 'unary +') return this;
    if (other instanceof PyTimeDelta) {
      switch (operator) {
        case '+':
          return new PyTimeDelta(this.microseconds + other.microseconds);
        case '-':
          return new PyTimeDelta(reflected ? other.microseconds - this.microseconds : this.microseconds - other.microseconds);
        case '/':
          return other.microseconds === 0n
            ? raise('ZeroDivisionError', 'division by zero')
            : Number(this.microseconds) / Number(other.microseconds);
        case '//':
          return floorDivide(this.microseconds, other.microseconds);
        case '%':
          return new PyTimeDelta(this.microseconds - (floorDivide(this.microseconds, other.microseconds) as bigint) * other.microseconds);
        default:
          return undefined;
      }
    }
    const number = asNumeric(other);
    if (number === undefined) return undefined;
    const scaled = (value: number): PyTimeDelta => new PyTimeDelta(BigInt(roundHalfEven(value)));
    if (operator === '*')
      return typeof number === 'bigint' ? new PyTimeDelta(this.microseconds * number) : scaled(Number(this.microseconds) * number);
    if (reflected || Number(number) === 0)
      return operator === '/' || operator === '//' ? (reflected ? undefined : raise('ZeroDivisionError', 'division by zero')) : undefined;
    if (operator === '/') return scaled(Number(this.microseconds) / Number(number));
    return operator === '//' && typeof number === 'bigint' ? new PyTimeDelta(floorDivide(this.microseconds, number) as bigint) : undefined;
  }

  override getAttribute(name: string): PyValue | undefined {
    const [days, seconds, microseconds] = this.parts;
    switch (name) {
      case 'days':
        return BigInt(days);
      case 'seconds':
        return BigInt(seconds);
      case 'microseconds':
        return BigInt(microseconds);
      case 'total_seconds':
        return new PyFunction('total_seconds', [], () => this.seconds);
      default:
        return undefined;
    }
  }
}
