/** Window specifications, frames, and row patterns. Invariant: names that are also clause words are names unless the clause follows. */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { E } from './expectation';
import { isNameType, type ParserState } from './ParserState';
import { parseRowPattern } from './rowPattern';
import { parseSortItems } from './sorting';

/** The inside of OVER (…) and WINDOW w AS (…), behind the opening parenthesis, and the closing one. */
export function parseWindowSpecification(p: ParserState, start: number): tree.WindowSpecification {
  const existingName = isNameType(p.type) && !clauseFollows(p) ? p.takeName() : undefined;
  if (!existingName) p.note(E.Window);
  const partitionBy = parsePartitionBy(p);
  const orderBy = parseOrderBy(p);
  const frame = parseFrame(p);
  p.close(T.RightParen, 'window');
  return { kind: 'WindowSpecification', start, end: p.previousEnd, existingName, partitionBy, orderBy, frame };
}

/** Whether a word that could be a name begins PARTITION BY, a frame or MEASURES here. */
function clauseFollows(p: ParserState): boolean {
  const next = p.peek(1);
  if (p.type === K.PARTITION)
    return next === K.BY || next === T.Hole || (isNameType(next) && next !== K.RANGE && next !== K.ROWS && next !== K.GROUPS);
  if (p.type !== K.RANGE && p.type !== K.ROWS && p.type !== K.GROUPS && p.type !== K.MEASURES) return false;
  return next !== T.RightParen && next !== K.ORDER && !(next === K.PARTITION && p.peek(2) === K.BY);
}

export function parsePartitionBy(p: ParserState): readonly tree.Expression[] {
  if (!p.accept(K.PARTITION)) return [];
  p.expect(K.BY);
  const expressions = [p.rules.expression(p)];
  while (p.accept(T.Comma)) expressions.push(p.rules.expression(p));
  return expressions;
}

export function parseOrderBy(p: ParserState): tree.OrderBy | undefined {
  const { start } = p;
  if (!p.accept(K.ORDER)) return undefined;
  p.expect(K.BY);
  const items = parseSortItems(p);
  return { kind: 'OrderBy', start, end: p.previousEnd, items };
}

function parseFrame(p: ParserState): tree.WindowFrame | undefined {
  const { start } = p;
  const measures = parseMeasures(p);
  if (!p.atAny(K.RANGE, K.ROWS, K.GROUPS)) {
    if (measures.length > 0) p.expect(K.ROWS);
    return undefined;
  }
  const type = p.type === K.RANGE ? 'RANGE' : p.type === K.ROWS ? 'ROWS' : 'GROUPS';
  p.advance();
  const between = p.accept(K.BETWEEN);
  const frameStart = parseBound(p);
  let frameEnd: tree.WindowFrame['frameEnd'];
  if (between) {
    p.expect(K.AND);
    frameEnd = parseBound(p);
  }
  const pattern = parseFramePattern(p);
  return { kind: 'WindowFrame', start, end: p.previousEnd, type, frameStart, frameEnd, measures, pattern };
}

function parseBound(p: ParserState): tree.FrameBound | tree.Missing {
  const { start } = p;
  if (p.type === K.UNBOUNDED && (p.peek(1) === K.PRECEDING || p.peek(1) === K.FOLLOWING)) {
    const type = p.peek(1) === K.PRECEDING ? 'UNBOUNDED_PRECEDING' : 'UNBOUNDED_FOLLOWING';
    p.advance();
    p.advance();
    return { kind: 'FrameBound', start, end: p.previousEnd, type, value: undefined };
  }
  if (p.acceptAll(K.CURRENT, K.ROW)) return { kind: 'FrameBound', start, end: p.previousEnd, type: 'CURRENT_ROW', value: undefined };
  p.note(K.UNBOUNDED);
  p.note(K.CURRENT);
  const value = p.rules.expression(p);
  if (value.kind === 'Missing') return value;
  const preceding = p.accept(K.PRECEDING);
  if (!preceding) p.expect(K.FOLLOWING);
  return { kind: 'FrameBound', start, end: p.previousEnd, type: preceding ? 'PRECEDING' : 'FOLLOWING', value };
}

