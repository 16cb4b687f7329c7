/** Whole lists at once: the columns that `*` stands for, and what GROUP BY needs. */
import { groupedItems, groupingElements } from '../../analysis/query/grouped';
import type { StatementAnalysis } from '../../analysis/StatementAnalysis';
import { visibleFields } from '../../analysis/scope/Field';
import { quoteIdentifier } from '../../sql/quoteIdentifier';
import type { SyntaxContext } from '../../sql/syntaxContext';
import { canonical } from '../../sql/tree';
import type { CompletionItem } from './item';

/** Longer lists are no help at a caret. */
const longest = 60;

/** Every column of what FROM names, or of the relation before the dot. */
export function allColumns(analysis: StatementAnalysis, context: SyntaxContext): readonly CompletionItem[] {
  const parent = context.path.at(-2);
  if (parent?.kind !== 'SingleColumn' && !(parent?.kind === 'DereferenceExpression' && context.path.at(-3)?.kind === 'SingleColumn'))
    return [];
  const [qualifier, ...more] = context.qualifier;
  const { relation } = analysis.scopeAt(context.word.start - context.start);
  if (relation.open || more.length > 0) return [];
  const all = visibleFields(relation).filter(field => field.name !== undefined);
  const fields = qualifier ? all.filter(field => field.qualifier?.at(-1) === canonical(qualifier)) : all;
  const relations = new Set(all.map(field => field.qualifier?.at(-1)));
  if (fields.length < 2 || fields.length > longest || (!qualifier && relations.size > 1)) return [];
  const names = fields.map(({ name = '' }) => quoteIdentifier(name));
  return [
    {
      label: `all ${names.length} columns`,
      kind: 'snippet',
      detail: names.length > 4 ? `${names.slice(0, 4).join(', ')}, …` : names.join(', '),
      insert: names.join(qualifier ? `, ${qualifier.text}.` : ', '),
      filter: `* ${names[0]!}`,
      likelihood: 25,
    },
  ];
}

/** What is not aggregated, for GROUP BY to begin with. */
export function groupByList(analysis: StatementAnalysis, context: SyntaxContext, text: string): readonly CompletionItem[] {
  if (context.clause !== 'group by' || !/\bby\s+\w*$/i.test(text.slice(context.start, context.word.end))) return [];
  const spec = context.path.findLast(node => node.kind === 'QuerySpecification');
  const items = spec?.kind === 'QuerySpecification' ? groupedItems(spec, analysis) : undefined;
  if (!items || items.length === 0) return [];
  const elements = groupingElements(items, node => text.slice(context.start + node.start, context.start + node.end));
  const positions = items.map(({ position }) => position).join(', ');
  const written = [...new Set([elements.join(', '), positions])];
  return written.map((label, at) => ({
    label,
    kind: 'snippet',
    detail: 'all that is not aggregated',
    insert: label,
    likelihood: (items.length > 1 ? 140 : 90) - at,
  }));
}
