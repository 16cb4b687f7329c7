/** DROP of everything. Invariant: one node, told apart by `type`. */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { E, type Expected } from './expectation';
import type { ParserState } from './ParserState';
import { parseParameters } from './routine';
import { incomplete } from './incomplete';

type DropType = tree.DropObject['type'];

const KINDS: readonly (readonly [word: number, type: DropType, names: Expected])[] = [
  [K.TABLE, 'TABLE', E.Table],
  [K.VIEW, 'VIEW', E.Table],
  [K.SCHEMA, 'SCHEMA', E.Schema],
  [K.CATALOG, 'CATALOG', E.Name],
  [K.FUNCTION, 'FUNCTION', E.Function],
  [K.ROLE, 'ROLE', E.Principal],
];

export function parseDrop(p: ParserState): tree.Statement {
  const { start } = p;
  const athena = p.dialect === 'athena';
  p.advance();
  for (const [word, type, names] of KINDS) {
    if (p.accept(word)) return dropNamed(p, start, type, names);
  }
  if (p.accept(K.MATERIALIZED)) {
    p.expect(K.VIEW);
    return dropNamed(p, start, 'MATERIALIZED VIEW', E.Table);
  }
  if (athena && p.accept(K.DATABASE)) return dropNamed(p, start, 'SCHEMA', E.Schema);
  p.unexpected();
  p.skipRest();
  return incomplete(p);
}

function dropNamed(p: ParserState, start: number, type: DropType, names: Expected): tree.DropObject {
  p.backquotes = p.dialect === 'athena' && type !== 'VIEW';
  const ifExists = p.acceptAll(K.IF, K.EXISTS);
  const name = p.qualifiedName(names);
  if (type === 'FUNCTION') {
    if (p.at(T.LeftParen)) parseParameters(p);
    else p.expect(T.LeftParen);
  }
  if (type === 'ROLE' && p.accept(K.IN)) p.name(E.Name);
  let cascade = false;
  if (type === 'SCHEMA' || type === 'CATALOG') {
    cascade = p.accept(K.CASCADE);
    if (!cascade) p.accept(K.RESTRICT);
  }
  return { kind: 'DropObject', start, end: p.previousEnd, type, name, ifExists, cascade };
}
