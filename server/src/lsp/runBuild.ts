/** "Run" on a model: builds it on the embedded engine, as one run of the history. What cannot be built is refused with its reason. */
import type { Builder } from '../app/Builder';
import type { Runner } from '../app/Runner';
import { embeddedPlan } from '../core/plan/embeddedPlan';
import type { RunStarted } from '../protocol/runs';
import { isProduction } from './catalogTree';
import { refusal } from './dispatch';
import { estimateRequest } from './estimates';
import type { Costs } from './estimates';
import { summary } from './runHandlers';
import type { RunText } from './runTarget';
import { environmentName } from './treeContext';

export interface Builds extends Costs {
  readonly runner: Runner;
  readonly builder: Builder;
  /** A name that no other run gets. */
  readonly unique: () => string;
}

export async function buildModel(builds: Builds, text: RunText): Promise<RunStarted> {
  const { workspace, estimates, runner, builder } = builds;
  const { project, title, uri } = text;
  const node = text.node === undefined ? undefined : project?.dbt.nodes.get(text.node);
  if (!project || !node) return refusal('Only a model of a dbt project can be built: preview this instead.');
  const { bytes, price } = await estimates.ask(
    estimateRequest(builds, text.statement, text.analysis, project),
    new AbortController().signal,
  );
  // The catalog may have changed while the estimate was made: the plan is of this moment.
  const plan = embeddedPlan(project.dbt, node, workspace.catalog.snapshot, { unique: builds.unique() });
  if (plan.kind === 'refused') return refusal(`${node.name} was not built: ${plan.reasons.join('; ')}.`);
  const environment = environmentName(workspace);
  const record = runner.start(
    {
      action: 'run',
      title,
      sql: plan.sql,
      schema: plan.session,
      uri,
      limit: undefined,
      estimate: { bytes, price },
      environment,
      production: isProduction(environment),
    },
    () => builder.start(plan),
  );
  return { kind: 'started', run: summary(record) };
}
