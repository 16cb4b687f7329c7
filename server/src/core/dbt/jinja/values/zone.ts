/** Time zones with a fixed offset: `datetime.timezone` and `pytz.utc`. */
import { PyZone } from './datetime';
import { offsetText } from './calendar';
import { PyFunction } from './callable';
import { PyDateTime } from './datetime';
import { raise } from './exception';
import { PyTimeDelta } from './timedelta';
import type { HashKey, PyValue } from './object';

export class FixedZone extends PyZone {
  readonly typeName = 'timezone';
  readonly seconds: number;
  private readonly name: string | undefined;

  constructor(seconds: number, name?: string) {
    super();
    if (Math.abs(seconds) >= 86_400)
      raise('ValueError', 'offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24).');
    this.seconds = seconds;
    this.name = name;
  }

  override offsetAt(): number {
    return this.seconds;
  }

  override offsetAtUtc(): number {
    return this.seconds;
  }

  override atUtc(): PyZone {
    return this;
  }

  override nameAt(): string {
    return this.str();
  }

  override str(): string {
    return this.name ?? (this.seconds === 0 ? 'UTC' : `UTC${offsetText(this.seconds, ':')}`);
  }

  override repr(): string {
    if (this.seconds === 0 && this.name === undefined) return 'datetime.timezone.utc';
    const name = this.name === undefined ? '' : `, '${this.name}'`;
    return `datetime.timezone(${new PyTimeDelta(BigInt(this.seconds) * 1_000_000n).repr()}${name})`;
  }

  override equals(other: PyValue): boolean {
    return other instanceof FixedZone && other.seconds === this.seconds;
  }

  override hashKey(): HashKey {
    return `timezone ${this.seconds}`;
  }

  override getAttribute(name: string): PyValue | undefined {
    switch (name) {
      case 'utcoffset':
        return new PyFunction(name, ['dt'], () => new PyTimeDelta(BigInt(this.seconds) * 1_000_000n));
      case 'tzname':
        return new PyFunction(name, ['dt'], () => this.str());
      case 'dst':
        return new PyFunction(name, ['dt'], () => null);
      default:
        return undefined;
    }
  }
}

export const utc = new FixedZone(0);

/** `pytz.utc`: prints differently from `timezone.utc`, and localizes. */
class PytzUtc extends FixedZone {
  constructor() {
    super(0);
  }

  override repr(): string {
    return '<UTC>';
  }

  override getAttribute(name: string): PyValue | undefined {
    if (name === 'zone') return 'UTC';
    if (name === 'localize' || name === 'normalize')
      return new PyFunction(name, ['dt', 'is_dst?'], ([moment]) => {
        if (!(moment instanceof PyDateTime)) return raise('AttributeError', 'a datetime is needed here');
        if (name === 'localize' && moment.zone) return raise('ValueError', 'Not naive datetime (tzinfo is already set)');
        return name === 'localize' ? PyDateTime.fromLocal(moment.local, this) : PyDateTime.fromUtc(moment.utc, this);
      });
    return super.getAttribute(name);
  }
}

export const pytzUtc = new PytzUtc();
