/**
 * Statements by their first words. Invariant: words that begin no statement give an Incomplete with one error; a query that can
 * be found in them is read nevertheless.
 */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { parseAccessControl, parseSetRole } from './access';
import { parseAlter } from './alter';
import { parseCreate } from './create';
import { parseDelete, parseInsert, parseMerge, parseUnload, parseUpdate } from './dml';
import { parseDrop } from './drop';
import { E } from './expectation';
import { incomplete } from './incomplete';
import { expectString } from './literal';
import type { ParserState } from './ParserState';
import { acceptProperties, parseCallArguments } from './property';
import { parseExternalFunctions, parseInlineFunctions } from './routine';
import { parseDescribe, parseShow } from './show';

export function parseStatement(p: ParserState): tree.Statement {
  return p.nested(parseByFirstWord, incomplete);
}

type Rule = (p: ParserState) => tree.Statement;

const RULES: Readonly<Record<number, Rule>> = {
  [K.ALTER]: parseAlter,
  [K.ANALYZE]: parseAnalyze,
  [K.CALL]: parseCallStatement,
  [K.COMMENT]: parseComment,
  [K.COMMIT]: parseTransaction,
  [K.CREATE]: parseCreate,
  [K.DEALLOCATE]: parseDeallocate,
  [K.DELETE]: parseDelete,
  [K.DENY]: parseAccessControl,
  [K.DESC]: parseDescribe,
  [K.DESCRIBE]: parseDescribe,
  [K.DROP]: parseDrop,
  [K.EXECUTE]: parseExecute,
  [K.EXPLAIN]: parseExplain,
  [K.GRANT]: parseAccessControl,
  [K.INSERT]: parseInsert,
  [K.MERGE]: parseMerge,
  [K.PREPARE]: parsePrepare,
  [K.REFRESH]: parseRefresh,
  [K.RESET]: parseReset,
  [K.REVOKE]: parseAccessControl,
  [K.ROLLBACK]: parseTransaction,
  [K.SET]: parseSet,
  [K.SHOW]: parseShow,
  [K.START]: parseTransaction,
  [K.TRUNCATE]: parseTruncate,
  [K.UPDATE]: parseUpdate,
  [K.USE]: parseUse,
};

/** Statements that Athena has beside Trino's. */
const ATHENA_RULES: Readonly<Record<number, Rule>> = {
  [K.MSCK]: parseMsck,
  [K.OPTIMIZE]: parseOptimize,
  [K.UNLOAD]: parseUnload,
  [K.VACUUM]: parseVacuum,
};

const STARTS = Object.keys(RULES).map(Number);
const ATHENA_STARTS = Object.keys(ATHENA_RULES).map(Number);

function parseByFirstWord(p: ParserState): tree.Statement {
  const athena = p.dialect === 'athena';
  const rule = RULES[p.type] ?? (athena ? ATHENA_RULES[p.type] : undefined);
  if (rule) return rule(p);
  if (athena && p.type === K.USING) return parseExternalFunctions(p);
  if (p.type === K.SELECT || p.type === K.WITH || p.type === K.VALUES || p.type === K.TABLE || p.type === T.LeftParen)
    return parseRootQuery(p);
  p.note(E.Statement);
  for (const word of [K.SELECT, K.WITH, K.VALUES, K.TABLE, ...STARTS, ...(athena ? ATHENA_STARTS : [])]) p.note(word);
  p.unexpected();
  return recoverStatement(p);
}

/** A statement's outermost query. */
export function parseRootQuery(p: ParserState): tree.Query {
  if (p.type === K.WITH && p.peek(1) === K.FUNCTION && p.peek(2) !== K.AS && p.peek(2) !== T.LeftParen) return parseInlineFunctions(p);
  return p.rules.query(p);
}

/** `selct a from t`, `from t select a`: what looks like a query is read as one. */
function recoverStatement(p: ParserState): tree.Statement {
  const { start } = p;
  if (p.type === T.Hole) {
    p.passHole();
    return parseByFirstWord(p);
  }
  if (p.type === K.FROM || p.type === K.WHERE) return p.rules.headlessQuery(p, p.index);
  p.advance();
  if (p.type === K.SELECT || p.type === K.WITH) return p.rules.query(p);
  const query = p.type === T.EndOfText ? undefined : p.rules.selectListQuery(p, start);
  return query ?? incomplete(p);
}

// --- statements of few words

function parseAnalyze(p: ParserState): tree.Analyze {
  const { start } = p;
  p.advance();
  const table = p.qualifiedName(E.Table);
  const properties = acceptProperties(p);
  return { kind: 'Analyze', start, end: p.previousEnd, table, properties };
}

