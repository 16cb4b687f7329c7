/**
 * One SELECT … FROM … with its clauses, in the order in which names become visible. Invariant: a select item's sources are those
 * of its own expression; other clauses only use columns.
 */
import type * as tree from '../../sql/tree';
import type { Analyzer, UseKind } from '../Analyzer';
import { analyzeSpecification } from '../expression/windows';
import { requireBoolean } from '../expression/operators';
import { expressionText } from '../expression/text';
import { fieldsOfPrefix, noFields, visibleFields, type Field, type RelationType } from '../scope/Field';
import { childScope, resolveField, seesUnknown, type Scope } from '../scope/Scope';
import { isComparable, isOrderable } from '../types/properties';
import { unresolvedType } from '../types/TrinoType';
import { nameParts } from '../expression/names';
import { verifyGrouped, verifyGroupedField, verifyNesting, verifySortAggregates, type Grouping } from './aggregation';
import { expressionKey, fieldKey } from './expressionKey';
import { aggregatesIn, hasGrouping, requireScalar, windowFunctionsIn } from './functionSearch';
import { fromScope } from './relation';

/** What one position of the select list gives: an expression, or a field that `*` brought. */
interface Output {
  readonly field: Field;
  readonly expression: tree.Expression | undefined;
  readonly star: tree.AllColumns | undefined;
  /** The field of FROM behind a star's column. */
  readonly origin: Field | undefined;
}

export function analyzeSpecificationQuery(
  a: Analyzer,
  node: tree.QuerySpecification,
  scope: Scope,
  orderBy: tree.OrderBy | undefined,
): Scope {
  const { windows: windowsBefore, aliases: aliasesBefore } = a;
  a.aliases = aliasesOf(node.select);
  const source = node.from ? fromScope(a, node.from, scope) : childScope(scope, noFields, { outer: true });
  a.setScope(node, source);
  a.region(node.start, orderBy ? orderBy.start : node.end, source);
  defineWindows(a, node, source);
  if (node.where) {
    const where = node.where;
    a.using('filter', () => requireBoolean(a, where, source, actual => `WHERE clause must evaluate to a boolean: actual type ${actual}`));
    requireScalar(a, where, 'WHERE clause');
  }
  const { outputs, open } = selectOutputs(a, node, source);
  // Queries that stand where none may: the mistake is told by the parser, the names inside still mean something.
  for (const stray of node.strays) a.trying(() => a.using('filter', () => a.expression(stray, source)));
  const errorsBefore = a.errors.length;
  const keys = groupingKeys(a, node, source, outputs);
  // What GROUP BY means is not known where it is wrong: nothing is said then about what may stand beside it.
  const groupingIsKnown = a.errors.length === errorsBefore;
  if (node.having) having(a, node.having, source);
  const relation: RelationType = { fields: outputs.map(o => o.field), open };
  const orderScope = childScope(source, relation, { outer: false });
  if (orderBy) sortBy(a, orderBy, orderScope, outputs, node, open);
  verifySelectDistinct(a, node, orderBy, outputs);
  if (groupingIsKnown) verifyAggregation(a, node, orderBy, source, outputs, keys);
  verifyWindows(a, node, orderBy, outputs);
  a.windows = windowsBefore;
  a.aliases = aliasesBefore;
  return childScope(scope, relation, { outer: false });
}

function aliasesOf(select: tree.Select): ReadonlyMap<string, tree.Identifier> {
  const aliases = new Map<string, tree.Identifier>();
  for (const item of select.items) {
    if (item.kind === 'SingleColumn' && item.alias?.kind === 'Identifier') aliases.set(item.alias.value.toLowerCase(), item.alias);
  }
  return aliases;
}

function defineWindows(a: Analyzer, node: tree.QuerySpecification, scope: Scope): void {
  if (node.windows.length === 0) {
    if (a.windows.size > 0) a.windows = new Map();
    return;
  }
  const windows = new Map<string, tree.WindowSpecification>();
  a.windows = windows;
  for (const { name, window } of node.windows) {
    if (window.kind === 'Missing') continue;
    for (const expression of [...window.partitionBy, ...(window.orderBy?.items ?? []).map(item => item.sortKey)]) {
      const { sources } = a.sourcesOf(() => a.trying(() => a.expression(expression, scope)));
      a.windowSources.set(expression, sources);
    }
    a.using('partition', () => analyzeSpecification(a, window, scope));
    if (name.kind === 'Missing') continue;
    const key = name.value.toLowerCase();
    if (windows.has(key)) a.error('DUPLICATE_WINDOW_NAME', name, `WINDOW name '${name.value}' specified more than once`);
    else windows.set(key, window);
  }
}

