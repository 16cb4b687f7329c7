/** Ranges of bytes and money in a person's words: unknown is unlike zero. */
import type { Amount } from '../core/scan/amount';
import { bytesText, moneyText } from '../core/scan/amountText';

export function bytesRange(amount: Amount | null): string {
  if (amount === null) return 'unknown bytes';
  const { low, likely, high } = amount;
  return low === high ? bytesText(likely) : `≈ ${bytesText(likely)} (${bytesText(low)} to ${bytesText(high)})`;
}

export function moneyRange(amount: Amount | null, currency: string): string {
  if (amount === null) return 'unknown price';
  const likely = moneyText(amount.likely, currency);
  const high = moneyText(amount.high, currency);
  return likely === high ? `≈ ${likely}` : `≈ ${likely} (up to ${high})`;
}
