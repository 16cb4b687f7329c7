/** Row patterns of MATCH_RECOGNIZE. Invariant: alternation binds weaker than concatenation, a quantifier strongest. */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { E } from './expectation';
import { isNameType, type ParserState } from './ParserState';

export function parseRowPattern(p: ParserState): tree.RowPattern {
  return p.nested(parseAlternation, emptyPattern);
}

function emptyPattern(p: ParserState): tree.EmptyPattern {
  return { kind: 'EmptyPattern', start: p.previousEnd, end: p.previousEnd };
}

function parseAlternation(p: ParserState): tree.RowPattern {
  const first = parseConcatenation(p);
  if (!p.at(T.Pipe)) return first;
  const patterns = [first];
  while (p.accept(T.Pipe)) patterns.push(parseConcatenation(p));
  return { kind: 'PatternAlternation', start: first.start, end: p.previousEnd, patterns };
}

function parseConcatenation(p: ParserState): tree.RowPattern {
  const first = parseQuantified(p);
  const patterns = [first];
  while (startsPattern(p.type)) patterns.push(parseQuantified(p));
  return patterns.length === 1 ? first : { kind: 'PatternConcatenation', start: first.start, end: p.previousEnd, patterns };
}

function startsPattern(type: number): boolean {
  return isNameType(type) || type === T.LeftParen || type === T.Caret || type === T.Dollar || type === T.ExclusionStart;
}

function parseQuantified(p: ParserState): tree.RowPattern {
  const pattern = parsePrimaryPattern(p);
  const bounds = parseQuantifier(p);
  if (!bounds) return pattern;
  const greedy = !p.accept(T.Question);
  return { kind: 'QuantifiedPattern', start: pattern.start, end: p.previousEnd, pattern, ...bounds, greedy };
}

function parseQuantifier(p: ParserState): { readonly atLeast: number; readonly atMost: number | undefined } | undefined {
  if (p.accept(T.Asterisk)) return { atLeast: 0, atMost: undefined };
  if (p.accept(T.Plus)) return { atLeast: 1, atMost: undefined };
  if (p.accept(T.Question)) return { atLeast: 0, atMost: 1 };
  if (!p.accept(T.LeftBrace)) return undefined;
  const low = acceptCount(p);
  let high = low;
  if (low === undefined ? p.expect(T.Comma) : p.accept(T.Comma)) high = acceptCount(p);
  p.close(T.RightBrace);
  return { atLeast: low ?? 0, atMost: high };
}

function acceptCount(p: ParserState): number | undefined {
  if (!p.at(T.Integer)) return undefined;
  const count = Number(p.tokenText());
  p.advance();
  return count;
}

function parsePrimaryPattern(p: ParserState): tree.RowPattern {
  const { start, type } = p;
  switch (type) {
    case T.LeftParen: {
      p.advance();
      if (p.accept(T.RightParen)) return { kind: 'EmptyPattern', start, end: p.previousEnd };
      const pattern = parseRowPattern(p);
      p.close(T.RightParen);
      return pattern;
    }
    case T.ExclusionStart: {
      p.advance();
      const pattern = parseRowPattern(p);
      p.close(T.ExclusionEnd);
      return { kind: 'ExcludedPattern', start, end: p.previousEnd, pattern };
    }
    case T.Caret:
    case T.Dollar:
      p.advance();
      return { kind: 'AnchorPattern', start, end: p.previousEnd, type: type === T.Caret ? 'PARTITION_START' : 'PARTITION_END' };
    case K.PERMUTE:
      if (p.peek(1) === T.LeftParen) return parsePermutation(p);
      break;
    default:
      break;
  }
  const name = p.name(E.PatternVariable);
  return { kind: 'PatternVariable', start: name.start, end: name.end, name };
}

function parsePermutation(p: ParserState): tree.PatternPermutation {
  const { start } = p;
  p.advance();
  p.advance();
  const patterns = [parseRowPattern(p)];
  while (p.accept(T.Comma)) patterns.push(parseRowPattern(p));
  p.close(T.RightParen);
  return { kind: 'PatternPermutation', start, end: p.previousEnd, patterns };
}
