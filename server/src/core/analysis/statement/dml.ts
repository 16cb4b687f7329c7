/** INSERT, UPDATE, DELETE, MERGE. Invariant: what is written is given by target column, with the sources of its value. */
import type * as tree from '../../sql/tree';
import { unionSources, type Analyzer } from '../Analyzer';
import { requireBoolean } from '../expression/operators';
import { requireScalar } from '../query/functionSearch';
import { joined, visibleFields, type ColumnId, type Field } from '../scope/Field';
import { childScope, rootScope, type Scope } from '../scope/Scope';
import { unresolvedType, type TrinoType } from '../types/TrinoType';
import { isAssignable, requireTable, targetRelation, type Target } from './target';

/** A column that a statement writes. */
interface WrittenColumn {
  readonly name: string;
  readonly type: TrinoType;
  readonly sources: readonly ColumnId[];
  readonly node: tree.Node | undefined;
}

export interface Written {
  readonly target: Target;
  readonly columns: readonly WrittenColumn[] | undefined;
}

export function insert(a: Analyzer, node: tree.Insert): Written {
  const target = requireTable(a, node, node.target, 'Inserting into');
  const relation = a.query(node.query, rootScope).relation;
  const names = node.columns?.names;
  if (node.columns)
    a.region(
      node.columns.start,
      node.columns.end,
      childScope(rootScope, targetRelation(a, node.target, target, undefined), { outer: false }),
    );
  const given = visibleFields(relation);
  const columns = names ? insertColumns(a, node, target, names) : target.columns?.map(({ name, type }) => ({ name, type }));
  if (!columns) {
    return {
      target,
      columns: given.map((field): WrittenColumn => ({ name: field.name ?? '', type: field.type, sources: field.sources, node: undefined })),
    };
  }
  if (!relation.open && !target.isView) checkTypes(a, node, columns, given);
  const written = columns.slice(0, relation.open ? undefined : given.length).map(({ name, type }, i): WrittenColumn => {
    const field = given[i];
    return { name, type: type === unresolvedType ? (field?.type ?? type) : type, sources: field?.sources ?? [], node: names?.[i] };
  });
  return { target, columns: written };
}

interface NamedType {
  readonly name: string;
  readonly type: TrinoType;
}

function insertColumns(a: Analyzer, node: tree.Insert, target: Target, names: readonly tree.Name[]): readonly NamedType[] {
  const seen = new Set<string>();
  return names.map(name => {
    const key = name.kind === 'Identifier' ? name.value.toLowerCase() : '';
    const column = target.columns?.find(c => c.name.toLowerCase() === key);
    if (key !== '' && target.columns && !column) {
      a.error('COLUMN_NOT_FOUND', { start: node.start, end: name.end }, `Insert column name does not exist in target table: ${key}`);
    }
    if (key !== '' && seen.has(key))
      a.error('DUPLICATE_COLUMN_NAME', { start: node.start, end: name.end }, `Insert column name is specified more than once: ${key}`);
    seen.add(key);
    return { name: key, type: column?.type ?? unresolvedType };
  });
}

function checkTypes(a: Analyzer, node: tree.Insert, columns: readonly NamedType[], given: readonly Field[]): void {
  if (columns.length === given.length && given.every((field, i) => isAssignable(field.type, columns[i]?.type ?? field.type))) return;
  const [table, query] = [columns, given].map(list => list.map(({ type }) => type.display).join(', '));
  a.error(
    'TYPE_MISMATCH',
    { start: node.start, end: node.target.end },
    `Insert query has mismatched column types: Table: [${table ?? ''}], Query: [${query ?? ''}]`,
  );
}

export function update(a: Analyzer, node: tree.Update): Written {
  const target = requireTable(a, node, node.target, 'Updating');
  const scope = childScope(rootScope, targetRelation(a, node.target, target, undefined), { outer: true });
  a.region(node.start, node.end, scope);
  const columns = assignments(a, node, node.assignments, target, scope, 'UPDATE');
  if (node.where) where(a, node.where, scope);
  if (!target.isView) {
    const wrong = columns.some(({ type, value }) => !isAssignable(value, type));
    if (wrong) {
      const message = `UPDATE table column types don't match SET expressions: Table: [${columns.map(c => c.type.display).join(', ')}], Expressions: [${columns.map(c => c.value.display).join(', ')}]`;
      a.error('TYPE_MISMATCH', { start: node.start, end: node.target.end }, message);
    }
  }
  return { target, columns: inTableOrder(target, columns) };
}

export function deleteFrom(a: Analyzer, node: tree.Delete): Written {
  const target = requireTable(a, node, node.target, 'Deleting from');
  const scope = childScope(rootScope, targetRelation(a, node.target, target, undefined), { outer: true });
  a.region(node.start, node.end, scope);
  if (node.where) where(a, node.where, scope);
  return { target, columns: undefined };
}

function where(a: Analyzer, node: tree.Expression, scope: Scope): void {
  a.using('filter', () => requireBoolean(a, node, scope, actual => `WHERE clause must evaluate to a boolean: actual type ${actual}`));
  requireScalar(a, node, 'WHERE clause');
}

