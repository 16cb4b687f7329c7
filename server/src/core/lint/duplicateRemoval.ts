/** UNION compares whole rows to remove duplicates; UNION ALL does not. */
import type { LintFinding, LintRule } from './Rule';

export const duplicateRemoval: LintRule = {
  name: 'UNION_DISTINCT',
  severity: 'hint',
  source: 'cost',
  check: ({ nodes, text }) => {
    const found: LintFinding[] = [];
    for (const node of nodes) {
      if (node.kind !== 'SetOperation' || node.operator !== 'UNION' || node.quantifier === 'ALL') continue;
      const start = node.operatorAt;
      const [written = ''] = /^union(\s+distinct)?/i.exec(text.slice(start)) ?? [];
      const union = written.slice(0, 'union'.length);
      found.push({
        message: 'UNION compares all rows of both sides to drop duplicates: where there are none, or they may stay, UNION ALL is cheaper',
        range: { start, end: start + written.length },
        fix: {
          title: 'Use UNION ALL, which keeps duplicates',
          edits: [{ start, end: start + written.length, newText: `${union} ${union === union.toUpperCase() ? 'ALL' : 'all'}` }],
        },
      });
    }
    return found;
  },
};
