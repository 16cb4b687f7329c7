/** DISTINCT/ALL and lists of sort keys: what calls, windows and queries share. Invariant: words that could be names stay names where Trino reads them so. */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import type { ParserState } from './ParserState';
import { startsExpression } from './startsExpression';

/** ALL is a quantifier only before what it can quantify; elsewhere it is a column's name. */
export function parseSetQuantifier(p: ParserState): tree.SetQuantifier | undefined {
  if (p.accept(K.DISTINCT)) return 'DISTINCT';
  if (p.at(K.ALL) && quantifies(p)) {
    p.advance();
    return 'ALL';
  }
  return undefined;
}

function quantifies(p: ParserState): boolean {
  const next = p.peek(1);
  if (next === T.Asterisk) return !startsExpression(p.peek(2));
  if (next === T.LeftParen && p.peek(2) === T.RightParen && p.peek(3) !== T.Arrow) return false;
  return startsExpression(next) || next === T.Hole || next === K.DISTINCT;
}

export function parseSortItems(p: ParserState): readonly tree.SortItem[] {
  const items = [parseSortItem(p)];
  while (p.acceptListComma()) items.push(parseSortItem(p));
  return items;
}

export function parseSortItem(p: ParserState): tree.SortItem {
  const sortKey = p.rules.expression(p);
  const descending = !p.accept(K.ASC) && p.accept(K.DESC);
  let nullOrdering: tree.SortItem['nullOrdering'];
  if (p.accept(K.NULLS)) {
    if (p.accept(K.FIRST)) nullOrdering = 'FIRST';
    else if (p.expect(K.LAST)) nullOrdering = 'LAST';
  }
  return {
    kind: 'SortItem',
    start: sortKey.start,
    end: Math.max(sortKey.end, p.previousEnd),
    sortKey,
    ordering: descending ? 'DESC' : 'ASC',
    nullOrdering,
  };
}
