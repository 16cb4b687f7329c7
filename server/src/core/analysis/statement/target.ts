/** Tables that statements write. Invariant: a target that is not known has unknown columns and raises nothing. */
import type * as tree from '../../sql/tree';
import type { Analyzer } from '../Analyzer';
import type { CatalogColumn } from '../query/catalogColumns';
import { tableFormat } from '../query/catalogColumns';
import { absentTable, partsOf, resolveRelation } from '../query/table';
import type { Field, RelationName, RelationType } from '../scope/Field';
import { canCoerce, commonSuperType } from '../types/coercion';
import { isNumeric } from '../types/properties';
import type { TrinoType } from '../types/TrinoType';

export interface Target {
  readonly name: RelationName | undefined;
  /** Visible columns; undefined where they are not known. */
  readonly columns: readonly CatalogColumn[] | undefined;
  readonly exists: boolean | undefined;
  readonly isView: boolean;
}

export function findTarget(a: Analyzer, name: tree.QualifiedName): Target {
  const parts = partsOf(name);
  if (!parts) return { name: undefined, columns: undefined, exists: undefined, isView: false };
  const { resolved, columns } = resolveRelation(a, parts);
  a.relations.set(name, resolved);
  const full = 'name' in resolved ? resolved.name : undefined;
  return {
    name: full,
    columns: columns?.filter(column => !column.hidden),
    exists: resolved.kind === 'catalog' ? true : resolved.kind === 'absent' ? false : undefined,
    isView: resolved.kind === 'catalog' && tableFormat(resolved.relation) === 'view',
  };
}

/**
 * A target that must exist and be a table; errors stand at the statement, as Trino has them. Whatever part of its name is wrong, it is
 * the table that is said to be missing.
 */
export function requireTable(a: Analyzer, statement: tree.Statement, name: tree.QualifiedName, doing: string): Target {
  const target = findTarget(a, name);
  const resolved = a.relations.get(name);
  if (resolved?.kind === 'absent') absentTable(a, { start: statement.start, end: name.end }, resolved);
  if (target.isView) a.error('NOT_SUPPORTED', { start: statement.start, end: name.end }, `${doing} views is not supported`);
  return target;
}

/** The target as a relation of its own statement. */
export function targetRelation(
  a: Analyzer,
  name: tree.QualifiedName,
  target: Target,
  qualifier: readonly string[] | undefined,
): RelationType {
  const parts = partsOf(name);
  const { name: full, columns } = target;
  if (!full || !columns || !parts) return { fields: [], open: true };
  const resolved = a.relations.get(name);
  const fields = columns.map(({ name: column, type, hidden }): Field => {
    const id = a.columnId(full, column);
    const definition =
      resolved?.kind === 'catalog' ? ({ kind: 'column', relation: resolved.relation, id } as const) : ({ kind: 'none' } as const);
    return { name: column, type, qualifier: qualifier ?? parts, hidden, sources: [id], definition, aliased: false };
  });
  return { fields, open: false };
}

/** Whether a value may be stored in a column: converted by itself, or fitted to the column by the rules of storing (a bigint into a tinyint). */
export function isAssignable(from: TrinoType, to: TrinoType): boolean {
  if (!from.resolved || !to.resolved || canCoerce(from, to)) return true;
  if (isText(from) && isText(to)) return true;
  if (isNumeric(from) && isNumeric(to)) return true;
  if (isDateOrTimestamp(from) && isDateOrTimestamp(to)) return true;
  if (from.kind === 'time' && to.kind === 'time') return true;
  if (from.kind === 'array' && to.kind === 'array') return isAssignable(from.element, to.element);
  if (from.kind === 'map' && to.kind === 'map') return isAssignable(from.key, to.key) && isAssignable(from.value, to.value);
  if (from.kind === 'row' && to.kind === 'row' && from.fields.length === to.fields.length) {
    return from.fields.every((field, i) => isAssignable(field.type, to.fields[i]?.type ?? field.type));
  }
  return commonSuperType(from, to) === to;
}

function isDateOrTimestamp(type: TrinoType): boolean {
  return type.base === 'date' || type.kind === 'timestamp';
}

function isText(type: TrinoType): boolean {
  return type.kind === 'varchar' || type.kind === 'char';
}
