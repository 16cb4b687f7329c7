/** Queries: WITH, set operations, VALUES, TABLE, ORDER BY and limits around them. Invariant: a query of WITH is analysed once, where it is defined. */
import { walk } from '../../sql/tree';
import type * as tree from '../../sql/tree';
import { unionSources, type Analyzer } from '../Analyzer';
import { unknownFields, visibleFields, type Field, type RelationType } from '../scope/Field';
import { childScope, type NamedQuery, type Scope } from '../scope/Scope';
import { canCoerce, commonSuperType } from '../types/coercion';
import { isComparable } from '../types/properties';
import { bigintType, unresolvedType, type RowField, type TrinoType } from '../types/TrinoType';
import { declareFunctions } from '../statement/routines';
import { analyzeSpecificationQuery, sortBy } from './querySpecification';
import { tableRelation } from './table';

export function analyzeQuery(a: Analyzer, node: tree.Query, scope: Scope): Scope {
  if (node.functions.length > 0) declareFunctions(a, node.functions);
  const withScope = node.with ? analyzeWith(a, node.with, scope) : scope;
  const { body, orderBy } = node;
  // Before the query behind WITH is begun, the end of the text belongs to the query of WITH that is being written.
  if (node.with && body.kind !== 'Missing') a.region(node.with.end, node.end, withScope);
  let relation: RelationType;
  if (body.kind === 'QuerySpecification') relation = analyzeSpecificationQuery(a, body, withScope, orderBy).relation;
  else {
    relation = bodyRelation(a, body, withScope);
    const sortScope = childScope(withScope, relation, { outer: false });
    if (orderBy)
      sortBy(
        a,
        orderBy,
        sortScope,
        visibleFields(relation).map(field => ({ field })),
        node,
        relation.open,
      );
  }
  limits(a, node, withScope);
  return a.setScope(node, childScope(withScope, relation, { outer: false }));
}

function bodyRelation(a: Analyzer, body: Exclude<tree.QueryBody, tree.QuerySpecification>, scope: Scope): RelationType {
  switch (body.kind) {
    case 'Missing':
      return unknownFields;
    case 'TableSubquery':
      return a.query(body.query, scope).relation;
    case 'Table': {
      const relation = tableRelation(a, body, scope);
      return { fields: visibleFields(relation).map(field => ({ ...field, qualifier: undefined })), open: relation.open };
    }
    case 'Values':
      return valuesRelation(a, body, scope);
    case 'SetOperation':
      return setOperation(a, body, scope);
  }
}

function operand(a: Analyzer, body: tree.QueryBody, scope: Scope): RelationType {
  const relation =
    body.kind === 'QuerySpecification' ? analyzeSpecificationQuery(a, body, scope, undefined).relation : bodyRelation(a, body, scope);
  return { fields: visibleFields(relation), open: relation.open };
}

/** Long chains of UNION lean to the left; they are gone through without recursion. */
function setOperation(a: Analyzer, node: tree.SetOperation, scope: Scope): RelationType {
  const chain: tree.SetOperation[] = [];
  let first: tree.QueryBody = node;
  while (first.kind === 'SetOperation') {
    chain.push(first);
    first = first.left;
  }
  let left = operand(a, first, scope);
  for (let operation = chain.pop(); operation; operation = chain.pop()) {
    const right = operand(a, operation.right, scope);
    left = combined(a, operation, left, operation.corresponding ? corresponding(operation.corresponding, left, right) : right);
  }
  return left;
}

