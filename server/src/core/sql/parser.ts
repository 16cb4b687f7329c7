/**
 * Text to syntax trees, statement by statement.
 * Invariant: never throws, whatever the text; a statement's nodes and errors count from its own start, so that a statement whose
 * text did not change keeps its very nodes when the text around it changes.
 */
import { continueExpression, parseExpression, parseValueExpression } from './grammar/expression';
import { ParserState, type Dialect, type Rules } from './grammar/ParserState';
import { parsePrimary } from './grammar/primary';
import { continueQuery, headlessQuery, parseQuery, selectListQuery } from './grammar/query';
import { parseRootQuery, parseStatement } from './grammar/statement';
import type { HoleRecord, SyntaxError } from './grammar/TokenCursor';
import { tokenize } from './lexer';
import type { Tokens } from './tokens';
import type * as tree from './tree';

export type { Dialect, HoleRecord, SyntaxError };

export interface ParseOptions {
  readonly dialect: Dialect;
}

/** One statement. `start` and `end` are places in the text; the node's and the errors' offsets are relative to `start`. */
export interface ParsedStatement {
  readonly node: tree.Statement;
  readonly start: number;
  readonly end: number;
  readonly errors: readonly SyntaxError[];
  /** Behind the terminating `;`, or the end of the text. */
  readonly extentEnd: number;
  /** A literal or comment in it is not closed: what it spans depends on the text behind. */
  readonly open: boolean;
}

export interface ParsedSource {
  readonly text: string;
  readonly dialect: Dialect;
  readonly statements: readonly ParsedStatement[];
  /** The errors of all statements, as places in the text. */
  readonly errors: readonly SyntaxError[];
}

const RULES: Rules = {
  expression: parseExpression,
  valueExpression: parseValueExpression,
  continueExpression,
  primary: parsePrimary,
  query: parseQuery,
  continueQuery,
  headlessQuery,
  rootQuery: parseRootQuery,
  selectListQuery,
  statement: parseStatement,
};

export function parse(text: string, options: ParseOptions = { dialect: 'athena' }): ParsedSource {
  const statements: ParsedStatement[] = [];
  parseFrom(text, 0, options.dialect, statement => {
    statements.push(statement);
    return true;
  });
  return sourceOf(text, options.dialect, statements);
}

/**
 * The same as parsing `newText`, but statements whose text is the same keep their nodes.
 * Costs the changed statements, and a comparison of the others' text.
 */
export function reparse(previous: ParsedSource, newText: string): ParsedSource {
  const { text, dialect } = previous;
  const shift = newText.length - text.length;
  const kept = keptBefore(previous, newText);
  const statements = previous.statements.slice(0, kept);
  const after = keptAfter(previous, newText, kept);
  const changed = new Map<string, ParsedStatement>();
  for (const old of previous.statements.slice(kept, after)) if (!old.open) changed.set(text.slice(old.start, old.extentEnd), old);
  const resumeAt = new Map<number, number>();
  for (let i = after; i < previous.statements.length; i++) resumeAt.set(regionStart(previous, i) + shift, i);
  const take = (statement: ParsedStatement): boolean => {
    statements.push(statement);
    const next = resumeAt.get(statement.extentEnd);
    if (next === undefined || statement.open) return true;
    for (const old of previous.statements.slice(next)) statements.push(shift === 0 ? old : shifted(old, shift));
    return false;
  };
  parseFrom(newText, statements.at(-1)?.extentEnd ?? 0, dialect, take, changed);
  return sourceOf(newText, dialect, statements);
}

/** An expression alone, such as a check or a filter; what follows it is an error. Offsets count from its first token. */
export function parseStandaloneExpression(
  text: string,
  options: ParseOptions = { dialect: 'athena' },
): { readonly expression: tree.Expression; readonly errors: readonly SyntaxError[] } {
  const tokens = tokenize(text, 0, options.dialect);
  if (!tokens) return { expression: { kind: 'Missing', start: 0, end: 0, expected: 'expression' }, errors: [] };
  const p = new ParserState(text, tokens, options.dialect, RULES);
  const expression = parseExpression(p);
  p.expect(0);
  return { expression, errors: p.finishedErrors() };
}

/** Reads the tokens of one statement, which may hold the caret; `hole` tells what stands around it. */
export function parseTokens(
  text: string,
  tokens: Tokens,
  dialect: Dialect,
): { readonly node: tree.Statement; readonly errors: readonly SyntaxError[]; readonly hole: HoleRecord | undefined } {
  const p = new ParserState(text, tokens, dialect, RULES);
  const node = parseStatement(p);
  p.passStray();
  if (p.type !== 0) {
    p.expect(0);
    p.skipRest();
  }
  return { node, errors: p.finishedErrors(), hole: p.hole };
}

/** Statements from a place on, until `take` answers false. Those whose text is among the `known` are not read again. */
function parseFrom(
  text: string,
  from: number,
  dialect: Dialect,
  take: (statement: ParsedStatement) => boolean,
  known: ReadonlyMap<string, ParsedStatement> = new Map(),
): void {
  for (let at = from; ;) {
    const tokens = tokenize(text, at, dialect);
    if (!tokens) return;
    at = tokens.extentEnd;
    if (tokens.types.length === 1) continue;
    const old = known.size > 0 && !tokens.open ? known.get(text.slice(tokens.base, tokens.extentEnd)) : undefined;
    if (old) {
      if (!take(shifted(old, tokens.base - old.start))) return;
      continue;
    }
    const { node, errors } = parseTokens(text, tokens, dialect);
    const lastEnd = tokens.ends[tokens.ends.length - 2] ?? 0;
    const statement = {
      node,
      start: tokens.base,
      end: tokens.base + lastEnd,
      errors,
      extentEnd: tokens.extentEnd,
      open: tokens.open,
    };
    if (!take(statement)) return;
  }
}

function sourceOf(text: string, dialect: Dialect, statements: readonly ParsedStatement[]): ParsedSource {
  const errors = statements.flatMap(({ start, errors: own }) =>
    own.map(error => ({ ...error, start: error.start + start, end: error.end + start })),
  );
  return { text, dialect, statements, errors };
}

function regionStart(source: ParsedSource, index: number): number {
  return source.statements[index - 1]?.extentEnd ?? 0;
}

/** How many statements from the front stand in the new text unchanged, blanks before them included. */
function keptBefore({ text, statements }: ParsedSource, newText: string): number {
  for (let i = 0, from = 0; i < statements.length; i++) {
    const { extentEnd, open } = statements[i]!;
    const ends = text[extentEnd - 1] === ';';
    if (open || !ends || !newText.startsWith(text.slice(from, extentEnd), from)) return i;
    from = extentEnd;
  }
  return statements.length;
}

/** The first statement from which on everything stands in the new text unchanged, at the same distance from its end. */
function keptAfter(source: ParsedSource, newText: string, from: number): number {
  const { text, statements } = source;
  let first = statements.length;
  for (let i = statements.length - 1; i > from; i--) {
    const start = regionStart(source, i);
    const end = i === statements.length - 1 ? text.length : statements[i]!.extentEnd;
    if (!newText.endsWith(text.slice(start, end), newText.length - (text.length - end))) break;
    first = i;
  }
  return first;
}

function shifted(statement: ParsedStatement, shift: number): ParsedStatement {
  return { ...statement, start: statement.start + shift, end: statement.end + shift, extentEnd: statement.extentEnd + shift };
}
