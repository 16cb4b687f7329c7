/**
 * The rules an Athena engineer wants beside Trino's errors, each with the severity it has until settings say otherwise; `docs/rules` has a page for each.
 * Invariant: a rule speaks only where it can show that the statement is meant to run as it stands; what is unknown is not found fault with.
 */
import { duplicateRemoval } from './duplicateRemoval';
import { approximateCount } from './approximateCount';
import { commaJoin } from './commaJoin';
import { modelRules } from './modelRules';
import type { ModelContext, ModelFinding } from './modelRules';
import { nullableNotIn } from './nullableNotIn';
import { uselessOrder } from './uselessOrder';
import { partitionFilterDefeated, partitionFilterMissing } from './partitions';
import type { LintContext, LintFinding, LintRule, LintSeverity } from './Rule';
import { wideStar } from './wideStar';
import { glueNames, timestampPrecision } from './writtenColumns';

const lintRules: readonly LintRule[] = [
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

/** Names of all rules with the severity that each has of its own: of statements, and of a model's configuration. */
export const allRules: readonly { readonly name: string; readonly severity: LintSeverity }[] = [...lintRules, ...modelRules];

/** By rule name; a rule that is not named keeps its own severity. */
export type LintSeverities = Readonly<Record<string, LintSeverity | 'off'>>;

const known: ReadonlySet<string> = new Set<LintSeverity>(['error', 'warning', 'info', 'hint']);

export interface Lint extends LintFinding {
  readonly rule: string;
  readonly severity: LintSeverity;
  readonly source: LintRule['source'];
}

export function lint(context: LintContext, severities: LintSeverities): readonly Lint[] {
  return lintRules.flatMap(rule => {
    const severity = severityOf(rule, severities);
    return severity === 'off' ? [] : rule.check(context).map(finding => ({ ...finding, rule: rule.name, severity, source: rule.source }));
  });
}

export interface ModelLint extends ModelFinding {
  readonly rule: string;
  readonly severity: LintSeverity;
  readonly source: LintRule['source'];
}

export function lintModel(context: ModelContext, severities: LintSeverities): readonly ModelLint[] {
  return modelRules.flatMap(rule => {
    const severity = severityOf(rule, severities);
    return severity === 'off' ? [] : rule.check(context).map(finding => ({ ...finding, rule: rule.name, severity, source: rule.source }));
  });
}

/** Settings are written by hand: what is no severity changes nothing. */
function severityOf(
  { name, severity }: { readonly name: string; readonly severity: LintSeverity },
  severities: LintSeverities,
): LintSeverity | 'off' {
  const set = Object.hasOwn(severities, name) ? severities[name] : undefined;
  return set !== undefined && (set === 'off' || known.has(set)) ? set : severity;
}
