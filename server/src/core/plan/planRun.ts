/**
 * Plans the run of a node: the statements dbt-athena would send, given what the catalog holds.
 * Invariant: pure; the compiled SQL is the project's own, seen with the same catalog and the same `--full-refresh`.
 */
import type { CatalogSnapshot } from '../catalog/CatalogSnapshot';
import { compileNode } from '../dbt/project/compileNode';
import type { DbtProject } from '../dbt/project/DbtProject';
import type { DbtNode } from '../dbt/project/nodes';
import { withRun } from '../dbt/project/withRun';
import { planIncremental } from './planIncremental';
import { planSeed } from './planSeed';
import { planSnapshot } from './planSnapshot';
import { planTable } from './planTable';
import { planTest } from './planTest';
import { PlanBuilder } from './PlanBuilder';
import type { PlanOptions, RunPlan } from './RunPlan';
import { buildSettings } from './settings';

export function planRun(project: DbtProject, node: DbtNode, catalog: CatalogSnapshot, options: PlanOptions = {}): RunPlan {
  const settings = buildSettings(node, project.frame.target);
  const fullRefresh = settings.fullRefresh ?? options.fullRefresh === true;
  const seen = withRun(project, catalog, fullRefresh);
  const compiled = compileNode(seen, node.uniqueId);
  const plan = new PlanBuilder({ project: seen, node, settings, catalog, fullRefresh, sql: compiled?.sql.trim() ?? '' });
  if (compiled && compiled.unanswered.length > 0)
    plan.note('the template asks the engine while it is compiled; its SQL may differ in a run');
  plan.hooks('before');
  switch (node.materialized) {
    case 'view':
      planView(plan);
      break;
    case 'table':
      planTable(plan);
      break;
    case 'incremental':
      planIncremental(plan);
      break;
    case 'snapshot':
      planSnapshot(plan);
      break;
    case 'seed':
      planSeed(plan);
      break;
    case 'test':
      planTest(plan);
      break;
    case 'ephemeral':
      plan.note('an ephemeral model builds nothing: its SQL stands as a CTE in the models that refer to it');
      break;
    default:
      plan.note(`'${node.materialized}' is a materialization of the project: only dbt knows what it sends; the model's own query is shown`);
      plan.add({ kind: 'select', sql: plan.sql, purpose: "the model's query", free: false });
  }
  if (node.type === 'operation') plan.note('an operation runs its SQL as it is');
  plan.hooks('after');
  plan.tags();
  return plan.finish();
}

function planView(plan: PlanBuilder): void {
  if (plan.existing === 'table') {
    if (!plan.fullRefresh) {
      plan.refuse(`${plan.target} is a table: dbt replaces it by a view only with --full-refresh`);
      return;
    }
    plan.dropTable(plan.target, 'the table that stands where the view goes');
  }
  plan.add({ kind: 'view', sql: `create or replace view\n  ${plan.target}\nas\n${plan.sql}`, purpose: 'define the view', free: true });
}
