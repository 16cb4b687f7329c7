/**
 * Function calls, the functions with words between their arguments, and OVER.
 * Invariant: every call records where its arguments begin and end, and tells the caret which argument it is in.
 */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { E } from './expectation';
import { expectString } from './literal';
import { closesLater } from './lookahead';
import { isNameType, type ParserState } from './ParserState';
import { startsExpression } from './startsExpression';
import { parseSetQuantifier, parseSortItems } from './sorting';
import { parseWindowSpecification } from './window';

export function parseCall(p: ParserState): tree.FunctionCall {
  const { start } = p;
  let processingMode: tree.FunctionCall['processingMode'];
  if ((p.type === K.RUNNING || p.type === K.FINAL) && isNameType(p.peek(1))) {
    processingMode = p.type === K.RUNNING ? 'RUNNING' : 'FINAL';
    p.advance();
  }
  const name = p.qualifiedName(E.Function);
  const word = name.parts.length === 1 ? canonicalWord(name) : '';
  const draft = parseArguments(p, name, word);
  const filter = parseFilter(p);
  const nullTreatment = parseNullTreatment(p);
  let window: tree.Window | undefined;
  if (nullTreatment) {
    if (p.at(K.OVER)) window = parseWindow(p);
    else p.expect(K.OVER);
  } else if (p.type === K.OVER && overFollows(p)) window = parseWindow(p);
  else p.note(K.OVER);
  const call: tree.FunctionCall = {
    kind: 'FunctionCall',
    start,
    end: p.previousEnd,
    processingMode,
    name,
    ...draft,
    filter,
    nullTreatment,
    window,
  };
  const problem = checkBuiltIn(word, call);
  if (problem && !p.isRecovering) p.lateError(start, name.end, problem);
  return call;
}

function canonicalWord(name: tree.QualifiedName): string {
  const part = name.parts[0];
  return part?.kind === 'Identifier' ? part.value.toLowerCase() : '';
}

type Arguments = Pick<tree.FunctionCall, 'infix' | 'distinct' | 'arguments' | 'star' | 'orderBy' | 'argumentsStart' | 'argumentsEnd'>;

/**
 * At the parenthesis of a call: where its first argument does not even begin, the name could still be a column's, and the parenthesis
 * is what does not fit. A `form` has words of its own between its arguments; up to them it could be a plain function too.
 */
export function blameCall(p: ParserState, form: boolean): ReturnType<ParserState['blame']> {
  let ahead = 1;
  while (p.peek(ahead) === T.LeftParen) ahead++;
  const first = p.peek(ahead);
  const begins = ahead === 1 ? CALL_STARTS.has(first) : first === T.RightParen || startsQuery(first);
  if (!begins && !startsExpression(first) && first !== T.Hole) {
    return p.blame(p.index, p.index + ahead);
  }
  return form ? p.keepOpen() : p.blame(p.index, p.index);
}

/** What may stand behind the parenthesis of a call and is no expression. */
const CALL_STARTS: ReadonlySet<number> = new Set([T.RightParen, T.Asterisk, K.DISTINCT, K.ALL, K.ORDER]);

function startsQuery(type: number): boolean {
  return type === K.SELECT || type === K.WITH || type === K.VALUES || type === K.TABLE;
}

function parseArguments(p: ParserState, name: tree.QualifiedName, word: string): Arguments {
  p.enterCall(name);
  const outer = blameCall(p, word === 'position' || word === 'substring');
  p.labelAt = p.index + 1;
  p.advance();
  const argumentsStart = p.previousEnd;
  const star = parseStar(p);
  const distinct = !star && parseSetQuantifier(p) === 'DISTINCT';
  const values: tree.Expression[] = [];
  let infix = false;
  if (!star && (distinct || (p.type !== T.RightParen && p.type !== K.ORDER))) {
    values.push(parseFirstArgument(p, word));
    p.restoreBlame(outer);
    infix = word === 'position' && p.accept(K.IN);
    if (infix) values.push(p.rules.valueExpression(p));
    else if (word === 'substring' && p.accept(K.FROM)) {
      infix = true;
      values.push(p.rules.valueExpression(p));
      if (p.accept(K.FOR)) values.push(p.rules.valueExpression(p));
    } else {
      while (p.accept(T.Comma)) {
        p.nextArgument();
        values.push(p.rules.expression(p));
      }
    }
  } else p.note(E.Expression);
  p.restoreBlame(outer);
  const orderBy = star ? undefined : parseOrderBy(p);
  p.leaveCall();
  const argumentsEnd = closeArguments(p);
  return { ...(infix ? { infix } : {}), distinct, arguments: values, star, orderBy, argumentsStart, argumentsEnd };
}