function selectOutputs(
  a: Analyzer,
  node: tree.QuerySpecification,
  source: Scope,
): { readonly outputs: readonly Output[]; readonly open: boolean } {
  const outputs: Output[] = [];
  let open = false;
  for (const item of node.select.items) {
    if (item.kind === 'SingleColumn') outputs.push(singleColumn(a, item, source));
    else {
      const star = allColumns(a, node.select, item, source, node.from !== undefined);
      outputs.push(...star.outputs);
      open ||= star.open;
    }
  }
  if (node.select.quantifier === 'DISTINCT') {
    for (const { field } of outputs) {
      if (!isComparable(field.type)) {
        a.error('TYPE_MISMATCH', node.select, `DISTINCT can only be applied to comparable types (actual: ${field.type.display})`);
        break;
      }
    }
  }
  return { outputs, open };
}

function singleColumn(a: Analyzer, item: tree.SingleColumn, source: Scope): Output {
  const { value: type, sources } = a.sourcesOf(() => a.expression(item.expression, source));
  const name = item.alias?.kind === 'Identifier' ? item.alias.value : nameOf(item.expression);
  const field: Field = {
    name,
    type,
    qualifier: undefined,
    hidden: false,
    sources,
    definition: { kind: 'item', node: item },
    aliased: item.alias?.kind === 'Identifier',
  };
  return { field, expression: item.expression, star: undefined, origin: undefined };
}

function nameOf(expression: tree.Expression): string | undefined {
  return nameParts(expression)?.at(-1)?.value;
}

function allColumns(
  a: Analyzer,
  select: tree.Select,
  item: tree.AllColumns,
  source: Scope,
  hasFrom: boolean,
): { readonly outputs: readonly Output[]; readonly open: boolean } {
  const aliases = item.aliases?.names ?? [];
  if (!item.target) {
    if (!hasFrom) a.error('COLUMN_NOT_FOUND', item, 'SELECT * not allowed in queries without FROM clause');
    return { outputs: starOutputs(item, visibleFields(source.relation), aliases), open: source.relation.open };
  }
  const parts = nameParts(item.target);
  if (parts) {
    const prefix = parts.map(part => part.value.toLowerCase());
    for (let at: Scope | undefined = source; at; at = at.parent) {
      const fields = fieldsOfPrefix(at.relation, prefix).filter(f => !f.hidden);
      if (fields.length > 0) {
        checkAliases(a, item, fields.length);
        return { outputs: starOutputs(item, fields, aliases), open: false };
      }
    }
    if (a.openRelations.has(prefix.at(-1) ?? '')) return { outputs: [], open: true };
    const column = parts.length > 1 ? resolveField(source, prefix) : undefined;
    // Names of something else than a row are said not to be found, as names of nothing.
    const isOther = column?.kind === 'field' && column.field.type.resolved && column.field.type.kind !== 'row';
    if (!column || column.kind === 'absent' || column.kind === 'unknown' || isOther) {
      if (!seesUnknown(source)) a.error('TABLE_NOT_FOUND', item, `Unable to resolve reference ${parts.map(part => part.value).join('.')}`);
      return { outputs: [], open: true };
    }
  }
  return rowColumns(a, select, item, item.target, source, aliases);
}

/** `(row).*`: a column for every field of the row. */
function rowColumns(
  a: Analyzer,
  select: tree.Select,
  item: tree.AllColumns,
  target: tree.Expression,
  source: Scope,
  aliases: readonly tree.Name[],
): { readonly outputs: readonly Output[]; readonly open: boolean } {
  const { value: type, sources } = a.sourcesOf(() => a.expression(target, source));
  if (!type.resolved) return { outputs: [], open: true };
  if (type.kind !== 'row') {
    // Trino points at SELECT.
    a.error('TYPE_MISMATCH', { start: select.start, end: item.end }, `expected expression of type Row, not ${type.display}`);
    return { outputs: [], open: true };
  }
  checkAliases(a, item, type.fields.length);
  const fields = type.fields.map(({ name, type }): Field => ({
    name,
    type,
    qualifier: undefined,
    hidden: false,
    sources,
    definition: { kind: 'item', node: item },
    aliased: false,
  }));
  return { outputs: starOutputs(item, fields, aliases).map(output => ({ ...output, origin: undefined, expression: target })), open: false };
}

