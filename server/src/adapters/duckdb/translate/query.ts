/** Queries. Invariant: clauses keep their order and scopes; output columns keep Trino's types, so that a set operation unites what Trino unites. */
import { visibleFields, type Field } from '../../../core/analysis/scope/Field';
import type { TrinoType } from '../../../core/analysis/types/TrinoType';
import { booleanType } from '../../../core/analysis/types/TrinoType';
import type * as tree from '../../../core/sql/tree';
import { walk } from '../../../core/sql/tree';
import { fieldNames } from '../duckType';
import { quote, text } from '../sqlText';
import { isZoned } from './expression';
import { instant } from './operators';
import { cellsOf, outputOf, selected } from './output';
import type { Translator } from './Translator';
import { windowSpecification } from './window';

export function translateQuery(t: Translator, node: tree.Query): string {
  if (node.functions.length > 0) throw t.refuse(node.functions[0]!, 'WITH FUNCTION');
  if (node.sessionProperties.length > 0) throw t.refuse(node.sessionProperties[0]!, 'WITH SESSION');
  const parts = [withClause(t, node.with), body(t, node.body)];
  if (node.orderBy) parts.push(`ORDER BY ${node.orderBy.items.map(item => sortItem(t, item, node.body)).join(', ')}`);
  if (node.limit?.kind === 'FetchFirst' && node.limit.withTies) throw t.refuse(node.limit, 'FETCH FIRST WITH TIES');
  if (node.limit) {
    const count = node.limit.rowCount;
    if (count) parts.push(`LIMIT ${rowCount(t, count)}`);
    else if (node.limit.kind === 'FetchFirst') parts.push('LIMIT 1');
  }
  if (node.offset) parts.push(`OFFSET ${rowCount(t, node.offset.rowCount)}`);
  return parts.filter(part => part !== '').join(' ');
}

function rowCount(t: Translator, node: tree.Expression): string {
  if (node.kind !== 'LongLiteral') throw t.refuse(node, 'a count that is not a number');
  return String(node.value);
}

function withClause(t: Translator, node: tree.With | undefined): string {
  if (!node) return '';
  const queries = node.queries.map(({ name, columnNames, query }) => {
    if (name.kind === 'Missing') throw t.refuse(name, 'an unfinished WITH');
    const columns = columnNames ? `(${names(columnNames).join(', ')})` : '';
    return `${quote(name.value)}${columns} AS (${t.query(query)})`;
  });
  return `WITH ${node.recursive ? 'RECURSIVE ' : ''}${queries.join(', ')}`;
}

export function names(node: tree.ColumnAliases): readonly string[] {
  return node.names.map(name => quote(name.kind === 'Identifier' ? name.value : ''));
}

function body(t: Translator, node: tree.QueryBody): string {
  switch (node.kind) {
    case 'QuerySpecification':
      return specification(t, node);
    case 'SetOperation':
      return setOperation(t, node);
    case 'TableSubquery':
      return `(${t.query(node.query)})`;
    case 'Values':
      return values(t, node);
    case 'Table':
      return `SELECT * FROM ${t.relation(node)}`;
    case 'Missing':
      throw t.refuse(node, 'an unfinished query');
  }
}

/** The rows with each column in the type that all of them share. */
export function values(t: Translator, node: tree.Values): string {
  const columns = outputOf(t, node).map(field => selected(field.type));
  const rows = node.rows.map(row => {
    const cells = cellsOf(row);
    if (cells.length !== columns.length) throw t.refuse(row, 'a row of VALUES that is not written out');
    return `(${cells.map((cell, at) => typed(t, cell, columns[at]!)).join(', ')})`;
  });
  return `VALUES ${rows.join(', ')}`;
}

function typed(t: Translator, node: tree.Expression, type: TrinoType): string {
  return `CAST(${t.as(node, type)} AS ${t.home(type, node)})`;
}

