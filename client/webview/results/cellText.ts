/**
 * How a value is printed: in a cell on one line, in full for copying, as SQL would write it for nested values.
 * Invariant: digits of exact numbers pass through untouched; nothing here turns text into a JavaScript number.
 */
import type { CellValue } from '../../../server/src/protocol/webview';
import type { TrinoType } from './trinoType';
import { isApproximate } from './trinoType';

/** Longest text that a cell holds: the rest stands in the detail pane. */
const cellLength = 400;

/** Marks that turn the writing direction or cannot be seen: shown by code, as VS Code does, so that no text passes for another. */
const hidden = /(?!\u200d)[\p{Cc}\p{Cf}]/gu;

/** One line for a cell of the grid: line breaks and tabs become visible marks. */
export function cellLine(value: CellValue | undefined, type: TrinoType): string {
  if (value === undefined) return '';
  const text = fullText(value, type);
  const cut = text.length > cellLength ? `${sliceWhole(text, cellLength)}…` : text;
  return cut
    .replace(/\r\n|\r|\n/gu, ' ↵ ')
    .replaceAll('\t', ' ⇥ ')
    .replace(hidden, mark => `[U+${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`);
}

/** The whole print of a value: what the engine printed for scalars, `{name=value}` and `[a, b]` for nested ones. */
export function fullText(value: CellValue, type: TrinoType): string {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number') return isApproximate(type) ? approximateText(value) : String(value);
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) {
    const items = value as readonly CellValue[];
    if (type.kind === 'row')
      return `{${items.map((item, i) => `${type.fields[i]?.name ?? `field${i}`}=${fullText(item, fieldType(type, i))}`).join(', ')}}`;
    return `[${items.map(item => fullText(item, type.kind === 'array' ? type.element : anyType)).join(', ')}]`;
  }
  return `{${Object.entries(value as Readonly<Record<string, CellValue>>)
    .map(([key, item]) => `${key}=${fullText(item, type.kind === 'map' ? type.value : anyType)}`)
    .join(', ')}}`;
}

export const anyType: TrinoType = { kind: 'scalar', name: 'unknown', print: 'unknown' };

export function fieldType(type: TrinoType, index: number): TrinoType {
  return (type.kind === 'row' ? type.fields[index]?.type : type.kind === 'array' ? type.element : undefined) ?? anyType;
}

/** A double always shows that it is one: `1.0`, `1.0E21`. */
function approximateText(value: number): string {
  const text = String(value);
  if (text.includes('e')) return text.replace(/^(-?\d+)(?=e)/u, '$1.0').replace(/e\+?/u, 'E');
  return Number.isInteger(value) ? `${text}.0` : text;
}

/** Cuts without tearing a surrogate pair. */
function sliceWhole(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
