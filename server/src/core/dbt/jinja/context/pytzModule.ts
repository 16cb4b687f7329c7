/** `modules.pytz`. Invariant: offsets come from the machine's time zone database; a zone that it does not know is a KeyError as in pytz. */
import { offsetText } from '../values/calendar';
import { PyDateTime, PyZone } from '../values/datetime';
import type { PyDict } from '../values/dict';
import { PyList, PySet } from '../values/containers';
import { raise } from '../values/exception';
import { str } from '../values/object';
import type { HashKey, PyValue } from '../values/object';
import { textRepr } from '../values/text';
import { PyTimeDelta } from '../values/timedelta';
import { pytzUtc } from '../values/zone';
import { exported, fn } from './exports';

export function pytzModule(): PyDict {
  return exported({
    timezone: fn('timezone', ['zone'], ([name = '']) => zoneNamed(str(name))),
    utc: pytzUtc,
    UTC: pytzUtc,
    all_timezones: new PyList(zoneNames()),
    common_timezones: new PyList(zoneNames()),
    all_timezones_set: new PySet(zoneNames()),
    common_timezones_set: new PySet(zoneNames()),
    country_timezones: exported({}),
    country_names: exported({}),
  });
}

function zoneNames(): string[] {
  return [...Intl.supportedValuesOf('timeZone')];
}

function zoneNamed(name: string): PyZone {
  if (name.toUpperCase() === 'UTC') return pytzUtc;
  const clock = clockOf(name);
  return clock ? new PytzZone(clock.zone, clock, undefined) : raise('KeyError', textRepr(name));
}

interface Clock {
  readonly zone: string;
  readonly format: Intl.DateTimeFormat;
}

const clocks = new Map<string, Clock | undefined>();

function clockOf(name: string): Clock | undefined {
  if (!clocks.has(name)) {
    let clock: Clock | undefined;
    try {
      const format = new Intl.DateTimeFormat('en-US', {
        timeZone: name,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
        era: 'short',
      });
      clock = { zone: name, format };
    } catch {
      clock = undefined;
    }
    clocks.set(name, clock);
  }
  return clocks.get(name);
}

/** Seconds that the zone adds to UTC at a moment. */
function offsetOf({ format }: Clock, utcMicroseconds: bigint): number {
  const milliseconds = Number(utcMicroseconds / 1000n);
  const parts = new Map(format.formatToParts(milliseconds).map(part => [part.type, part.value]));
  const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  const local = Date.UTC(number('year'), number('month') - 1, number('day'), number('hour'), number('minute'), number('second'));
  return Math.round((local - Math.floor(milliseconds / 1000) * 1000) / 1000);
}

/** A zone of pytz. Before `localize` it is its first period, local mean time; afterwards one with a fixed offset. */
class PytzZone extends PyZone {
  readonly typeName = 'DstTzInfo';
  private readonly name: string;
  private readonly clock: Clock;
  private readonly fixed: number | undefined;

  constructor(name: string, clock: Clock, fixed: number | undefined) {
    super();
    this.name = name;
    this.clock = clock;
    this.fixed = fixed;
  }

  override offsetAt(): number {
    return this.fixed ?? Math.round(offsetOf(this.clock, -5_000_000_000_000_000n) / 60) * 60;
  }

  override offsetAtUtc(utcMicroseconds: bigint): number {
    return offsetOf(this.clock, utcMicroseconds);
  }

  override atUtc(utcMicroseconds: bigint): PyZone {
    return new PytzZone(this.name, this.clock, offsetOf(this.clock, utcMicroseconds));
  }

  override nameAt(): string {
    return this.fixed === undefined ? 'LMT' : abbreviation(this.name, this.fixed);
  }

  override str(): string {
    return this.name;
  }

  override repr(): string {
    const offset = this.offsetAt();
    const shown = `${offset < 0 ? '-1 day, ' : '+'}${new PyTimeDelta(BigInt(((offset % 86_400) + 86_400) % 86_400) * 1_000_000n).str()}`;
    const summer = this.fixed !== undefined && this.fixed !== standardOffset(this.clock);
    return `<DstTzInfo '${this.name}' ${this.nameAt()}${shown} ${summer ? 'DST' : 'STD'}>`;
  }