function inTableOrder(target: Target, columns: readonly WrittenColumn[]): readonly WrittenColumn[] {
  const order = new Map((target.columns ?? []).map((column, i) => [column.name.toLowerCase(), i]));
  return [...columns].sort((a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0));
}

/** With the type of the value, which the column's type must take. */
interface Assigned extends WrittenColumn {
  readonly value: TrinoType;
}

function assignments(
  a: Analyzer,
  statement: tree.Statement,
  list: readonly tree.Assignment[],
  target: Target,
  scope: Scope,
  verb: 'UPDATE' | 'MERGE',
): readonly Assigned[] {
  const seen = new Set<string>();
  return list.map(({ name, value }) => {
    const { value: type, sources } = a.sourcesOf(() => a.expression(value, scope));
    const key = name.kind === 'Identifier' ? name.value.toLowerCase() : '';
    const column = target.columns?.find(c => c.name.toLowerCase() === key);
    if (key !== '' && target.columns && !column) {
      const message =
        verb === 'UPDATE'
          ? `The UPDATE SET target column ${key} doesn't exist`
          : `Merge column name does not exist in target table: ${key}`;
      a.error('COLUMN_NOT_FOUND', verb === 'UPDATE' ? name : statement, message);
    }
    if (seen.has(key) && key !== '') {
      const message = `${verb === 'UPDATE' ? 'UPDATE' : 'Merge'} column name is specified more than once: ${key}`;
      a.error('DUPLICATE_COLUMN_NAME', { start: statement.start, end: name.end }, message);
    }
    seen.add(key);
    return { name: key, type: column?.type ?? type, value: type, sources, node: name };
  });
}

export function merge(a: Analyzer, node: tree.Merge): Written {
  const target = requireTable(a, node, node.target, 'Merging into');
  const alias = node.alias?.kind === 'Identifier' ? [node.alias.value.toLowerCase()] : undefined;
  const targetFields = targetRelation(a, node.target, target, alias);
  const targetScope = childScope(rootScope, targetFields, { outer: true });
  const source = a.relation(node.source, rootScope);
  const both = childScope(rootScope, joined(targetScope.relation, source.relation), { outer: true });
  a.region(node.source.end, node.end, both);
  a.using('join', () =>
    requireBoolean(a, node.predicate, both, actual => `The MERGE predicate must evaluate to a boolean: actual type ${actual}`),
  );
  const written = new Map<string, WrittenColumn>();
  const add = (column: WrittenColumn): void => {
    const known = written.get(column.name);
    written.set(column.name, known ? { ...known, sources: unionSources(known.sources, column.sources) } : column);
  };
  for (const clause of node.cases) {
    // Even an insert sees the target's columns, though it has no row of it.
    const scope = both;
    a.region(clause.start, clause.end, scope);
    if (clause.condition) {
      const { condition } = clause;
      a.using('filter', () =>
        requireBoolean(a, condition, scope, actual => `WHERE clause predicate must evaluate to a boolean: actual type ${actual}`),
      );
    }
    if (clause.kind === 'MergeDelete') continue;
    const columns =
      clause.kind === 'MergeUpdate'
        ? assignments(a, node, clause.assignments, target, scope, 'MERGE')
        : insertedColumns(a, node, clause, target, scope);
    if (!target.isView && columns.some(({ type, value }) => !isAssignable(value, type))) {
      const [table, expressions] = [columns.map(c => c.type.display), columns.map(c => c.value.display)].map(list => list.join(', '));
      const message = `MERGE table column types don't match for MERGE case ${node.cases.indexOf(clause)}: Table: [${table ?? ''}], Expressions: [${expressions ?? ''}]`;
      a.error('TYPE_MISMATCH', clause, message);
    }
    columns.forEach(add);
  }
  return { target, columns: inTableOrder(target, [...written.values()]) };
}

function insertedColumns(a: Analyzer, node: tree.Merge, clause: tree.MergeInsert, target: Target, scope: Scope): readonly Assigned[] {
  const names = clause.columns?.names;
  if (clause.columns)
    a.region(
      clause.columns.start,
      clause.columns.end,
      childScope(rootScope, targetRelation(a, node.target, target, undefined), { outer: false }),
    );
  const values = clause.values.map(value => a.sourcesOf(() => a.expression(value, scope)));
  const seen = new Set<string>();
  return values.flatMap(({ value: type, sources }, i): readonly Assigned[] => {
    const name = names?.[i];
    const key = names ? (name?.kind === 'Identifier' ? name.value.toLowerCase() : '') : (target.columns?.[i]?.name.toLowerCase() ?? '');
    if (key === '') return [];
    if (seen.has(key))
      a.error(
        'DUPLICATE_COLUMN_NAME',
        { start: node.start, end: node.target.end },
        `Merge column name is specified more than once: ${key}`,
      );
    seen.add(key);
    const column = target.columns?.find(c => c.name.toLowerCase() === key);
    if (target.columns && !column)
      a.error('COLUMN_NOT_FOUND', { start: node.start, end: node.target.end }, `Merge column name does not exist in target table: ${key}`);
    return [{ name: key, type: column?.type ?? type, value: type, sources, node: name }];
  });
}
