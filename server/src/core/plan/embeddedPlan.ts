/**
 * What building a model on the embedded engine does, step by step. The engine replaces the files of a table only once the new ones are finished,
 * so a table that stays in its place is made in one statement; new rows of an incremental model go through a helper table, as with dbt-athena.
 * Invariant: until the model's query has succeeded, nothing that existed is touched; what the engine cannot build is refused by name.
 */
import type { CatalogChange } from '../catalog/applyChanges';
import type { CatalogSnapshot } from '../catalog/CatalogSnapshot';
import type { Table } from '../catalog/glue';
import { compileNode } from '../dbt/project/compileNode';
import type { DbtProject } from '../dbt/project/DbtProject';
import type { DbtNode } from '../dbt/project/nodes';
import { withRun } from '../dbt/project/withRun';
import { parse } from '../sql/parser';
import { createTableAs } from './createTable';
import { blockedBy, tableAt, targetLocation, temporaryLocation, within } from './embeddedLocation';
import { incrementalStrategy } from './planIncremental';
import { planRun } from './planRun';
import { PlanBuilder } from './PlanBuilder';
import type { PlanOptions, RunPlan } from './RunPlan';
import { buildSettings } from './settings';
import { tableColumns } from './tableColumns';

export type EmbeddedStep =
  | {
      readonly kind: 'statement';
      readonly sql: string;
      readonly purpose: string;
      /** It holds the model's query: its bytes are what the estimate speaks of. */
      readonly measured: boolean;
      /** Its rows are the rows that the model got. */
      readonly counted: boolean;
      readonly existingPartitions?: 'overwrite';
    }
  /** Never broken off: a drop cut short would leave a catalog that does not know of it. `commits`: what was there is gone, the build has to go on. */
  | { readonly kind: 'drop'; readonly sql: string; readonly purpose: string; readonly commits: boolean }
  /** The catalog alone changes, no file does. */
  | { readonly kind: 'catalog'; readonly purpose: string; readonly changes: readonly CatalogChange[] }
  /** @returns why the build cannot go on */
  | { readonly kind: 'check'; readonly purpose: string; readonly failure: (catalog: CatalogSnapshot) => string | undefined };

/** What a build that ends early must not leave behind. */
export interface HelperRelation {
  readonly schema: string;
  readonly name: string;
  readonly dropSql: string;
}

export interface EmbeddedBuild {
  readonly kind: 'build';
  readonly node: DbtNode;
  /** Quoted. */
  readonly relation: string;
  /** For names without a schema, as the profile has it. */
  readonly session: string;
  /** The model's query. */
  readonly sql: string;
  readonly steps: readonly EmbeddedStep[];
  readonly helpers: readonly HelperRelation[];
  /** Relations the model reads that are not there: they have to be built first. */
  readonly missing: readonly string[];
  readonly notes: readonly string[];
}

export type EmbeddedPlan = EmbeddedBuild | { readonly kind: 'refused'; readonly reasons: readonly string[] };

export interface EmbeddedOptions extends PlanOptions {
  /** Stands in locations that are another one for each run. */
  readonly unique: string;
}

export function embeddedPlan(project: DbtProject, node: DbtNode, catalog: CatalogSnapshot, options: EmbeddedOptions): EmbeddedPlan {
  const unfit = unfitNode(node);
  if (unfit !== undefined) return { kind: 'refused', reasons: [unfit] };
  const dbtPlan = planRun(project, node, catalog, options);
  if (dbtPlan.refusals.length > 0) return { kind: 'refused', reasons: dbtPlan.refusals };
  const settings = buildSettings(node, project.frame.target);
  const fullRefresh = settings.fullRefresh ?? options.fullRefresh === true;
  const seen = withRun(project, catalog, fullRefresh);
  const compiled = compileNode(seen, node.uniqueId);
  const sql = compiled?.sql.trim().replace(/;$/, '') ?? '';
  const plan = new PlanBuilder({ project: seen, node, settings, catalog, fullRefresh, sql });
  const steps = new Steps(plan, dbtPlan, options.unique);
  const error = compiled?.diagnostics.find(({ severity }) => severity === 'error');
  const reasons = [
    ...(error ? [`${node.name} does not compile: ${error.message}`] : []),
    ...(sql === '' && !error ? [`${node.name} is empty: write a query first`] : []),
    ...(compiled && compiled.unanswered.length > 0
      ? [`the template of ${node.name} asks the engine while it is compiled (run_query, statement): only dbt can build it`]
      : []),
    ...(plan.existing === 'unknown' ? [`the catalog does not tell whether ${plan.target} exists: load ${node.schema ?? ''} first`] : []),
    ...hookReasons(dbtPlan),
  ];
  if (reasons.length > 0) return { kind: 'refused', reasons };
  steps.plan();
  if (steps.reasons.length > 0) return { kind: 'refused', reasons: steps.reasons };
  const { before, after } = hookSteps(dbtPlan);
  return {
    kind: 'build',
    node,
    relation: plan.target,
    session: project.frame.target.schema,
    sql,
    steps: [...before, ...steps.list, ...after],
    helpers: steps.helpers,
    missing: missingParents(seen, node, catalog),
    notes: settings.lfTags ? ['the LF-Tags of lf_tags_config are not set: Lake Formation is part of AWS'] : [],
  };
}

