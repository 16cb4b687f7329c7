/** The node for words that make no statement. Invariant: it covers all that was read so far. */
import type * as tree from '../tree';
import type { ParserState } from './ParserState';

export function incomplete(p: ParserState): tree.Incomplete {
  const words: string[] = [];
  for (let i = 0; i < p.index; i++) words.push(p.tokenText(i).toUpperCase());
  return { kind: 'Incomplete', start: 0, end: p.previousEnd, words };
}
