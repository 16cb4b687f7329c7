/** JSON_TABLE in FROM. Invariant: columns keep their nesting; a plan keeps its tree. */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { parseDataType } from './dataType';
import { E } from './expectation';
import { acceptFormat, parseJsonInvocation, parseQueryBehaviors, parseQuotes, parseValueBehaviors, parseWrapper } from './json';
import { expectString } from './literal';
import type { ParserState } from './ParserState';

export function parseJsonTable(p: ParserState): tree.JsonTable {
  const { start } = p;
  p.advance();
  p.expect(T.LeftParen);
  const invocation = parseJsonInvocation(p);
  const columns = parseColumns(p);
  const plan = parsePlanClause(p);
  let onError: tree.JsonTable['onError'];
  if (p.atAny(K.ERROR, K.EMPTY)) {
    onError = p.type === K.ERROR ? 'ERROR' : 'EMPTY';
    p.advance();
    p.expectAll(K.ON, K.ERROR);
  }
  p.close(T.RightParen);
  return { kind: 'JsonTable', start, end: p.previousEnd, invocation, columns, plan, onError };
}

function parseColumns(p: ParserState): readonly tree.JsonTableColumn[] {
  if (!p.expect(K.COLUMNS)) return [];
  const open = p.expect(T.LeftParen);
  const columns = [p.nested(parseColumn, missingColumn)];
  while (p.accept(T.Comma)) columns.push(p.nested(parseColumn, missingColumn));
  if (open) p.close(T.RightParen);
  return columns;
}

function missingColumn(p: ParserState): tree.OrdinalityColumn {
  const name = p.missing('name');
  return { kind: 'OrdinalityColumn', start: name.start, end: name.end, name };
}

function parseColumn(p: ParserState): tree.JsonTableColumn {
  const { start } = p;
  const next = p.peek(1);
  if (p.at(K.NESTED) && (next === K.PATH || next === T.String || next === T.UnicodeString)) return parseNested(p);
  const name = p.name(E.NewName);
  if (p.accept(K.FOR)) {
    p.expect(K.ORDINALITY);
    return { kind: 'OrdinalityColumn', start, end: p.previousEnd, name };
  }
  const type = parseDataType(p);
  const format = acceptFormat(p);
  const path = p.accept(K.PATH) ? expectString(p) : undefined;
  if (format) {
    const wrapper = parseWrapper(p);
    const quotes = parseQuotes(p);
    const behaviors = parseQueryBehaviors(p);
    return { kind: 'QueryColumn', start, end: p.previousEnd, name, type, format, path, wrapper, quotes, ...behaviors };
  }
  const behaviors = parseValueBehaviors(p);
  return { kind: 'ValueColumn', start, end: p.previousEnd, name, type, path, ...behaviors };
}

function parseNested(p: ParserState): tree.NestedColumns {
  const { start } = p;
  p.advance();
  p.accept(K.PATH);
  const path = expectString(p);
  const pathName = p.accept(K.AS) ? p.name(E.NewName) : undefined;
  const columns = parseColumns(p);
  return { kind: 'NestedColumns', start, end: p.previousEnd, path, pathName, columns };
}

function parsePlanClause(p: ParserState): tree.JsonTablePlan | undefined {
  if (!p.accept(K.PLAN)) return undefined;
  const byDefault = p.accept(K.DEFAULT);
  p.expect(T.LeftParen);
  const plan = byDefault ? parseDefaultPlan(p) : parsePlan(p);
  p.close(T.RightParen);
  return plan;
}

function parseDefaultPlan(p: ParserState): tree.DefaultPlan {
  const { start } = p;
  let parentChild: tree.DefaultPlan['parentChild'];
  let siblings: tree.DefaultPlan['siblings'];
  for (let round = 0; round < 2; round++) {
    if (!parentChild && p.accept(K.OUTER)) parentChild = 'OUTER';
    else if (!parentChild && p.accept(K.INNER)) parentChild = 'INNER';
    else if (!siblings && p.accept(K.UNION)) siblings = 'UNION';
    else if (!siblings && p.accept(K.CROSS)) siblings = 'CROSS';
    else p.unexpected();
    if (!p.accept(T.Comma)) break;
  }
  return { kind: 'DefaultPlan', start, end: p.previousEnd, parentChild, siblings };
}

function parsePlan(p: ParserState): tree.JsonTablePlan {
  return p.nested(parseSpecificPlan, missingPlan);
}

function missingPlan(p: ParserState): tree.PlanLeaf {
  const name = p.missing('name');
  return { kind: 'PlanLeaf', start: name.start, end: name.end, name };
}

function parseSpecificPlan(p: ParserState): tree.JsonTablePlan {
  const first = parsePlanPrimary(p);
  const { start } = first;
  if (first.kind === 'PlanLeaf' && p.atAny(K.OUTER, K.INNER)) {
    const type = p.type === K.OUTER ? 'OUTER' : 'INNER';
    p.advance();
    const plans = [first, parsePlanPrimary(p)];
    return { kind: 'PlanJoin', start, end: p.previousEnd, type, plans };
  }
  if (!p.atAny(K.UNION, K.CROSS)) return first;
  const word = p.type;
  const plans = [first];
  while (p.accept(word)) plans.push(parsePlanPrimary(p));
  return { kind: 'PlanJoin', start, end: p.previousEnd, type: word === K.UNION ? 'UNION' : 'CROSS', plans };
}

function parsePlanPrimary(p: ParserState): tree.JsonTablePlan {
  if (p.accept(T.LeftParen)) {
    const plan = parsePlan(p);
    p.close(T.RightParen);
    return plan;
  }
  const name = p.name(E.Name);
  return { kind: 'PlanLeaf', start: name.start, end: name.end, name };
}