export function parseMeasures(p: ParserState): readonly tree.MeasureDefinition[] {
  if (!p.accept(K.MEASURES)) return [];
  const measures: tree.MeasureDefinition[] = [];
  do {
    const expression = p.rules.expression(p);
    p.expect(K.AS);
    const name = p.name(E.NewName);
    measures.push({ kind: 'MeasureDefinition', start: expression.start, end: p.previousEnd, expression, name });
  } while (p.accept(T.Comma));
  return measures;
}

/** AFTER MATCH …, INITIAL | SEEK, PATTERN, SUBSET, DEFINE of a frame: all optional. */
function parseFramePattern(p: ParserState): tree.FramePattern | undefined {
  if (!p.atAny(K.AFTER, K.INITIAL, K.SEEK, K.PATTERN, K.SUBSET, K.DEFINE)) return undefined;
  return parsePatternClauses(p, false);
}

/** The same of MATCH_RECOGNIZE, where PATTERN and DEFINE are `required`. */
export function parsePatternClauses(p: ParserState, required: boolean): tree.FramePattern {
  const { start } = p;
  const skipTo = parseSkipTo(p);
  const searchMode = p.accept(K.INITIAL) ? 'INITIAL' : p.accept(K.SEEK) ? 'SEEK' : undefined;
  const pattern = parsePattern(p, required);
  const subsets = parseSubsets(p);
  const definitions = parseDefinitions(p, required);
  return { kind: 'FramePattern', start, end: Math.max(start, p.previousEnd), skipTo, searchMode, pattern, subsets, definitions };
}

function parseSkipTo(p: ParserState): tree.SkipTo | undefined {
  const { start } = p;
  if (!p.accept(K.AFTER)) return undefined;
  p.expectAll(K.MATCH, K.SKIP);
  let position: tree.SkipTo['position'] = 'VARIABLE';
  let variable: tree.Name | undefined;
  if (p.accept(K.PAST)) {
    p.expectAll(K.LAST, K.ROW);
    position = 'PAST LAST ROW';
  } else {
    p.expect(K.TO);
    if (p.acceptAll(K.NEXT, K.ROW)) position = 'NEXT ROW';
    else {
      if (isNameType(p.peek(1)) && p.accept(K.FIRST)) position = 'FIRST';
      else if (isNameType(p.peek(1)) && p.accept(K.LAST)) position = 'LAST';
      variable = p.name(E.PatternVariable);
    }
  }
  return { kind: 'SkipTo', start, end: p.previousEnd, position, variable };
}

function parsePattern(p: ParserState, required: boolean): tree.RowPattern | tree.Missing {
  if (!(required ? p.expect(K.PATTERN) : p.accept(K.PATTERN))) return p.missing('pattern');
  if (!p.expect(T.LeftParen)) {
    while (!p.atAny(K.SUBSET, K.DEFINE, T.RightParen, T.EndOfText)) p.advance();
    return p.missing('pattern');
  }
  const pattern = parseRowPattern(p);
  p.close(T.RightParen);
  return pattern;
}

function parseSubsets(p: ParserState): readonly tree.SubsetDefinition[] {
  if (!p.accept(K.SUBSET)) return [];
  const subsets: tree.SubsetDefinition[] = [];
  do {
    const { start } = p;
    const name = p.name(E.NewName);
    p.expect(T.Equal);
    p.expect(T.LeftParen);
    const variables = [p.name(E.PatternVariable)];
    while (p.accept(T.Comma)) variables.push(p.name(E.PatternVariable));
    p.close(T.RightParen);
    subsets.push({ kind: 'SubsetDefinition', start, end: p.previousEnd, name, variables });
  } while (p.accept(T.Comma));
  return subsets;
}

function parseDefinitions(p: ParserState, required: boolean): readonly tree.VariableDefinition[] {
  if (!(required ? p.expect(K.DEFINE) : p.accept(K.DEFINE))) return [];
  const definitions: tree.VariableDefinition[] = [];
  do {
    const { start } = p;
    const name = p.name(E.PatternVariable);
    p.expect(K.AS);
    const expression = p.rules.expression(p);
    definitions.push({ kind: 'VariableDefinition', start, end: Math.max(p.previousEnd, start), name, expression });
  } while (p.accept(T.Comma));
  return definitions;
}