function unfitNode(node: DbtNode): string | undefined {
  if (node.type !== 'model')
    return `${node.name} is a ${node.type}: the embedded engine builds models only${node.type === 'test' || node.type === 'analysis' ? '; preview it to see its rows' : ''}`;
  if (node.language === 'python') return `${node.name} is a Python model: it runs on Athena for Spark, not on the embedded engine`;
  if (node.materialized === 'ephemeral')
    return `${node.name} is ephemeral: nothing is built, its SQL stands as a CTE in the models that refer to it`;
  if (!['view', 'table', 'incremental'].includes(node.materialized))
    return `'${node.materialized}' is a materialization that the embedded engine does not know: it builds view, table and incremental`;
  return undefined;
}

function hookReasons({ statements }: RunPlan): readonly string[] {
  return statements
    .filter(({ kind, sql }) => kind === 'hook' && !onlyReads(sql))
    .map(({ sql, purpose }) => `its ${purpose} writes, which the embedded engine does not do for hooks: ${sql.split('\n')[0] ?? ''}`);
}

function onlyReads(sql: string): boolean {
  const { statements, errors } = parse(sql, { dialect: 'trino' });
  return errors.length === 0 && statements.length === 1 && statements[0]?.node.kind === 'Query';
}

function hookSteps({ statements }: RunPlan): { readonly before: readonly EmbeddedStep[]; readonly after: readonly EmbeddedStep[] } {
  const main = statements.findIndex(({ kind }) => kind !== 'hook');
  const steps = (hooks: RunPlan['statements']): readonly EmbeddedStep[] =>
    hooks.filter(({ kind }) => kind === 'hook').map(({ sql, purpose }) => statement(sql, purpose));
  return { before: steps(statements.slice(0, main)), after: steps(statements.slice(main)) };
}

function missingParents(project: DbtProject, node: DbtNode, catalog: CatalogSnapshot): readonly string[] {
  return node.dependsOn.nodes.flatMap(id => {
    const parent = project.nodes.get(id);
    const schema = parent?.schema ?? null;
    if (!parent || schema === null || parent.relationName === null) return [];
    return catalog.relation(parent.database, schema, parent.alias).kind === 'absent' ? [parent.name] : [];
  });
}

/** The steps of one model, as they are found out. */
class Steps {
  readonly list: EmbeddedStep[] = [];
  readonly helpers: HelperRelation[] = [];
  readonly reasons: string[] = [];
  private readonly context: PlanBuilder;
  private readonly dbtPlan: RunPlan;
  private readonly unique: string;

  constructor(context: PlanBuilder, dbtPlan: RunPlan, unique: string) {
    this.context = context;
    this.dbtPlan = dbtPlan;
    this.unique = unique;
  }

  plan(): void {
    const { node, existing, fullRefresh } = this.context;
    if (node.materialized === 'view') this.view();
    else if (node.materialized === 'table' || existing !== 'table' || fullRefresh) this.table();
    else this.rows();
  }

  private view(): void {
    const { target, sql, existing } = this.context;
    const define = (relation: string): string => `create or replace view\n  ${relation}\nas\n${sql}`;
    if (existing !== 'table') {
      this.list.push(statement(define(target), 'define the view'));
      return;
    }
    // A view that cannot be defined must not cost the table.
    const helper = this.helper('view');
    this.list.push(
      statement(define(helper.relation), 'see whether the view can be defined'),
      { kind: 'drop', sql: `drop table ${target}`, purpose: 'drop the table that stands where the view goes', commits: true },
      statement(define(target), 'define the view'),
      drop(helper, 'drop the helper view'),
    );
  }

  private table(): void {
    const { target, sql, settings, node, catalog, existing } = this.context;
    const old = tableAt(catalog, node.schema ?? '', node.alias);
    const location = targetLocation(settings, node, old, this.unique);
    const blocked = blockedBy(catalog, location, node.schema ?? '', node.alias);
    if (blocked !== undefined) {
      this.reasons.push(`${location} also holds the files of ${blocked}, which would be lost: give ${node.name} a location of its own`);
      return;
    }
    const create = this.createTable(target, node.alias, location, settings.partitionedBy !== undefined, sql);
    this.list.push({
      ...statement(existing === 'absent' ? create : create.replace('create table', 'create or replace table'), 'build the table'),
      measured: true,
      counted: true,
    });
    if (old && !within(old, location)) this.dropOldFiles(old);
  }