/** POSITION(a IN b): the first argument must not take the IN for itself. */
function parseFirstArgument(p: ParserState, word: string): tree.Expression {
  if (word !== 'position') return p.rules.expression(p);
  const startsPlain = p.type !== K.NOT;
  if (!startsPlain) return p.rules.expression(p);
  const value = p.rules.valueExpression(p);
  return p.type === K.IN ? value : p.rules.continueExpression(p, value);
}

/** Closes the argument list. @returns where the arguments end. */
function closeArguments(p: ParserState): number {
  const before = Math.max(p.previousEnd, p.type === T.RightParen ? p.start : 0);
  p.close(T.RightParen);
  return p.previousType === T.RightParen ? before : p.previousEnd;
}

function parseStar(p: ParserState): tree.FunctionStar | undefined {
  const { start } = p;
  if (p.accept(T.Asterisk)) return { kind: 'FunctionStar', start, end: p.previousEnd, label: undefined };
  if (!isNameType(p.type) || p.peek(1) !== T.Dot || p.peek(2) !== T.Asterisk) return undefined;
  const label = p.takeName();
  p.advance();
  p.advance();
  return { kind: 'FunctionStar', start, end: p.previousEnd, label };
}

function parseOrderBy(p: ParserState): tree.OrderBy | undefined {
  const { start } = p;
  if (!p.accept(K.ORDER)) return undefined;
  p.expect(K.BY);
  const items = parseSortItems(p);
  return { kind: 'OrderBy', start, end: p.previousEnd, items };
}

function parseFilter(p: ParserState): tree.Expression | undefined {
  if (p.type !== K.FILTER || p.peek(1) !== T.LeftParen) {
    p.note(K.FILTER);
    return undefined;
  }
  p.advance();
  // Without WHERE it is no filter; in a select list its word is an alias then, elsewhere it does not fit itself.
  const outer = p.blame(p.index - (p.atItemLevel ? 0 : 1), p.index + 1);
  p.advance();
  p.expect(K.WHERE);
  p.restoreBlame(outer);
  const condition = p.rules.expression(p);
  p.close(T.RightParen);
  return condition;
}

function parseNullTreatment(p: ParserState): tree.FunctionCall['nullTreatment'] {
  if (p.acceptAll(K.IGNORE, K.NULLS)) return 'IGNORE';
  return p.acceptAll(K.RESPECT, K.NULLS) ? 'RESPECT' : undefined;
}

/** Whether OVER is the clause here; a name otherwise. A window that lacks its opening parenthesis is taken for one too. */
function overFollows(p: ParserState): boolean {
  const next = p.peek(1);
  return next === T.LeftParen || isNameType(next) || next === T.Hole || (next === K.ORDER && closesLater(p));
}

/** OVER w, OVER (…). */
export function parseWindow(p: ParserState): tree.Window {
  p.advance();
  const { start } = p;
  if (p.type === T.LeftParen) {
    // As with FILTER: what cannot be a window makes OVER an alias, or does not fit at all.
    const named = isNameType(p.peek(1)) && p.peek(1) !== K.PARTITION;
    const outer = p.blame(p.index - (p.atItemLevel ? 0 : 1), p.index + (named ? 2 : 1));
    p.advance();
    const window = parseWindowSpecification(p, start);
    p.restoreBlame(outer);
    return window;
  }
  p.note(T.LeftParen);
  if (p.at(K.ORDER) || (p.type === K.PARTITION && p.peek(1) === K.BY)) {
    p.unexpected();
    return parseWindowSpecification(p, start);
  }
  const name = p.name(E.Window);
  return { kind: 'WindowReference', start: name.start, end: name.end, name };
}

/** What Trino checks of its built-in forms while it reads them. */
function checkBuiltIn(word: string, call: tree.FunctionCall): string | undefined {
  const count = call.arguments.length;
  switch (word) {
    case 'if':
      if (count !== 2 && count !== 3) return `Invalid number of arguments for 'if' function: 2 or 3, not ${count}`;
      break;
    case 'nullif':
      if (count !== 2) return `Invalid number of arguments for 'nullif' function: 2, not ${count}`;
      break;
    case 'coalesce':
      if (count < 2) return `The 'coalesce' function must have at least two arguments`;
      break;
    case 'try':
      if (count !== 1) return `The 'try' function must have exactly one argument`;
      break;
    case 'format':
      if (count < 2) return `The 'format' function must have at least two arguments`;
      break;
    default:
      return undefined;
  }
  if (call.window) return `OVER clause not valid for '${word}' function`;
  if (call.distinct) return `DISTINCT not valid for '${word}' function`;
  if (call.filter) return `FILTER not valid for '${word}' function`;
  return call.processingMode ? `Running or final semantics not valid for '${word}' function` : undefined;
}

