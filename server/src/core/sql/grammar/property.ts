/** `WITH (name = value, …)` and arguments by name. Invariant: a value is any expression; which are allowed is for the analyzer. */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { E } from './expectation';
import { isNameType, type ParserState } from './ParserState';

export function acceptProperties(p: ParserState): readonly tree.Property[] {
  if (!p.accept(K.WITH)) return [];
  return parsePropertyList(p);
}

export function parsePropertyList(p: ParserState): readonly tree.Property[] {
  const open = p.expect(T.LeftParen);
  const properties = parseAssignments(p);
  if (open) p.close(T.RightParen);
  return properties;
}

/** `name = value, …` without parentheses. */
export function parseAssignments(p: ParserState): readonly tree.Property[] {
  const outer = p.enterClause('properties');
  const properties: tree.Property[] = [];
  do {
    const name = p.name(E.Property);
    const { start } = name;
    p.expect(T.Equal);
    const value = p.accept(K.DEFAULT) ? undefined : p.rules.expression(p);
    properties.push({ kind: 'Property', start, end: Math.max(start, p.previousEnd), name, value });
  } while (p.accept(T.Comma));
  p.leaveClause(outer);
  return properties;
}

/** `(1, name => 2)`. */
export function parseCallArguments(p: ParserState, name: tree.QualifiedName): readonly tree.CallArgument[] {
  p.enterCall(name);
  const open = p.expect(T.LeftParen);
  const found: tree.CallArgument[] = [];
  if (!p.at(T.RightParen)) {
    do {
      if (found.length > 0) p.nextArgument();
      found.push(parseArgument(p));
    } while (p.accept(T.Comma));
  }
  p.leaveCall();
  if (open) p.close(T.RightParen);
  return found;
}

function parseArgument(p: ParserState): tree.CallArgument {
  const { start } = p;
  let name: tree.Name | undefined;
  if (isNameType(p.type) && p.peek(1) === T.FatArrow) {
    name = p.takeName();
    p.advance();
  }
  const value = p.rules.expression(p);
  return { kind: 'CallArgument', start, end: Math.max(value.end, p.previousEnd), name, value };
}
