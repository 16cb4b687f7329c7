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

/** A statement (`{% … %}`), an expression or a comment of Jinja; strings inside may hold the closing mark. */
const jinja = String.raw`\{[{%#](?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^'"])*?[}%#]\}`;

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
