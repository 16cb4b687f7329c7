/** A comma in FROM that nothing in WHERE makes a join: every row of one side meets every row of the other. */
import { isAggregated } from '../analysis/query/grouped';
import type { StatementAnalysis } from '../analysis/StatementAnalysis';
import { bare, conjuncts, outermostJoins } from '../sql/queries';
import * as tree from '../sql/tree';
import type { LintFinding, LintRule } from './Rule';

export const commaJoin: LintRule = {
  name: 'COMMA_CROSS_JOIN',
  severity: 'warning',
  source: 'sql',
  check: ({ specifications, analysis, text }) =>
    specifications.flatMap(({ spec }) => {
      const relations = spec.from?.relations ?? [];
      return relations.slice(1).flatMap((relation, at): LintFinding[] => {
        const before = relations.slice(0, at + 1);
        if (
          expandsRows(relation) ||
          [relation, ...before].some(side => isOneRow(side, analysis)) ||
          isConnected(spec, before, relation, analysis)
        )
          return [];
        const between = { start: before.at(-1)!.end, end: relation.start };
        const written = text.slice(between.start, between.end);
        const comma = between.start + written.indexOf(',');
        // A join behind the comma binds closer than CROSS JOIN would.
        const isPlain = /^\s*,\s*$/.test(written) && relation.kind !== 'Join';
        return [
          {
            message: 'no condition joins the two sides of this comma: every row meets every row; join them, or say CROSS JOIN',
            range: { start: comma, end: comma + 1 },
            ...(isPlain && {
              fix: {
                title: 'Write CROSS JOIN',
                edits: [
                  {
                    ...between,
                    newText: `${written.slice(0, written.indexOf(',')) || ' '}cross join${written.slice(written.indexOf(',') + 1) || ' '}`,
                  },
                ],
              },
            }),
          },
        ];
      });
    }),
};

/** `t, unnest(t.items)` is the usual way to write it. */
function expandsRows(relation: tree.Relation): boolean {
  const first = outermostJoins({ kind: 'From', start: relation.start, end: relation.end, relations: [relation] }).relations[0];
  const kind = first && bare(first).kind;
  return kind === 'Unnest' || kind === 'Lateral' || kind === 'TableFunctionInvocation' || kind === 'JsonTable';
}

/** A query of constants or of aggregates alone, as one that holds parameters. */
function isOneRow(relation: tree.Relation, analysis: StatementAnalysis): boolean {
  const inner = bare(relation);
  const resolved = inner.kind === 'Table' ? analysis.relationOf(inner) : undefined;
  const query = inner.kind === 'TableSubquery' ? inner.query : resolved?.kind === 'query' ? resolved.query.node.query : undefined;
  if (query?.kind !== 'Query') return false;
  const { body, limit } = query;
  if (limit?.rowCount?.kind === 'LongLiteral' && limit.rowCount.value <= 1n) return true;
  if (body.kind === 'Values') return body.rows.length === 1;
  if (body.kind !== 'QuerySpecification' || body.groupBy) return false;
  return !body.from || body.select.items.every(item => isAggregated(item, analysis));
}

/** Whether a term of WHERE mentions columns of both sides; a subquery in it may, so that it counts as well. */
function isConnected(
  { where }: tree.QuerySpecification,
  before: readonly tree.Relation[],
  relation: tree.Relation,
  analysis: StatementAnalysis,
): boolean {
  const left = new Set(before.flatMap(side => analysis.scopeOf(side)?.relation.fields ?? []));
  const right = new Set(analysis.scopeOf(relation)?.relation.fields);
  return conjuncts(where).some(term => {
    const sides = { left: false, right: false };
    tree.walk(term, node => {
      const field = node.kind === 'Identifier' || node.kind === 'DereferenceExpression' ? analysis.fieldOf(node) : undefined;
      if (field) {
        sides.left ||= left.has(field);
        sides.right ||= right.has(field);
      } else if (node.kind === 'Query') {
        sides.left = true;
        sides.right = true;
      }
      return undefined;
    });
    return sides.left && sides.right;
  });
}
