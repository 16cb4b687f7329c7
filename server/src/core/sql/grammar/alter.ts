/** ALTER of tables, views, schemas. Invariant: Hive's changes exist in Athena's dialect only; the words after the table decide. */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { parsePrincipal } from './access';
import { parseHiveChange } from './alterHive';
import { parseColumnDefinition } from './create';
import { parseDataType } from './dataType';
import { E } from './expectation';
import { parseHiveProperties } from './hive';
import { incomplete } from './incomplete';
import type { ParserState } from './ParserState';
import { parseAssignments, parseCallArguments } from './property';

export function parseAlter(p: ParserState): tree.Statement {
  const { start } = p;
  p.advance();
  if (p.accept(K.TABLE)) return alterTable(p, start);
  if (p.accept(K.VIEW)) return alterView(p, start, 'VIEW');
  if (p.accept(K.MATERIALIZED)) {
    p.expect(K.VIEW);
    return alterView(p, start, 'MATERIALIZED VIEW');
  }
  if (p.accept(K.SCHEMA) || (p.dialect === 'athena' && p.accept(K.DATABASE))) return alterSchema(p, start);
  p.unexpected();
  p.skipRest();
  return incomplete(p);
}

function alterTable(p: ParserState, start: number): tree.Statement {
  const athena = p.dialect === 'athena';
  p.backquotes = athena;
  const ifExists = p.acceptAll(K.IF, K.EXISTS);
  const table = p.qualifiedName(E.Table);
  if (athena) {
    const hive = parseHiveChange(p);
    if (hive) return { kind: 'AlterHiveTable', start, end: p.previousEnd, table, ...hive };
  }
  if (p.accept(K.EXECUTE)) return execute(p, start, table);
  if (p.type === K.SET && p.peek(1) === K.AUTHORIZATION) return setAuthorization(p, start, 'TABLE', table);
  if (p.type === K.RENAME && p.peek(1) === K.TO) return rename(p, start, 'TABLE', table, ifExists);
  const change = parseChange(p);
  return { kind: 'AlterTable', start, end: p.previousEnd, table, ifExists, change };
}

function execute(p: ParserState, start: number, table: tree.QualifiedName): tree.TableExecute {
  const procedure = p.name(E.Function);
  const name: tree.QualifiedName = { kind: 'QualifiedName', start: procedure.start, end: procedure.end, parts: [procedure] };
  const values = p.at(T.LeftParen) ? parseCallArguments(p, name) : [];
  const where = p.accept(K.WHERE) ? p.rules.expression(p) : undefined;
  return { kind: 'TableExecute', start, end: p.previousEnd, table, procedure, arguments: values, where };
}

function setAuthorization(
  p: ParserState,
  start: number,
  type: tree.SetAuthorization['type'],
  name: tree.QualifiedName,
): tree.SetAuthorization {
  p.expectAll(K.SET, K.AUTHORIZATION);
  const principal = parsePrincipal(p);
  return { kind: 'SetAuthorization', start, end: p.previousEnd, type, name, principal };
}

function rename(
  p: ParserState,
  start: number,
  type: tree.RenameObject['type'],
  name: tree.QualifiedName,
  ifExists: boolean,
): tree.RenameObject {
  p.expectAll(K.RENAME, K.TO);
  const to = p.qualifiedName(E.NewTable);
  return { kind: 'RenameObject', start, end: p.previousEnd, type, name, ifExists, to };
}

function parseChange(p: ParserState): tree.AlterTable['change'] {
  const { start } = p;
  if (p.accept(K.ADD)) return addColumn(p, start);
  if (p.accept(K.DROP)) {
    p.expect(K.COLUMN);
    const ifExists = p.acceptAll(K.IF, K.EXISTS);
    const column = p.qualifiedName(E.Column);
    return { kind: 'DropColumn', start, end: p.previousEnd, ifExists, column };
  }
  if (p.accept(K.RENAME)) {
    p.note(K.TO);
    p.expect(K.COLUMN);
    const ifExists = p.acceptAll(K.IF, K.EXISTS);
    const column = p.qualifiedName(E.Column);
    p.expect(K.TO);
    const to = p.name(E.NewName);
    return { kind: 'RenameColumn', start, end: p.previousEnd, ifExists, column, to };
  }
  if (p.accept(K.ALTER)) return alterColumn(p, start);
  if (p.accept(K.SET)) {
    p.note(K.AUTHORIZATION);
    p.expect(K.PROPERTIES);
    const properties = parseAssignments(p);
    return { kind: 'SetProperties', start, end: p.previousEnd, properties };
  }
  p.note(K.EXECUTE);
  p.unexpected();
  p.skipRest();
  return p.missing('change');
}

