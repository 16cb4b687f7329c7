/**
 * Formatting of SQL and dbt templates: Trino's layout by sql-formatter, Jinja and comments kept as they are written.
 * Invariant: only blanks change; a text that cannot be formatted safely is left as it is, with the reason.
 */
import { format as formatSql } from 'sql-formatter';
import type { TextRange } from '../text/TextRange';

export interface FormatOptions {
  readonly tabWidth: number;
  readonly keywordCase: 'upper' | 'lower' | 'preserve';
}

export type Formatted = { readonly kind: 'formatted'; readonly text: string } | { readonly kind: 'left'; readonly why: string };

const string = String.raw`'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"`;

/** Text with balanced braces: a dict in `config(…)` may hold dicts, and `}}` inside it ends nothing. */
function balanced(depth: number): string {
  const inner = depth === 0 ? '' : `|\\{(?:${balanced(depth - 1)})*\\}`;
  return `${string}|[^'"{}]${inner}`;
}

/** A statement (`{% … %}`), an expression or a comment of Jinja. */
const jinja = `\\{#[\\s\\S]*?#\\}|\\{%(?:${string}|[^'"])*?%\\}|\\{\\{(?:${balanced(4)})*\\}\\}`;

export function format(text: string, { tabWidth, keywordCase }: FormatOptions): Formatted {
  try {
    const formatted = formatSql(text, {
      language: 'trino',
      tabWidth,
      keywordCase,
      linesBetweenQueries: 1,
      paramTypes: { custom: [{ regex: jinja }] },
    });
    const result = `${formatted.trimEnd()}\n`;
    // The formatter reads tokens only: should it lose or change one, the text stays.
    return tokens(result) === tokens(text)
      ? { kind: 'formatted', text: result }
      : { kind: 'left', why: 'formatting would change more than blanks' };
  } catch (error) {
    return { kind: 'left', why: firstLine(error) };
  }
}

export type FormattedRange =
  { readonly kind: 'formatted'; readonly range: TextRange; readonly text: string } | Extract<Formatted, { kind: 'left' }>;

/** Formats the lines that a selection touches, as deep as their first one stands. */
export function formatRange(text: string, selected: TextRange, options: FormatOptions): FormattedRange {
  const start = text.lastIndexOf('\n', selected.start - 1) + 1;
  // A selection that ends before the first character of a line leaves that line alone.
  const last = selected.end > start && text[selected.end - 1] === '\n' ? selected.end - 1 : selected.end;
  const newline = text.indexOf('\n', last);
  const range = { start, end: newline < 0 ? text.length : newline };
  const lines = text.slice(range.start, range.end);
  const formatted = format(lines, options);
  if (formatted.kind === 'left') return formatted;
  const indent = /^[ \t]*/.exec(lines)![0];
  // Deeper lines would change what a string of several lines says.
  if (indent !== '' && /'[^'\n]*\n[^']*'|\/\*[^*]*\n/.test(lines))
    return { kind: 'left', why: 'a string or comment goes over several lines' };
  const result = formatted.text.trimEnd().replace(/^(?=.)/gm, indent);
  return { kind: 'formatted', range, text: result };
}

/** The text without blanks and, where keywords change their case, without case. */
function tokens(text: string): string {
  return text.replace(/\s+/g, '').toLowerCase();
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? 'not readable as SQL';
}