function parseCallStatement(p: ParserState): tree.Call {
  const { start } = p;
  p.advance();
  const name = p.qualifiedName(E.Function);
  const values = parseCallArguments(p, name);
  return { kind: 'Call', start, end: p.previousEnd, name, arguments: values };
}

function parseComment(p: ParserState): tree.CommentOn {
  const { start } = p;
  p.advance();
  p.expect(K.ON);
  const type = p.accept(K.VIEW) ? 'VIEW' : p.accept(K.COLUMN) ? 'COLUMN' : 'TABLE';
  if (type === 'TABLE') p.expect(K.TABLE);
  const name = p.qualifiedName(E.Table);
  p.expect(K.IS);
  const comment = p.accept(K.NULL) ? undefined : expectString(p);
  return { kind: 'CommentOn', start, end: p.previousEnd, type, name, comment };
}

function parseTransaction(p: ParserState): tree.Transaction {
  const { start } = p;
  const verb = p.type === K.START ? 'START' : p.type === K.COMMIT ? 'COMMIT' : 'ROLLBACK';
  p.advance();
  if (verb !== 'START') p.accept(K.WORK);
  else {
    p.expect(K.TRANSACTION);
    if (p.atAny(K.ISOLATION, K.READ)) {
      do {
        parseTransactionMode(p);
      } while (p.accept(T.Comma));
    }
  }
  return { kind: 'Transaction', start, end: p.previousEnd, verb };
}

function parseTransactionMode(p: ParserState): void {
  if (p.accept(K.READ)) {
    if (!p.accept(K.ONLY)) p.expect(K.WRITE);
    return;
  }
  p.expectAll(K.ISOLATION, K.LEVEL);
  if (p.accept(K.READ)) {
    if (!p.accept(K.UNCOMMITTED)) p.expect(K.COMMITTED);
  } else if (p.accept(K.REPEATABLE)) p.expect(K.READ);
  else p.expect(K.SERIALIZABLE);
}

function parsePrepare(p: ParserState): tree.Prepare {
  const { start } = p;
  p.advance();
  const name = p.name(E.PreparedStatement);
  p.expect(K.FROM);
  const statement = p.rules.statement(p);
  return { kind: 'Prepare', start, end: p.previousEnd, name, statement };
}

function parseExecute(p: ParserState): tree.Execute | tree.ExecuteImmediate {
  const { start } = p;
  p.advance();
  if (p.type === K.IMMEDIATE && (p.peek(1) === T.String || p.peek(1) === T.UnicodeString)) {
    p.advance();
    const statement = expectString(p);
    return { kind: 'ExecuteImmediate', statement, parameters: parseUsing(p), start, end: p.previousEnd };
  }
  p.note(K.IMMEDIATE);
  const name = p.name(E.PreparedStatement);
  return { kind: 'Execute', name, parameters: parseUsing(p), start, end: p.previousEnd };
}

function parseUsing(p: ParserState): readonly tree.Expression[] {
  if (!p.accept(K.USING)) return [];
  const values = [p.rules.expression(p)];
  while (p.accept(T.Comma)) values.push(p.rules.expression(p));
  return values;
}

function parseDeallocate(p: ParserState): tree.Deallocate {
  const { start } = p;
  p.advance();
  p.expect(K.PREPARE);
  const name = p.name(E.PreparedStatement);
  return { kind: 'Deallocate', start, end: p.previousEnd, name };
}

function parseExplain(p: ParserState): tree.Explain {
  const { start } = p;
  p.advance();
  const analyze = p.accept(K.ANALYZE);
  const verbose = analyze && p.accept(K.VERBOSE);
  const options = p.type === T.LeftParen && p.peek(1) !== K.SELECT ? parseExplainOptions(p) : [];
  const statement = p.rules.statement(p);
  return { kind: 'Explain', start, end: p.previousEnd, analyze, verbose, options, statement };
}

function parseExplainOptions(p: ParserState): readonly string[] {
  // A query in parentheses may follow EXPLAIN as well.
  if (p.peek(1) !== K.TYPE && p.peek(1) !== K.FORMAT && p.peek(1) !== T.Hole) return [];
  p.advance();
  const options: string[] = [];
  do {
    const format = p.accept(K.FORMAT);
    if (!format) p.expect(K.TYPE);
    const values = format ? [K.TEXT, K.GRAPHVIZ, K.JSON] : [K.LOGICAL, K.DISTRIBUTED, K.VALIDATE, K.IO];
    if (!p.atAny(...values)) p.unexpected();
    options.push(`${format ? 'FORMAT' : 'TYPE'} ${p.tokenText().toUpperCase()}`);
    if (p.atName) p.advance();
  } while (p.accept(T.Comma));
  p.close(T.RightParen);
  return options;
}

