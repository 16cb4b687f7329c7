/**
 * CREATE of everything. Invariant: in Athena's dialect a CREATE TABLE without AS is Hive's; with AS, and in Trino's dialect, Trino's.
 */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { parsePrincipal } from './access';
import { parseDataType } from './dataType';
import { E } from './expectation';
import { parseHiveProperties, parseHiveString, parseHiveTable } from './hive';
import { incomplete } from './incomplete';
import { expectString, parseInterval } from './literal';
import { isNameType, type ParserState } from './ParserState';
import { acceptProperties } from './property';
import { parseFunctionSpecification } from './routine';

export function parseCreate(p: ParserState): tree.Statement {
  const { start } = p;
  const athena = p.dialect === 'athena';
  p.advance();
  const replace = p.accept(K.OR) && p.expect(K.REPLACE);
  if (athena && !replace && (p.type === K.EXTERNAL || (p.type === K.TABLE && !isSelectInto(p)))) return parseHiveTable(p, start);
  if (p.accept(K.TABLE)) return createTable(p, start, replace);
  if (p.accept(K.VIEW)) return createView(p, start, replace, false);
  if (p.accept(K.MATERIALIZED)) return createMaterializedView(p, start, replace);
  if (p.at(K.FUNCTION)) return { kind: 'CreateFunction', replace, specification: parseFunctionSpecification(p), start, end: p.previousEnd };
  if (athena && p.accept(K.PROTECTED)) {
    p.expectAll(K.MULTI, K.DIALECT, K.VIEW);
    return createView(p, start, replace, true);
  }
  if (!replace) {
    p.note(athena ? K.EXTERNAL : K.TABLE);
    if (athena && p.atAny(K.SCHEMA, K.DATABASE)) return createDatabase(p, start);
    if (p.accept(K.SCHEMA)) return createSchema(p, start);
    if (p.accept(K.CATALOG)) return createCatalog(p, start);
    if (p.accept(K.ROLE)) return createRole(p, start);
  }
  p.unexpected();
  p.skipRest();
  return incomplete(p);
}

/** Whether CREATE TABLE … goes on to AS or WITH before any column is typed: a CTAS. */
function isSelectInto(p: ParserState): boolean {
  let ahead = 1;
  if (p.peek(ahead) === K.IF) ahead += 3;
  while (isNameType(p.peek(ahead)) && p.peek(ahead + 1) === T.Dot) ahead += 2;
  ahead++;
  if (p.columnListFollows(ahead)) {
    while (p.peek(ahead) !== T.RightParen) ahead++;
    ahead++;
  }
  return p.peek(ahead) === K.AS || p.peek(ahead) === K.WITH;
}

function createTable(p: ParserState, start: number, replace: boolean): tree.CreateTable | tree.CreateTableAsSelect {
  const ifNotExists = p.acceptAll(K.IF, K.NOT, K.EXISTS);
  const name = p.qualifiedName(E.NewTable);
  const aliases = p.columnListFollows();
  if (p.type === T.LeftParen && !aliases) return createTableWithColumns(p, start, replace, ifNotExists, name);
  const columnAliases = aliases ? p.columnAliases(E.NewName) : undefined;
  p.note(T.LeftParen);
  const comment = p.accept(K.COMMENT) ? expectString(p) : undefined;
  const properties = acceptProperties(p);
  p.expect(K.AS);
  p.withData = true;
  const { query, inParentheses } = queryMaybeInParentheses(p);
  if (inParentheses) p.passHole();
  let withData = true;
  if (p.accept(K.WITH)) {
    withData = !p.accept(K.NO);
    p.expect(K.DATA);
  }
  p.withData = false;
  return {
    kind: 'CreateTableAsSelect',
    start,
    end: p.previousEnd,
    name,
    replace,
    ifNotExists,
    columnAliases,
    comment,
    properties,
    query,
    withData,
  };
}

/** AS query and AS (query): parentheses around the whole are part of the statement only where WITH opens the query. */
function queryMaybeInParentheses(p: ParserState): { readonly query: tree.Query; readonly inParentheses: boolean } {
  if (p.type !== T.LeftParen || p.peek(1) !== K.WITH) return { query: p.rules.rootQuery(p), inParentheses: false };
  p.advance();
  const query = p.rules.rootQuery(p);
  p.close(T.RightParen);
  return { query, inParentheses: true };
}

function createTableWithColumns(
  p: ParserState,
  start: number,
  replace: boolean,
  ifNotExists: boolean,
  name: tree.QualifiedName,
): tree.CreateTable {
  p.expect(T.LeftParen);
  const elements = [parseElement(p)];
  while (p.accept(T.Comma)) elements.push(parseElement(p));
  p.close(T.RightParen);
  const comment = p.accept(K.COMMENT) ? expectString(p) : undefined;
  const properties = acceptProperties(p);
  return { kind: 'CreateTable', start, end: p.previousEnd, name, replace, ifNotExists, elements, comment, properties };
}

function parseElement(p: ParserState): tree.ColumnDefinition | tree.LikeClause {
  const { start } = p;
  if (!p.accept(K.LIKE)) return parseColumnDefinition(p);
  const table = p.qualifiedName(E.Table);
  let properties: tree.LikeClause['properties'];
  if (p.atAny(K.INCLUDING, K.EXCLUDING)) {
    properties = p.type === K.INCLUDING ? 'INCLUDING' : 'EXCLUDING';
    p.advance();
    p.expect(K.PROPERTIES);
  }
  return { kind: 'LikeClause', start, end: p.previousEnd, table, properties };
}

