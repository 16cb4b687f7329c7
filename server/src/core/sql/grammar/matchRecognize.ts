/** MATCH_RECOGNIZE (…) behind its input. Invariant: the alias behind it is the caller's. */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import type { ParserState } from './ParserState';
import { parseMeasures, parseOrderBy, parsePartitionBy, parsePatternClauses } from './window';

export function parseMatchRecognize(p: ParserState, input: tree.Relation): tree.PatternRecognitionRelation {
  p.advance();
  p.expect(T.LeftParen);
  const outer = p.enterClause('match_recognize');
  const partitionBy = parsePartitionBy(p);
  const orderBy = parseOrderBy(p);
  const measures = parseMeasures(p);
  const rowsPerMatch = parseRowsPerMatch(p);
  const pattern = parsePatternClauses(p, true);
  p.leaveClause(outer);
  p.close(T.RightParen);
  return {
    kind: 'PatternRecognitionRelation',
    start: input.start,
    end: p.previousEnd,
    input,
    partitionBy,
    orderBy,
    measures,
    rowsPerMatch,
    pattern,
  };
}

function parseRowsPerMatch(p: ParserState): tree.PatternRecognitionRelation['rowsPerMatch'] {
  if (p.accept(K.ONE)) {
    p.expectAll(K.ROW, K.PER, K.MATCH);
    return 'ONE';
  }
  if (!p.accept(K.ALL)) return undefined;
  p.expectAll(K.ROWS, K.PER, K.MATCH);
  if (p.accept(K.OMIT)) {
    p.expectAll(K.EMPTY, K.MATCHES);
    return 'ALL OMIT EMPTY';
  }
  if (p.accept(K.WITH)) {
    p.expectAll(K.UNMATCHED, K.ROWS);
    return 'ALL WITH UNMATCHED';
  }
  if (p.accept(K.SHOW)) p.expectAll(K.EMPTY, K.MATCHES);
  return 'ALL SHOW EMPTY';
}
