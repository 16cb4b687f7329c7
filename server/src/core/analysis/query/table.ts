/**
 * Relations by name: queries of WITH first, then the catalog. Invariant: a name is absent only where its database is known to be
 * complete; everywhere else its columns are unknown and nothing below it is wrong.
 */
import { defaultCatalog } from '../../catalog/CatalogSnapshot';
import type * as tree from '../../sql/tree';
import type { Analyzer, ResolvedRelation } from '../Analyzer';
import { unknownFields, type Field, type RelationName, type RelationType } from '../scope/Field';
import { namedQuery, type Scope } from '../scope/Scope';
import { isNullConstant, requireConstant } from '../expression/constants';
import { isComparison } from '../expression/operators';
import { timestampWithTimeZone, unknownType } from '../types/TrinoType';
import { didYouMean, nearest } from '../suggest';
import { catalogColumns, metadataTableColumns, systemTableColumns, type CatalogColumn } from './catalogColumns';

export function tableRelation(a: Analyzer, node: tree.Table, scope: Scope): RelationType {
  const parts = partsOf(node.name);
  const [only] = parts ?? [];
  const named = parts?.length === 1 && only !== undefined ? namedQuery(scope, only) : undefined;
  if (node.period) checkPeriod(a, node.period, scope, named !== undefined);
  if (!parts) return unknownFields;
  if (parts.length > 3) a.error('SYNTAX_ERROR', node.name, `Too many dots in table name: ${parts.join('.')}`);
  if (named && only !== undefined) {
    a.relations.set(node, { kind: 'query', query: named });
    if (named.relation.open) a.openRelations.add(only);
    return { fields: named.relation.fields.map(field => ({ ...field, qualifier: [only] })), open: named.relation.open };
  }
  const found = resolveRelation(a, parts);
  a.relations.set(node, found.resolved);
  const { resolved, columns } = found;
  if (resolved.kind === 'absent') absent(a, node, resolved, parts.length === 1 ? namedQueries(scope) : []);
  const name = 'name' in resolved ? resolved.name : undefined;
  if (name && resolved.kind !== 'absent') a.reads.set(name.key, name);
  if (!columns || !name) {
    a.openRelations.add(parts.at(-1) ?? '');
    return unknownFields;
  }
  return { fields: tableFields(a, resolved, name, columns, parts), open: columns.length === 0 };
}

interface FoundRelation {
  readonly resolved: ResolvedRelation;
  /** Undefined where they are not known. */
  readonly columns: readonly CatalogColumn[] | undefined;
}

/** What a name means in the catalog; parts in lower case. */
export function resolveRelation(a: Analyzer, parts: readonly string[]): FoundRelation {
  const name = fullName(a, parts);
  if (!name) return { resolved: { kind: 'unknown', name: undefined, why: undefined }, columns: undefined };
  const builtIn =
    name.schema === 'information_schema'
      ? `information_schema.${name.name}`
      : name.catalog === 'system'
        ? `system.${name.schema}.${name.name}`
        : undefined;
  const systemColumns = builtIn === undefined ? undefined : systemTableColumns(builtIn);
  if (systemColumns) return { resolved: { kind: 'builtIn', name }, columns: systemColumns };
  if (builtIn !== undefined && name.catalog === 'system')
    return { resolved: { kind: 'unknown', name, why: undefined }, columns: undefined };
  const lookup = a.context.catalog.relation(name.catalog, name.schema, name.name);
  // Every catalog has an information_schema, and its tables are the same everywhere.
  if (name.schema === 'information_schema' && lookup.kind === 'absent' && lookup.missing === 'schema')
    return { resolved: { kind: 'absent', name, missing: 'relation' }, columns: undefined };
  switch (lookup.kind) {
    case 'found':
      return { resolved: { kind: 'catalog', name, relation: lookup.value }, columns: catalogColumns(lookup.value) };
    case 'unknown':
      return { resolved: { kind: 'unknown', name, why: lookup.why }, columns: undefined };
    case 'absent':
      return metadataTable(a, name) ?? { resolved: { kind: 'absent', name, missing: lookup.missing }, columns: undefined };
  }
}

/** The full name that a written one stands for, with the session's defaults; undefined without a schema. */
export function fullName(a: Analyzer, parts: readonly string[]): RelationName | undefined {
  const { session } = a.context;
  const name = parts.at(-1);
  const schema = parts.at(-2) ?? session.schema?.toLowerCase();
  const catalog = parts.at(-3) ?? (session.catalog === undefined ? undefined : session.catalog.toLowerCase());
  if (name === undefined || schema === undefined || parts.length > 3) return undefined;
  const other = catalog === undefined || catalog === defaultCatalog ? undefined : catalog;
  return { catalog: other, schema, name, key: other === undefined ? `${schema}.${name}` : `${other}.${schema}.${name}` };
}

/** The parts of a name in lower case; undefined while it is being typed. */
export function partsOf(name: tree.QualifiedName): readonly string[] | undefined {
  const parts = name.parts.map(part => (part.kind === 'Identifier' ? part.value.toLowerCase() : ''));
  return parts.length > 0 && parts.every(part => part !== '') ? parts : undefined;
}

