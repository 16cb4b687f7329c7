/** Collects the statements of one plan. Invariant: after a refusal nothing is added any more. */
import type { CatalogSnapshot } from '../catalog/CatalogSnapshot';
import { tableColumns } from './tableColumns';
import { hasJinja } from '../dbt/project/renderYaml';
import { relationText } from '../dbt/project/relation';
import { renderHook } from '../dbt/project/renderTemplate';
import type { DbtProject } from '../dbt/project/DbtProject';
import type { DbtNode } from '../dbt/project/nodes';
import type { NewTable } from './createTable';
import { createTableAs } from './createTable';
import type { ExistingRelation, PlannedStatement, RunPlan } from './RunPlan';
import type { BuildSettings } from './settings';

interface PlanContext {
  readonly project: DbtProject;
  readonly node: DbtNode;
  readonly settings: BuildSettings;
  readonly catalog: CatalogSnapshot;
  readonly fullRefresh: boolean;
  readonly sql: string;
}

export class PlanBuilder {
  readonly project: DbtProject;
  readonly node: DbtNode;
  readonly settings: BuildSettings;
  readonly catalog: CatalogSnapshot;
  readonly fullRefresh: boolean;
  /** The node's compiled SQL. */
  readonly sql: string;
  /** The relation that is built, quoted. */
  readonly target: string;
  readonly existing: ExistingRelation;
  /** Whether the existing table is Iceberg. */
  readonly existingIceberg: boolean;
  private readonly statements: PlannedStatement[] = [];
  private readonly notes: string[] = [];
  private readonly refusals: string[] = [];

  constructor(context: PlanContext) {
    this.project = context.project;
    this.node = context.node;
    this.settings = context.settings;
    this.catalog = context.catalog;
    this.fullRefresh = context.fullRefresh;
    this.sql = context.sql;
    this.target =
      context.node.relationName ??
      relationText({ database: context.node.database, schema: context.node.schema, identifier: context.node.alias });
    const { kind, iceberg } = existingOf(context);
    this.existing = kind;
    this.existingIceberg = iceberg;
    if (kind === 'unknown' && context.node.relationName !== null)
      this.note(`the catalog does not tell whether ${this.target} exists: planned as if it did not`);
  }

  /** A relation beside the target, by suffix; in another schema where one is given. */
  beside(suffix: string, schema = this.node.schema): string {
    return relationText({ database: this.node.database, schema, identifier: this.node.alias + suffix });
  }

  /** The columns of the target as the catalog knows them. */
  columns(): readonly { readonly name: string; readonly type: string }[] {
    return tableColumns(this.catalog, this.node.database, this.node.schema ?? '', this.node.alias);
  }

  add(statement: PlannedStatement): void {
    if (this.refusals.length === 0) this.statements.push(statement);
  }

  note(note: string): void {
    if (!this.notes.includes(note)) this.notes.push(note);
  }

  refuse(reason: string): void {
    this.refusals.push(reason);
  }

  /** CREATE TABLE AS from the node's query, or from another; Python models run as a Spark calculation instead. */
  create(table: Omit<NewTable, 'schema'> & { readonly schema?: string }, purpose: string, query = this.sql): void {
    const full: NewTable = { ...table, schema: table.schema ?? this.node.schema ?? '' };
    if (this.node.language === 'python') {
      this.add({
        kind: 'spark',
        sql: query,
        purpose: `${purpose}, as an Athena for Spark calculation (charged by DPU-hours)`,
        free: false,
      });
      return;
    }
    this.add({ kind: 'ctas', sql: createTableAs(full, this.settings, query), purpose, free: false });
    if (this.settings.partitionedBy && full.partitioned)
      this.note(
        'where more than 100 partitions are written, dbt stages the rows unpartitioned and writes them in batches of 100: they are scanned once more for each batch',
      );
  }

  dropTable(relation: string, purpose: string, onlyIf?: string): void {
    const condition = onlyIf === undefined ? {} : { onlyIf };
    if (this.settings.tableType === 'iceberg' || this.existingIceberg)
      this.add({ kind: 'ddl', sql: `drop table if exists ${hive(relation)}`, purpose: `drop ${purpose}`, free: true, ...condition });
    else
      this.add({
        kind: 'catalog',
        sql: `s3:DeleteObjects and glue:DeleteTable ${relation}`,
        purpose: `drop ${purpose}: its files and its entry in Glue`,
        free: true,
        ...condition,
      });
  }

  rename(from: string, to: string, purpose: string): void {
    this.add({ kind: 'ddl', sql: `alter table ${hive(from)} rename to ${hive(to)}`, purpose, free: true });
  }

  hooks(when: 'before' | 'after'): void {
    for (const hook of this.settings.hooks[when]) {
      const sql = hasJinja(hook) ? renderHook(this.project, this.node, hook) : hook;
      if (sql.trim() !== '')
        this.add({ kind: 'hook', sql: sql.trim(), purpose: when === 'before' ? 'pre-hook' : 'post-hook', free: false });
    }
  }

  tags(): void {
    if (this.settings.lfTags)
      this.add({
        kind: 'catalog',
        sql: `lakeformation:AddLFTagsToResource ${this.target}`,
        purpose: 'set the LF-Tags of lf_tags_config, and remove those it does not list',
        free: true,
      });
  }

  finish(): RunPlan {
    return { node: this.node, statements: this.statements, existing: this.existing, notes: this.notes, refusals: this.refusals };
  }
}

function existingOf({ node, catalog }: PlanContext): { readonly kind: ExistingRelation; readonly iceberg: boolean } {
  if (node.relationName === null || node.schema === null) return { kind: 'absent', iceberg: false };
  const found = catalog.relation(node.database, node.schema, node.alias);
  if (found.kind === 'absent') return { kind: 'absent', iceberg: false };
  if (found.kind === 'unknown') return { kind: 'unknown', iceberg: false };
  if (found.value.kind === 'foreign') return { kind: found.value.relation.type, iceberg: false };
  const { table } = found.value.entry;
  return {
    kind: table.TableType === 'VIRTUAL_VIEW' ? 'view' : 'table',
    iceberg: table.Parameters?.table_type?.toLowerCase() === 'iceberg',
  };
}

/** DDL in Athena's Hive grammar takes backticks and no catalog. */
function hive(relation: string): string {
  return relation
    .split('.')
    .slice(-2)
    .map(part => `\`${part.replaceAll('"', '')}\``)
    .join('.');
}