  /** The table lives elsewhere now: its old files get a name once more, by which they can be dropped. */
  private dropOldFiles(old: Table): void {
    const { catalog, node } = this.context;
    const { Location = '' } = old.StorageDescriptor ?? {};
    if (Location === '' || blockedBy(catalog, Location, old.DatabaseName, old.Name) !== undefined) return;
    if (tableAt(catalog, old.DatabaseName, `${node.alias}__bkp`)) return;
    const helper = this.helper('table', '__bkp');
    this.list.push(
      { kind: 'catalog', purpose: 'name the old files', changes: [{ kind: 'table', table: { ...old, Name: `${node.alias}__bkp` } }] },
      drop(helper, 'drop the old files'),
    );
  }

  private rows(): void {
    const { context } = this;
    const { settings, node, catalog } = context;
    const strategy = incrementalStrategy(context);
    if (settings.strategy === 'microbatch' || strategy === undefined) {
      this.reasons.push(`the strategy '${settings.strategy}' is not available on the embedded engine`);
      return;
    }
    const write = this.dbtPlan.statements.find(({ kind }) => kind === (strategy === 'merge' ? 'merge' : 'insert'));
    if (!write) return;
    const schema = settings.temporarySchema ?? node.schema ?? '';
    const name = `${node.alias}__dbt_tmp`;
    const location = temporaryLocation(settings, schema, name, this.unique);
    const blocked = blockedBy(catalog, location, schema, name);
    if (blocked !== undefined) {
      this.reasons.push(`the helper table of ${node.name} would go to ${location}, where the files of ${blocked} are`);
      return;
    }
    const helper = this.helper('table', '__dbt_tmp', schema);
    if (tableAt(catalog, schema, name)) this.list.push(drop(helper, 'drop the helper table of a run that was broken off'));
    this.list.push({
      ...statement(this.createTable(helper.relation, name, location, false, context.sql), 'put the new rows into a helper table'),
      measured: true,
    });
    if (settings.onSchemaChange !== 'ignore')
      this.list.push({
        kind: 'check',
        purpose: 'compare the columns',
        failure: now => changedColumns(now, node, { schema, name }, settings.onSchemaChange),
      });
    this.list.push(
      {
        ...statement(write.sql, writePurpose[strategy]),
        counted: true,
        ...(strategy === 'insert_overwrite' ? { existingPartitions: 'overwrite' } : {}),
      },
      drop(helper, 'drop the helper table'),
    );
  }

  private createTable(relation: string, identifier: string, location: string, partitioned: boolean, query: string): string {
    const { settings, node } = this.context;
    const table = { relation, schema: node.schema ?? '', identifier, temporary: false, partitioned };
    return createTableAs(table, { ...settings, externalLocation: location }, query);
  }

  private helper(
    type: 'table' | 'view',
    suffix = '__dbt_tmp',
    schema = this.context.node.schema ?? '',
  ): HelperRelation & { readonly relation: string } {
    const relation = this.context.beside(suffix, schema);
    const helper = { schema, name: this.context.node.alias + suffix, dropSql: `drop ${type} if exists ${relation}`, relation };
    this.helpers.push(helper);
    return helper;
  }
}

const writePurpose = {
  append: 'add the new rows to the table',
  insert_overwrite: 'put the new rows in the place of the partitions they fall into',
  merge: 'merge the new rows into the table',
} as const;

function statement(sql: string, purpose: string): Extract<EmbeddedStep, { kind: 'statement' }> {
  return { kind: 'statement', sql, purpose, measured: false, counted: false };
}

function drop({ dropSql }: HelperRelation, purpose: string): EmbeddedStep {
  return { kind: 'drop', sql: dropSql, purpose, commits: false };
}

function changedColumns(
  catalog: CatalogSnapshot,
  { database, schema, alias, name }: DbtNode,
  helper: { readonly schema: string; readonly name: string },
  onSchemaChange: string,
): string | undefined {
  const names = (at: string, table: string): readonly string[] =>
    tableColumns(catalog, database, at, table).map(column => column.name.toLowerCase());
  const [before, now] = [names(schema ?? '', alias), names(helper.schema, helper.name)];
  const added = now.filter(column => !before.includes(column));
  const gone = before.filter(column => !now.includes(column));
  if (added.length === 0 && gone.length === 0) return undefined;
  const words = [...(added.length > 0 ? [`adds ${added.join(', ')}`] : []), ...(gone.length > 0 ? [`lacks ${gone.join(', ')}`] : [])];
  const why = onSchemaChange === 'fail' ? 'on_schema_change is fail' : 'the embedded engine does not alter tables';
  return `the query of ${name} ${words.join(' and ')}, and ${why}: run it with --full-refresh`;
}