function tableFields(
  a: Analyzer,
  resolved: ResolvedRelation,
  name: RelationName,
  columns: readonly CatalogColumn[],
  qualifier: readonly string[],
): readonly Field[] {
  return columns.map(({ name: column, type, hidden }) => {
    const id = a.columnId(name, column);
    const definition =
      resolved.kind === 'catalog' ? ({ kind: 'column', relation: resolved.relation, id } as const) : ({ kind: 'none' } as const);
    return { name: column, type, qualifier, hidden, sources: [id], definition, aliased: false };
  });
}

/** `orders$snapshots`: a table that exists because `orders` does. */
function metadataTable(a: Analyzer, name: RelationName): FoundRelation | undefined {
  const at = name.name.lastIndexOf('$');
  if (at <= 0) return undefined;
  const owner = a.context.catalog.relation(name.catalog, name.schema, name.name.slice(0, at));
  if (owner.kind === 'unknown') return { resolved: { kind: 'unknown', name, why: owner.why }, columns: undefined };
  const columns = owner.kind === 'found' ? metadataTableColumns(owner.value, name.name.slice(at + 1)) : undefined;
  return columns && { resolved: { kind: 'builtIn', name }, columns };
}

/** @param others names of queries of WITH that may have been meant */
export function absent(
  a: Analyzer,
  place: { readonly start: number; readonly end: number },
  resolved: Extract<ResolvedRelation, { kind: 'absent' }>,
  others: readonly string[] = [],
): void {
  const { name, missing } = resolved;
  if (missing === 'catalog') a.error('CATALOG_NOT_FOUND', place, `Catalog '${name.catalog ?? defaultCatalog}' not found`);
  else if (missing === 'schema') {
    const suggestions = nearest(name.schema, schemasOf(a, name.catalog));
    a.error('SCHEMA_NOT_FOUND', place, `Schema '${name.schema}' does not exist${didYouMean(suggestions)}`, { suggestions });
  } else absentTable(a, place, resolved, others);
}

/** The same where the server looks for the table only, not for what should hold it. */
export function absentTable(
  a: Analyzer,
  place: { readonly start: number; readonly end: number },
  resolved: Extract<ResolvedRelation, { kind: 'absent' }>,
  others: readonly string[] = [],
): void {
  const { name, missing } = resolved;
  if (missing === 'catalog')
    a.error('TABLE_NOT_FOUND', place, `Table '${name.key}' does not exist: there is no catalog '${name.catalog ?? defaultCatalog}'`);
  else if (missing === 'schema') {
    const suggestions = nearest(name.schema, schemasOf(a, name.catalog));
    const message = `Table '${name.key}' does not exist: there is no schema '${name.schema}'${didYouMean(suggestions)}`;
    a.error('TABLE_NOT_FOUND', place, message, { suggestions });
  } else {
    const suggestions = nearest(name.name, [...others, ...tablesOf(a, name)]);
    a.error('TABLE_NOT_FOUND', place, `Table '${name.key}' does not exist${didYouMean(suggestions)}`, { suggestions });
  }
}

function namedQueries(scope: Scope): readonly string[] {
  const names: string[] = [];
  for (let at: Scope | undefined = scope; at; at = at.parent) names.push(...(at.queries?.keys() ?? []));
  return names;
}

function schemasOf(a: Analyzer, catalog: string | undefined): Iterable<string> {
  const { foreign, databases } = a.context.catalog;
  return (catalog === undefined ? databases.keys() : foreign.get(catalog)?.keys()) ?? [];
}

/** Comparing a misspelt name with more tables than this would be felt while typing. */
const mostToCompare = 20_000;

function tablesOf(a: Analyzer, { catalog, schema }: RelationName): Iterable<string> {
  const { foreign, databases } = a.context.catalog;
  const tables = catalog === undefined ? databases.get(schema)?.tables : foreign.get(catalog)?.get(schema);
  return tables && tables.size <= mostToCompare ? tables.keys() : [];
}

function checkPeriod(a: Analyzer, period: tree.QueryPeriod, scope: Scope, ofQuery: boolean): void {
  const type = a.expression(period.rangeEnd, scope);
  requireConstant(a, period.rangeEnd);
  // A query of WITH has no versions: what is asked of it is read and forgotten.
  if (isNullConstant(period.rangeEnd) && !ofQuery) a.error('INVALID_ARGUMENTS', period, 'Pointer value cannot be NULL');
  if (period.rangeType !== 'TIMESTAMP' || type === unknownType) return;
  if (type.resolved && type.base !== 'date' && type.kind !== 'timestamp' && !isComparison('<', type, timestampWithTimeZone(3))) {
    const message = `Type ${type.display} invalid. Temporal pointers must be of type Timestamp, Timestamp with Time Zone, or Date.`;
    a.error('TYPE_MISMATCH', period, message);
  }
}
