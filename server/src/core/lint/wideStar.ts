/** `select *` from a wide table that makes a model: every column is read and kept, and a new one in the source changes the model. */
import { outermostJoins } from '../sql/queries';
import { visibleFields } from '../analysis/scope/Field';
import type { LintFinding, LintRule } from './Rule';

/** From so many columns of one table on it is wide. */
const wide = 30;

export const wideStar: LintRule = {
  name: 'WIDE_STAR',
  severity: 'info',
  source: 'cost',
  check: ({ specifications, analysis, isModel }) => {
    const kept = new Map<string, number>();
    for (const { sources } of analysis.columns ?? [])
      for (const { relation } of sources) kept.set(relation.key, (kept.get(relation.key) ?? 0) + 1);
    if (!isModel || ![...kept.values()].some(count => count >= wide)) return [];
    return specifications.flatMap(({ spec }): LintFinding[] => {
      const star = spec.select.items.find(item => item.kind === 'AllColumns' && !item.target);
      const source = star && spec.from && analysis.scopeOf(spec.from)?.relation;
      if (!star || !source || outermostJoins(spec.from).relations.length > 1) return [];
      const [first] = visibleFields(source);
      if (first?.definition.kind !== 'column') return [];
      const { key } = first.definition.id.relation;
      const count = kept.get(key) ?? 0;
      if (count < wide) return [];
      return [
        {
          message: `${count} columns of ${key} are read and kept: name those that are needed`,
          range: { start: star.start, end: star.end },
        },
      ];
    });
  },
};
