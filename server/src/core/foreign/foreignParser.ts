/** SQL of other databases, read by node-sql-parser: statements one by one, so that one that cannot be read does not hide the others. */
import type { AST } from 'node-sql-parser';

export const foreignDialects = ['postgresql', 'mysql', 'mariadb', 'redshift', 'snowflake', 'bigquery', 'transactsql', 'sqlite'] as const;
export type ForeignDialect = (typeof foreignDialects)[number];

/** The parser of one dialect: each is large, and loaded when it is asked for. */
export interface ForeignParser {
  readonly dialect: ForeignDialect;
  /** @throws with the place of the mistake */
  readonly astify: (sql: string) => AST | readonly AST[];
}

export interface ForeignFailure {
  readonly message: string;
  /** Of the text, from 1. */
  readonly line: number;
}

/** Where the parser stopped, and why. */
export interface Stopped {
  readonly kind: 'stopped';
  readonly message: string;
  readonly offset: number;
  /** Of the statement, from 1. */
  readonly line: number;
}

export type ParsedForeign = { readonly kind: 'parsed'; readonly statements: readonly AST[] } | Stopped;

export function parseForeign(sql: string, parser: ForeignParser): ParsedForeign {
  try {
    const ast = parser.astify(sql);
    return { kind: 'parsed', statements: Array.isArray(ast) ? (ast as readonly AST[]) : [ast as AST] };
  } catch (error) {
    const { message, location } = error as Error & {
      readonly location?: { readonly start: { readonly offset: number; readonly line: number } };
    };
    const { offset = 0, line = 1 } = location?.start ?? {};
    return { kind: 'stopped', message: message.split('\n', 1)[0] ?? message, offset, line };
  }
}

/** @param line of the text that the statement begins in */
export function failureOf(stopped: Stopped, line: number): ForeignFailure {
  return { message: stopped.message, line: line + stopped.line - 1 };
}

/** The statements of a text with the line that each begins in, from 1; semicolons in strings, comments and dollar quotes end nothing. */
export function statementsOf(text: string): readonly { readonly text: string; readonly line: number }[] {
  const found: { readonly text: string; readonly line: number }[] = [];
  let start = 0;
  const add = (end: number): void => {
    // The parser counts from the first word.
    const first = start + /^\s*/.exec(text.slice(start, end))![0].length;
    if (first < end) found.push({ text: text.slice(first, end), line: text.slice(0, first).split('\n').length });
  };
  for (const { 0: token, index } of text.matchAll(
    /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$|;/g,
  )) {
    if (token !== ';') continue;
    add(index);
    start = index + 1;
  }
  add(text.length);
  return found;
}
