/**
 * Columns at a caret: what is in sight, or what lies behind a qualifier. The likely ones first: what a colleague would have typed.
 * Invariant: a column is offered only where the engine would resolve it; inner scopes go before outer ones.
 */
import type { StatementAnalysis } from '../../analysis/StatementAnalysis';
import { visibleFields } from '../../analysis/scope/Field';
import type { Field } from '../../analysis/scope/Field';
import type { Scope } from '../../analysis/scope/Scope';
import type { TrinoType } from '../../analysis/types/TrinoType';
import { quoteIdentifier } from '../../sql/quoteIdentifier';
import type { SyntaxContext } from '../../sql/syntaxContext';
import { canonical } from '../../sql/tree';
import type { CompletionItem } from './item';
import type { Likelihood } from './likelihood';

/** Names for USING: what both sides of the join have goes first, without a qualifier, as USING wants it. */
export function columnsToJoin(analysis: StatementAnalysis, context: SyntaxContext): readonly CompletionItem[] {
  const byName = new Map<string, Field[]>();
  for (const field of visibleFields(analysis.scopeAt(context.word.start - context.start).relation)) {
    const name = field.name?.toLowerCase();
    if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), field]);
  }
  return [...byName.values()].map(fields => ({
    ...columnItem(fields[0]!),
    insert: quoteIdentifier(fields[0]!.name ?? ''),
    likelihood: fields.length > 1 ? 100 : 20,
  }));
}

/** Columns of the table that a statement changes, in its order; those that the list before the caret has stand last. */
export function columnsOfTarget(analysis: StatementAnalysis, context: SyntaxContext, text: string): readonly CompletionItem[] {
  const before = text.slice(context.start, context.word.start);
  const listed = new Set(
    before
      .slice(before.lastIndexOf('(') + 1)
      .toLowerCase()
      .match(/\w+/g),
  );
  return visibleFields(analysis.scopeAt(context.word.start - context.start).relation).flatMap((field, at): CompletionItem[] =>
    field.name === undefined
      ? []
      : [
          {
            ...columnItem(field),
            insert: quoteIdentifier(field.name),
            likelihood: (listed.has(field.name.toLowerCase()) ? 20 : 100) - at / 10_000,
          },
        ],
  );
}

export function columnsInScope(analysis: StatementAnalysis, context: SyntaxContext, likelihood: Likelihood): readonly CompletionItem[] {
  const items: CompletionItem[] = [];
  let distance = 0;
  const seen = new Set<string>();
  for (let scope: Scope | undefined = analysis.scopeAt(context.word.start - context.start); scope; scope = scope.parent) {
    const fields = visibleFields(scope.relation).filter(field => field.name !== undefined);
    const names = new Map<string, number>();
    for (const { name = '' } of fields) names.set(name.toLowerCase(), (names.get(name.toLowerCase()) ?? 0) + 1);
    for (const field of fields) {
      const name = field.name ?? '';
      const qualifier = field.qualifier?.at(-1);
      // Two relations have it: only the qualified name means something.
      const ambiguous = (names.get(name.toLowerCase()) ?? 0) > 1 && qualifier !== undefined;
      const text = ambiguous ? `${quoteIdentifier(qualifier)}.${quoteIdentifier(name)}` : quoteIdentifier(name);
      if (seen.has(text)) continue;
      seen.add(text);
      items.push({
        ...columnItem(field),
        label: ambiguous ? text : name,
        insert: text,
        likelihood: likelihood.ofColumn(field, 100 - 20 * distance) - (ambiguous ? 1 : 0),
      });
    }
    // Aliases help to get at the columns of one relation.
    for (const alias of new Set(fields.flatMap(field => field.qualifier?.at(-1) ?? []))) {
      if (distance === 0 && !seen.has(`${alias}.`)) {
        seen.add(`${alias}.`);
        items.push({ label: alias, kind: 'alias', insert: quoteIdentifier(alias), likelihood: 30 });
      }
    }
    if (fields.length > 0) distance++;
  }
  return items;
}

/** What may stand behind `a.b.`: columns of the relation that the qualifier names, or fields of a row. */
export function columnsBehind(analysis: StatementAnalysis, context: SyntaxContext, likelihood: Likelihood): readonly CompletionItem[] {
  const parts = context.qualifier.map(canonical);
  for (let scope: Scope | undefined = analysis.scopeAt(context.word.start - context.start); scope; scope = scope.parent) {
    const fields = visibleFields(scope.relation).filter(field => field.name !== undefined && endsWith(field.qualifier, parts));
    if (fields.length > 0)
      return fields.map(field => ({
        ...columnItem(field),
        insert: quoteIdentifier(field.name ?? ''),
        likelihood: likelihood.ofColumn(field, 100),
      }));
  }
  return rowFields(analysis, context, parts);
}

function rowFields(analysis: StatementAnalysis, context: SyntaxContext, parts: readonly string[]): readonly CompletionItem[] {
  for (let scope: Scope | undefined = analysis.scopeAt(context.word.start - context.start); scope; scope = scope.parent) {
    for (const field of scope.relation.fields) {
      const name = field.name?.toLowerCase();
      if (name === undefined) continue;
      // `column.field` or `table.column.field`: what is left behind the column's own name.
      const rest =
        parts[0] === name
          ? parts.slice(1)
          : parts.length > 1 && field.qualifier?.at(-1) === parts[0] && parts[1] === name
            ? parts.slice(2)
            : undefined;
      const type = rest && inside(field.type, rest);
      if (type?.kind === 'row') {
        return type.fields.flatMap(({ name: label, type: own }, at) =>
          label === undefined
            ? []
            : [{ label, kind: 'rowField' as const, detail: own.display, insert: quoteIdentifier(label), likelihood: 100 - at / 1000 }],
        );
      }
    }
  }
  return [];
}

function inside(type: TrinoType, path: readonly string[]): TrinoType | undefined {
  let at: TrinoType | undefined = type;
  for (const name of path) at = at?.kind === 'row' ? at.fields.find(field => field.name?.toLowerCase() === name)?.type : undefined;
  return at;
}

function columnItem(field: Field): Omit<CompletionItem, 'likelihood' | 'insert'> {
  const isKey =
    field.definition.kind === 'column' &&
    field.definition.relation.kind === 'glue' &&
    (field.definition.relation.entry.table.PartitionKeys ?? []).some(({ Name }) => Name.toLowerCase() === field.name?.toLowerCase());
  const from =
    field.definition.kind === 'column'
      ? `${field.definition.id.relation.schema}.${field.definition.id.relation.name}`
      : field.qualifier?.at(-1);
  return {
    label: field.name ?? '',
    kind: isKey ? 'partitionKey' : 'column',
    detail: field.type.resolved ? field.type.display : 'unknown type',
    ...(from === undefined ? {} : { from }),
    ...(field.definition.kind === 'column' ? { column: field.definition.id } : {}),
  };
}

function endsWith(qualifier: readonly string[] | undefined, parts: readonly string[]): boolean {
  if (!qualifier || qualifier.length < parts.length) return false;
  return parts.every((part, at) => qualifier[qualifier.length - parts.length + at] === part);
}
