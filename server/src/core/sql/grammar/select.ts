/** The select list. Invariant: an item that is not understood costs that item only. */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { E } from './expectation';
import { isNameType, type ParserState } from './ParserState';
import { clauseFollows } from './relation';
import { parseSetQuantifier } from './sorting';
import { startsExpression } from './startsExpression';

/** Behind SELECT, which began at `start`. */
export function parseSelect(p: ParserState, start: number): tree.Select {
  const outer = p.enterClause('select');
  const quantifier = parseSetQuantifier(p);
  const items = [parseSelectItem(p)];
  while (nextItem(p)) items.push(parseSelectItem(p));
  p.leaveClause(outer);
  return { kind: 'Select', start, end: p.previousEnd, quantifier, items };
}

/** Whether another item follows; steps over what stands in the way of it. */
function nextItem(p: ParserState): boolean {
  passStrays(p);
  if (p.acceptListComma()) return true;
  if (p.type === T.Hole) {
    p.noteClauses();
    p.passHole();
    passStrays(p);
    if (p.acceptListComma()) return true;
  }
  // Whatever could take these words as an alias has one already.
  if (p.type === K.LIMIT || p.type === K.OFFSET || p.type === K.FETCH) return false;
  if (p.atClauseEnd || p.atNextCte || p.isMisspeltClause()) return false;
  for (const wish of [K.FROM, K.WHERE, K.GROUP]) p.note(wish);
  p.unexpected();
  if (startsExpression(p.type) && p.type !== T.LeftParen && p.previousType !== T.Hole && p.peek(1) === T.Comma) p.advance();
  else p.skipTo(T.Comma);
  passStrays(p);
  return p.acceptListComma();
}

/** Parentheses that close nothing, with the alias that may follow. */
function passStrays(p: ParserState): void {
  p.passStray();
  while (p.atStrayClose) {
    p.unexpected();
    p.advance();
    p.parens++;
    if (p.type === K.AS) p.advance();
    if (isNameType(p.type)) p.advance();
  }
}

function parseSelectItem(p: ParserState): tree.SelectItem {
  p.passHoleBefore(type => (startsExpression(type) && type !== T.LeftParen) || type === T.Asterisk, E.Expression, T.Asterisk);
  const { start } = p;
  if (p.accept(T.Asterisk)) return { kind: 'AllColumns', start, end: p.previousEnd, target: undefined, aliases: undefined };
  const allowed = p.starAllowed;
  p.starAllowed = start;
  const { itemParens } = p;
  p.itemParens = p.parens;
  const outer = p.openSelectItem();
  const expression = p.rules.expression(p);
  p.restoreBlame(outer);
  p.itemParens = itemParens;
  p.starAllowed = allowed;
  if (p.type === T.Dot && p.peek(1) === T.Asterisk) {
    p.advance();
    p.advance();
    const aliases = p.accept(K.AS) ? p.columnAliases(E.NewName) : undefined;
    return { kind: 'AllColumns', start, end: p.previousEnd, target: expression, aliases };
  }
  const alias = parseAlias(p, expression);
  return {
    kind: 'SingleColumn',
    start: Math.min(start, expression.start),
    end: Math.max(expression.end, alias?.end ?? 0, expression.kind === 'Missing' ? 0 : p.previousEnd),
    expression,
    alias,
  };
}

function parseAlias(p: ParserState, expression: tree.Expression): tree.Name | undefined {
  if (p.accept(K.AS)) return p.name(E.NewName);
  if (expression.kind === 'Missing') return undefined;
  if (!isNameType(p.type) || clauseFollows(p)) {
    p.note(E.NewName);
    return undefined;
  }
  return p.name(E.NewName);
}
