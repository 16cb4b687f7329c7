/**
 * Columns of relations inside a query. Invariant: a field is one object from where it is made to where it is resolved, so that
 * two references mean the same column exactly where they resolve to the same field.
 */
import type { CatalogRelation } from '../../catalog/CatalogSnapshot';
import type * as tree from '../../sql/tree';
import type { TrinoType } from '../types/TrinoType';

/** A relation by its full name, in lower case; `catalog` undefined is the account's own. `key` joins the parts with dots. */
export interface RelationName {
  readonly catalog: string | undefined;
  readonly schema: string;
  readonly name: string;
  readonly key: string;
}

/** A column of a table or view of the catalog: one object per column and analysis. */
export interface ColumnId {
  readonly relation: RelationName;
  /** Lower case. */
  readonly column: string;
  /** `schema.table.column`, a catalog other than the default one in front. */
  readonly key: string;
}

export type FieldDefinition =
  /** A column of the catalog. */
  | { readonly kind: 'column'; readonly relation: CatalogRelation; readonly id: ColumnId }
  /** An expression of a SELECT list, with its alias where it has one. */
  | { readonly kind: 'item'; readonly node: tree.SingleColumn | tree.AllColumns }
  /** A name in a column list: of a CTE, a table alias, MEASURES, JSON_TABLE, a lambda. */
  | { readonly kind: 'name'; readonly node: tree.Node }
  | { readonly kind: 'none' };

export interface Field {
  /** As it was spelled; undefined for an unnamed column. */
  readonly name: string | undefined;
  readonly type: TrinoType;
  /** The name of its relation as FROM has it, in lower case: `['tiny', 'nation']`, or `['n']` after an alias. */
  readonly qualifier: readonly string[] | undefined;
  /** Left out by `*`: `$path`. */
  readonly hidden: boolean;
  /** Table columns its value is computed from. */
  readonly sources: readonly ColumnId[];
  readonly definition: FieldDefinition;
  /** Whether an alias gave the name. */
  readonly aliased: boolean;
  /** A lambda's argument: no column, free of aggregation rules. */
  readonly lambda?: boolean;
}

/** The fields of a relation. `open`: there may be more that are not known (a table of a database that is not loaded). */
export interface RelationType {
  readonly fields: readonly Field[];
  readonly open: boolean;
}

export const noFields: RelationType = { fields: [], open: false };
export const unknownFields: RelationType = { fields: [], open: true };

export function visibleFields(relation: RelationType): readonly Field[] {
  return relation.fields.filter(f => !f.hidden);
}

export function joined(left: RelationType, right: RelationType): RelationType {
  return { fields: [...left.fields, ...right.fields], open: left.open || right.open };
}

/** The fields that a name with an optional qualifier means; parts in lower case. */
export function matchingFields(relation: RelationType, parts: readonly string[]): readonly Field[] {
  const name = parts.at(-1);
  if (name === undefined) return [];
  const prefix = parts.length - 1;
  const found: Field[] = [];
  for (const field of relation.fields) {
    // The length tells most names apart without changing case.
    if (field.name?.length !== name.length || field.name.toLowerCase() !== name) continue;
    if (prefix === 0 || isSuffix(field.qualifier, parts, prefix)) found.push(field);
  }
  return found;
}

/** Fields of the relation that `prefix.*` means. */
export function fieldsOfPrefix(relation: RelationType, prefix: readonly string[]): readonly Field[] {
  return relation.fields.filter(field => isSuffix(field.qualifier, prefix, prefix.length));
}

function isSuffix(qualifier: readonly string[] = [], parts: readonly string[], count: number): boolean {
  if (qualifier.length < count) return false;
  for (let i = 1; i <= count; i++) if (qualifier[qualifier.length - i] !== parts[count - i]) return false;
  return true;
}