  override equals(other: PyValue): boolean {
    return other instanceof PytzZone && other.name === this.name && other.fixed === this.fixed;
  }

  override hashKey(): HashKey {
    return `pytz ${this.name} ${this.fixed ?? ''}`;
  }

  override getAttribute(name: string): PyValue | undefined {
    switch (name) {
      case 'zone':
        return this.name;
      case 'localize':
        return fn(name, ['dt', 'is_dst?'], ([moment, summer]) => this.localize(moment ?? null, summer === true));
      case 'normalize':
        return fn(name, ['dt'], ([moment]) =>
          moment instanceof PyDateTime && moment.zone
            ? PyDateTime.fromUtc(moment.utc, this)
            : raise('ValueError', 'Naive time - no tzinfo set'),
        );
      case 'utcoffset':
        return fn(name, ['dt', 'is_dst?'], ([moment]) =>
          moment instanceof PyDateTime ? new PyTimeDelta(BigInt(this.localOffset(moment.local, false)) * 1_000_000n) : null,
        );
      case 'tzname':
        return fn(name, ['dt', 'is_dst?'], ([moment]) =>
          moment instanceof PyDateTime ? abbreviation(this.name, this.localOffset(moment.local, false)) : this.name,
        );
      default:
        return undefined;
    }
  }

  private localize(moment: PyValue, summer: boolean): PyValue {
    if (!(moment instanceof PyDateTime)) return raise('AttributeError', 'localize() needs a datetime');
    if (moment.zone) return raise('ValueError', 'Not naive datetime (tzinfo is already set)');
    return PyDateTime.fromLocal(moment.local, new PytzZone(this.name, this.clock, this.localOffset(moment.local, summer)));
  }

  /** Offset of a local time; where clocks are set back it exists twice, and the standard one counts unless asked otherwise. */
  private localOffset(local: bigint, summer: boolean): number {
    const day = 86_400_000_000n;
    const candidates = [offsetOf(this.clock, local - day), offsetOf(this.clock, local + day)];
    const fitting = candidates.filter(offset => offsetOf(this.clock, local - BigInt(offset) * 1_000_000n) === offset);
    const possible = fitting.length > 0 ? fitting : candidates;
    return summer ? Math.max(...possible) : Math.min(...possible);
  }
}

function standardOffset(clock: Clock): number {
  return Math.min(offsetOf(clock, 1_704_067_200_000_000n), offsetOf(clock, 1_719_792_000_000_000n));
}

/** What the time zone database calls the offset; numeric where it has no letters. */
function abbreviation(zone: string, offset: number): string {
  const hours = offset / 3600;
  const area = zone.split('/')[0] ?? '';
  const named = areaNames.find(([pattern]) => pattern.test(zone))?.[1][String(hours)];
  return named ?? (area === 'Etc' ? 'UTC' : offsetText(offset, '').replace(/00$/, ''));
}

const areaNames: readonly (readonly [RegExp, Readonly<Record<string, string>>])[] = [
  [/^Europe\/London$/, { 0: 'GMT', 1: 'BST' }],
  [/^Europe\/Dublin$/, { 0: 'GMT', 1: 'IST' }],
  [/^Europe\/(Moscow|Simferopol)$/, { 3: 'MSK' }],
  [/^Europe\//, { 0: 'WET', 1: 'CET', 2: 'CEST', 3: 'EEST' }],
  [/^(America|US|Canada)\//, { '-4': 'EDT', '-5': 'EST', '-6': 'CST', '-7': 'MST', '-8': 'PST', '-9': 'AKST' }],
  [/^Asia\/(Kolkata|Calcutta)$/, { '5.5': 'IST' }],
  [/^Asia\/(Shanghai|Taipei|Macau)$/, { 8: 'CST' }],
  [/^Asia\/Hong_Kong$/, { 8: 'HKT' }],
  [/^Asia\/Tokyo$/, { 9: 'JST' }],
  [/^Asia\/Seoul$/, { 9: 'KST' }],
  [/^Australia\//, { 8: 'AWST', '9.5': 'ACST', 10: 'AEST', '10.5': 'ACDT', 11: 'AEDT' }],
  [/^Pacific\/Auckland$/, { 12: 'NZST', 13: 'NZDT' }],
];
