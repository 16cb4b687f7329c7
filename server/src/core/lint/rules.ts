/**
 * The rules an Athena engineer wants beside Trino's errors, each with the severity it has until settings say otherwise; `docs/rules` has a page for each.
 * Invariant: a rule speaks only where it can show that the statement is meant to run as it stands; what is unknown is not found fault with.
 */
import { duplicateRemoval } from './duplicateRemoval';
import { approximateCount } from './approximateCount';
import { commaJoin } from './commaJoin';
import { nullableNotIn } from './nullableNotIn';
import { uselessOrder } from './uselessOrder';
import { partitionFilterDefeated, partitionFilterMissing } from './partitions';
import type { LintContext, LintFinding, LintRule, LintSeverity } from './Rule';
import { wideStar } from './wideStar';
import { glueNames, timestampPrecision } from './writtenColumns';

export const lintRules: readonly LintRule[] = [
  partitionFilterMissing,
  partitionFilterDefeated,
  wideStar,
  commaJoin,
  approximateCount,
  uselessOrder,
  duplicateRemoval,
  nullableNotIn,
  timestampPrecision,
  glueNames,
];

/** By rule name; a rule that is not named keeps its own severity. */
export type LintSeverities = Readonly<Record<string, LintSeverity | 'off'>>;

const known: ReadonlySet<string> = new Set<LintSeverity>(['error', 'warning', 'info', 'hint']);

export interface Lint extends LintFinding {
  readonly rule: string;
  readonly severity: LintSeverity;
  readonly source: LintRule['source'];
}

export function lint(context: LintContext, severities: LintSeverities): readonly Lint[] {
  const found: Lint[] = [];
  for (const { name, severity: own, source, check } of lintRules) {
    const set = Object.hasOwn(severities, name) ? severities[name] : undefined;
    if (set === 'off') continue;
    // Settings are written by hand: what is no severity changes nothing.
    const severity = set !== undefined && known.has(set) ? set : own;
    for (const finding of check(context)) found.push({ ...finding, rule: name, severity, source });
  }
  return found;
}