function checkAliases(a: Analyzer, item: tree.AllColumns, count: number): void {
  const names = item.aliases?.names;
  const [first] = names ?? [];
  if (!names || !first || names.length === count || names.some(name => name.kind === 'Missing')) return;
  a.error('MISMATCHED_COLUMN_ALIASES', first, `Column alias list has ${names.length} entries but relation has ${count} columns`);
}

function starOutputs(item: tree.AllColumns, fields: readonly Field[], aliases: readonly tree.Name[]): readonly Output[] {
  return fields.map((origin, i) => {
    const alias = aliases[i];
    // Unquoted aliases behind a star come back in upper case, as Trino gives them.
    const name = alias?.kind === 'Identifier' ? (alias.quoted ? alias.value : alias.value.toUpperCase()) : origin.name;
    return {
      field: { ...origin, name, qualifier: undefined, hidden: false, aliased: alias !== undefined },
      expression: undefined,
      star: item,
      origin,
    };
  });
}

function groupingKeys(a: Analyzer, node: tree.QuerySpecification, source: Scope, outputs: readonly Output[]): Set<string> | undefined {
  if (!node.groupBy) return undefined;
  const keys = new Set<string>();
  if (node.groupBy.auto) {
    for (const output of outputs) {
      if (output.expression && aggregatesIn(a, output.expression).length > 0) continue;
      keys.add(outputKey(a, output));
    }
  }
  for (const element of node.groupBy.elements) {
    const sets = element.kind === 'SimpleGroupBy' ? [element] : element.sets;
    for (const column of sets.flatMap(set => set.columns))
      groupingKey(a, node, column, source, outputs, element.kind === 'GroupingSets', keys);
  }
  return keys;
}

function groupingKey(
  a: Analyzer,
  node: tree.QuerySpecification,
  column: tree.Expression,
  source: Scope,
  outputs: readonly Output[],
  inSets: boolean,
  keys: Set<string>,
): void {
  const position = inSets ? undefined : ordinal(column);
  if (position !== undefined) {
    const output = outputs[position - 1];
    if (!output) {
      if (!seesUnknown(source)) a.error('INVALID_COLUMN_REFERENCE', column, `GROUP BY position ${position} is not in select list`);
      return;
    }
    for (const source of output.field.sources) addUse(a, 'group', source.key, source);
    if (output.expression) requireScalar(a, output.expression, 'GROUP BY clause');
    keys.add(outputKey(a, output));
    return;
  }
  const type = a.using('group', () => a.expression(column, source));
  requireScalar(a, column, 'GROUP BY clause');
  if (!isComparable(type)) {
    // Trino points at the query.
    const place = { start: node.start, end: Math.max(node.select.end, column.end) };
    a.error('TYPE_MISMATCH', place, `${type.display} is not comparable, and therefore cannot be used in GROUP BY`);
  }
  if (inSets && column.kind !== 'Missing' && !a.fields.has(column) && type !== unresolvedType) {
    a.error('INVALID_COLUMN_REFERENCE', column, `GROUP BY expression must be a column reference: ${expressionText(column)}`);
  }
  keys.add(expressionKey(a, column));
}

function addUse(a: Analyzer, kind: UseKind, key: string, column: Field['sources'][number]): void {
  if (!a.uses.has(`${kind} ${key}`)) a.uses.set(`${kind} ${key}`, { column, kind });
}

function outputKey(a: Analyzer, output: Output): string {
  return output.expression ? expressionKey(a, output.expression) : fieldKey(a, output.origin ?? output.field);
}

/** The number of GROUP BY 1 or ORDER BY -1. */
function ordinal(node: tree.Expression): number | undefined {
  if (node.kind === 'LongLiteral') return Number(node.value);
  return node.kind === 'ArithmeticUnary' && node.operator === '-' && node.value.kind === 'LongLiteral'
    ? -Number(node.value.value)
    : undefined;
}

function having(a: Analyzer, node: tree.Expression, source: Scope): void {
  a.using('filter', () => requireBoolean(a, node, source, actual => `HAVING clause must evaluate to a boolean: actual type ${actual}`));
  const window = windowFunctionsIn(node)[0];
  if (window) a.error('NESTED_WINDOW', window, 'HAVING clause cannot contain window functions or row pattern measures');
}

