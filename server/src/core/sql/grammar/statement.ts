/** Statements. */
import type * as tree from '../tree';
import type { ParserState } from './ParserState';

export function parseStatement(p: ParserState): tree.Statement {
  return p.rules.query(p);
}