function addColumn(p: ParserState, start: number): tree.AddColumn {
  p.expect(K.COLUMN);
  const ifNotExists = p.acceptAll(K.IF, K.NOT, K.EXISTS);
  const column = parseColumnDefinition(p);
  let position: tree.AddColumn['position'];
  if (p.accept(K.FIRST)) position = 'FIRST';
  else if (p.accept(K.LAST)) position = 'LAST';
  else if (p.accept(K.AFTER)) position = p.name(E.Column);
  return { kind: 'AddColumn', start, end: p.previousEnd, ifNotExists, column, position };
}

function alterColumn(p: ParserState, start: number): tree.AlterTable['change'] {
  p.expect(K.COLUMN);
  const column = p.qualifiedName(E.Column);
  if (p.accept(K.DROP)) {
    if (p.accept(K.DEFAULT)) return { kind: 'SetColumnDefault', start, end: p.previousEnd, column, value: undefined };
    p.expectAll(K.NOT, K.NULL);
    return { kind: 'DropNotNull', start, end: p.previousEnd, column };
  }
  p.expect(K.SET);
  if (p.accept(K.DEFAULT)) {
    const value = p.rules.valueExpression(p);
    return { kind: 'SetColumnDefault', start, end: p.previousEnd, column, value };
  }
  p.expectAll(K.DATA, K.TYPE);
  const type = parseDataType(p);
  return { kind: 'SetColumnType', start, end: p.previousEnd, column, type };
}

function alterView(p: ParserState, start: number, type: 'VIEW' | 'MATERIALIZED VIEW'): tree.Statement {
  const ifExists = type === 'MATERIALIZED VIEW' && p.acceptAll(K.IF, K.EXISTS);
  const name = p.qualifiedName(E.Table);
  if (p.type === K.SET && p.peek(1) === K.AUTHORIZATION) return setAuthorization(p, start, type, name);
  if (type === 'MATERIALIZED VIEW' && p.accept(K.SET)) {
    p.note(K.AUTHORIZATION);
    const changeStart = p.previousEnd - 3;
    p.expect(K.PROPERTIES);
    const properties = parseAssignments(p);
    const change: tree.SetProperties = { kind: 'SetProperties', start: changeStart, end: p.previousEnd, properties };
    return { kind: 'AlterTable', start, end: p.previousEnd, table: name, ifExists, change };
  }
  if (p.dialect === 'athena' && type === 'VIEW' && p.atAny(K.FORCE, K.ADD, K.UPDATE, K.DROP)) return alterDialect(p, start, name);
  p.note(K.SET);
  return rename(p, start, type, name, ifExists);
}

/** Athena: ALTER VIEW name [FORCE] ADD | UPDATE DIALECT AS query; DROP DIALECT. */
function alterDialect(p: ParserState, start: number, name: tree.QualifiedName): tree.AlterViewDialect {
  p.accept(K.FORCE);
  const action = p.accept(K.DROP) ? 'DROP' : p.accept(K.UPDATE) ? 'UPDATE' : 'ADD';
  if (action === 'ADD') p.expect(K.ADD);
  p.expect(K.DIALECT);
  let query: tree.Query | undefined;
  if (action !== 'DROP') {
    p.expect(K.AS);
    query = p.rules.query(p);
  }
  return { kind: 'AlterViewDialect', start, end: p.previousEnd, name, action, query };
}

function alterSchema(p: ParserState, start: number): tree.Statement {
  const athena = p.dialect === 'athena';
  p.backquotes = athena;
  const name = p.qualifiedName(E.Schema);
  if (p.type === K.SET && p.peek(1) === K.AUTHORIZATION) return setAuthorization(p, start, 'SCHEMA', name);
  if (athena && p.accept(K.SET)) {
    p.expect(K.DBPROPERTIES);
    const properties = parseHiveProperties(p);
    return { kind: 'AlterDatabase', start, end: p.previousEnd, name, properties };
  }
  p.note(K.SET);
  return rename(p, start, 'SCHEMA', name, false);
}
