/** Bytes and money in a person's words: never more exact than what is known, unknown unlike zero. */
import type { Amount } from '../core/scan/amount';

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

export function bytesText(amount: Amount | null): string {
  if (amount === null) return 'unknown bytes';
  const { low, likely, high } = amount;
  return low === high ? oneBytes(likely) : `≈ ${oneBytes(likely)} (${oneBytes(low)} to ${oneBytes(high)})`;
}

export function oneBytes(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${units[unit] ?? 'B'}`;
}

export function moneyText(amount: Amount | null, currency: string): string {
  if (amount === null) return 'unknown price';
  const sign = currency === 'USD' ? '$' : `${currency} `;
  const one = (value: number): string =>
    value === 0 ? `${sign}0` : value < 0.0001 ? `less than ${sign}0.0001` : `${sign}${value.toFixed(value < 1 ? 4 : 2)}`;
  return amount.low === amount.high ? `≈ ${one(amount.likely)}` : `≈ ${one(amount.likely)} (up to ${one(amount.high)})`;
}
