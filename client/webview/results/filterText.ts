/**
 * The filter row's small language: `null`, `!null`, `=x`, `!=x`, `<x`, `>=x`, `a..b`, `!text`, `"literal"`, else contains (text) or equals (numbers).
 * Invariant: `parseFilter(printFilter(f))` gives `f` back; values stay text, the server compares them by type.
 */
import type { FilterOperator, WireFilter } from '../../../server/src/protocol/results';
import { isNumeric, isTime } from './trinoType';
import type { TrinoType } from './trinoType';

type Condition = Omit<WireFilter, 'column'>;

export const filterHelp = 'text · =exact · !=not · >10 · <=10 · 10..20 · null · !null · !without · "quoted literal"';

const comparisons: readonly (readonly [string, FilterOperator])[] = [
  ['!=', 'notEquals'],
  ['<>', 'notEquals'],
  ['>=', 'greaterOrEqual'],
  ['<=', 'lessOrEqual'],
  ['=', 'equals'],
  ['>', 'greater'],
  ['<', 'less'],
];

export function parseFilter(text: string, type: TrinoType): Condition | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const lower = trimmed.toLowerCase();
  if (lower === 'null' || lower === 'is null') return { operator: 'isNull' };
  if (lower === '!null' || lower === 'not null' || lower === 'is not null') return { operator: 'isNotNull' };
  for (const [sign, operator] of comparisons) {
    if (!trimmed.startsWith(sign)) continue;
    const value = literal(trimmed.slice(sign.length).trim());
    return value === '' && operator !== 'equals' && operator !== 'notEquals' ? undefined : { operator, value };
  }
  const range = /^("(?:[^"]|"")*"|[^"]*?)\s*\.\.\s*("(?:[^"]|"")*"|[^"]*)$/su.exec(trimmed);
  if (range?.[1] !== undefined && range[2] !== undefined && range[1] !== '' && range[2] !== '')
    return { operator: 'between', value: literal(range[1]), upTo: literal(range[2]) };
  if (trimmed.startsWith('!')) {
    const value = literal(trimmed.slice(1).trim());
    return value === '' ? undefined : { operator: exactByNature(type) ? 'notEquals' : 'notContains', value };
  }
  return { operator: exactByNature(type) ? 'equals' : 'contains', value: literal(trimmed) };
}

export function printFilter(filter: Condition, type: TrinoType): string {
  const value = quoteIfNeeded(filter.value ?? '');
  switch (filter.operator) {
    case 'isNull':
      return 'null';
    case 'isNotNull':
      return '!null';
    case 'between':
      return `${value}..${quoteIfNeeded(filter.upTo ?? '')}`;
    case 'contains':
      return value;
    case 'notContains':
      return `!${value}`;
    case 'equals':
      return exactByNature(type) ? value : `=${value}`;
    default:
      return `${comparisons.find(([, operator]) => operator === filter.operator)?.[0] ?? '='}${value}`;
  }
}

/** Nobody looks for the digit 1 within numbers; for dates a part (`2024-03`) is what one types. */
function exactByNature(type: TrinoType): boolean {
  return (isNumeric(type) || (type.kind === 'scalar' && type.name === 'boolean')) && !isTime(type);
}

function literal(text: string): string {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
}

function quoteIfNeeded(text: string): string {
  const plain = text !== '' && text === text.trim() && !/^[!=<>]|\.\.|"/u.test(text) && !/^(is\s+)?(not\s+)?null$/iu.test(text);
  return plain ? text : `"${text.replaceAll('"', '""')}"`;
}
