/** Prints bytes, money, counts and times for people. Invariant: a number never stands without its unit, and unknown is a word, not a zero. */
import type { Amount, Estimate } from '../../server/src/protocol/runs';

/** `1.31 GB`; decimal units, as AWS bills. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let unit = 0;
  let rest = value;
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1000;
    unit++;
  }
  return `${unit === 0 ? rest : significant(rest)} ${units[unit] ?? 'B'}`;
}

/** `1.2M`, for rows. */
export function count(value: number): string {
  if (value < 10_000) return value.toLocaleString('en-US');
  if (value < 999_500) return `${significant(value / 1e3)}k`;
  if (value < 999_500_000) return `${significant(value / 1e6)}M`;
  return `${significant(value / 1e9)}B`;
}

/** `850 ms`, `1.8 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 3600
    ? `${Math.floor(seconds / 60)} min ${seconds % 60} s`
    : `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

export function money(value: number, currency: string): string {
  const digits = value !== 0 && value < 0.01 ? 6 : value < 1 ? 4 : 2;
  const plain = value.toFixed(digits).replace(/(\.\d\d+?)0+$/, '$1');
  return currency === 'USD' ? `$${plain}` : `${plain} ${currency}`;
}

/** `1.2–1.4 GB ≈ $0.007`; says so where it is unknown. */
export function estimateLine({ bytes: size, price, currency }: Estimate): string {
  const parts = [
    size ? `scans ${range(size, bytes)}` : 'bytes unknown',
    price ? `≈ ${money(price.likely, currency)}${upTo(price, currency)}` : size ? 'price unknown' : undefined,
  ];
  return parts.filter(Boolean).join(' ');
}

/** `2 h ago`. */
export function ago(instant: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(instant)) / 1000));
  if (Number.isNaN(seconds)) return instant;
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  const days = Math.floor(seconds / 86_400);
  return days === 1 ? 'yesterday' : `${days} days ago`;
}

function range({ low, high }: Amount, print: (value: number) => string): string {
  const [from, to] = [print(low), print(high)];
  if (from === to) return to;
  const [lowNumber, lowUnit] = from.split(' ');
  return lowUnit === to.split(' ')[1] ? `${lowNumber ?? ''}–${to}` : `${from} – ${to}`;
}

function upTo({ likely, high }: Amount, currency: string): string {
  return money(high, currency) === money(likely, currency) ? '' : ` (up to ${money(high, currency)})`;
}

function significant(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