/** ORDER BY of a query whose body has these columns; `owner` is where a type that has no order is told. */
export function sortBy(
  a: Analyzer,
  orderBy: tree.OrderBy,
  scope: Scope,
  outputs: readonly { readonly field: Field }[],
  owner: { readonly start: number; readonly end: number },
  open: boolean,
): void {
  a.setScope(orderBy, scope);
  a.region(orderBy.start, orderBy.end, scope);
  for (const { sortKey } of orderBy.items) {
    const position = ordinal(sortKey);
    if (position === undefined) {
      const type = a.using('sort', () => a.expression(sortKey, scope));
      if (!isOrderable(type))
        a.error('TYPE_MISMATCH', owner, `Type ${type.display} is not orderable, and therefore cannot be used in ORDER BY`);
      continue;
    }
    const output = outputs[position - 1];
    if (output) {
      for (const source of output.field.sources) addUse(a, 'sort', source.key, source);
      const { type } = output.field;
      if (!isOrderable(type))
        a.error('TYPE_MISMATCH', owner, `Type ${type.display} is not orderable, and therefore cannot be used in ORDER BY`);
    } else if (!open) a.error('INVALID_COLUMN_REFERENCE', sortKey, `ORDER BY position ${position} is not in select list`);
  }
}

function verifySelectDistinct(
  a: Analyzer,
  node: tree.QuerySpecification,
  orderBy: tree.OrderBy | undefined,
  outputs: readonly Output[],
): void {
  if (node.select.quantifier !== 'DISTINCT' || !orderBy) return;
  const keys = new Set(outputs.flatMap(output => [outputKey(a, output), fieldKey(a, output.field)]));
  for (const { sortKey } of orderBy.items) {
    if (sortKey.kind === 'Missing' || ordinal(sortKey) !== undefined || a.typeOf(sortKey) === unresolvedType) continue;
    if (keys.has(expressionKey(a, sortKey))) continue;
    a.error('EXPRESSION_NOT_IN_DISTINCT', node.select, 'For SELECT DISTINCT, ORDER BY expressions must appear in select list');
    return;
  }
}

function verifyAggregation(
  a: Analyzer,
  node: tree.QuerySpecification,
  orderBy: tree.OrderBy | undefined,
  source: Scope,
  outputs: readonly Output[],
  keys: Set<string> | undefined,
): void {
  const sortKeys = (orderBy?.items ?? []).map(item => item.sortKey);
  const expressions = [...outputs.flatMap(o => o.expression ?? []), ...(node.having ? [node.having] : []), ...sortKeys];
  if (!keys && expressions.some(hasGrouping)) {
    a.error(
      'MISSING_GROUP_BY',
      node,
      'A GROUPING() operation can only be used with a corresponding GROUPING SET/CUBE/ROLLUP/GROUP BY clause',
    );
    return;
  }
  const aggregated = keys !== undefined || (a.sawAggregate && expressions.some(e => aggregatesIn(a, e).length > 0));
  if (!aggregated) return;
  const grouping: Grouping = {
    keys: keys ?? new Set(),
    source: new Set(source.relation.fields),
    output: new Set(outputs.map(o => o.field)),
  };
  const reported = new Set<tree.AllColumns>();
  for (const output of outputs) {
    if (output.expression) verifyGrouped(a, output.expression, grouping);
    else if (output.star && output.origin && !reported.has(output.star) && !verifyGroupedField(a, output.star, output.origin, grouping)) {
      reported.add(output.star);
    }
  }
  if (node.having) verifyGrouped(a, node.having, grouping);
  for (const sortKey of sortKeys) {
    if (ordinal(sortKey) !== undefined) continue;
    verifySortAggregates(a, sortKey, grouping.output);
    verifyGrouped(a, sortKey, grouping);
  }
}

function verifyWindows(a: Analyzer, node: tree.QuerySpecification, orderBy: tree.OrderBy | undefined, outputs: readonly Output[]): void {
  const expressions = [
    ...outputs.flatMap(o => o.expression ?? []),
    ...(node.having ? [node.having] : []),
    ...(orderBy?.items ?? []).map(i => i.sortKey),
  ];
  for (const expression of expressions) {
    verifyNesting(a, expression);
    for (const call of windowFunctionsIn(expression)) {
      if (call.kind !== 'FunctionCall') continue;
      const name = call.name.parts.map(p => (p.kind === 'Identifier' ? p.value.toLowerCase() : '')).join('.');
      if (call.filter) a.error('NOT_SUPPORTED', node, 'FILTER is not yet supported for window functions');
      else if (call.distinct && a.functions.get(call)?.signature.kind === 'window')
        a.error('NOT_SUPPORTED', node, `Only aggregation window functions with DISTINCT are supported, not ${name}`);
      else if (a.functions.get(call)?.signature.kind === 'scalar') a.error('FUNCTION_NOT_WINDOW', node, `Not a window function: ${name}`);
    }
  }
}
