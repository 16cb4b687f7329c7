/**
 * Columns that a statement keeps in a table in another way than it says.
 * Source of the rules: Iceberg keeps microseconds; Athena refuses every other precision there. Hive tables of Athena keep milliseconds without a time zone.
 * Glue keeps names in lower case; Athena's names have letters, digits and underscores.
 */
import type { OutputColumn } from '../analysis/Analyzer';
import type { TrinoType } from '../analysis/types/TrinoType';
import type * as tree from '../sql/tree';
import type { LintContext, LintFinding, LintFix, LintRule, LintTarget } from './Rule';

export const timestampPrecision: LintRule = {
  name: 'TIMESTAMP_PRECISION',
  severity: 'warning',
  source: 'sql',
  check: ({ analysis, target, text }) =>
    !target
      ? []
      : (analysis.columns ?? []).flatMap((column): LintFinding[] => {
          const kept = keptType(column.type, target);
          const range = placeOf(column);
          if (kept === undefined || !range) return [];
          const fix = castTo(column, kept, text);
          const table = target.kind === 'iceberg' ? 'an Iceberg table' : 'a Hive table';
          return [
            { message: `Athena refuses ${column.type.display} in ${table}: make ${column.name} ${kept}`, range, ...(fix ? { fix } : {}) },
          ];
        }),
};

/** The type that the table can keep; undefined where it keeps the type as it is. */
function keptType(type: TrinoType, { kind }: LintTarget): string | undefined {
  if (type.kind !== 'timestamp' && type.kind !== 'time') return undefined;
  if (kind === 'iceberg')
    return type.precision === 6 ? undefined : `${type.kind}(6)${type.withTimeZone && type.kind === 'timestamp' ? ' with time zone' : ''}`;
  if (type.kind === 'time') return undefined;
  return type.withTimeZone || type.precision > 3 ? 'timestamp(3)' : undefined;
}

function placeOf({ field }: OutputColumn): { readonly start: number; readonly end: number } | undefined {
  return field.definition.kind === 'item' ? { start: field.definition.node.start, end: field.definition.node.end } : undefined;
}

function castTo({ field, name }: OutputColumn, type: string, text: string): LintFix | undefined {
  const node = field.definition.kind === 'item' ? field.definition.node : undefined;
  if (node?.kind !== 'SingleColumn') return undefined;
  const { expression, alias } = node;
  // Parentheses around an expression are not part of it: from the item's start to the alias, or to the item's end.
  const end = alias ? expression.end : node.end;
  if (alias && /^\s*\)/.test(text.slice(end))) return undefined;
  const written = text.slice(node.start, end);
  return {
    title: `Cast to ${type}`,
    edits: [{ start: node.start, end, newText: `cast(${written} as ${type})${alias ? '' : ` as ${name}`}` }],
  };
}

export const glueNames: LintRule = {
  name: 'GLUE_CHANGES_NAME',
  severity: 'warning',
  source: 'sql',
  check: context => writtenNames(context).flatMap(changedName),
};

function writtenNames({ statement, analysis, target }: LintContext): readonly tree.Identifier[] {
  const names: tree.Name[] = [];
  if (statement.kind === 'CreateTable' || statement.kind === 'CreateTableAsSelect' || statement.kind === 'CreateView') {
    names.push(...statement.name.parts.slice(-1));
    if (statement.kind === 'CreateTable')
      for (const element of statement.elements) if (element.kind === 'ColumnDefinition') names.push(...element.name.parts.slice(-1));
  }
  if (target || statement.kind === 'CreateView')
    for (const { field } of analysis.columns ?? []) {
      if (field.definition.kind !== 'item' || field.definition.node.kind !== 'SingleColumn') continue;
      const { alias } = field.definition.node;
      if (alias) names.push(alias);
    }
  return names.filter(name => name.kind === 'Identifier');
}

function changedName({ start, end, quoted, value, text }: tree.Identifier): readonly LintFinding[] {
  if (!quoted || /^[a-z0-9_]+$/.test(value)) return [];
  const lower = value.toLowerCase();
  const plain = lower.replace(/[^a-z0-9_]+/g, '_');
  const message =
    lower === plain ? `Glue keeps ${text} as ${lower}` : `${text}: Athena's names have lower-case letters, digits and underscores only`;
  const fix = /[a-z0-9]/.test(plain)
    ? { title: `Name it ${plain}`, edits: [{ start, end, newText: /^[0-9]/.test(plain) ? `"${plain}"` : plain }] }
    : undefined;
  return [{ message, range: { start, end }, ...(fix ? { fix } : {}) }];
}
