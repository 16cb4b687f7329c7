/** `medallion run MODEL`: builds the model on the embedded engine. What is built is in the catalog file afterwards, where there is one. */
import { randomUUID } from 'node:crypto';
import { snapshotFileWriter } from '../../adapters/disk/snapshotWriter';
import { Builder } from '../../app/Builder';
import type { BuildRun } from '../../app/Builder';
import type { CatalogStore } from '../../app/CatalogStore';
import { embeddedPlan } from '../../core/plan/embeddedPlan';
import type { EmbeddedBuild } from '../../core/plan/embeddedPlan';
import type { QueryEngine, RunOutcome } from '../../ports/QueryEngine';
import { CommandError } from '../arguments';
import type { CommandArguments } from '../arguments';
import { snapshotPathOf } from '../catalogOf';
import { modelNamed } from '../modelNamed';
import { formatOf } from '../output';
import { projectOf } from '../session';
import type { Session } from '../session';
import { estimateSql } from './estimate';
import { endingText, refuseAbove, summary } from './runPreview';

export async function runModel(
  args: CommandArguments,
  session: Session,
  catalog: CatalogStore,
  engine: QueryEngine,
  word: string,
): Promise<number> {
  const { options, io } = args;
  const build = planOf(args, session, catalog, word);
  for (const note of build.notes) io.message(`${word}: ${note}`);
  const estimate = await estimateSql(session, build.sql, { schema: build.session }, io.signal);
  refuseAbove(options['max-price'], estimate);
  const path = snapshotPathOf(options, session.root);
  if (path === undefined) io.message(`${word}: the catalog came from no file, so what is built is not kept in it`);
  const builder = new Builder({
    engine: () => engine,
    catalog,
    writer: () => (path === undefined ? undefined : snapshotFileWriter(path)),
    now: () => Date.now(),
  });
  const run = builder.start(build);
  const cancel = (): void => void run.cancel();
  io.signal.addEventListener('abort', cancel, { once: true });
  if (io.signal.aborted) cancel();
  const outcome = await run.outcome;
  io.signal.removeEventListener('abort', cancel);
  const ending = summary(outcome, estimate, session);
  if (formatOf(options, io) === 'json') io.out(`${JSON.stringify({ ...answerOf(build, run, outcome), ...ending })}\n`);
  else if (outcome.kind !== 'failed') io.out(`${build.relation}  ${build.node.materialized}\n${stepLines(run)}${endingText(ending)}\n`);
  if (outcome.kind === 'failed') io.message(`${word}: ${outcome.error.code}: ${outcome.error.message}`);
  return { succeeded: 0, cancelled: 1, failed: 2 }[outcome.kind];
}

function planOf({ options }: CommandArguments, session: Session, catalog: CatalogStore, word: string): EmbeddedBuild {
  const project = projectOf(session);
  const { id } = modelNamed(project, word);
  const node = project.dbt.nodes.get(id);
  if (!node) throw new CommandError(`${word} is no model of the project: add --preview to see its rows`);
  const plan = embeddedPlan(project.dbt, node, catalog.snapshot, {
    fullRefresh: options['full-refresh'] === true,
    unique: randomUUID(),
  });
  if (plan.kind === 'refused') throw new CommandError(`${word} was not built: ${plan.reasons.join('; ')}`);
  return plan;
}

function answerOf({ node, relation }: EmbeddedBuild, { steps }: BuildRun, outcome: RunOutcome): object {
  return {
    model: node.uniqueId,
    relation,
    materialized: node.materialized,
    steps: steps.map(({ purpose, state, statistics: { rows, bytesScanned, elapsedMs } }) => ({
      purpose,
      state,
      rows,
      bytes: bytesScanned ?? null,
      elapsedMs,
    })),
    ...(outcome.kind === 'failed' ? { error: outcome.error } : {}),
  };
}

function stepLines({ steps }: BuildRun): string {
  return steps
    .map(({ purpose, state, statistics }) => `  ${purpose}: ${state} in ${(statistics.elapsedMs / 1000).toFixed(1)} s\n`)
    .join('');
}
