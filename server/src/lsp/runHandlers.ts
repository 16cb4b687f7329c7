/** Previews and runs: what they would do and cost, their start, progress, history. */
import type { Connection } from 'vscode-languageserver/node';
import type { RunRecord, Runner } from '../app/Runner';
import { planRun } from '../core/plan/planRun';
import { runCancel, runChanged, runExecute, runForget, runList, runPlan, runPreview } from '../protocol/runs';
import type { PlannedStatement, RunPlanAnswer, RunStarted, RunSummary, RunTarget } from '../protocol/runs';
import { isProduction } from './catalogTree';
import { notify, onRequest, refusal, signalOf } from './dispatch';
import { estimateRequest, wireEstimate } from './estimates';
import type { Costs } from './estimates';
import { runText } from './runTarget';
import type { RunText } from './runTarget';
import { environmentName } from './treeContext';

export interface Runs extends Costs {
  readonly runner: Runner;
  /** Where statements run, in a person's words. */
  readonly engineLabel: () => string;
  /** Builds a node where the engine can; undefined where it cannot. */
  readonly build: ((text: RunText) => Promise<RunStarted>) | undefined;
}

export function serveRuns(connection: Connection, runs: Runs): void {
  const { runner, workspace } = runs;
  const plans = new Map<string, RunText>();
  onRequest(connection, runPlan, async ({ target, action }, token) => {
    const text = runText(runs, target);
    if (text.kind === 'refused') return text;
    const plan = `plan-${plans.size + 1}`;
    plans.set(plan, text);
    return planned(runs, text, action, plan, signalOf(token));
  });
  onRequest(connection, runPreview, ({ target, limit }) => preview(runs, target, limit));
  onRequest(connection, runExecute, async ({ target, plan }) => {
    const text = runText(runs, target);
    if (text.kind === 'refused') return text;
    if (!workspace.trusted) return untrusted;
    if (plans.get(plan)?.sql !== text.sql) return refusal('The model has changed since its plan was shown: look at the new plan first.');
    if (!runs.build || text.node === undefined) return preview(runs, target, workspace.settings.preview.rows);
    return runs.build(text);
  });
  onRequest(connection, runCancel, async ({ id }) => {
    await runner.cancel(id);
    return null;
  });
  onRequest(connection, runList, ({ offset, limit }) => {
    const all = runner.list();
    return { total: all.length, runs: all.slice(offset, offset + limit).map(summary) };
  });
  onRequest(connection, runForget, async ({ ids }) => {
    await runner.forget(ids);
    return null;
  });
  runner.onChange(throttled(run => notify(connection, runChanged, summary(run))));
}

const untrusted = refusal(
  'This workspace is not trusted, so nothing of it runs: trust it ("Workspaces: Manage Workspace Trust") and try again.',
);

export async function preview(runs: Runs, target: RunTarget, limit: number): Promise<RunStarted> {
  const { runner, workspace } = runs;
  if (!workspace.trusted) return untrusted;
  const text = runText(runs, target);
  if (text.kind === 'refused') return text;
  if (text.statement.kind !== 'Query')
    return refusal(`A preview only reads, and this is ${text.statement.kind}: preview a query, or run the statement in Athena.`);
  const found = await runs.estimates.ask(estimateRequest(runs, text.statement, text.analysis, text.project), new AbortController().signal);
  const environment = environmentName(workspace);
  const record = runner.start({
    action: 'preview',
    title: text.title,
    sql: text.sql,
    schema: text.schema,
    uri: text.uri,
    limit,
    estimate: { bytes: found.bytes, price: found.price },
    environment,
    production: isProduction(environment),
  });
  return { kind: 'started', run: summary(record) };
}

async function planned(runs: Runs, text: RunText, action: 'preview' | 'run', plan: string, signal: AbortSignal): Promise<RunPlanAnswer> {
  const { workspace } = runs;
  const estimate = wireEstimate(await runs.estimates.ask(estimateRequest(runs, text.statement, text.analysis, text.project), signal));
  const environment = environmentName(workspace);
  const node = text.node === undefined ? undefined : text.project?.dbt.nodes.get(text.node);
  const dbtPlan = action === 'run' && node && text.project ? planRun(text.project.dbt, node, workspace.catalog.snapshot) : undefined;
  const free = { bytes: { low: 0, likely: 0, high: 0 }, price: { low: 0, likely: 0, high: 0 }, currency: estimate.currency, notes: [] };
  const statements: readonly PlannedStatement[] = dbtPlan
    ? dbtPlan.statements.map(({ sql, purpose, free: isFree, kind }) => ({
        kind: `${kind}: ${purpose}`,
        sql,
        estimate: isFree ? free : kind === 'ctas' || kind === 'insert' ? estimate : { currency: estimate.currency, notes: [purpose] },
      }))
    : [{ kind: 'SELECT', sql: text.sql, estimate }];
  const budget = workspace.settings.cost.budget;
  const warnings = [
    ...(dbtPlan?.refusals ?? []),
    ...(dbtPlan?.notes ?? []),
    ...(estimate.price && estimate.price.high > budget
      ? [`up to $${estimate.price.high.toFixed(2)}: above the budget of $${budget.toFixed(2)} for a query`]
      : []),
    ...(estimate.bytes ? [] : ['what it will scan is not known']),
  ];
  return {
    kind: 'planned',
    plan,
    title: action === 'run' && node ? `Run ${node.type} ${node.name} (${node.materialized})` : `Preview ${text.title}`,
    statements,
    total: estimate,
    engine: runs.engineLabel(),
    environment,
    production: isProduction(environment),
    warnings,
  };
}

export function summary({ id, request, engine, state, startedAt, elapsedMs, rows, bytes, error, kept, columns }: RunRecord): RunSummary {
  const { action, title, uri, environment, production, estimate } = request;
  return {
    id,
    action,
    title,
    state,
    startedAt,
    elapsedMs,
    engine,
    environment,
    production,
    hasResult: kept,
    ...(uri === undefined ? {} : { uri }),
    ...(columns || (action === 'run' && state === 'succeeded') ? { rows } : {}),
    ...(bytes === undefined ? {} : { bytes }),
    ...(estimate
      ? {
          estimate: {
            currency: 'USD',
            notes: [],
            ...(estimate.bytes ? { bytes: estimate.bytes } : {}),
            ...(estimate.price ? { price: estimate.price } : {}),
          },
        }
      : {}),
    ...(error
      ? { error: { code: error.code, message: error.message, ...(error.details === undefined ? {} : { details: error.details }) } }
      : {}),
  };
}

/** At most a few times a second while a run goes on; every change of its state at once. */
function throttled(tell: (run: RunRecord) => void): (run: RunRecord) => void {
  const told = new Map<string, { readonly state: RunRecord['state']; readonly at: number }>();
  return run => {
    const last = told.get(run.id);
    const now = Date.now();
    if (last?.state === run.state && now - last.at < 250) return;
    told.set(run.id, { state: run.state, at: now });
    tell(run);
  };
}