function combined(a: Analyzer, node: tree.SetOperation, left: RelationType, right: RelationType): RelationType {
  if (left.open || right.open) return left.open ? (right.open ? unknownFields : right) : left;
  if (left.fields.length !== right.fields.length) {
    const message = `${node.operator} query has different number of fields: ${left.fields.length}, ${right.fields.length}`;
    a.error('TYPE_MISMATCH', node, message);
    return left;
  }
  const fields = left.fields.map((field, i): Field => {
    const other = right.fields[i];
    if (!other) return field;
    const type = commonSuperType(field.type, other.type);
    if (!type) {
      const message = `column ${i + 1} in ${node.operator} query has incompatible types: ${field.type.display}, ${other.type.display}`;
      a.error('TYPE_MISMATCH', node, message);
    }
    if (type && node.quantifier !== 'ALL' && !isComparable(type)) {
      const name = node.operator === 'UNION' ? 'UNION DISTINCT' : node.operator;
      a.error('TYPE_MISMATCH', node, `Type ${type.display} is not comparable and therefore cannot be used in ${name}`);
    }
    return { ...field, qualifier: undefined, type: type ?? unresolvedType, sources: unionSources(field.sources, other.sources) };
  });
  return { fields, open: false };
}

/** The right side with its columns in the order of the left side's names. */
function corresponding(node: tree.Corresponding, left: RelationType, right: RelationType): RelationType {
  if (node.columns || left.open || right.open) return right;
  const matched = left.fields.flatMap(field => right.fields.find(other => other.name?.toLowerCase() === field.name?.toLowerCase()) ?? []);
  return matched.length === left.fields.length ? { fields: matched, open: false } : right;
}

function valuesRelation(a: Analyzer, node: tree.Values, scope: Scope): RelationType {
  let width: number | undefined;
  let columns: { type: TrinoType; sources: Field['sources'] }[] = [];
  let open = false;
  for (const row of node.rows) {
    const cells = rowCells(a, row, scope);
    if (!cells) {
      open = true;
      continue;
    }
    if (width === undefined) {
      width = cells.length;
      columns = cells.map(cell => ({ ...cell }));
      continue;
    }
    if (width !== cells.length) {
      a.error('TYPE_MISMATCH', node, `Values rows have mismatched sizes: ${width} vs ${cells.length}`);
      break;
    }
    for (const [i, cell] of cells.entries()) {
      const column = columns[i];
      if (!column) continue;
      const type = commonSuperType(column.type, cell.type);
      if (!type) {
        a.error(
          'TYPE_MISMATCH',
          node,
          `Values rows have mismatched types in column ${i + 1}: ${column.type.display} vs ${cell.type.display}`,
        );
        return { fields: [], open: true };
      }
      columns[i] = { type, sources: unionSources(column.sources, cell.sources) };
    }
  }
  const fields = columns.map(({ type, sources }): Field => ({
    name: undefined,
    type,
    qualifier: undefined,
    hidden: false,
    sources,
    definition: { kind: 'name', node },
    aliased: false,
  }));
  return { fields, open: open && fields.length === 0 };
}

interface Cell {
  readonly type: TrinoType;
  readonly sources: Field['sources'];
}

/** The columns of one row of VALUES; undefined where it is not known how many it has. */
function rowCells(a: Analyzer, row: tree.Expression, scope: Scope): readonly Cell[] | undefined {
  if (row.kind === 'Row') {
    const cells: Cell[] = [];
    const fields: RowField[] = [];
    for (const { expression, name } of row.fields) {
      const { value: type, sources } = a.sourcesOf(() => a.expression(expression, scope));
      cells.push({ type, sources });
      fields.push({ name: name?.kind === 'Identifier' ? name.value : undefined, type });
    }
    return cells;
  }
  const { value: type, sources } = a.sourcesOf(() => a.expression(row, scope));
  if (type.kind === 'row') return type.fields.map(field => ({ type: field.type, sources }));
  return row.kind === 'Missing' ? undefined : [{ type, sources }];
}

function limits(a: Analyzer, node: tree.Query, scope: Scope): void {
  if (node.offset) checkCount(a, node.offset.rowCount, scope);
  const { limit } = node;
  if (limit?.rowCount) checkCount(a, limit.rowCount, scope);
  if (limit?.kind !== 'FetchFirst') return;
  if (limit.rowCount?.kind === 'LongLiteral' && limit.rowCount.value <= 0n) {
    a.error('NUMERIC_VALUE_OUT_OF_RANGE', limit, `FETCH FIRST row count must be positive (actual value: ${String(limit.rowCount.value)})`);
  }
  if (limit.withTies && !node.orderBy) a.error('MISSING_ORDER_BY', limit, 'FETCH FIRST WITH TIES clause requires ORDER BY');
}

