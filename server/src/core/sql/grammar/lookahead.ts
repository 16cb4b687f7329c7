/**
 * Looking ahead in damaged text: where brackets close, and what stands before they do. Invariant: bounded, so that reading stays linear;
 * where the bound is reached the answer is the cautious one.
 */
import { K } from '../keywords';
import { T } from '../tokens';
import type { TokenCursor } from './TokenCursor';

/** How far the end of a group that is skipped is looked for. */
const GROUP_WITHIN = 200;
const CLOSES_WITHIN = 400;

/** Whether the parenthesis that is open here is closed further on, nested ones aside. */
export function closesLater(p: TokenCursor): boolean {
  let depth = 0;
  for (let ahead = 0; ahead < CLOSES_WITHIN; ahead++) {
    const next = p.peek(ahead);
    if (next === T.EndOfText) return false;
    if (next === T.LeftParen) depth++;
    else if (next === T.RightParen && --depth < 0) return true;
  }
  return false;
}

/** Whether FROM stands ahead before the query around could end. */
export function fromFollows(p: TokenCursor): boolean {
  for (let ahead = 0, depth = 0; ahead < CLOSES_WITHIN; ahead++) {
    const type = p.peek(ahead);
    if (type === K.FROM && depth === 0) return true;
    if (type === T.EndOfText || (type === K.SELECT && depth === 0)) return false;
    if (type === T.LeftParen) depth++;
    else if (type === T.RightParen && --depth < 0) return false;
  }
  return false;
}

/** How many tokens on the group that begins here is closed; undefined if it is not, or holds a query or the caret. */
export function plainGroup(p: TokenCursor): number | undefined {
  let depth = 0;
  for (let ahead = 0; ahead < GROUP_WITHIN; ahead++) {
    const next = p.peek(ahead);
    if (next === T.EndOfText || next === K.SELECT || next === T.Hole) return undefined;
    if (next === T.LeftParen) depth++;
    else if (next === T.RightParen && --depth === 0) return ahead;
  }
  return undefined;
}

/** The index of the last parenthesis of the statement that closes nothing; -1 if there is none. */
export function lastUnmatched(p: TokenCursor): number {
  let depth = 0;
  let found = -1;
  p.tokens.types.forEach((type, index) => {
    if (type === T.LeftParen) depth++;
    else if (type === T.RightParen && --depth < 0) {
      depth = 0;
      found = index;
    }
  });
  return found;
}
