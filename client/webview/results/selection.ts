/**
 * A rectangle of selected cells and what it adds up to. Rows are positions in the view, columns positions on the screen.
 * Invariant: sums are exact to the digit (BigInt), or not given.
 */
import type { CellValue } from '../../../server/src/protocol/webview';
import { isExact } from './trinoType';
import type { TrinoType } from './trinoType';

export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

export interface Selection {
  /** Where the selection began; stays while it grows. */
  readonly anchor: CellPlace;
  readonly head: CellPlace;
}

export interface Rectangle {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export function rectangle({ anchor, head }: Selection): Rectangle {
  return {
    top: Math.min(anchor.row, head.row),
    bottom: Math.max(anchor.row, head.row),
    left: Math.min(anchor.column, head.column),
    right: Math.max(anchor.column, head.column),
  };
}

export function contains(area: Rectangle, row: number, column: number): boolean {
  return row >= area.top && row <= area.bottom && column >= area.left && column <= area.right;
}

export function cellCount(area: Rectangle): number {
  return (area.bottom - area.top + 1) * (area.right - area.left + 1);
}

/** Sum of integers and decimals; undefined where there is none or where another type stands among them. NULLs are left out, as SQL's SUM does. */
export function exactSum(cells: Iterable<{ readonly value: CellValue | undefined; readonly type: TrinoType }>): string | undefined {
  let total = 0n;
  let scale = 0;
  let seen = 0;
  for (const { value, type } of cells) {
    if (value === null) continue;
    if ((typeof value !== 'string' && typeof value !== 'number') || !isExact(type)) return undefined;
    const digits = /^(-?)(\d+)(?:\.(\d+))?$/u.exec(String(value));
    if (!digits) return undefined;
    const fraction = digits[3] ?? '';
    if (fraction.length > scale) {
      total *= 10n ** BigInt(fraction.length - scale);
      scale = fraction.length;
    }
    const amount = BigInt((digits[2] ?? '0') + fraction.padEnd(scale, '0'));
    total += digits[1] === '-' ? -amount : amount;
    seen++;
  }
  return seen > 1 ? decimalText(total, scale) : undefined;
}

function decimalText(amount: bigint, scale: number): string {
  if (scale === 0) return amount.toString();
  const digits = (amount < 0n ? -amount : amount).toString().padStart(scale + 1, '0');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