/** The call of a reserved word: the word is taken as its name, the parenthesis opened. */
function openCall(p: ParserState): { readonly start: number; readonly name: tree.QualifiedName; readonly argumentsStart: number } {
  const { start } = p;
  const word = p.takeName();
  const name: tree.QualifiedName = { kind: 'QualifiedName', start, end: word.end, parts: [word] };
  p.enterCall(name);
  p.expect(T.LeftParen);
  return { start, name, argumentsStart: p.previousEnd };
}

const PLAIN = {
  kind: 'FunctionCall',
  processingMode: undefined,
  distinct: false,
  star: undefined,
  orderBy: undefined,
  filter: undefined,
  nullTreatment: undefined,
  window: undefined,
} as const;

export function parseListagg(p: ParserState): tree.FunctionCall {
  const { start, name, argumentsStart } = openCall(p);
  const distinct = parseSetQuantifier(p) === 'DISTINCT';
  const values = [p.rules.expression(p)];
  if (p.accept(T.Comma)) {
    p.nextArgument();
    values.push(expectString(p));
  }
  if (p.accept(K.ON)) {
    p.expect(K.OVERFLOW);
    if (!p.accept(K.ERROR)) parseTruncate(p);
  }
  p.leaveCall();
  const argumentsEnd = closeArguments(p);
  p.expect(K.WITHIN);
  p.expect(K.GROUP);
  const open = p.expect(T.LeftParen);
  const orderBy = p.at(K.ORDER) ? parseOrderBy(p) : undefined;
  if (!orderBy) p.expect(K.ORDER);
  if (open) p.close(T.RightParen);
  const filter = parseFilter(p);
  const window = p.type === K.OVER && overFollows(p) ? parseWindow(p) : undefined;
  return { ...PLAIN, start, end: p.previousEnd, name, distinct, arguments: values, orderBy, filter, window, argumentsStart, argumentsEnd };
}

function parseTruncate(p: ParserState): void {
  p.expect(K.TRUNCATE);
  p.note(T.String);
  if (p.type === T.String || p.type === T.UnicodeString) expectString(p);
  if (!p.accept(K.WITH)) p.expect(K.WITHOUT);
  p.expect(K.COUNT);
}

/** NORMALIZE(x [, NFC]): the form is kept as a name. */
export function parseNormalize(p: ParserState): tree.FunctionCall {
  const { start, name, argumentsStart } = openCall(p);
  const values: tree.Expression[] = [p.rules.valueExpression(p)];
  if (p.accept(T.Comma)) {
    p.nextArgument();
    if (p.atAny(K.NFD, K.NFC, K.NFKD, K.NFKC)) values.push(p.takeName());
    else p.expect(K.NFC);
  }
  p.leaveCall();
  const argumentsEnd = closeArguments(p);
  return { ...PLAIN, start, end: p.previousEnd, name, arguments: values, argumentsStart, argumentsEnd };
}

export function parseGrouping(p: ParserState): tree.GroupingOperation {
  const { start } = p;
  p.advance();
  p.expect(T.LeftParen);
  const columns: tree.QualifiedName[] = [];
  if (!p.at(T.RightParen)) {
    do {
      columns.push(p.qualifiedName(E.Column));
    } while (p.accept(T.Comma));
  }
  p.close(T.RightParen);
  return { kind: 'GroupingOperation', start, end: p.previousEnd, columns };
}

/** TRIM([LEADING | TRAILING | BOTH] [x] FROM y), TRIM(y), TRIM(y, x). */
export function parseTrim(p: ParserState): tree.Trim {
  const { start } = openCall(p);
  let specification: tree.Trim['specification'] = 'BOTH';
  let specified = false;
  if ((p.type === K.LEADING || p.type === K.TRAILING || p.type === K.BOTH) && p.peek(1) !== T.RightParen && p.peek(1) !== T.Comma) {
    specification = p.type === K.LEADING ? 'LEADING' : p.type === K.TRAILING ? 'TRAILING' : 'BOTH';
    specified = true;
    p.advance();
  }
  let trimCharacter: tree.Expression | undefined;
  let source: tree.Expression;
  if (p.accept(K.FROM)) source = p.rules.valueExpression(p);
  else {
    source = p.rules.valueExpression(p);
    if (specified ? p.expect(K.FROM) : p.accept(K.FROM)) {
      trimCharacter = source;
      source = p.rules.valueExpression(p);
    } else if (!specified && p.accept(T.Comma)) trimCharacter = p.rules.valueExpression(p);
  }
  p.leaveCall();
  p.close(T.RightParen);

  return { kind: 'Trim', start, end: p.previousEnd, specification, trimCharacter, source };
}
