/** INSERT, UPDATE, DELETE, MERGE and Athena's UNLOAD. Invariant: targets are plain names; only MERGE has an alias for its own. */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { E } from './expectation';
import { expectString } from './literal';
import { isNameType, type ParserState } from './ParserState';
import { acceptProperties } from './property';
import { parseRelation } from './relation';

export function parseInsert(p: ParserState): tree.Insert {
  const { start } = p;
  p.advance();
  p.expect(K.INTO);
  const target = p.qualifiedName(E.Table);
  const outer = p.enterClause('insert');
  // The parenthesis may also begin the query.
  const columns = p.type === T.LeftParen && isColumnList(p) ? p.columnAliases(E.Column) : undefined;
  p.leaveClause(outer);
  const query = p.rules.rootQuery(p);
  return { kind: 'Insert', start, end: p.previousEnd, target, columns, query };
}

function isColumnList(p: ParserState): boolean {
  const next = p.peek(1);
  return isNameType(next) || next === T.Hole || next === T.RightParen || next === T.EndOfText;
}

export function parseDelete(p: ParserState): tree.Delete {
  const { start } = p;
  p.advance();
  p.expect(K.FROM);
  const target = p.qualifiedName(E.Table);
  const where = parseWhere(p);
  return { kind: 'Delete', start, end: p.previousEnd, target, where };
}

function parseWhere(p: ParserState): tree.Expression | undefined {
  const outer = p.enterClause('where');
  const where = p.accept(K.WHERE) ? p.rules.expression(p) : undefined;
  p.passStray();
  p.leaveClause(outer);
  return where;
}

export function parseUpdate(p: ParserState): tree.Update {
  const { start } = p;
  p.advance();
  const target = p.qualifiedName(E.Table);
  p.expect(K.SET);
  const assignments = parseAssignments(p);
  const where = parseWhere(p);
  return { kind: 'Update', start, end: p.previousEnd, target, assignments, where };
}

function parseAssignments(p: ParserState): readonly tree.Assignment[] {
  const outer = p.enterClause('set');
  const assignments: tree.Assignment[] = [];
  do {
    const name = p.name(E.Column);
    const { start } = name;
    if (!p.expect(T.Equal) && p.type === T.Dot) {
      // Trino wants the bare column; `t.column = …` is read on.
      p.advance();
      if (p.atName) p.advance();
      p.accept(T.Equal);
    }
    const value = p.rules.expression(p);
    assignments.push({ kind: 'Assignment', start, end: Math.max(start, p.previousEnd), name, value });
  } while (p.accept(T.Comma));
  p.leaveClause(outer);
  return assignments;
}

export function parseMerge(p: ParserState): tree.Merge {
  const { start } = p;
  p.advance();
  p.expect(K.INTO);
  const target = p.qualifiedName(E.Table);
  const alias = p.accept(K.AS) || isNameType(p.type) ? p.name(E.NewName) : undefined;
  if (!alias) p.note(E.NewName);
  p.expect(K.USING);
  const outer = p.enterClause('from');
  const source = parseRelation(p);
  p.enterClause('on');
  const on = p.expect(K.ON);
  const predicate = on || p.type !== K.WHEN ? p.rules.expression(p) : p.missing('expression');
  p.passStray();
  p.leaveClause(outer);
  const cases: tree.MergeCase[] = [];
  while (p.at(K.WHEN)) {
    cases.push(parseMergeCase(p));
  }
  if (cases.length === 0) p.expect(K.WHEN);
  return { kind: 'Merge', start, end: p.previousEnd, target, alias, source, predicate, cases };
}

function parseMergeCase(p: ParserState): tree.MergeCase {
  const { start } = p;
  p.advance();
  const matched = !p.accept(K.NOT);
  p.expect(K.MATCHED);
  const outer = p.enterClause('on');
  const condition = p.accept(K.AND) ? p.rules.expression(p) : undefined;
  p.leaveClause(outer);
  p.expect(K.THEN);
  if (!matched) return parseMergeInsert(p, start, condition);
  if (p.accept(K.DELETE)) return { kind: 'MergeDelete', start, end: p.previousEnd, condition };
  if (!p.expect(K.UPDATE)) {
    while (!p.atAny(K.WHEN, T.EndOfText, T.Hole)) p.advance();
    return { kind: 'MergeDelete', start, end: p.previousEnd, condition };
  }
  p.expect(K.SET);
  const assignments = parseAssignments(p);
  return { kind: 'MergeUpdate', start, end: p.previousEnd, condition, assignments };
}

function parseMergeInsert(p: ParserState, start: number, condition: tree.Expression | undefined): tree.MergeInsert {
  if (!p.expect(K.INSERT)) {
    while (!p.atAny(K.WHEN, T.EndOfText, T.Hole)) p.advance();
    return { kind: 'MergeInsert', start, end: p.previousEnd, condition, columns: undefined, values: [] };
  }
  const outer = p.enterClause('insert');
  const columns = p.at(T.LeftParen) ? p.columnAliases(E.Column) : undefined;
  p.enterClause('set');
  p.expect(K.VALUES);
  const open = p.expect(T.LeftParen);
  const values = [p.rules.expression(p)];
  while (p.accept(T.Comma)) values.push(p.rules.expression(p));
  if (open) p.close(T.RightParen);
  p.leaveClause(outer);
  return { kind: 'MergeInsert', start, end: p.previousEnd, condition, columns, values };
}

export function parseUnload(p: ParserState): tree.Unload {
  const { start } = p;
  p.advance();
  const query = p.parenthesizedQuery();
  p.expect(K.TO);
  const location = expectString(p);
  p.at(K.WITH);
  const properties = p.type === K.WITH ? acceptProperties(p) : [];
  if (properties.length === 0) p.unexpected();
  return { kind: 'Unload', start, end: p.previousEnd, query, location, properties };
}
