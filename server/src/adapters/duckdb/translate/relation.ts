/** Relations of FROM. Invariant: every relation has the alias by which Trino's columns are qualified, so that references stay true. */
import { booleanType } from '../../../core/analysis/types/TrinoType';
import type * as tree from '../../../core/sql/tree';
import { fieldNames } from '../duckType';
import { quote, text } from '../sqlText';
import { isLateral, names, values } from './query';
import type { Translator } from './Translator';

export function translateRelation(t: Translator, node: tree.Relation): string {
  switch (node.kind) {
    case 'AliasedRelation': {
      if (node.alias.kind === 'Missing') throw t.refuse(node, 'an unfinished alias');
      return aliased(t, node.relation, quote(node.alias.value), node.columnNames);
    }
    case 'Join':
      return join(t, node);
    case 'Table':
      return aliased(t, node, quote(lastPart(node.name)), undefined);
    case 'TableSubquery':
    case 'Unnest':
    case 'Lateral':
      return aliased(t, node, undefined, undefined);
    case 'SampledRelation':
      throw t.refuse(node, 'TABLESAMPLE');
    case 'TableFunctionInvocation':
      throw t.refuse(node, 'a table function');
    case 'PatternRecognitionRelation':
      throw t.refuse(node, 'MATCH_RECOGNIZE');
    case 'JsonTable':
      throw t.refuse(node, 'JSON_TABLE');
    case 'Missing':
      throw t.refuse(node, 'an unfinished FROM');
  }
}

function lastPart(name: tree.QualifiedName): string {
  const last = name.parts.at(-1);
  return last?.kind === 'Identifier' ? last.value : '';
}

function aliased(t: Translator, node: tree.Relation, alias: string | undefined, columns: tree.ColumnAliases | undefined): string {
  const list = columns ? `(${names(columns).join(', ')})` : '';
  const as = alias === undefined ? '' : ` AS ${alias}${list}`;
  switch (node.kind) {
    case 'Table':
      return `${tableName(t, node)}${as}`;
    case 'TableSubquery': {
      const { query } = node;
      const plain = !query.with && !query.orderBy && !query.limit && !query.offset;
      return `(${plain && query.body.kind === 'Values' ? values(t, query.body) : t.query(query)})${as}`;
    }
    case 'Lateral':
      return `(${t.query(node.query)})${as}`;
    case 'Unnest':
      return `${unnest(t, node)}${as}`;
    case 'AliasedRelation':
    case 'SampledRelation':
    case 'TableFunctionInvocation':
    case 'PatternRecognitionRelation':
    case 'JsonTable':
    case 'Missing':
      return `${t.relation(node)}${as}`;
    case 'Join':
      throw t.refuse(node, 'an alias of a join in parentheses');
  }
}

function tableName(t: Translator, node: tree.Table): string {
  if (node.period) throw t.refuse(node.period, 'time travel (FOR … AS OF)');
  const relation = t.facts.relationOf(node);
  if (!relation) throw t.refuse(node, `the table ${node.name.parts.map(part => (part.kind === 'Identifier' ? part.value : '')).join('.')}`);
  if (relation === 'query') return quote(lastPart(node.name));
  const { entry } = relation;
  if (entry.table.TableType === 'VIRTUAL_VIEW') return t.viewSql(node, entry);
  return t.tableView(entry);
}

function join(t: Translator, node: tree.Join): string {
  const left = t.relation(node.left);
  const right =
    node.right.kind === 'Join' ? `(${t.relation(node.right)})` : `${isLateral(node.right) ? 'LATERAL ' : ''}${t.relation(node.right)}`;
  const { criteria } = node;
  if (!criteria) return `${left} CROSS JOIN ${right}`;
  switch (criteria.kind) {
    case 'JoinOn':
      return `${left} ${node.type} JOIN ${right} ON ${t.as(criteria.expression, booleanType)}`;
    case 'JoinUsing':
      return `${left} ${node.type} JOIN ${right} USING (${criteria.columns.map(name => quote(name.kind === 'Identifier' ? name.value : '')).join(', ')})`;
    case 'NaturalJoin':
      throw t.refuse(criteria, 'NATURAL JOIN');
    case 'Missing':
      throw t.refuse(criteria, 'an unfinished join');
  }
}

/** One row for each place of the longest array; maps give two columns, arrays of rows one for each field. */
function unnest(t: Translator, node: tree.Unnest): string {
  const lists: string[] = [];
  const lengths: string[] = [];
  for (const expression of node.expressions) {
    const type = t.typeOf(expression);
    const sql = t.expression(expression);
    if (type.kind === 'map') {
      lists.push(`map_keys(${sql})`, `map_values(${sql})`);
      lengths.push(`len(map_keys(${sql}))`);
    } else if (type.kind === 'array') {
      const { element } = type;
      const item = quote(t.freshName());
      if (element.kind === 'row')
        for (const name of fieldNames(element))
          lists.push(`list_transform(${sql}, lambda ${item}: struct_extract(${item}, ${text(name)}))`);
      else lists.push(sql);
      lengths.push(`len(${sql})`);
    } else throw t.refuse(expression, `UNNEST of ${type.display}`);
  }
  const items = lists.map(list => `unnest(${list})`);
  if (node.withOrdinality) items.push(`unnest(range(1, greatest(${lengths.map(length => `coalesce(${length}, 0)`).join(', ')}) + 1))`);
  const outputs = items.map((item, at) => `${item} AS ${quote(t.facts.columnsOf(node)?.fields[at]?.name ?? `_u${at}`)}`);
  return `(SELECT ${outputs.join(', ')})`;
}
