/** JSON_TABLE. Invariant: every column's value comes from the input document and what is passed to the path. */
import { walk } from '../../sql/tree';
import type * as tree from '../../sql/tree';
import type { Analyzer } from '../Analyzer';
import { analyzeJsonPath, checkJsonOutput, checkJsonScalar, checkPath, defaultValues } from '../expression/json';
import type { Field, RelationType } from '../scope/Field';
import type { Scope } from '../scope/Scope';
import { dataTypeOf } from '../types/dataTypeOf';
import { bigintType, unresolvedType, type TrinoType } from '../types/TrinoType';

export function jsonTableRelation(a: Analyzer, node: tree.JsonTable, scope: Scope): RelationType {
  const { sources } = a.sourcesOf(() => analyzeJsonPath(a, node, node.invocation, scope));
  const passed = new Set(
    node.invocation.parameters.flatMap(({ name }) =>
      name.kind === 'Identifier' ? [name.quoted ? name.value : name.value.toUpperCase()] : [],
    ),
  );
  const names = new Set<string>();
  unique(a, node.invocation.pathName, names);
  const fields: Field[] = [];
  const add = (column: tree.Node, name: tree.Name, type: TrinoType, from: Field['sources']): void => {
    unique(a, name, names);
    fields.push({
      name: name.kind === 'Identifier' ? (name.quoted ? name.value : name.value.toUpperCase()) : undefined,
      type,
      qualifier: undefined,
      hidden: false,
      sources: from,
      definition: { kind: 'name', node: column },
      aliased: false,
    });
  };
  const columns = (list: readonly tree.JsonTableColumn[]): void => {
    for (const column of list) {
      switch (column.kind) {
        case 'OrdinalityColumn':
          add(column, column.name, bigintType, []);
          break;
        case 'NestedColumns':
          unique(a, column.pathName, names);
          if (column.path.kind === 'StringLiteral') checkPath(a, column.path, passed);
          columns(column.columns);
          break;
        case 'ValueColumn': {
          const type = columnType(a, column);
          checkJsonScalar(a, column, type);
          defaultValues(a, column, type, scope);
          if (column.path?.kind === 'StringLiteral') checkPath(a, column.path, passed);
          add(column, column.name, type, sources);
          break;
        }
        case 'QueryColumn': {
          const type = columnType(a, column);
          checkJsonOutput(a, column, type, column.format);
          if (column.path?.kind === 'StringLiteral') checkPath(a, column.path, passed);
          add(column, column.name, type, sources);
          break;
        }
      }
    }
  };
  columns(node.columns);
  if (node.plan) checkPlan(a, node, node.plan);
  return { fields, open: false };
}

function columnType(a: Analyzer, column: tree.ValueColumn | tree.QueryColumn): TrinoType {
  const type = dataTypeOf(column.type);
  if (type.kind !== 'error') return type;
  a.error(type.code, column, type.message);
  return unresolvedType;
}

function unique(a: Analyzer, name: tree.Name | undefined, names: Set<string>): void {
  if (name?.kind !== 'Identifier') return;
  const key = name.quoted ? name.value : name.value.toUpperCase();
  if (names.has(key)) a.error('DUPLICATE_COLUMN_OR_PATH_NAME', name, 'All column and path names in JSON_TABLE invocation must be unique');
  names.add(key);
}

/** A path that a plan could not speak of. */
function firstUnnamed(columns: readonly tree.JsonTableColumn[]): tree.Node | undefined {
  for (const column of columns) {
    if (column.kind !== 'NestedColumns') continue;
    const found = column.pathName ? firstUnnamed(column.columns) : column.path;
    if (found) return found;
  }
  return undefined;
}

/** A specific plan names every path once. */
function checkPlan(a: Analyzer, node: tree.JsonTable, plan: tree.JsonTablePlan): void {
  const isDefault = plan.kind === 'DefaultPlan';
  const unnamed = isDefault || node.invocation.pathName ? firstUnnamed(node.columns) : node.invocation.input;
  if (unnamed) {
    const what = isDefault ? 'All nested JSON paths must be named when default plan' : 'All JSON paths must be named when specific plan';
    a.error('MISSING_PATH_NAME', unnamed, `${what} is given`);
    return;
  }
  if (isDefault) return;
  const paths = new Set<string>();
  const collect = (name: tree.Name | undefined): void => {
    if (name?.kind === 'Identifier') paths.add(name.value.toLowerCase());
  };
  collect(node.invocation.pathName);
  for (const column of node.columns) {
    walk(column, inner => {
      if (inner.kind === 'NestedColumns') collect(inner.pathName);
      return undefined;
    });
  }
  const planned = new Map<string, tree.Identifier>();
  walk(plan, inner => {
    if (inner.kind === 'PlanLeaf' && inner.name.kind === 'Identifier') planned.set(inner.name.value.toLowerCase(), inner.name);
    return undefined;
  });
  const missing = [...paths].filter(path => !planned.has(path));
  if (missing.length > 0) {
    const message = `JSON_TABLE plan should contain all JSON paths available at each level of nesting. Paths not included: ${missing.join(', ')}`;
    a.error('INVALID_PLAN', plan, message);
    return;
  }
  const [unknown] = [...planned].filter(([path]) => !paths.has(path));
  if (unknown) a.error('INVALID_PLAN', plan, `JSON_TABLE plan includes unavailable JSON path names: ${unknown[0]}`);
}
