/** JSON_EXISTS, JSON_VALUE, JSON_QUERY, JSON_OBJECT, JSON_ARRAY, and their parts that JSON_TABLE shares. Invariant: behaviours keep the standard's words. */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { parseDataType } from './dataType';
import { E } from './expectation';
import { expectString } from './literal';
import type { ParserState } from './ParserState';

export function parseJsonInvocation(p: ParserState): tree.JsonPathInvocation {
  const input = p.rules.expression(p);
  const inputFormat = acceptFormat(p);
  const comma = p.expect(T.Comma);
  const path = comma || !p.atClauseEnd ? expectString(p) : p.missing('path');
  const pathName = p.accept(K.AS) ? p.name(E.NewName) : undefined;
  const parameters: tree.JsonPathParameter[] = [];
  if (p.accept(K.PASSING)) {
    do {
      const value = p.rules.expression(p);
      const format = acceptFormat(p);
      p.expect(K.AS);
      const name = p.name(E.NewName);
      parameters.push({ kind: 'JsonPathParameter', start: value.start, end: p.previousEnd, value, format, name });
    } while (p.accept(T.Comma));
  }
  return { kind: 'JsonPathInvocation', start: input.start, end: p.previousEnd, input, inputFormat, path, pathName, parameters };
}

export function acceptFormat(p: ParserState): tree.JsonFormat | undefined {
  if (!p.accept(K.FORMAT)) return undefined;
  p.expect(K.JSON);
  if (!p.accept(K.ENCODING)) return 'JSON';
  if (p.accept(K.UTF16)) return 'JSON ENCODING UTF16';
  if (p.accept(K.UTF32)) return 'JSON ENCODING UTF32';
  p.expect(K.UTF8);
  return 'JSON ENCODING UTF8';
}

function open(p: ParserState): number {
  const { start } = p;
  p.advance();
  p.expect(T.LeftParen);
  return start;
}

export function parseJsonExists(p: ParserState): tree.JsonExists {
  const start = open(p);
  const invocation = parseJsonInvocation(p);
  let onError: tree.JsonExists['onError'];
  if (p.atAny(K.TRUE, K.FALSE, K.UNKNOWN, K.ERROR)) {
    onError = p.type === K.TRUE ? 'TRUE' : p.type === K.FALSE ? 'FALSE' : p.type === K.UNKNOWN ? 'UNKNOWN' : 'ERROR';
    p.advance();
    p.expectAll(K.ON, K.ERROR);
  }
  p.close(T.RightParen);
  return { kind: 'JsonExists', start, end: p.previousEnd, invocation, onError };
}

export function parseJsonValue(p: ParserState): tree.JsonValue {
  const start = open(p);
  const invocation = parseJsonInvocation(p);
  const returning = p.accept(K.RETURNING) ? parseDataType(p) : undefined;
  const behaviors = parseValueBehaviors(p);
  p.close(T.RightParen);
  return { kind: 'JsonValue', start, end: p.previousEnd, invocation, returning, ...behaviors };
}

interface Behaviors<Behavior> {
  readonly onEmpty: Behavior | undefined;
  readonly onError: Behavior | undefined;
}

export function parseValueBehaviors(p: ParserState): Behaviors<tree.JsonValueBehavior> {
  return parseBehaviors(p, parseValueBehavior);
}

export function parseQueryBehaviors(p: ParserState): Behaviors<tree.JsonQueryBehavior> {
  return parseBehaviors(p, parseQueryBehavior);
}

/** `x ON EMPTY`, `x ON ERROR`, or both in this order. */
function parseBehaviors<Behavior>(p: ParserState, parse: (p: ParserState) => Behavior | undefined): Behaviors<Behavior> {
  let onEmpty: Behavior | undefined;
  let onError: Behavior | undefined;
  for (let round = 0; round < 2 && onError === undefined; round++) {
    const behavior = parse(p);
    if (behavior === undefined) break;
    p.expect(K.ON);
    if (round === 0 && p.accept(K.EMPTY)) onEmpty = behavior;
    else {
      p.expect(K.ERROR);
      onError = behavior;
    }
  }
  return { onEmpty, onError };
}

function parseValueBehavior(p: ParserState): tree.JsonValueBehavior | undefined {
  const { start } = p;
  if (p.accept(K.ERROR)) return { kind: 'JsonValueBehavior', start, end: p.previousEnd, behavior: 'ERROR', defaultValue: undefined };
  if (p.accept(K.NULL)) return { kind: 'JsonValueBehavior', start, end: p.previousEnd, behavior: 'NULL', defaultValue: undefined };
  if (!p.accept(K.DEFAULT)) return undefined;
  const defaultValue = p.rules.expression(p);
  return { kind: 'JsonValueBehavior', start, end: p.previousEnd, behavior: 'DEFAULT', defaultValue };
}

