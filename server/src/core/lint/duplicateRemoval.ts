/** UNION compares whole rows to remove duplicates; UNION ALL does not. */
import * as tree from '../sql/tree';
import type { LintFinding, LintRule } from './Rule';

export const duplicateRemoval: LintRule = {
  name: 'UNION_DISTINCT',
  severity: 'hint',
  source: 'cost',
  check: ({ statement, text }) => {
    const found: LintFinding[] = [];
    tree.walk(statement, node => {
      if (node.kind !== 'SetOperation' || node.operator !== 'UNION' || node.quantifier === 'ALL') return undefined;
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
      return undefined;
    });
    return found;
  },
};
