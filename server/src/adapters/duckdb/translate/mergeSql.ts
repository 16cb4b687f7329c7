/**
 * MERGE as the whole new content of its target. Invariant: of the WHEN clauses the first whose condition holds acts on a row; a target row that
 * several source rows would change is Trino's error.
 */
import { booleanType } from '../../../core/analysis/types/TrinoType';
import type * as tree from '../../../core/sql/tree';
import { quote } from '../sqlText';
import type { TableColumn } from './newTable';
import type { Translator } from './Translator';

export interface TargetColumns {
  /** The quoted view over the target's files. */
  readonly view: string;
  readonly columns: readonly TableColumn[];
}

export function mergeSql(
  t: Translator,
  node: tree.Merge,
  { view, columns }: TargetColumns,
): { readonly sql: string; readonly countSql: string } {
  const last = node.target.parts.at(-1);
  const target = quote(node.alias?.kind === 'Identifier' ? node.alias.value : last?.kind === 'Identifier' ? last.value : '');
  const source = sourceAlias(t, node.source);
  const predicate = t.as(node.predicate, booleanType);
  const relation = t.relation(node.source);
  const marked = `(SELECT ${source}.*, true AS _merge_hit FROM ${relation}) AS ${source}`;
  const numbered = `(SELECT *, row_number() OVER () AS _merge_row FROM ${view}) AS ${target}`;
  const matched = node.cases.filter(when => when.kind !== 'MergeInsert');
  const inserts = node.cases.filter(when => when.kind === 'MergeInsert');
  const act = `CASE WHEN ${source}._merge_hit IS NULL THEN 0 ${matched.map((when, at) => `WHEN ${condition(t, when.condition)} THEN ${at + 1}`).join(' ')} ELSE 0 END`;
  const values = columns.map(({ name, type }) => {
    const own = `${target}.${quote(name)}`;
    const branches = matched.flatMap((when, at) => {
      const assignment =
        when.kind === 'MergeUpdate'
          ? when.assignments.find(({ name: assigned }) => assigned.kind === 'Identifier' && assigned.value.toLowerCase() === name)
          : undefined;
      return assignment ? [`WHEN ${at + 1} THEN ${t.as(assignment.value, type)}`] : [];
    });
    return `${branches.length === 0 ? own : `CASE ${act} ${branches.join(' ')} ELSE ${own} END`} AS ${quote(name)}`;
  });
  const deletes = matched.flatMap((when, at) => (when.kind === 'MergeDelete' ? [at + 1] : []));
  const joined = `SELECT ${values.join(', ')}, ${act} AS _merge_act, ${target}._merge_row AS _merge_row FROM ${numbered} LEFT JOIN ${marked} ON ${predicate}`;
  const acted = `SELECT *, count(*) FILTER (WHERE _merge_act > 0) OVER (PARTITION BY _merge_row) AS _merge_times, row_number() OVER (PARTITION BY _merge_row ORDER BY _merge_act DESC) AS _merge_first FROM (${joined})`;
  const once = `CASE WHEN _merge_times > 1 THEN CAST(mz_fail('MERGE_TARGET_ROW_MULTIPLE_MATCHES', 'One MERGE target table row matched more than one source row') AS BOOLEAN) ELSE _merge_first = 1 END`;
  const kept = deletes.length === 0 ? once : `${once} AND _merge_act NOT IN (${deletes.join(', ')})`;
  const names = columns.map(({ name }) => quote(name)).join(', ');
  const absent = `NOT EXISTS (SELECT 1 FROM ${view} AS ${target} WHERE ${predicate})`;
  const added = inserts.map((when, at) => {
    const before = inserts.slice(0, at).map(earlier => `NOT ${condition(t, earlier.condition)}`);
    const where = [absent, condition(t, when.condition), ...before].join(' AND ');
    return `SELECT ${insertedValues(t, when, columns).join(', ')} FROM ${relation} WHERE ${where}`;
  });
  return {
    sql: [`SELECT ${names} FROM (${acted}) WHERE ${kept}`, ...added].join(' UNION ALL '),
    countSql: `SELECT (SELECT count(*) FROM (${joined}) WHERE _merge_act > 0)${added.map(part => ` + (SELECT count(*) FROM (${part}))`).join('')}`,
  };
}

function condition(t: Translator, node: tree.Expression | undefined): string {
  return node ? `coalesce(${t.as(node, booleanType)}, false)` : 'true';
}

function insertedValues(t: Translator, when: tree.MergeInsert, columns: readonly TableColumn[]): readonly string[] {
  const order =
    when.columns?.names.map(name => (name.kind === 'Identifier' ? name.value.toLowerCase() : '')) ?? columns.map(({ name }) => name);
  return columns.map(({ name, type }) => {
    const value = when.values[order.indexOf(name)];
    return value ? t.as(value, type) : `CAST(NULL AS ${t.home(type, when)})`;
  });
}

function sourceAlias(t: Translator, node: tree.Relation): string {
  if (node.kind === 'AliasedRelation' && node.alias.kind === 'Identifier') return quote(node.alias.value);
  const last = node.kind === 'Table' ? node.name.parts.at(-1) : undefined;
  if (last?.kind === 'Identifier') return quote(last.value);
  throw t.refuse(node, 'MERGE from a relation without a name');
}
