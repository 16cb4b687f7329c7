/**
 * What names mean at a place. Invariant: a name is looked for in the own relation first, then outwards; a qualified name stops at
 * the first relation that has a column by its beginning.
 */
import type * as tree from '../../sql/tree';
import { matchingFields, noFields, type Field, type RelationType } from './Field';

/** A query of WITH as others see it: its fields without qualifier. */
export interface NamedQuery {
  readonly node: tree.WithQuery;
  readonly relation: RelationType;
  /** The place is inside the recursive part of this very query. */
  readonly recursive?: boolean;
}

export interface Scope {
  readonly parent: Scope | undefined;
  /** Whether the parent belongs to an outer query, so that its fields are correlated here. */
  readonly outer: boolean;
  readonly relation: RelationType;
  /** By lower-cased name. */
  readonly queries: ReadonlyMap<string, NamedQuery> | undefined;
}

export type Resolved =
  | { readonly kind: 'field'; readonly field: Field; readonly correlated: boolean }
  | { readonly kind: 'ambiguous'; readonly fields: readonly Field[] }
  /** The name's beginning is a column here: the rest are fields of its row. */
  | { readonly kind: 'insideColumn' }
  | { readonly kind: 'absent' }
  /** Not found, but a relation in sight has columns that are not known. */
  | { readonly kind: 'unknown' };

export const rootScope: Scope = { parent: undefined, outer: false, relation: noFields, queries: undefined };

export function childScope(parent: Scope, relation: RelationType, options: { outer: boolean; queries?: Scope['queries'] }): Scope {
  return { parent, outer: options.outer, relation, queries: options.queries };
}

/** @param parts the name in lower case, qualifiers first */
export function resolveField(scope: Scope, parts: readonly string[]): Resolved {
  let correlated = false;
  let open = false;
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const matches = matchingFields(at.relation, parts);
    const [first] = matches;
    if (matches.length > 1) return { kind: 'ambiguous', fields: matches };
    if (first) return { kind: 'field', field: first, correlated };
    for (let length = parts.length - 1; length > 0; length--) {
      if (matchingFields(at.relation, parts.slice(0, length)).length > 0) return { kind: 'insideColumn' };
    }
    open ||= at.relation.open;
    correlated ||= at.outer;
  }
  return open ? { kind: 'unknown' } : { kind: 'absent' };
}

export function namedQuery(scope: Scope, name: string): NamedQuery | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const found = at.queries?.get(name);
    if (found) return found;
  }
  return undefined;
}

/** Whether any relation in sight has columns that are not known. */
export function seesUnknown(scope: Scope): boolean {
  for (let at: Scope | undefined = scope; at; at = at.parent) if (at.relation.open) return true;
  return false;
}
