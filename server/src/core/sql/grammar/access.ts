/** GRANT, REVOKE, DENY, SET ROLE. Invariant: privileges and roles read alike until ON or TO tells them apart. */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { E } from './expectation';
import { isNameType, type ParserState } from './ParserState';

export function parseAccessControl(p: ParserState): tree.AccessControl {
  const { start } = p;
  const verb = p.type === K.GRANT ? 'GRANT' : p.type === K.REVOKE ? 'REVOKE' : 'DENY';
  p.advance();
  if (verb === 'REVOKE') acceptOptionFor(p);
  if (p.type === K.ALL && p.peek(1) === K.PRIVILEGES) {
    p.advance();
    p.advance();
  } else parsePrivileges(p);
  let objectType: string | undefined;
  let object: tree.QualifiedName | undefined;
  if (p.accept(K.ON)) {
    const typed = p.type === K.TABLE || p.type === K.SCHEMA || (isNameType(p.type) && isNameType(p.peek(1)));
    if (typed) {
      objectType = p.tokenText().toUpperCase();
      p.advance();
    }
    object = p.qualifiedName(E.Table);
  }
  p.expect(verb === 'REVOKE' ? K.FROM : K.TO);
  const principals = [parsePrincipal(p)];
  while (!object && p.accept(T.Comma)) principals.push(parsePrincipal(p));
  if (verb === 'GRANT' && p.accept(K.WITH)) {
    p.expect(object ? K.GRANT : K.ADMIN);
    p.expect(K.OPTION);
  }
  if (!object && p.accept(K.GRANTED)) {
    p.expect(K.BY);
    if (!p.accept(K.CURRENT_USER) && !p.accept(K.CURRENT_ROLE)) parsePrincipal(p);
  }
  if (!object) acceptCatalog(p);
  return { kind: 'AccessControl', start, end: p.previousEnd, verb, objectType, object, principals };
}

function acceptOptionFor(p: ParserState): void {
  if ((p.type !== K.GRANT && p.type !== K.ADMIN) || p.peek(1) !== K.OPTION) return;
  p.advance();
  p.advance();
  p.expect(K.FOR);
}

function parsePrivileges(p: ParserState): void {
  do {
    if (p.atAny(K.CREATE, K.SELECT, K.DELETE, K.INSERT, K.UPDATE)) p.advance();
    else p.name(E.Name);
  } while (p.accept(T.Comma));
}

/** `name`, `USER name`, `ROLE name`. */
export function parsePrincipal(p: ParserState): tree.Name {
  if (isNameType(p.peek(1)) && !p.accept(K.USER)) p.accept(K.ROLE);
  return p.name(E.Principal);
}

function acceptCatalog(p: ParserState): void {
  if (p.accept(K.IN)) p.name(E.Name);
}

export function parseSetRole(p: ParserState, start: number): tree.AccessControl {
  p.advance();
  const role = p.name(E.Principal);
  acceptCatalog(p);
  return {
    kind: 'AccessControl',
    start,
    end: p.previousEnd,
    verb: 'SET ROLE',
    objectType: undefined,
    object: undefined,
    principals: [role],
  };
}
