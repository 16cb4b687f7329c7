/**
 * Formatting of SQL and dbt templates: Trino's layout by sql-formatter, Jinja and comments kept as they are written.
 * Invariant: only blanks change; a text that cannot be formatted safely is left as it is, with the reason.
 */
import { format as formatSql } from 'sql-formatter';

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

/** The text without blanks and, where keywords change their case, without case. */
function tokens(text: string): string {
  return text.replace(/\s+/g, '').toLowerCase();
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? 'not readable as SQL';
}