/** Equal instants of different zones are one group in Trino and two here: refused where zones other than UTC can occur. */
function refuseZones(t: Translator, types: readonly TrinoType[], node: tree.Node, what: string): void {
  if (types.some(isZoned) && t.mayMixZones()) throw t.refuse(node, `${what} of timestamps with different time zones`);
}

function setOperation(t: Translator, node: tree.SetOperation): string {
  if (node.corresponding) throw t.refuse(node.corresponding, 'CORRESPONDING');
  const outputs = outputOf(t, node);
  const side = (operand: tree.QueryBody): string => {
    const own = outputOf(t, operand);
    const sql = body(t, operand);
    if (own.every(({ type }, at) => type === outputs[at]?.type)) return operand.kind === 'TableSubquery' ? sql : `(${sql})`;
    const places = outputs.map((_, at) => quote(`c${at}`));
    const named = outputs.map(
      ({ name, type }, at) => `${t.coerce(places[at]!, selected(own[at]!.type), selected(type), operand)} AS ${quote(name ?? `c${at}`)}`,
    );
    return `(SELECT ${named.join(', ')} FROM (${sql}) AS q(${places.join(', ')}))`;
  };
  const all = node.quantifier === 'ALL' ? ' ALL' : '';
  if (all === '' || node.operator !== 'UNION')
    refuseZones(
      t,
      outputs.map(({ type }) => type),
      node,
      node.operator,
    );
  return `${side(node.left)} ${node.operator}${all} ${side(node.right)}`;
}

function specification(t: Translator, node: tree.QuerySpecification): string {
  if (node.select.quantifier === 'DISTINCT')
    refuseZones(
      t,
      outputOf(t, node).map(({ type }) => type),
      node.select,
      'DISTINCT',
    );
  const parts = [
    `SELECT ${node.select.quantifier === 'DISTINCT' ? 'DISTINCT ' : ''}${node.select.items.map(item => selectItem(t, item, node)).join(', ')}`,
  ];
  if (node.from)
    parts.push(
      `FROM ${node.from.relations.map((relation, at) => (at > 0 && isLateral(relation) ? `LATERAL ${t.relation(relation)}` : t.relation(relation))).join(', ')}`,
    );
  if (node.where) parts.push(`WHERE ${t.as(node.where, booleanType)}`);
  if (node.groupBy) parts.push(groupBy(t, node.groupBy));
  if (node.having) parts.push(`HAVING ${t.as(node.having, booleanType)}`);
  if (node.windows.length > 0) {
    const windows = node.windows.map(({ name, window }) => {
      if (name.kind === 'Missing' || window.kind === 'Missing') throw t.refuse(name, 'an unfinished window');
      return `${quote(name.value)} AS ${windowSpecification(t, window)}`;
    });
    parts.push(`WINDOW ${windows.join(', ')}`);
  }
  return parts.join(' ');
}

/** Relations that see those before them. */
export function isLateral(node: tree.Relation): boolean {
  return node.kind === 'Unnest' || node.kind === 'Lateral' || (node.kind === 'AliasedRelation' && isLateral(node.relation));
}

function selectItem(t: Translator, item: tree.SelectItem, specification: tree.QuerySpecification): string {
  if (item.kind === 'AllColumns') return allColumns(t, item, specification);
  const name = outputName(item);
  const sql = t.expression(item.expression);
  const type = t.typeOf(item.expression);
  const value = type.base === 'unknown' ? `CAST(${sql} AS INTEGER)` : sql;
  return name === undefined ? value : `${value} AS ${quote(name)}`;
}

function outputName({ alias, expression }: tree.SingleColumn): string | undefined {
  if (alias?.kind === 'Identifier') return alias.value;
  if (expression.kind === 'Identifier') return expression.value;
  if (expression.kind === 'DereferenceExpression' && expression.field.kind === 'Identifier') return expression.field.value;
  return undefined;
}

