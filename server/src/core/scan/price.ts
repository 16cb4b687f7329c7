/** Money for bytes as Athena bills them: per statement, by the bytes it scans. Source: AWS's Athena pricing page; TB as a setting, since public sources disagree. */
import type { Amount } from './amount';
import { mapAmount } from './amount';

export interface PriceRate {
  /** In `currency` per terabyte. */
  readonly perTerabyte: number;
  /** Bytes of a terabyte: 2^40, or 10^12. */
  readonly terabyte: number;
  readonly currency: string;
}

export const defaultRate: PriceRate = { perTerabyte: 5, terabyte: 2 ** 40, currency: 'USD' };

const megabyte = 1024 * 1024;
/** Every billed statement costs at least this. */
const minimumBytes = 10 * megabyte;

/** Price of one statement that scans `bytes`: rounded up to the megabyte, at least ten. A statement that is not billed at all has no price: see `isFree`. */
export function priceOf(bytes: Amount, rate: PriceRate): Amount {
  return mapAmount(bytes, value => (billedBytes(value) / rate.terabyte) * rate.perTerabyte);
}

export function billedBytes(bytes: number): number {
  return Math.max(minimumBytes, Math.ceil(bytes / megabyte) * megabyte);
}
