/**
 * A nested value as a tree of labelled parts: fields by name, elements by number, JSON text as what it holds.
 * Invariant: numbers inside JSON text keep their own digits; a part carries its whole print.
 */
import type { CellValue } from '../../../server/src/protocol/webview';
import { anyType, fieldType, fullText } from './cellText';
import type { TrinoType } from './trinoType';

export interface ValueNode {
  readonly label: string;
  readonly type: string;
  /** Print of a leaf, or `3 fields`, `12 elements`. */
  readonly text: string;
  readonly isNull: boolean;
  readonly children: readonly ValueNode[];
}

export function valueTree(label: string, value: CellValue, type: TrinoType): ValueNode {
  if (value === null || typeof value !== 'object') return leaf(label, value, type);
  if (Array.isArray(value)) {
    const items = value as readonly CellValue[];
    const isRow = type.kind === 'row';
    const children = items.map((item, i) =>
      valueTree(isRow ? (type.fields[i]?.name ?? `field${i}`) : String(i + 1), item, fieldType(type, i)),
    );
    return branch(label, type.print, isRow ? 'field' : 'element', children);
  }
  const entries = Object.entries(value as Readonly<Record<string, CellValue>>);
  const of = type.kind === 'map' ? type.value : anyType;
  return branch(
    label,
    type.print,
    'entry',
    entries.map(([key, item]) => valueTree(key, item, of)),
  );
}

/** JSON text that holds an object or an array, as a tree; undefined for anything else. */
export function jsonTree(label: string, text: string): ValueNode | undefined {
  if (!/^\s*[[{]/u.test(text)) return undefined;
  try {
    return jsonNode(label, parseExactly(text));
  } catch {
    return undefined;
  }
}

class ExactNumber {
  readonly digits: string;
  constructor(digits: string) {
    this.digits = digits;
  }
}

/** `JSON.parse` that keeps the source text of numbers. */
function parseExactly(text: string): unknown {
  const keepDigits = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' ? new ExactNumber(context?.source ?? String(value)) : value;
  return JSON.parse(text, keepDigits) as unknown;
}

function jsonNode(label: string, value: unknown): ValueNode {
  if (value instanceof ExactNumber) return { label, type: 'number', text: value.digits, isNull: false, children: [] };
  if (value === null) return { label, type: 'null', text: 'null', isNull: true, children: [] };
  if (Array.isArray(value)) {
    return branch(
      label,
      'array',
      'element',
      value.map((item, i) => jsonNode(String(i + 1), item)),
    );
  }
  if (typeof value === 'object') {
    return branch(
      label,
      'object',
      'entry',
      Object.entries(value).map(([key, item]) => jsonNode(key, item)),
    );
  }
  return {
    label,
    type: typeof value,
    text: typeof value === 'string' ? value : value === true ? 'true' : 'false',
    isNull: false,
    children: [],
  };
}

const plurals = { field: 'fields', element: 'elements', entry: 'entries' } as const;

function branch(label: string, type: string, noun: keyof typeof plurals, children: readonly ValueNode[]): ValueNode {
  return { label, type, text: `${children.length} ${children.length === 1 ? noun : plurals[noun]}`, isNull: false, children };
}

function leaf(label: string, value: CellValue, type: TrinoType): ValueNode {
  return { label, type: type === anyType ? '' : type.print, text: fullText(value, type), isNull: value === null, children: [] };
}
