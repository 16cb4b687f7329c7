/**
 * How figures are printed for people: bytes, money, durations, counts, ages.
 * Invariant: a unit always stands with the figure, and nothing that was spent is shown as zero.
 */
import type { WireRange } from '../../server/src/protocol/webview';

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Decimal units, as the bill counts: `12.4 MB`. */
export function bytes(amount: number): string {
  const power = unitOf(amount);
  return `${inUnit(amount, power)} ${units[power] ?? 'B'}`;
}

/** `11–14 MB`; one figure where both ends print alike. */
export function byteRange(range: WireRange): string {
  const power = unitOf(range.high);
  const [low, high] = [inUnit(range.low, power), inUnit(range.high, power)];
  return low === high ? `${high} ${units[power] ?? 'B'}` : `${low}–${high} ${units[power] ?? 'B'}`;
}

/** `$0.0001`: two significant digits below a cent, cents above. */
export function money(amount: number, currency: string): string {
  const digits = amount !== 0 && Math.abs(amount) < 0.01 ? Math.min(8, 1 - Math.floor(Math.log10(Math.abs(amount)))) : 2;
  try {
    return new Intl.NumberFormat('en-US', {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: 2,
      maximumFractionDigits: digits,
    }).format(amount);
  } catch {
    return `${amount.toFixed(digits)} ${currency}`;
  }
}

export function duration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = Math.floor((ms % 60_000) / 1000);
  return minutes < 60 ? `${minutes} min ${seconds} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `1,000,000`. */
export function count(amount: number): string {
  return amount.toLocaleString('en-US');
}

export function counted(amount: number, one: string, many = `${one}s`): string {
  return `${count(amount)} ${amount === 1 ? one : many}`;
}

/** `2 h ago`; the absolute time belongs into the tooltip. */
export function ago(instant: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(instant)) / 1000));
  if (Number.isNaN(seconds)) return instant;
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  const days = Math.floor(seconds / 86_400);
  return `${days} ${days === 1 ? 'day' : 'days'} ago`;
}

/** The user's own clock, with its zone: `2026-03-01 14:05:09 UTC+1`. */
export function absolute(instant: string): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? instant : date.toLocaleString('sv-SE', { timeZoneName: 'short' });
}

function unitOf(amount: number): number {
  return amount < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(amount) / 3));
}

function inUnit(amount: number, power: number): string {
  const scaled = amount / 1000 ** power;
  return power === 0 || scaled >= 100
    ? String(Math.round(scaled))
    : scaled >= 10
      ? scaled.toFixed(1)
      : scaled.toFixed(scaled === 0 ? 0 : 2);
}
