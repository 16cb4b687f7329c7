/**
 * What may stand at a caret, and in which query it is.
 * Invariant: the answer is the parser's own: the statement is read once more with a mark at the caret, in place of the word that is
 * being typed, and what the rules ask for at the mark is recorded. Text left of the caret counts as it stands, however damaged.
 */
import type { TextRange } from '../text/TextRange';
import { expectationOf, type Expectation } from './grammar/expectation';
import type { CallFrame, Clause } from './grammar/TokenCursor';
import { isNameType } from './grammar/ParserState';
import { keywordText } from './keywords';
import { commentsBetween, tokenize } from './lexer';
import { parseTokens, type ParsedSource, type ParsedStatement } from './parser';
import { T, tokenAt, type Tokens } from './tokens';
import { children, type Identifier, type Node, type Query, type QualifiedName, type QuerySpecification, type Statement } from './tree';

export type { Clause, Expectation };

export interface SyntaxContext {
  /** The statement as parsed without the caret; undefined between statements. */
  readonly statement: ParsedStatement | undefined;
  /** The statement read with the caret in it; a Missing stands where the word at the caret belongs, if the grammar has a place for it. */
  readonly tree: Statement;
  /** Where `tree` begins in the text: its offsets count from here. */
  readonly start: number;
  /** The word at the caret, to be replaced by a completion; places in the text. */
  readonly word: TextRange;
  /** The part of the word left of the caret, without its opening quote. */
  readonly prefix: string;
  /** The quote that the word began with. */
  readonly quote: '"' | '`' | "'" | undefined;
  /** The names before the caret's dot: `db.tbl.` gives [db, tbl]. */
  readonly qualifier: readonly Identifier[];
  readonly clause: Clause;
  /** The queries that hold the caret, the innermost first. */
  readonly scopes: readonly (Query | QuerySpecification)[];
  /** The innermost call whose arguments hold the caret; `argument` counts from 0. */
  readonly call: { readonly name: QualifiedName; readonly argument: number } | undefined;
  readonly expects: ReadonlySet<Expectation>;
  /** The words that the grammar allows here, in upper case. */
  readonly keywords: readonly string[];
  /** From the statement down to the Missing at the caret; empty where the grammar has no place for a word. */
  readonly path: readonly Node[];
}

