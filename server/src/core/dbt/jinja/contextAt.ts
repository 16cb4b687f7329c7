/**
 * Where in a template's Jinja a caret stands: text, comment, a tag's name, a name, a string, an argument of which call.
 * Invariant: works on tokens alone, so a tag that is still being typed is no hindrance.
 */
import type { TextRange } from '../../text/TextRange';
import { lex } from './lexer';
import type { Token } from './lexer';

export type JinjaContext =
  | { readonly kind: 'text' }
  | { readonly kind: 'comment' }
  /** Behind `{%`. */
  | { readonly kind: 'tag'; readonly prefix: string; readonly range: TextRange }
  /** A name that may be anything in sight. */
  | { readonly kind: 'name'; readonly prefix: string; readonly range: TextRange; readonly calls: readonly JinjaCall[] }
  /** Behind a dot: `path` is what stands before it, `['adapter']` for `adapter.`. */
  | {
      readonly kind: 'attribute';
      readonly path: readonly string[];
      readonly prefix: string;
      readonly range: TextRange;
      readonly calls: readonly JinjaCall[];
    }
  | { readonly kind: 'filter' | 'test'; readonly prefix: string; readonly range: TextRange; readonly calls: readonly JinjaCall[] }
  /** Inside a string; `range` is its content so far, `prefix` what of it stands before the caret. */
  | {
      readonly kind: 'string';
      readonly prefix: string;
      readonly range: TextRange;
      readonly quote: string;
      readonly calls: readonly JinjaCall[];
    };

/** A call around the caret. */
export interface JinjaCall {
  /** `ref`, `adapter.dispatch`, `dbt_utils.star`; empty where what is called is no path of names. */
  readonly callee: string;
  /** Of the argument the caret stands in, from 0. */
  readonly argument: number;
  /** Of that argument, where it is given by name. */
  readonly keyword: string | undefined;
  /** Strings among the arguments before it. */
  readonly strings: readonly string[];
}

/** Innermost call first in `calls`. */
export function jinjaContextAt(template: string, offset: number): JinjaContext {
  const { tokens, comments } = lex(template);
  if (comments.some(({ start, end }) => start < offset && offset < end)) return { kind: 'comment' };
  const last = lastBefore(tokens, offset);
  const begin = beginOf(tokens, last);
  if (begin === undefined) return { kind: 'text' };
  const current = tokens[last];
  if (!current) return { kind: 'text' };
  const inside = tokens.slice(begin + 1, last + 1);
  const string = stringAt(template, current, offset);
  if (string) return { kind: 'string', ...string, calls: callsOf(inside.slice(0, -1)) };
  const isWord = current.kind === 'name' && offset <= current.end;
  const range = isWord ? { start: current.start, end: current.end } : { start: offset, end: offset };
  const prefix = template.slice(range.start, offset);
  const before = isWord ? inside.slice(0, -1) : inside;
  if (tokens[begin]?.kind === 'blockBegin' && before.length === 0) return { kind: 'tag', prefix, range };
  return { ...place(before), prefix, range, calls: callsOf(before) };
}

function place(
  before: readonly Token[],
): { readonly kind: 'name' } | { readonly kind: 'attribute'; readonly path: readonly string[] } | { readonly kind: 'filter' | 'test' } {
  const previous = before.at(-1);
  if (previous?.kind === 'operator' && previous.text === '.') return { kind: 'attribute', path: pathBefore(before.slice(0, -1)) };
  if (previous?.kind === 'operator' && previous.text === '|') return { kind: 'filter' };
  const beforeNot = previous?.kind === 'name' && previous.text === 'not' ? before.at(-2) : previous;
  return { kind: beforeNot?.kind === 'name' && beforeNot.text === 'is' ? 'test' : 'name' };
}

/** Index of the last token that begins before the caret. */
function lastBefore(tokens: readonly Token[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Index of the token that opened the tag the caret is in; undefined outside of tags. */
function beginOf(tokens: readonly Token[], last: number): number | undefined {
  for (let at = last; at >= 0; at--) {
    const kind = tokens[at]?.kind;
    if (kind === 'variableBegin' || kind === 'blockBegin') return at;
    if (kind === 'variableEnd' || kind === 'blockEnd' || kind === 'data') return undefined;
  }
  return undefined;
}

/** The string token around the caret, closed or not. */
function stringAt(
  template: string,
  token: Token,
  offset: number,
): { readonly prefix: string; readonly range: TextRange; readonly quote: string } | undefined {
  const quote = template.charAt(token.start);
  if ((token.kind !== 'string' && token.kind !== 'error') || (quote !== "'" && quote !== '"')) return undefined;
  const start = token.start + 1;
  const closed = token.kind === 'string';
  const end = closed ? token.end - 1 : token.end;
  if (offset < start || offset > end) return undefined;
  return { prefix: template.slice(start, offset), range: { start, end }, quote };
}

interface OpenCall {
  readonly callee: string;
  readonly isCall: boolean;
  argument: number;
  keyword: string | undefined;
  readonly strings: string[];
}

function callsOf(before: readonly Token[]): readonly JinjaCall[] {
  const open: OpenCall[] = [];
  before.forEach((token, at) => {
    const current = open.at(-1);
    if (token.kind === 'string') current?.strings.push(token.text);
    if (token.kind !== 'operator') return;
    switch (token.text) {
      case '(':
      case '[':
      case '{': {
        const path = token.text === '(' ? pathBefore(before.slice(0, at)) : [];
        const previous = before[at - 1];
        const isCall =
          token.text === '(' && (path.length > 0 || (previous?.kind === 'operator' && (previous.text === ')' || previous.text === ']')));
        open.push({ callee: path.join('.'), isCall, argument: 0, keyword: undefined, strings: [] });
        break;
      }
      case ')':
      case ']':
      case '}':
        open.pop();
        break;
      case ',':
        if (current) {
          current.argument++;
          current.keyword = undefined;
        }
        break;
      case '=':
        if (current && before[at - 1]?.kind === 'name') current.keyword = before[at - 1]?.text;
        break;
      default:
    }
  });
  return open
    .filter(({ isCall }) => isCall)
    .map(({ callee, argument, keyword, strings }) => ({ callee, argument, keyword, strings }))
    .reverse();
}

/** Names with dots that end there: `a.b`. */
function pathBefore(before: readonly Token[]): readonly string[] {
  const path: string[] = [];
  for (let at = before.length - 1; at >= 0; at -= 2) {
    const name = before[at];
    if (name?.kind !== 'name') break;
    path.unshift(name.text);
    const dot = before[at - 1];
    if (dot?.kind !== 'operator' || dot.text !== '.') break;
  }
  return path;
}