export function parseColumnDefinition(p: ParserState): tree.ColumnDefinition {
  const name = p.qualifiedName(E.NewName);
  const type = parseDataType(p);
  const byDefault = p.accept(K.DEFAULT) ? p.rules.valueExpression(p) : undefined;
  const nullable = !p.accept(K.NOT);
  if (!nullable) p.expect(K.NULL);
  const comment = p.accept(K.COMMENT) ? expectString(p) : undefined;
  const properties = acceptProperties(p);
  return {
    kind: 'ColumnDefinition',
    start: name.start,
    end: Math.max(name.end, p.previousEnd),
    name,
    type,
    default: byDefault,
    nullable,
    comment,
    properties,
  };
}

/** Athena's multi-dialect view (`multi`) adds SHOW VIEW JSON. */
function createView(p: ParserState, start: number, replace: boolean, multi: boolean): tree.CreateView {
  const name = p.qualifiedName(E.NewTable);
  const comment = p.accept(K.COMMENT) ? expectString(p) : undefined;
  let security: tree.CreateView['security'];
  if (p.accept(K.SECURITY)) {
    security = p.accept(K.INVOKER) ? 'INVOKER' : 'DEFINER';
    if (security === 'DEFINER') p.expect(K.DEFINER);
  }
  if (multi && p.accept(K.SHOW)) p.expectAll(K.VIEW, K.JSON);
  const properties = acceptProperties(p);
  p.expect(K.AS);
  const query = p.rules.rootQuery(p);
  return { kind: 'CreateView', start, end: p.previousEnd, name, replace, comment, security, multiDialect: multi, properties, query };
}

function createMaterializedView(p: ParserState, start: number, replace: boolean): tree.CreateMaterializedView {
  p.expect(K.VIEW);
  const ifNotExists = p.acceptAll(K.IF, K.NOT, K.EXISTS);
  const name = p.qualifiedName(E.NewTable);
  let gracePeriod: tree.Expression | undefined;
  if (p.accept(K.GRACE)) {
    p.expect(K.PERIOD);
    gracePeriod = p.type === K.INTERVAL ? parseInterval(p) : undefined;
    if (!gracePeriod) p.expect(K.INTERVAL);
  }
  const comment = p.accept(K.COMMENT) ? expectString(p) : undefined;
  const properties = acceptProperties(p);
  p.expect(K.AS);
  const query = p.rules.rootQuery(p);
  return { kind: 'CreateMaterializedView', start, end: p.previousEnd, name, replace, ifNotExists, gracePeriod, comment, properties, query };
}

function createSchema(p: ParserState, start: number): tree.CreateSchema {
  const ifNotExists = p.acceptAll(K.IF, K.NOT, K.EXISTS);
  const name = p.qualifiedName(E.Schema);
  if (p.accept(K.AUTHORIZATION)) parsePrincipal(p);
  const properties = acceptProperties(p);
  return { kind: 'CreateSchema', start, end: p.previousEnd, type: 'SCHEMA', name, ifNotExists, properties };
}

function createCatalog(p: ParserState, start: number): tree.CreateSchema {
  const ifNotExists = p.acceptAll(K.IF, K.NOT, K.EXISTS);
  const name = p.qualifiedName(E.Name);
  p.expect(K.USING);
  p.name(E.Name);
  if (p.accept(K.COMMENT)) expectString(p);
  if (p.accept(K.AUTHORIZATION)) parsePrincipal(p);
  const properties = acceptProperties(p);
  return { kind: 'CreateSchema', start, end: p.previousEnd, type: 'CATALOG', name, ifNotExists, properties };
}

function createRole(p: ParserState, start: number): tree.CreateSchema {
  const name = p.qualifiedName(E.Principal);
  if (p.accept(K.WITH)) {
    p.expect(K.ADMIN);
    if (!p.accept(K.CURRENT_USER) && !p.accept(K.CURRENT_ROLE)) parsePrincipal(p);
  }
  if (p.accept(K.IN)) p.name(E.Name);
  return { kind: 'CreateSchema', start, end: p.previousEnd, type: 'ROLE', name, ifNotExists: false, properties: [] };
}

/** Athena: CREATE DATABASE | SCHEMA name [COMMENT] [LOCATION] [WITH DBPROPERTIES (…)]. */
function createDatabase(p: ParserState, start: number): tree.CreateDatabase {
  p.backquotes = true;
  p.advance();
  const ifNotExists = p.acceptAll(K.IF, K.NOT, K.EXISTS);
  const name = p.qualifiedName(E.NewName);
  const comment = p.accept(K.COMMENT) ? parseHiveString(p) : undefined;
  const location = p.accept(K.LOCATION) ? parseHiveString(p) : undefined;
  let properties: readonly tree.HiveProperty[] = [];
  if (p.accept(K.WITH)) {
    p.expect(K.DBPROPERTIES);
    properties = parseHiveProperties(p);
  }
  return { kind: 'CreateDatabase', start, end: p.previousEnd, ifNotExists, name, comment, location, properties };
}