function checkCount(a: Analyzer, node: tree.Expression, scope: Scope): void {
  const type = a.expression(node, scope);
  if (!canCoerce(type, bigintType)) a.error('TYPE_MISMATCH', node, `A row count must be a bigint, not ${type.display}`);
}

function analyzeWith(a: Analyzer, node: tree.With, scope: Scope): Scope {
  const queries = new Map<string, NamedQuery>();
  const withScope = childScope(scope, { fields: [], open: false }, { outer: true, queries });
  a.setScope(node, withScope);
  for (const query of node.queries) {
    const name = query.name.kind === 'Identifier' ? query.name.value.toLowerCase() : undefined;
    a.region(query.start, query.end, withScope);
    const names = query.columnNames;
    if (node.recursive && !names) {
      a.error('MISSING_COLUMN_ALIASES', query, 'missing column aliases in recursive WITH query');
    }
    const relation =
      node.recursive && name !== undefined && refersTo(query.query, name)
        ? recursive(a, query, name, withScope)
        : a.query(query.query, withScope).relation;
    const named = renamedColumns(a, relation, names);
    a.setScope(query, childScope(withScope, named, { outer: false }));
    if (name === undefined) continue;
    if (queries.has(name)) a.error('DUPLICATE_NAMED_QUERY', query, `WITH query name '${name}' specified more than once`);
    else queries.set(name, { node: query, relation: named });
  }
  return withScope;
}

/** The columns under the names of a list, for WITH and CREATE TABLE … (a, b) AS. */
export function renamedColumns(a: Analyzer, relation: RelationType, list: tree.ColumnAliases | undefined): RelationType {
  const fields = visibleFields(relation);
  const names = list?.names;
  if (!names) return { fields, open: relation.open };
  const [first] = names;
  if (first && !relation.open && names.length !== fields.length && names.every(name => name.kind === 'Identifier')) {
    a.error('MISMATCHED_COLUMN_ALIASES', first, `Column alias list has ${names.length} entries but relation has ${fields.length} columns`);
  }
  const seen = new Set<string>();
  for (const name of names) {
    if (name.kind !== 'Identifier') continue;
    const key = name.value.toLowerCase();
    if (seen.has(key)) a.error('DUPLICATE_COLUMN_NAME', name, `Column name '${name.value}' specified more than once`);
    seen.add(key);
  }
  const count = relation.open ? names.length : fields.length;
  const renamed = Array.from({ length: count }, (_, i): Field => {
    const field = fields[i] ?? { type: unresolvedType, sources: [], hidden: false };
    const name = names[i];
    const known = fields[i];
    const definition = name ? ({ kind: 'name', node: name } as const) : (known?.definition ?? { kind: 'none' });
    const spelled = name?.kind === 'Identifier' ? name.value : known?.name;
    return { name: spelled, type: field.type, sources: field.sources, hidden: false, qualifier: undefined, definition, aliased: true };
  });
  return { fields: renamed, open: false };
}

function refersTo(query: tree.Node, name: string): boolean {
  let found = false;
  walk(query, node => {
    if (
      node.kind === 'Table' &&
      node.name.parts.length === 1 &&
      node.name.parts[0]?.kind === 'Identifier' &&
      node.name.parts[0].value.toLowerCase() === name
    )
      found = true;
    return found ? 'skip' : undefined;
  });
  return found;
}