/** Undefined inside a comment. */
export function contextAt(source: ParsedSource, offset: number): SyntaxContext | undefined {
  const caret = Math.max(0, Math.min(offset, source.text.length));
  const { statement, from, to } = regionAt(source, caret);
  const found = tokenize(source.text.slice(0, to), from, source.dialect);
  const word = found
    ? wordAt(source.text, found, caret)
    : inComment(source.text, from, source.text.length, caret)
      ? 'comment'
      : NO_WORD(caret);
  if (word === 'comment') return undefined;
  const blanked = source.text.slice(0, word.start) + ' '.repeat(word.end - word.start) + source.text.slice(word.end, to);
  const tokens = withHole(tokenize(blanked, from, source.dialect), word.start);
  const { node, hole } = parseTokens(blanked, tokens, source.dialect);
  const expected = hole?.expected ?? [];
  const text = source.text.slice(word.start, caret);
  const quote = /^["'`]/.exec(text)?.[0] as SyntaxContext['quote'];
  return {
    statement,
    tree: node,
    start: tokens.base,
    word,
    prefix: quote ? text.slice(1) : text,
    quote,
    qualifier: qualifierBefore(blanked, tokens, hole?.index ?? 0),
    clause: hole?.clause ?? 'statement',
    scopes: hole?.scopes ?? [],
    call: publicCall(hole?.call),
    expects: new Set(expected.map(expectationOf).filter(wish => wish !== undefined)),
    keywords: [...new Set(expected.map(keywordText).filter(wish => wish !== undefined))],
    path: pathToMissing(node, word.start - tokens.base),
  };
}

/** The statement that the caret is in, and the part of the text to read for it. */
function regionAt(
  source: ParsedSource,
  caret: number,
): { readonly statement: ParsedStatement | undefined; readonly from: number; readonly to: number } {
  let from = 0;
  for (const statement of source.statements) {
    const last = statement.extentEnd === source.text.length && source.text[statement.extentEnd - 1] !== ';';
    if (caret < statement.start) return { statement: undefined, from, to: caret };
    if (caret < statement.extentEnd || last) return { statement, from, to: statement.open ? source.text.length : statement.extentEnd };
    from = statement.extentEnd;
  }
  return { statement: undefined, from, to: source.text.length };
}

/** Whether the caret is in a comment between two places without tokens. */
function inComment(text: string, from: number, to: number, caret: number): boolean {
  return commentsBetween(text, from, to).some(
    comment => comment.start < caret && (text.startsWith('--', comment.start) ? caret <= comment.end : caret < comment.end),
  );
}

function NO_WORD(caret: number): TextRange {
  return { start: caret, end: caret };
}

/** The word or string that the caret is in or behind; none gives an empty range. */
function wordAt(text: string, tokens: Tokens, caret: number): TextRange | 'comment' {
  const at = caret - tokens.base;
  const index = tokenAt(tokens, at);
  const start = tokens.starts[index]!;
  const end = tokens.ends[index]!;
  const type = tokens.types[index]!;
  if (start < at && isWord(type)) return { start: start + tokens.base, end: end + tokens.base };
  // What is not closed ends with its line; the caret is where it ends for now.
  if (start < at && isUnterminated(type)) return type === T.UnterminatedComment ? 'comment' : { start: start + tokens.base, end: caret };
  if (start < at && at < end && type === T.String) return { start: start + tokens.base, end: end + tokens.base };
  const previousEnd = index === 0 ? 0 : tokens.base + tokens.ends[index - 1]!;
  const gapEnd = start >= at ? tokens.base + start : caret;
  return inComment(text, previousEnd, gapEnd, caret) ? 'comment' : NO_WORD(caret);
}

function isWord(type: number): boolean {
  return isNameType(type) || type >= 100;
}

function isUnterminated(type: number): boolean {
  return (
    type === T.UnterminatedQuoted || type === T.UnterminatedBackquoted || type === T.UnterminatedString || type === T.UnterminatedComment
  );
}

/** The tokens with the mark of the caret at a place in the text. */
function withHole(tokens: Tokens | undefined, at: number): Tokens {
  if (!tokens)
    return { base: at, types: [T.Hole, T.EndOfText], starts: [0, 0], ends: [0, 0], extentEnd: at, terminated: false, open: false };
  if (at < tokens.base)
    return withHole(
      {
        ...tokens,
        base: at,
        starts: tokens.starts.map(start => start + tokens.base - at),
        ends: tokens.ends.map(end => end + tokens.base - at),
      },
      at,
    );
  const offset = at - tokens.base;
  let index = tokens.starts.findIndex(start => start >= offset);
  if (index < 0) index = tokens.types.length - 1;
  const end = tokens.types.length - 1;
  const types = tokens.types.toSpliced(index, 0, T.Hole);
  const starts = tokens.starts.toSpliced(index, 0, offset);
  const ends = tokens.ends.toSpliced(index, 0, offset);
  // The end of the text is never before the caret.
  if (index === end) starts[end + 1] = ends[end + 1] = Math.max(offset, ends[end + 1]!);
  return { ...tokens, types, starts, ends };
}

function qualifierBefore(text: string, tokens: Tokens, hole: number): readonly Identifier[] {
  const parts: Identifier[] = [];
  for (let at = hole - 1; tokens.types[at] === T.Dot && isWord(tokens.types[at - 1] ?? T.EndOfText); at -= 2) {
    const start = tokens.starts[at - 1]!;
    const end = tokens.ends[at - 1]!;
    const written = text.slice(tokens.base + start, tokens.base + end);
    const quote = written.charAt(0);
    const quoted = quote === '"' || quote === '`';
    const value = quoted ? written.slice(1, -1).replaceAll(quote + quote, quote) : written;
    parts.unshift({ kind: 'Identifier', start, end, text: written, quoted, value });
  }
  return parts;
}

function publicCall(call: CallFrame | undefined): SyntaxContext['call'] {
  return call && { name: call.name, argument: call.argument };
}

/** Goes down to the Missing at the caret. Ranges of damaged text are not trusted: the whole tree is looked through. */
function pathToMissing(root: Node, at: number): readonly Node[] {
  const path: Node[] = [];
  const search = (node: Node): boolean => {
    path.push(node);
    if (node.kind === 'Missing' && node.start === at) return true;
    for (const child of children(node)) if (search(child)) return true;
    path.pop();
    return false;
  };
  return search(root) ? path : [];
}
