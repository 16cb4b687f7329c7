/**
 * SQL routines (WITH FUNCTION, CREATE FUNCTION) and Athena's external functions.
 * Invariant: semicolons inside a body end its statements, not the statement around it (the lexer knows where a body ends).
 */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { parseDataType } from './dataType';
import { E } from './expectation';
import { expectString } from './literal';
import { isNameType, type ParserState } from './ParserState';

/** WITH FUNCTION f(…) …, FUNCTION g(…) … query. */
export function parseInlineFunctions(p: ParserState): tree.Query {
  const { start } = p;
  p.advance();
  const functions: tree.FunctionSpecification[] = [];
  do {
    const specification = parseFunctionSpecification(p);
    const { parts } = specification.name;
    if (parts.length > 1)
      p.error(
        start + 5,
        specification.name.end,
        `Inline function names cannot be qualified: ${parts.map(part => (part.kind === 'Identifier' ? part.value : '')).join('.')}`,
      );
    functions.push(specification);
  } while (p.accept(T.Comma));
  const query = p.rules.query(p);
  return { ...query, start, functions };
}

/** Athena: USING EXTERNAL FUNCTION f(x type) RETURNS type LAMBDA 'name' … query. */
export function parseExternalFunctions(p: ParserState): tree.Query {
  const { start } = p;
  p.advance();
  const functions: tree.FunctionSpecification[] = [];
  do {
    functions.push(parseExternalFunction(p));
  } while (p.accept(T.Comma));
  const query = p.rules.query(p);
  return { ...query, start, functions };
}

function parseExternalFunction(p: ParserState): tree.FunctionSpecification {
  const { start } = p;
  p.expectAll(K.EXTERNAL, K.FUNCTION);
  const name = p.qualifiedName(E.NewName);
  const parameters = parseParameters(p);
  p.expect(K.RETURNS);
  const returns = parseDataType(p);
  const bodyStart = p.start;
  p.expect(K.LAMBDA);
  const lambda = expectString(p);
  const body: tree.ExternalBody = { kind: 'ExternalBody', start: bodyStart, end: p.previousEnd, lambda };
  return { kind: 'FunctionSpecification', start, end: p.previousEnd, name, parameters, returns, body };
}

export function parseFunctionSpecification(p: ParserState): tree.FunctionSpecification {
  const { start } = p;
  p.expect(K.FUNCTION);
  const name = p.qualifiedName(E.NewName);
  const parameters = parseParameters(p);
  p.expect(K.RETURNS);
  const returns = parseDataType(p);
  const seen = new Set<number>();
  for (let at = p.index, type = p.type; acceptCharacteristic(p); at = p.index, type = p.type) {
    const kind = type === K.NOT ? K.DETERMINISTIC : type;
    const begins = p.tokens.starts[at]!;
    if (seen.has(kind)) p.lateError(begins, p.previousEnd, `Multiple ${type === K.LANGUAGE ? 'language' : 'such'} clauses specified`);
    seen.add(kind);
  }
  const body = p.type === T.DollarString ? dollarBody(p) : parseControl(p);
  return { kind: 'FunctionSpecification', start, end: p.previousEnd, name, parameters, returns, body };
}

/** AS $$ … $$: a body in another language. */
function dollarBody(p: ParserState): tree.Missing {
  p.advance();
  return p.missing('body');
}

export function parseParameters(p: ParserState): readonly tree.ParameterDeclaration[] {
  const open = p.expect(T.LeftParen);
  const parameters: tree.ParameterDeclaration[] = [];
  if (!p.at(T.RightParen)) {
    do {
      const { start } = p;
      const next = p.peek(1);
      const named = isNameType(p.type) && isNameType(next) && !(p.type === K.DOUBLE && next === K.PRECISION);
      const name = named ? p.name(E.NewName) : undefined;
      const type = parseDataType(p);
      parameters.push({ kind: 'ParameterDeclaration', start, end: p.previousEnd, name, type });
    } while (p.accept(T.Comma));
  }
  if (open) p.close(T.RightParen);
  return parameters;
}

function acceptCharacteristic(p: ParserState): boolean {
  if (p.accept(K.LANGUAGE)) p.name(E.Name);
  else if (p.accept(K.DETERMINISTIC)) return true;
  else if (p.accept(K.NOT)) p.expect(K.DETERMINISTIC);
  else if (p.accept(K.RETURNS)) p.expectAll(K.NULL, K.ON, K.NULL, K.INPUT);
  else if (p.accept(K.CALLED)) p.expectAll(K.ON, K.NULL, K.INPUT);
  else if (p.accept(K.SECURITY)) {
    if (!p.accept(K.DEFINER)) p.expect(K.INVOKER);
  } else if (p.accept(K.COMMENT)) expectString(p);
  else if (p.accept(K.WITH)) {
    p.expect(T.LeftParen);
    p.skipTo(T.RightParen);
    p.close(T.RightParen);
  } else if (p.type === K.AS && p.peek(1) === T.DollarString) p.advance();
  else return false;
  return true;
}

// --- control statements

function parseControl(p: ParserState): tree.RoutineStatement | tree.Missing {
  return p.nested<tree.RoutineStatement | tree.Missing>(parseControlStatement, state => state.missing('statement'));
}

