/** PARTITION (key = value, …) of Hive's DDL. Invariant: keys keep the operator they were compared with. */
import { T } from '../tokens';
import { K } from '../keywords';
import type * as tree from '../tree';
import { E } from './expectation';
import { parseHiveString } from './hive';
import type { ParserState } from './ParserState';

export function parsePartitionSpec(p: ParserState): tree.PartitionSpec | tree.Missing {
  const { start } = p;
  if (!p.expect(K.PARTITION)) return p.missing('partition');
  const open = p.expect(T.LeftParen);
  const values: tree.PartitionValue[] = [];
  do {
    values.push(parsePartitionValue(p));
  } while (p.accept(T.Comma));
  if (open) p.close(T.RightParen);
  return { kind: 'PartitionSpec', start, end: p.previousEnd, values };
}

const OPERATORS = [T.Equal, T.NotEqual, T.Less, T.LessEqual, T.Greater, T.GreaterEqual] as const;

function parsePartitionValue(p: ParserState): tree.PartitionValue {
  const name = p.name(E.Column);
  const { start } = name;
  if (!p.atAny(...OPERATORS)) {
    p.unexpected();
    return { kind: 'PartitionValue', start, end: p.previousEnd, name, operator: '=', value: undefined };
  }
  const operator = p.tokenText();
  p.advance();
  const value = p.type === T.QuotedIdentifier ? parseHiveString(p) : p.rules.primary(p);
  return { kind: 'PartitionValue', start, end: p.previousEnd, name, operator, value };
}