function parseRefresh(p: ParserState): tree.RefreshMaterializedView {
  const { start } = p;
  p.advance();
  p.expectAll(K.MATERIALIZED, K.VIEW);
  const name = p.qualifiedName(E.Table);
  return { kind: 'RefreshMaterializedView', start, end: p.previousEnd, name };
}

function parseTruncate(p: ParserState): tree.TruncateTable {
  const { start } = p;
  p.advance();
  p.expect(K.TABLE);
  const table = p.qualifiedName(E.Table);
  return { kind: 'TruncateTable', start, end: p.previousEnd, table };
}

function parseUse(p: ParserState): tree.Use {
  const { start } = p;
  p.advance();
  const parts = [p.name(E.Schema)];
  if (p.accept(T.Dot)) parts.push(p.name(E.Schema));
  const name: tree.QualifiedName = { kind: 'QualifiedName', start: parts[0]!.start, end: p.previousEnd, parts };
  return { kind: 'Use', start, end: p.previousEnd, name };
}

// --- SET and RESET

function parseSet(p: ParserState): tree.Statement {
  const { start } = p;
  p.advance();
  if (p.at(K.ROLE)) return parseSetRole(p, start);
  if (p.accept(K.PATH)) {
    const path: tree.QualifiedName[] = [];
    do {
      path.push(pathElement(p));
    } while (p.accept(T.Comma));
    return { kind: 'SetPath', start, end: p.previousEnd, path };
  }
  if (p.accept(K.TIME)) {
    p.expect(K.ZONE);
    const value = p.accept(K.LOCAL) ? undefined : p.rules.expression(p);
    return { kind: 'SetTimeZone', start, end: p.previousEnd, value };
  }
  if (!p.expect(K.SESSION)) return incomplete(p);
  if (p.type === K.AUTHORIZATION && p.peek(1) !== T.Equal && p.peek(1) !== T.Dot) return parseAuthorization(p, start);
  const name = p.qualifiedName(E.Property);
  p.expect(T.Equal);
  const value = p.rules.expression(p);
  return { kind: 'SetSession', start, end: p.previousEnd, reset: false, authorization: false, name, value };
}

/** One or two parts, no more. */
function pathElement(p: ParserState): tree.QualifiedName {
  const parts = [p.name(E.Schema)];
  if (p.accept(T.Dot)) parts.push(p.name(E.Schema));
  return { kind: 'QualifiedName', start: parts[0]!.start, end: p.previousEnd, parts };
}

function parseAuthorization(p: ParserState, start: number): tree.SetSession {
  p.advance();
  if (p.type === T.String || p.type === T.UnicodeString) expectString(p);
  else p.name(E.Principal);
  return { kind: 'SetSession', start, end: p.previousEnd, reset: false, authorization: true, name: undefined, value: undefined };
}

function parseReset(p: ParserState): tree.SetSession {
  const { start } = p;
  p.advance();
  p.expect(K.SESSION);
  const authorization = p.type === K.AUTHORIZATION && p.peek(1) === T.EndOfText;
  if (authorization) p.advance();
  const name = authorization ? undefined : p.qualifiedName(E.Property);
  return { kind: 'SetSession', start, end: p.previousEnd, reset: true, authorization, name, value: undefined };
}

// --- Athena's maintenance of tables

function parseMsck(p: ParserState): tree.MsckRepairTable {
  const { start } = p;
  p.backquotes = true;
  p.advance();
  p.expectAll(K.REPAIR, K.TABLE);
  const table = p.qualifiedName(E.Table);
  return { kind: 'MsckRepairTable', start, end: p.previousEnd, table };
}

function parseOptimize(p: ParserState): tree.Optimize {
  const { start } = p;
  p.advance();
  const table = p.qualifiedName(E.Table);
  p.expectAll(K.REWRITE, K.DATA, K.USING, K.BIN_PACK);
  const outer = p.enterClause('where');
  const where = p.accept(K.WHERE) ? p.rules.expression(p) : undefined;
  p.leaveClause(outer);
  return { kind: 'Optimize', start, end: p.previousEnd, table, where };
}

function parseVacuum(p: ParserState): tree.Vacuum {
  const { start } = p;
  p.advance();
  const table = p.qualifiedName(E.Table);
  return { kind: 'Vacuum', start, end: p.previousEnd, table };
}
