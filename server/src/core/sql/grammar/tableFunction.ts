/** TABLE(f(…)) in FROM. Invariant: an argument is a table, a descriptor or an expression, told by its first word. */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { parseDataType, startsType } from './dataType';
import { E } from './expectation';
import { isNameType, type ParserState } from './ParserState';
import { parseSortItem, parseSortItems } from './sorting';

export function parseTableFunction(p: ParserState): tree.TableFunctionInvocation {
  const { start } = p;
  p.advance();
  const open = p.expect(T.LeftParen);
  const name = p.qualifiedName(E.Function);
  p.enterCall(name);
  const inner = p.expect(T.LeftParen);
  const values: tree.TableFunctionArgument[] = [];
  const copartitioning: tree.Copartition[] = [];
  if (!p.at(T.RightParen) && p.type !== K.COPARTITION) {
    do {
      if (values.length > 0) p.nextArgument();
      values.push(parseArgument(p));
    } while (p.accept(T.Comma));
  }
  if (p.accept(K.COPARTITION)) {
    do {
      copartitioning.push(parseCopartition(p));
    } while (p.accept(T.Comma));
  }
  p.leaveCall();
  if (inner) p.close(T.RightParen);
  if (open) p.close(T.RightParen);
  return { kind: 'TableFunctionInvocation', start, end: p.previousEnd, name, arguments: values, copartitioning };
}

function parseArgument(p: ParserState): tree.TableFunctionArgument {
  const { start } = p;
  let name: tree.Identifier | undefined;
  if (isNameType(p.type) && p.peek(1) === T.FatArrow) {
    name = p.takeName();
    p.advance();
  }
  const value = parseValue(p);
  return { kind: 'TableFunctionArgument', start, end: Math.max(p.previousEnd, value.end), name, value };
}

function parseValue(p: ParserState): tree.TableFunctionArgument['value'] {
  if (p.at(K.TABLE)) return parseTableArgument(p);
  if (p.type === K.DESCRIPTOR && p.peek(1) === T.LeftParen) return parseDescriptor(p);
  if (p.type === K.CAST && p.peek(2) === K.NULL && p.peek(4) === K.DESCRIPTOR) {
    const { start } = p;
    p.expectAll(K.CAST, T.LeftParen, K.NULL, K.AS, K.DESCRIPTOR);
    p.close(T.RightParen);
    return { kind: 'TableFunctionDescriptorArgument', start, end: p.previousEnd, fields: undefined };
  }
  p.note(K.DESCRIPTOR);
  return p.rules.expression(p);
}

function parseTableArgument(p: ParserState): tree.TableFunctionTableArgument {
  const { start } = p;
  p.advance();
  const table = parseArgumentTable(p, start);
  let partitionBy: readonly tree.Expression[] | undefined;
  if (p.accept(K.PARTITION)) {
    p.expect(K.BY);
    partitionBy = parsePartitioning(p);
  }
  let whenEmpty: tree.TableFunctionTableArgument['whenEmpty'];
  if (p.atAny(K.PRUNE, K.KEEP)) {
    whenEmpty = p.type === K.PRUNE ? 'PRUNE' : 'KEEP';
    p.advance();
    p.expectAll(K.WHEN, K.EMPTY);
  }
  const orderBy = parseOrdering(p);
  return { kind: 'TableFunctionTableArgument', start, end: p.previousEnd, table, partitionBy, orderBy, whenEmpty };
}

function parseArgumentTable(p: ParserState, start: number): tree.Relation {
  const open = p.expect(T.LeftParen);
  let relation: tree.Relation;
  if (isNameType(p.type)) {
    const name = p.qualifiedName(E.Relation);
    // Errors about it stand at TABLE.
    relation = { kind: 'Table', start, end: name.end, name, period: undefined };
  } else {
    p.note(E.Relation);
    const query = p.rules.query(p);
    relation = { kind: 'TableSubquery', start: query.start, end: query.end, query };
  }
  if (open) p.close(T.RightParen);
  const as = p.accept(K.AS);
  if (!as && (!isNameType(p.type) || p.type === K.PARTITION || p.type === K.PRUNE || p.type === K.KEEP || p.type === K.COPARTITION))
    return relation;
  const alias = p.name(E.NewName);
  const columnNames = p.at(T.LeftParen) ? p.columnAliases(E.NewName) : undefined;
  return { kind: 'AliasedRelation', start, end: p.previousEnd, relation, alias, columnNames };
}

function parsePartitioning(p: ParserState): readonly tree.Expression[] {
  if (!p.accept(T.LeftParen)) return [p.rules.expression(p)];
  const expressions: tree.Expression[] = [];
  if (!p.at(T.RightParen)) {
    do {
      expressions.push(p.rules.expression(p));
    } while (p.accept(T.Comma));
  }
  p.close(T.RightParen);
  return expressions;
}

function parseOrdering(p: ParserState): tree.OrderBy | undefined {
  const { start } = p;
  if (!p.accept(K.ORDER)) return undefined;
  p.expect(K.BY);
  let items: readonly tree.SortItem[];
  if (p.accept(T.LeftParen)) {
    items = parseSortItems(p);
    p.close(T.RightParen);
  } else items = [parseSortItem(p)];
  return { kind: 'OrderBy', start, end: p.previousEnd, items };
}

function parseDescriptor(p: ParserState): tree.TableFunctionDescriptorArgument {
  const { start } = p;
  p.advance();
  p.advance();
  const fields: tree.DescriptorField[] = [];
  do {
    const fieldStart = p.start;
    const name = p.name(E.Column);
    const type = startsType(p.type) ? parseDataType(p) : undefined;
    fields.push({ kind: 'DescriptorField', start: fieldStart, end: p.previousEnd, name, type });
  } while (p.accept(T.Comma));
  p.close(T.RightParen);
  return { kind: 'TableFunctionDescriptorArgument', start, end: p.previousEnd, fields };
}

function parseCopartition(p: ParserState): tree.Copartition {
  const { start } = p;
  p.expect(T.LeftParen);
  const tables = [p.qualifiedName(E.Relation)];
  while (p.accept(T.Comma)) tables.push(p.qualifiedName(E.Relation));
  p.close(T.RightParen);
  return { kind: 'Copartition', start, end: p.previousEnd, tables };
}