/** WITH RECURSIVE: a first part, and a step that refers to the query itself with the first part's columns. */
function recursive(a: Analyzer, query: tree.WithQuery, name: string, scope: Scope): RelationType {
  const { query: inner } = query;
  const within = (relation: RelationType): Scope =>
    childScope(
      scope,
      { fields: [], open: false },
      { outer: false, queries: new Map([[name, { node: query, relation, recursive: true }]]) },
    );
  if (inner.kind === 'Missing') return unknownFields;
  const { body } = inner;
  if (inner.with) a.error('NOT_SUPPORTED', inner.with, 'immediate WITH clause in recursive query');
  if (inner.with || body.kind !== 'SetOperation' || body.operator !== 'UNION' || refersTo(body.left, name)) {
    const reference = firstReference(inner, name);
    if (reference && !inner.with) a.error('INVALID_RECURSIVE_REFERENCE', reference, 'recursive reference not allowed in this context');
    return a.query(inner, within(unknownFields)).relation;
  }
  // Without names for its columns nothing is said of what refers to them.
  if (!query.columnNames) return a.query(inner, within(unknownFields)).relation;
  const anchor = operand(a, body.left, scope);
  const known = renamedColumns(a, anchor, query.columnNames);
  checkStepReferences(a, body.right, name);
  const step = operand(a, body.right, within(known));
  if (inner.orderBy) a.error('NOT_SUPPORTED', inner.orderBy, 'immediate ORDER BY clause in recursive query');
  if (inner.limit) a.error('INVALID_LIMIT_CLAUSE', inner.limit, 'immediate FETCH FIRST / LIMIT clause in recursive query');
  if (inner.offset) a.error('NOT_SUPPORTED', inner.offset, 'immediate OFFSET clause in recursive query');
  if (anchor.open || step.open) return anchor.open ? step : anchor;
  if (anchor.fields.length !== step.fields.length) {
    a.error(
      'TYPE_MISMATCH',
      body.right,
      `base and step relations of recursion have different number of fields: ${anchor.fields.length}, ${step.fields.length}`,
    );
    return anchor;
  }
  const fields = anchor.fields.map((field, i): Field => {
    const other = step.fields[i];
    if (!other) return field;
    if (!canCoerce(other.type, field.type)) {
      const message = `recursion step relation output type (${other.type.display}) is not coercible to recursion base relation output type (${field.type.display}) at column ${i + 1}`;
      a.error('TYPE_MISMATCH', body.right, message);
    }
    return { ...field, sources: unionSources(field.sources, other.sources) };
  });
  return { fields, open: false };
}

function firstReference(root: tree.Node, name: string): tree.Table | undefined {
  let found: tree.Table | undefined;
  walk(root, node => {
    if (!found && node.kind === 'Table' && node.name.parts.length === 1 && refersTo(node, name)) found = node;
    return undefined;
  });
  return found;
}

/** The step may refer to the query once, in its FROM, where no join could add rows that lack it. */
function checkStepReferences(a: Analyzer, step: tree.QueryBody, name: string): void {
  walk(step, node => {
    if (node.kind === 'Join') checkJoinReference(a, node, name);
    if (node.kind !== 'SubqueryExpression' && node.kind !== 'ExistsPredicate' && node.kind !== 'QuantifiedComparison') return undefined;
    const reference = firstReference(node, name);
    if (reference) {
      a.error('INVALID_RECURSIVE_REFERENCE', reference, 'recursive reference outside of FROM clause of the step relation of recursion');
    }
    return 'skip';
  });
  const references: tree.Table[] = [];
  if (step.kind !== 'QuerySpecification' || !step.from) return;
  walk(step.from, node => {
    if (node.kind === 'Table' && refersTo(node, name)) references.push(node);
    return node.kind === 'SubqueryExpression' ? 'skip' : undefined;
  });
  const [, second] = references;
  if (second) a.error('INVALID_RECURSIVE_REFERENCE', second, 'multiple recursive references in the step relation of recursion');
}

function checkJoinReference(a: Analyzer, node: tree.Join, name: string): void {
  for (const [side, types] of [
    ['left', ['RIGHT', 'FULL']],
    ['right', ['LEFT', 'FULL']],
  ] as const) {
    const reference = (types as readonly string[]).includes(node.type) ? firstReference(node[side], name) : undefined;
    if (reference) a.error('INVALID_RECURSIVE_REFERENCE', reference, `recursive reference in ${side} source of ${node.type} join`);
  }
}
