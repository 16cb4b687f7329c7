/**
 * Values that a compared column can have: of partition projection, of the partitions there are, and of accepted_values tests.
 * Invariant: every value offered is one that the catalog or the project names.
 */
import type { StatementAnalysis } from '../../analysis/StatementAnalysis';
import type { Field } from '../../analysis/scope/Field';
import type { TableEntry } from '../../catalog/CatalogSnapshot';
import { testedColumns } from '../../lineage/testedColumns';
import type { ProjectAnalysis } from '../../lineage/ProjectAnalysis';
import type { SyntaxContext } from '../../sql/syntaxContext';
import type * as tree from '../../sql/tree';
import type { CompletionItem } from './item';

const shown = 50;

export function comparedValues(
  analysis: StatementAnalysis,
  context: SyntaxContext,
  project: ProjectAnalysis | undefined,
): readonly CompletionItem[] {
  const compared = comparedWith(context.path);
  const field = compared?.kind === 'Identifier' || compared?.kind === 'DereferenceExpression' ? analysis.fieldOf(compared) : undefined;
  if (!field) return [];
  const { values, origin } = knownValues(field, project);
  return values.slice(0, shown).flatMap((value, at): CompletionItem[] => {
    const insert = literal(value, field);
    // In a string that is being typed only strings fit.
    if (insert === undefined || (context.quote === "'" && !insert.startsWith("'"))) return [];
    return [{ label: value, kind: 'value', detail: origin, insert, filter: insert, likelihood: 160 - at }];
  });
}

/** The other side of the predicate that the caret is in. */
function comparedWith(path: readonly tree.Node[]): tree.Expression | undefined {
  const hole = path.at(-1);
  const parent = path.at(-2);
  if (parent?.kind === 'ComparisonExpression') return parent.left === hole ? parent.right : parent.left;
  if (parent?.kind === 'BetweenPredicate') return parent.value === hole ? undefined : parent.value;
  const predicate = path.at(-3);
  return parent?.kind === 'InListExpression' && predicate?.kind === 'InPredicate' ? predicate.value : undefined;
}

function knownValues(
  { definition, name = '' }: Field,
  project: ProjectAnalysis | undefined,
): { readonly values: readonly string[]; readonly origin: string } {
  if (definition.kind !== 'column') return { values: [], origin: '' };
  const accepted = project && testedColumns(project).accepted.get(definition.id.key);
  if (accepted) return { values: accepted, origin: 'accepted value' };
  const entry = definition.relation.kind === 'glue' ? definition.relation.entry : undefined;
  return entry ? partitionValues(entry, name.toLowerCase()) : { values: [], origin: '' };
}

function partitionValues(
  { table, partitions }: TableEntry,
  column: string,
): { readonly values: readonly string[]; readonly origin: string } {
  const { Parameters: settings = {}, PartitionKeys: keys = [] } = table;
  const at = keys.findIndex(({ Name }) => Name.toLowerCase() === column);
  if (at < 0) return { values: [], origin: '' };
  if (settings['projection.enabled']?.toLowerCase() === 'true' && settings[`projection.${column}.type`] === 'enum')
    return { values: (settings[`projection.${column}.values`] ?? '').split(',').map(value => value.trim()), origin: 'projected partition' };
  const values = new Set(
    (partitions ?? []).flatMap(({ Values }) => Values[at] ?? []).filter(value => value !== '__HIVE_DEFAULT_PARTITION__'),
  );
  // The newest are asked for most.
  return { values: [...values].sort().reverse(), origin: 'partition' };
}

/** A value as a literal of the column's type; undefined where it is none. */
function literal(value: string, { type }: Field): string | undefined {
  const quoted = `'${value.replaceAll("'", "''")}'`;
  if (type.kind === 'varchar' || type.kind === 'char') return quoted;
  if (type.display === 'date') return /^\d{4}-\d{2}-\d{2}$/.test(value) ? `date ${quoted}` : undefined;
  if (['bigint', 'integer', 'smallint', 'tinyint'].includes(type.display)) return /^-?\d+$/.test(value) ? value : undefined;
  return type.display === 'boolean' && /^(true|false)$/i.test(value) ? value.toLowerCase() : undefined;
}
