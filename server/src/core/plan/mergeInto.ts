/**
 * MERGE as dbt-athena writes it for Iceberg tables.
 * Invariant: columns are the target's, in the target's order; key columns are never updated.
 */
import { asString } from '../dbt/value';
import type { BuildSettings } from './settings';

export function mergeInto(
  target: string,
  source: string,
  columns: readonly { readonly name: string; readonly type: string }[],
  settings: BuildSettings,
): string {
  const keys = settings.uniqueKey;
  const names = columns.map(column => column.name);
  const lower = (list: readonly string[]): readonly string[] => list.map(item => item.toLowerCase());
  const updated = columns.filter(({ name }) => {
    if (keys.includes(name)) return false;
    if (settings.updateColumns.length > 0) return lower(settings.updateColumns).includes(name.toLowerCase());
    return !lower(settings.excludeColumns).includes(name.toLowerCase());
  });
  const predicates = settings.incrementalPredicates.length === 0 ? '' : `\n  and (${settings.incrementalPredicates.join(' and ')})`;
  const lines = [
    `merge into ${target} as target using ${source} as src`,
    `on (${keys.map(key => `target.${key} = src.${key}`).join(' and ')}${predicates})`,
  ];
  if (settings.deleteCondition !== undefined) lines.push(`when matched and (${settings.deleteCondition})`, '  then delete');
  if (updated.length > 0) {
    lines.push(`when matched${settings.updateCondition === undefined ? '' : ` and ${settings.updateCondition}`}`, '  then update set');
    lines.push(
      updated
        .map(column => `    ${assignment(column, asString(settings.updateRules.get(column.name)) ?? settings.updateRule)}`)
        .join(',\n'),
    );
  }
  lines.push(`when not matched${settings.insertCondition === undefined ? '' : ` and ${settings.insertCondition}`}`);
  lines.push(`  then insert (${names.map(quoted).join(', ')})`, `  values (${names.map(name => `src.${quoted(name)}`).join(', ')})`);
  return lines.join('\n');
}

function assignment({ name, type }: { readonly name: string; readonly type: string }, rule: string): string {
  const column = quoted(name);
  const [source, target] = [`src.${column}`, `target.${column}`];
  switch (rule) {
    case 'replace':
      return `${column} = ${source}`;
    case 'coalesce':
      return `${column} = coalesce(${source}, ${target})`;
    case 'sum':
      if (type.startsWith('map'))
        return `${column} = map_zip_with(coalesce(${source}, map()), coalesce(${target}, map()), (k, v1, v2) -> coalesce(v1, 0) + coalesce(v2, 0))`;
      return `${column} = ${source} + ${target}`;
    case 'append':
      return `${column} = ${source} || ${target}`;
    case 'append_distinct':
      return `${column} = array_distinct(${source} || ${target})`;
    default:
      return `${column} = ${rule.replaceAll('_new_', source).replaceAll('_old_', target)}`;
  }
}

export function quoted(name: string): string {
  return `"${name}"`;
}