function parseQueryBehavior(p: ParserState): tree.JsonQueryBehavior | undefined {
  if (p.accept(K.ERROR)) return 'ERROR';
  if (p.accept(K.NULL)) return 'NULL';
  if (p.type !== K.EMPTY) {
    p.note(K.EMPTY);
    return undefined;
  }
  p.advance();
  if (p.accept(K.OBJECT)) return 'EMPTY OBJECT';
  p.expect(K.ARRAY);
  return 'EMPTY ARRAY';
}

export function parseJsonQuery(p: ParserState): tree.JsonQuery {
  const start = open(p);
  const invocation = parseJsonInvocation(p);
  const { returning, returningFormat } = parseReturning(p);
  const wrapper = parseWrapper(p);
  const quotes = parseQuotes(p);
  const behaviors = parseQueryBehaviors(p);
  p.close(T.RightParen);
  return { kind: 'JsonQuery', start, end: p.previousEnd, invocation, returning, returningFormat, wrapper, quotes, ...behaviors };
}

function parseReturning(p: ParserState): Pick<tree.JsonQuery, 'returning' | 'returningFormat'> {
  if (!p.accept(K.RETURNING)) return { returning: undefined, returningFormat: undefined };
  const returning = parseDataType(p);
  return { returning, returningFormat: acceptFormat(p) };
}

export function parseWrapper(p: ParserState): tree.JsonQuery['wrapper'] {
  let wrapper: tree.JsonQuery['wrapper'];
  if (p.accept(K.WITHOUT)) wrapper = 'WITHOUT';
  else if (p.accept(K.WITH)) {
    wrapper = 'UNCONDITIONAL';
    if (p.accept(K.CONDITIONAL)) wrapper = 'CONDITIONAL';
    else p.accept(K.UNCONDITIONAL);
  } else return undefined;
  p.accept(K.ARRAY);
  p.expect(K.WRAPPER);
  return wrapper;
}

export function parseQuotes(p: ParserState): tree.JsonQuery['quotes'] {
  if (!p.atAny(K.KEEP, K.OMIT)) return undefined;
  const quotes = p.type === K.KEEP ? 'KEEP' : 'OMIT';
  p.advance();
  p.expect(K.QUOTES);
  if (p.accept(K.ON)) p.expectAll(K.SCALAR, K.STRING);
  return quotes;
}

export function parseJsonObject(p: ParserState): tree.JsonObject {
  const start = open(p);
  const members: tree.JsonObjectMember[] = [];
  let nullOnNull = true;
  let uniqueKeys = false;
  if (!p.at(T.RightParen) && !p.at(K.RETURNING)) {
    do {
      members.push(parseMember(p));
    } while (p.accept(T.Comma));
    nullOnNull = parseNullHandling(p) ?? true;
    if (p.atAny(K.WITH, K.WITHOUT)) {
      uniqueKeys = p.type === K.WITH;
      p.advance();
      p.expect(K.UNIQUE);
      p.accept(K.KEYS);
    }
  }
  const returning = parseReturning(p);
  p.close(T.RightParen);
  return { kind: 'JsonObject', start, end: p.previousEnd, members, nullOnNull, uniqueKeys, ...returning };
}

/** `key : value`, `key VALUE value`, `KEY key VALUE value`. */
function parseMember(p: ParserState): tree.JsonObjectMember {
  const { start } = p;
  const next = p.peek(1);
  const keyWord = p.type === K.KEY && next !== T.Colon && next !== K.VALUE && next !== T.Dot && next !== T.LeftParen && p.accept(K.KEY);
  const key = p.rules.expression(p);
  if (keyWord || !p.accept(T.Colon)) p.expect(K.VALUE);
  const value = p.rules.expression(p);
  const format = acceptFormat(p);
  return { kind: 'JsonObjectMember', start, end: p.previousEnd, key, value, format };
}

/** NULL ON NULL (true) or ABSENT ON NULL (false). */
function parseNullHandling(p: ParserState): boolean | undefined {
  if (p.acceptAll(K.NULL, K.ON, K.NULL)) return true;
  return p.acceptAll(K.ABSENT, K.ON, K.NULL) ? false : undefined;
}

export function parseJsonArray(p: ParserState): tree.JsonArray {
  const start = open(p);
  const elements: tree.JsonArrayElement[] = [];
  let nullOnNull = false;
  if (!p.at(T.RightParen) && !p.at(K.RETURNING)) {
    do {
      const value = p.rules.expression(p);
      const format = acceptFormat(p);
      elements.push({ kind: 'JsonArrayElement', start: value.start, end: Math.max(value.end, p.previousEnd), value, format });
    } while (p.accept(T.Comma));
    nullOnNull = parseNullHandling(p) ?? false;
  }
  const returning = parseReturning(p);
  p.close(T.RightParen);
  return { kind: 'JsonArray', start, end: p.previousEnd, elements, nullOnNull, ...returning };
}