function parseControlStatement(p: ParserState): tree.RoutineStatement | tree.Missing {
  const { start } = p;
  switch (p.type) {
    case K.RETURN: {
      p.advance();
      const value = p.rules.valueExpression(p);
      return { kind: 'ReturnStatement', start, end: Math.max(value.end, p.previousEnd), value };
    }
    case K.SET: {
      p.advance();
      const target = p.name(E.Name);
      p.expect(T.Equal);
      const value = p.rules.expression(p);
      return { kind: 'SetVariable', start, end: Math.max(value.end, p.previousEnd), target, value };
    }
    case K.CASE:
      return parseCaseStatement(p);
    case K.IF:
      return parseIf(p);
    case K.ITERATE:
    case K.LEAVE: {
      const verb = p.type === K.LEAVE ? 'LEAVE' : 'ITERATE';
      p.advance();
      const label = p.name(E.Name);
      return { kind: 'JumpStatement', start, end: p.previousEnd, verb, label };
    }
    case K.BEGIN:
      return parseCompound(p);
    default:
      return parseLoop(p);
  }
}

function parseCompound(p: ParserState): tree.CompoundStatement {
  const { start } = p;
  p.advance();
  const declarations: tree.VariableDeclaration[] = [];
  while (p.at(K.DECLARE)) {
    const declarationStart = p.start;
    p.advance();
    const names = [p.name(E.NewName)];
    while (p.accept(T.Comma)) names.push(p.name(E.NewName));
    const type = parseDataType(p);
    const byDefault = p.accept(K.DEFAULT) ? p.rules.valueExpression(p) : undefined;
    declarations.push({ kind: 'VariableDeclaration', start: declarationStart, end: p.previousEnd, names, type, default: byDefault });
    p.expect(T.Semicolon);
  }
  const statements = parseStatements(p, true);
  p.expect(K.END);
  return { kind: 'CompoundStatement', start, end: p.previousEnd, declarations, statements };
}

const BLOCK_ENDS: ReadonlySet<number> = new Set([K.END, K.ELSE, K.ELSEIF, K.WHEN, K.UNTIL, T.EndOfText]);

/** Statements, each with its semicolon. */
function parseStatements(p: ParserState, mayBeEmpty: boolean): readonly tree.RoutineStatement[] {
  const statements: tree.RoutineStatement[] = [];
  while (!BLOCK_ENDS.has(p.type) || (!mayBeEmpty && statements.length === 0 && !p.isRecovering)) {
    const before = p.index;
    const statement = parseControl(p);
    if (statement.kind !== 'Missing') statements.push(statement);
    if (!p.expect(T.Semicolon)) while (p.type !== T.Semicolon && !BLOCK_ENDS.has(p.type)) p.advance();
    p.passHole();
    if (p.index === before) break;
  }
  return statements;
}

function parseIf(p: ParserState): tree.IfStatement {
  const { start } = p;
  const branches: tree.ConditionalBranch[] = [];
  do {
    branches.push(parseBranch(p));
  } while (p.at(K.ELSEIF));
  if (p.at(K.ELSE)) branches.push(parseElse(p));
  p.expectAll(K.END, K.IF);
  return { kind: 'IfStatement', start, end: p.previousEnd, branches };
}

/** IF, ELSEIF or WHEN with its condition, THEN and its statements. */
function parseBranch(p: ParserState): tree.ConditionalBranch {
  const { start } = p;
  p.advance();
  const condition = p.rules.expression(p);
  p.expect(K.THEN);
  const statements = parseStatements(p, false);
  return { kind: 'ConditionalBranch', start, end: p.previousEnd, condition, statements };
}

function parseElse(p: ParserState): tree.ConditionalBranch {
  const { start } = p;
  p.advance();
  const statements = parseStatements(p, false);
  return { kind: 'ConditionalBranch', start, end: p.previousEnd, condition: undefined, statements };
}

function parseCaseStatement(p: ParserState): tree.CaseStatement {
  const { start } = p;
  p.advance();
  const operand = p.at(K.WHEN) ? undefined : p.rules.expression(p);
  const branches: tree.ConditionalBranch[] = [];
  while (p.at(K.WHEN)) branches.push(parseBranch(p));
  if (branches.length === 0) p.expect(K.WHEN);
  if (p.at(K.ELSE)) branches.push(parseElse(p));
  p.expectAll(K.END, K.CASE);
  return { kind: 'CaseStatement', start, end: p.previousEnd, operand, branches };
}

function parseLoop(p: ParserState): tree.LoopStatement | tree.Missing {
  const { start } = p;
  let label: tree.Name | undefined;
  if (isNameType(p.type) && p.peek(1) === T.Colon) {
    label = p.takeName();
    p.advance();
  }
  if (p.accept(K.LOOP)) {
    const statements = parseStatements(p, false);
    p.expectAll(K.END, K.LOOP);
    return { kind: 'LoopStatement', start, end: p.previousEnd, type: 'LOOP', label, condition: undefined, statements };
  }
  if (p.accept(K.WHILE)) {
    const condition = p.rules.expression(p);
    p.expect(K.DO);
    const statements = parseStatements(p, false);
    p.expectAll(K.END, K.WHILE);
    return { kind: 'LoopStatement', start, end: p.previousEnd, type: 'WHILE', label, condition, statements };
  }
  if (p.accept(K.REPEAT)) {
    const statements = parseStatements(p, false);
    p.expect(K.UNTIL);
    const condition = p.rules.expression(p);
    p.expectAll(K.END, K.REPEAT);
    return { kind: 'LoopStatement', start, end: p.previousEnd, type: 'REPEAT', label, condition, statements };
  }
  for (const word of [K.RETURN, K.SET, K.CASE, K.IF, K.ITERATE, K.LEAVE, K.BEGIN]) p.note(word);
  p.unexpected();
  return p.missing('statement');
}