function allColumns(t: Translator, item: tree.AllColumns, { from }: tree.QuerySpecification): string {
  const { target, aliases } = item;
  if (!target) return from && hasUsing(from) ? expanded(t, from, item) : '*';
  const type = t.facts.typeOf(target);
  if (type?.kind === 'row') {
    const row = t.expression(target);
    const outputs = aliases ? names(aliases) : type.fields.map((field, at) => quote(field.name ?? `_col${at}`));
    return fieldNames(type)
      .map((name, at) => `struct_extract(${row}, ${text(name)}) AS ${outputs[at]!}`)
      .join(', ');
  }
  if (aliases) throw t.refuse(aliases, 'column names behind *');
  const relation = target.kind === 'Identifier' ? target : target.kind === 'DereferenceExpression' ? target.field : undefined;
  if (relation?.kind !== 'Identifier') throw t.refuse(item, 'this *');
  return `${quote(relation.value)}.*`;
}

/** After USING Trino puts the joined columns first. */
function expanded(t: Translator, from: tree.From, item: tree.AllColumns): string {
  const fields = from.relations.flatMap(relation => {
    const columns = t.facts.columnsOf(relation);
    return columns ? visibleFields(columns) : [];
  });
  if (fields.length === 0 || fields.some(field => field.name === undefined)) throw t.refuse(item, '* over unnamed columns');
  return fields.map(reference).join(', ');
}

function reference({ name = '', qualifier }: Field): string {
  const relation = qualifier?.at(-1);
  return relation === undefined ? quote(name) : `${quote(relation)}.${quote(name)}`;
}

function hasUsing(from: tree.From): boolean {
  const using = (relation: tree.Relation): boolean =>
    relation.kind === 'Join' && (relation.criteria?.kind === 'JoinUsing' || using(relation.left) || using(relation.right));
  return from.relations.some(using);
}

function groupBy(t: Translator, node: tree.GroupBy): string {
  if (node.quantifier === 'DISTINCT') throw t.refuse(node, 'GROUP BY DISTINCT');
  const grouped = (column: tree.Expression): string => {
    refuseZones(t, [t.typeOf(column)], column, 'GROUP BY');
    return t.expression(column);
  };
  const keys = (set: tree.SimpleGroupBy): readonly string[] =>
    set.columns.map(column => (column.kind === 'LongLiteral' ? String(column.value) : grouped(column)));
  const set = (element: tree.SimpleGroupBy): string => `(${keys(element).join(', ')})`;
  const elements = node.elements.map(element => {
    if (element.kind === 'SimpleGroupBy')
      return element.columns.length === 1 ? keys(element)[0]! : element.columns.length === 0 ? '()' : keys(element).join(', ');
    return `${element.type === 'EXPLICIT' ? 'GROUPING SETS' : element.type} (${element.sets.map(set).join(', ')})`;
  });
  return `GROUP BY ${elements.join(', ')}`;
}

/** A sort key of a query: an ordinal, an output column, or an expression over both scopes. */
function sortItem(t: Translator, item: tree.SortItem, of: tree.QueryBody): string {
  const { sortKey } = item;
  const order = ` ${item.ordering} NULLS ${item.nullOrdering ?? 'LAST'}`;
  if (sortKey.kind === 'LongLiteral') return `${String(sortKey.value)}${order}`;
  const items = of.kind === 'QuerySpecification' ? of.select.items : [];
  const outputAt = (node: tree.Node): number => {
    const definition = t.facts.fieldOf(node)?.definition;
    return definition?.kind === 'item' ? items.indexOf(definition.node) : -1;
  };
  const place = outputAt(sortKey);
  if (place >= 0 && !items.some(other => other.kind === 'AllColumns') && !isZoned(t.typeOf(sortKey))) return `${place + 1}${order}`;
  const substitutes = new Map(t.outputItems);
  walk(sortKey, node => {
    const output = node.kind === 'Identifier' ? items[outputAt(node)] : undefined;
    if (output?.kind === 'SingleColumn') substitutes.set(node, output.expression);
    return undefined;
  });
  const before = t.outputItems;
  t.outputItems = substitutes;
  try {
    return `${instant(t.expression(sortKey), t.typeOf(sortKey))}${order}`;
  } finally {
    t.outputItems = before;
  }
}
