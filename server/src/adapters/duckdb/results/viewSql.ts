/** A view of a kept result in SQL. Invariant: `n` is a row's place of arrival; rows that are equal by the sort keep that order. */
import type { TrinoType } from '../../../core/analysis/types/TrinoType';
import type { ResultFilter, ResultView } from '../../../ports/ResultStore';
import { quote, text } from '../sqlText';
import { sortKey, typedText } from './columnSql';

export function columnName(at: number): string {
  return quote(`c${at}`);
}

/** Whether the view is the rows as they came. */
export function isWhole({ sort, filters, search }: ResultView): boolean {
  return sort.length === 0 && filters.length === 0 && search === '';
}

export function whereSql({ filters, search }: ResultView, types: readonly TrinoType[]): string {
  const conditions = filters.map(filter => condition(filter, types[filter.column]));
  if (search !== '') conditions.push(`(${types.map((_, at) => contains(columnName(at), search)).join(' OR ') || 'false'})`);
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

export function orderSql({ sort }: ResultView, types: readonly TrinoType[]): string {
  const keys = sort.flatMap(({ column, descending }) => {
    const type = types[column];
    return type ? [`${sortKey(type).of(columnName(column))} ${descending ? 'DESC' : 'ASC'} NULLS LAST`] : [];
  });
  return [...keys, 'n'].join(', ');
}

function contains(column: string, part: string): string {
  return `coalesce(contains(lower(${column}), lower(${text(part)})), false)`;
}

function condition({ column, operator, value = '', upTo = '' }: ResultFilter, type: TrinoType | undefined): string {
  if (!type) return 'false';
  const name = columnName(column);
  const key = sortKey(type);
  const own = key.of(name);
  switch (operator) {
    case 'contains':
      return contains(name, value);
    case 'notContains':
      return `NOT ${contains(name, value)}`;
    case 'equals':
      return `(${own} = ${typedText(key, value)})`;
    case 'notEquals':
      return `(${own} IS DISTINCT FROM ${typedText(key, value)})`;
    case 'less':
      return `(${own} < ${typedText(key, value)})`;
    case 'lessOrEqual':
      return `(${own} <= ${typedText(key, value)})`;
    case 'greater':
      return `(${own} > ${typedText(key, value)})`;
    case 'greaterOrEqual':
      return `(${own} >= ${typedText(key, value)})`;
    case 'between':
      return `(${own} BETWEEN ${typedText(key, value)} AND ${typedText(key, upTo)})`;
    case 'isNull':
      return `(${name} IS NULL)`;
    case 'isNotNull':
      return `(${name} IS NOT NULL)`;
  }
}
