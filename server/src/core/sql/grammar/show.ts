/** SHOW and DESCRIBE, Trino's and Athena's. Invariant: `what` keeps the words, the rest is a name, a pattern or a query. */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { E, type Expected } from './expectation';
import { parseHiveString, startsHiveString } from './hive';
import { expectString } from './literal';
import { isNameType, type ParserState } from './ParserState';
import { parsePartitionSpec } from './hivePartition';

export function parseShow(p: ParserState): tree.Show {
  const { start } = p;
  const athena = p.dialect === 'athena';
  p.backquotes = athena;
  p.advance();
  if (p.accept(K.CREATE)) return showCreate(p, start);
  if (p.accept(K.TABLES)) return showIn(p, start, 'TABLES', E.Schema);
  if (p.accept(K.SCHEMAS)) return showIn(p, start, 'SCHEMAS', E.Name);
  if (p.accept(K.COLUMNS)) return showColumns(p, start);
  if (p.accept(K.CATALOGS)) return showIn(p, start, 'CATALOGS', undefined);
  if (p.accept(K.FUNCTIONS)) return showIn(p, start, 'FUNCTIONS', E.Schema);
  if (p.accept(K.SESSION)) return showIn(p, start, 'SESSION', undefined);
  if (p.accept(K.STATS)) return showStats(p, start);
  if (athena) {
    if (p.accept(K.DATABASES)) return showIn(p, start, 'DATABASES', E.Name);
    if (p.accept(K.VIEWS)) return showIn(p, start, 'VIEWS', E.Schema);
    if (p.accept(K.PARTITIONS)) return finish(p, start, 'PARTITIONS', p.qualifiedName(E.Table));
    if (p.accept(K.TBLPROPERTIES)) return showTableProperties(p, start);
  }
  if (p.accept(K.GRANTS)) return showGrants(p, start);
  if (p.accept(K.CURRENT)) {
    p.expect(K.ROLES);
    return showIn(p, start, 'CURRENT ROLES', E.Name, false);
  }
  if (p.accept(K.ROLES)) return showIn(p, start, 'ROLES', E.Name, false);
  if (p.accept(K.ROLE)) {
    p.expect(K.GRANTS);
    return showIn(p, start, 'ROLE GRANTS', E.Name, false);
  }
  p.unexpected();
  p.skipRest();
  return finish(p, start, '', undefined);
}

function finish(p: ParserState, start: number, what: string, name: tree.QualifiedName | undefined, query?: tree.Query): tree.Show {
  return { kind: 'Show', start, end: p.previousEnd, what, name, query, pattern: undefined, escape: undefined };
}

/** SHOW what [FROM | IN name] [LIKE pattern [ESCAPE escape]]; Athena's pattern may stand without LIKE. */
function showIn(p: ParserState, start: number, what: string, names: Expected | undefined, hasPattern = true): tree.Show {
  const name = names !== undefined && (p.accept(K.FROM) || p.accept(K.IN)) ? p.qualifiedName(names) : undefined;
  const show = finish(p, start, what, name);
  if (!hasPattern) return show;
  const bare = p.dialect === 'athena' && (what === 'TABLES' || what === 'VIEWS') && startsHiveString(p.type);
  if (!bare && !p.accept(K.LIKE)) return show;
  const pattern = p.dialect === 'athena' ? parseHiveString(p) : expectString(p);
  const escape = p.accept(K.ESCAPE) ? expectString(p) : undefined;
  return { ...show, end: p.previousEnd, pattern, escape };
}

