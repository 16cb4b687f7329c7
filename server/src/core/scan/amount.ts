/** Figures that are not certain: bytes or money between two bounds. Invariant: low ≤ likely ≤ high; what is unknown is `undefined`, never zero. */
export interface Amount {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

export const zero: Amount = { low: 0, likely: 0, high: 0 };

export function plus(a: Amount, b: Amount): Amount {
  return { low: a.low + b.low, likely: a.likely + b.likely, high: a.high + b.high };
}

/** The sum; unknown as soon as one part is: a total that leaves a table out would look cheaper than the run is. */
export function total(amounts: readonly (Amount | undefined)[]): Amount | undefined {
  let sum = zero;
  for (const amount of amounts) {
    if (amount === undefined) return undefined;
    sum = plus(sum, amount);
  }
  return sum;
}

export function mapAmount(amount: Amount, change: (value: number) => number): Amount {
  return { low: change(amount.low), likely: change(amount.likely), high: change(amount.high) };
}
