/** NOT IN over a subquery is never true once that gives a NULL. */
import type { StatementAnalysis } from '../analysis/StatementAnalysis';
import { conjuncts } from '../sql/queries';
import type * as tree from '../sql/tree';
import type { LintContext, LintFinding, LintRule } from './Rule';

export const nullableNotIn: LintRule = {
  name: 'NOT_IN_NULLABLE',
  severity: 'info',
  source: 'sql',
  check: context => {
    const found: LintFinding[] = [];
    for (const node of context.nodes) {
      if (node.kind === 'InPredicate' && node.not && node.list.kind === 'SubqueryExpression')
        found.push(...nullable(context, node, node.list));
    }
    return found;
  },
};

function nullable(context: LintContext, predicate: tree.InPredicate, list: tree.SubqueryExpression): readonly LintFinding[] {
  const spec = list.query.body.kind === 'QuerySpecification' ? list.query.body : undefined;
  const [item] = spec?.select.items ?? [];
  if (!spec || item?.kind !== 'SingleColumn' || !mayBeNull(item.expression, spec, context)) return [];
  const { text } = context;
  const written = text.slice(item.expression.start, item.expression.end);
  const { where, from } = spec;
  const isOr = where?.kind === 'LogicalExpression' && where.operator === 'OR';
  const condition = `${written} is not null`;
  return [
    {
      message: `NOT IN is never true once the subquery gives a NULL, and ${written} may hold one`,
      range: { start: predicate.operatorAt, end: list.start },
      ...(from && {
        fix: {
          title: `Leave out NULL: ${condition}`,
          edits: !where
            ? [{ start: from.end, end: from.end, newText: ` where ${condition}` }]
            : isOr
              ? [
                  { start: where.start, end: where.start, newText: '(' },
                  { start: where.end, end: where.end, newText: `) and ${condition}` },
                ]
              : [{ start: where.end, end: where.end, newText: ` and ${condition}` }],
        },
      }),
    },
  ];
}

/** Only columns are judged: of other expressions it is not known whether they can be NULL. */
function mayBeNull(expression: tree.Expression, { where, from }: tree.QuerySpecification, { analysis, isNotNull }: LintContext): boolean {
  const field = fieldOf(expression, analysis);
  const [relation, ...others] = from?.relations ?? [];
  if (!field || !relation) return false;
  const isExcluded = conjuncts(where).some(
    term =>
      (term.kind === 'IsNullPredicate' && term.not && fieldOf(term.value, analysis) === field) ||
      // A comparison is not true of NULL.
      (term.kind === 'ComparisonExpression' && (fieldOf(term.left, analysis) === field || fieldOf(term.right, analysis) === field)),
  );
  if (isExcluded) return false;
  const isAlone = others.length === 0 && relation.kind !== 'Join';
  return !(isAlone && field.definition.kind === 'column' && isNotNull(field.definition.id.key));
}

function fieldOf(node: tree.Expression, analysis: StatementAnalysis): ReturnType<StatementAnalysis['fieldOf']> {
  return node.kind === 'Identifier' || node.kind === 'DereferenceExpression' ? analysis.fieldOf(node) : undefined;
}