function showColumns(p: ParserState, start: number): tree.Show {
  if (!p.accept(K.FROM)) p.expect(K.IN);
  const table = p.qualifiedName(E.Table);
  // Athena: SHOW COLUMNS IN table IN database.
  if (p.dialect === 'athena' && (p.accept(K.FROM) || p.accept(K.IN))) {
    const schema = p.qualifiedName(E.Schema);
    const name: tree.QualifiedName = {
      kind: 'QualifiedName',
      start: table.start,
      end: schema.end,
      parts: [...schema.parts, ...table.parts],
    };
    return finish(p, start, 'COLUMNS', name);
  }
  const show = finish(p, start, 'COLUMNS', table);
  if (!p.accept(K.LIKE)) return show;
  const pattern = expectString(p);
  const escape = p.accept(K.ESCAPE) ? expectString(p) : undefined;
  return { ...show, end: p.previousEnd, pattern, escape };
}

function showCreate(p: ParserState, start: number): tree.Show {
  if (p.accept(K.MATERIALIZED)) {
    p.expect(K.VIEW);
    return finish(p, start, 'CREATE MATERIALIZED VIEW', p.qualifiedName(E.Table));
  }
  if (p.accept(K.VIEW)) return finish(p, start, 'CREATE VIEW', p.qualifiedName(E.Table));
  if (p.accept(K.SCHEMA)) return finish(p, start, 'CREATE SCHEMA', p.qualifiedName(E.Schema));
  if (p.accept(K.FUNCTION)) return finish(p, start, 'CREATE FUNCTION', p.qualifiedName(E.Function));
  p.expect(K.TABLE);
  return finish(p, start, 'CREATE TABLE', p.qualifiedName(E.Table));
}

function showStats(p: ParserState, start: number): tree.Show {
  p.expect(K.FOR);
  if (p.type !== T.LeftParen) return finish(p, start, 'STATS FOR', p.qualifiedName(E.Table));
  const query = p.parenthesizedQuery();
  return finish(p, start, 'STATS FOR', undefined, query.kind === 'Query' ? query : undefined);
}

function showGrants(p: ParserState, start: number): tree.Show {
  if (!p.accept(K.ON)) return finish(p, start, 'GRANTS', undefined);
  const kind = p.type === K.TABLE || p.type === K.SCHEMA || (isNameType(p.type) && isNameType(p.peek(1)));
  if (kind) p.advance();
  return finish(p, start, 'GRANTS', p.qualifiedName(E.Table));
}

function showTableProperties(p: ParserState, start: number): tree.Show {
  const name = p.qualifiedName(E.Table);
  if (p.accept(T.LeftParen)) {
    parseHiveString(p);
    p.close(T.RightParen);
  }
  return finish(p, start, 'TBLPROPERTIES', name);
}

export function parseDescribe(p: ParserState): tree.Describe {
  const { start } = p;
  const athena = p.dialect === 'athena';
  const full = p.type === K.DESCRIBE;
  p.backquotes = athena;
  p.advance();
  const isWord = isNameType(p.peek(1)) || p.peek(1) === T.QuotedIdentifier;
  if (full && isWord && (p.at(K.INPUT) || p.at(K.OUTPUT))) {
    const what = p.type === K.INPUT ? 'INPUT' : 'OUTPUT';
    p.advance();
    const name = p.qualifiedName(E.PreparedStatement);
    return { kind: 'Describe', start, end: p.previousEnd, what, name };
  }
  let what: tree.Describe['what'] = 'TABLE';
  if (athena && isWord) {
    if (!p.accept(K.EXTENDED)) p.accept(K.FORMATTED);
    if (isNameType(p.peek(1)) && (p.type === K.VIEW || p.type === K.SCHEMA || p.type === K.DATABASE)) {
      what = p.type === K.VIEW ? 'VIEW' : 'SCHEMA';
      p.advance();
    }
  }
  const name = p.qualifiedName(E.Table);
  if (athena) {
    if (p.type === K.PARTITION && p.peek(1) === T.LeftParen) parsePartitionSpec(p);
    // The column, and the path into it: `'$elem$'`, `field`.
    if (p.atName) p.qualifiedName(E.Column);
  }
  return { kind: 'Describe', start, end: p.previousEnd, what, name };
}
