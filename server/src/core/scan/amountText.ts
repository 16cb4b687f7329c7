/** Bytes and money in a person's words: one figure, never more exact than it is worth. */

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

export function bytesText(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${units[unit] ?? 'B'}`;
}

export function moneyText(value: number, currency = 'USD'): string {
  const sign = currency === 'USD' ? '$' : `${currency} `;
  return value === 0 ? `${sign}0` : value < 0.0001 ? `< ${sign}0.0001` : `${sign}${value.toFixed(value < 1 ? 4 : 2)}`;
}
