/**
 * Zones of `timestamp with time zone`: instants to wall time and back. Invariant: an instant is microseconds since 1970 in UTC; a zone is
 * `UTC`, an offset like `+05:30`, or a name of the time zone database.
 */
import { floorDiv } from './printTemporal';
import { Failure } from './failure';

/** Wall time in `zone` of an instant. */
export function localMicros(instant: bigint, zone: string): bigint {
  return instant + offsetMicros(instant, zone);
}

/** The instant of a wall time; in a gap of the zone it moves forward by the gap, in an overlap the earlier offset counts. undefined: in a gap. */
export function instantOf(local: bigint, zone: string): { readonly instant: bigint; readonly gap: boolean } {
  const before = offsetMicros(local - dayMicros, zone);
  const after = offsetMicros(local + dayMicros, zone);
  for (const offset of before === after ? [before] : [before, after]) {
    const instant = local - offset;
    if (offsetMicros(instant, zone) === offset) return { instant, gap: false };
  }
  return { instant: local - before, gap: before !== after };
}

/** Zone as Trino keeps it: `Z`, `GMT` and zero offsets become UTC; names get their own spelling. */
export function normalizeZone(text: string): string {
  const known = zones.get(text);
  if (known !== undefined) return known;
  const zone = readZone(text.trim());
  if (zones.size > 2000) zones.clear();
  zones.set(text, zone);
  return zone;
}

export function offsetMinutes(instant: bigint, zone: string): number {
  return Number(offsetMicros(instant, zone) / 60_000_000n);
}

const dayMicros = 86_400_000_000n;
const zones = new Map<string, string>();
const formatters = new Map<string, Intl.DateTimeFormat>();

function readZone(text: string): string {
  const offset = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(text);
  if (offset) {
    const [, sign, hours = '', minutes = '00'] = offset;
    if (Number(hours) > 14 || Number(minutes) > 59) throw new Failure('INVALID_FUNCTION_ARGUMENT', `'${text}' is not a valid time zone`);
    const zone = `${sign ?? '+'}${hours.padStart(2, '0')}:${minutes}`;
    return zone.endsWith('00:00') ? 'UTC' : zone;
  }
  if (/^(z|utc|gmt|ut|greenwich|zulu|universal|etc\/(utc|gmt|uct|zulu|universal|greenwich))$/i.test(text)) return 'UTC';
  if (!/^[A-Za-z]+(?:[/_+-][A-Za-z0-9_+-]+)*$/.test(text))
    throw new Failure('INVALID_FUNCTION_ARGUMENT', `'${text}' is not a valid time zone`);
  try {
    formatter(text);
  } catch {
    throw new Failure('INVALID_FUNCTION_ARGUMENT', `'${text}' is not a valid time zone`);
  }
  return text;
}

function formatter(zone: string): Intl.DateTimeFormat {
  let known = formatters.get(zone);
  if (!known) {
    known = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(zone, known);
  }
  return known;
}

function offsetMicros(instant: bigint, zone: string): bigint {
  if (zone === 'UTC') return 0n;
  const fixed = /^([+-])(\d{2}):(\d{2})$/.exec(zone);
  if (fixed) {
    const micros = (BigInt(fixed[2]!) * 60n + BigInt(fixed[3]!)) * 60_000_000n;
    return fixed[1] === '-' ? -micros : micros;
  }
  const seconds = floorDiv(instant, 1_000_000n);
  const parts: Record<string, string> = {};
  for (const { type, value } of formatter(zone).formatToParts(new Date(Number(seconds) * 1000))) parts[type] = value;
  const wall = new Date(0);
  const year = Number(parts.year);
  wall.setUTCFullYear(parts.era === 'BC' ? 1 - year : year, Number(parts.month) - 1, Number(parts.day));
  wall.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second));
  return (BigInt(wall.getTime() / 1000) - seconds) * 1_000_000n;
}
