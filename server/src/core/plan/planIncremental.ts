/**
 * Incremental models: new rows go to an unpartitioned helper table first, then into the target.
 * Invariant: what makes dbt-athena refuse a configuration makes the plan refuse it, in words that name the remedy.
 */
import { mergeInto, quoted } from './mergeInto';
import type { PlanBuilder } from './PlanBuilder';

export function planIncremental(plan: PlanBuilder): void {
  const strategy = incrementalStrategy(plan);
  if (strategy === undefined) return;
  const { alias: identifier } = plan.node;
  if (plan.existing === 'absent' || plan.existing === 'unknown') {
    plan.create({ relation: plan.target, identifier, temporary: false, partitioned: true }, 'build the table with all rows');
    return;
  }
  if (plan.fullRefresh || plan.existing === 'view') {
    rebuild(plan);
    return;
  }
  const temporary = plan.beside('__dbt_tmp', plan.settings.temporarySchema ?? plan.node.schema);
  plan.dropTable(temporary, 'the helper table of a run that was broken off', `${temporary} exists`);
  plan.create(
    {
      relation: temporary,
      identifier: `${identifier}__dbt_tmp`,
      temporary: true,
      partitioned: false,
      ...(plan.settings.temporarySchema === undefined ? {} : { schema: plan.settings.temporarySchema }),
    },
    'put the new rows into a helper table',
  );
  if (plan.settings.onSchemaChange !== 'ignore')
    plan.note(`on_schema_change is ${plan.settings.onSchemaChange}: where the columns differ, ALTER TABLE statements come before the rows`);
  const columns = plan.columns();
  switch (strategy) {
    case 'insert_overwrite':
      plan.add({
        kind: 'select',
        sql: `select distinct ${(plan.settings.partitionedBy ?? []).join(', ')} from ${temporary}`,
        purpose: 'find the partitions that the new rows fall into',
        free: false,
      });
      plan.add({
        kind: 'catalog',
        sql: `s3:DeleteObjects and glue:BatchDeletePartition ${plan.target}`,
        purpose: 'empty these partitions of the table',
        free: true,
      });
      insert(plan, temporary, columns);
      break;
    case 'append':
      insert(plan, temporary, columns);
      break;
    case 'merge':
      plan.add({
        kind: 'merge',
        sql: mergeInto(plan.target, temporary, columns, plan.settings),
        purpose: 'merge the new rows into the table; the table is scanned for the rows they match',
        free: false,
      });
      break;
  }
  plan.dropTable(temporary, 'the helper table');
}

type Strategy = 'insert_overwrite' | 'append' | 'merge';

/** What dbt-athena does with the new rows; undefined after a refusal. */
export function incrementalStrategy(plan: PlanBuilder): Strategy | undefined {
  const { strategy, tableType, partitionedBy, uniqueKey } = plan.settings;
  const iceberg = tableType === 'iceberg';
  const allowed = iceberg ? ['append', 'microbatch', 'merge'] : ['append', 'insert_overwrite', 'microbatch'];
  if (!allowed.includes(strategy)) {
    plan.refuse(`the strategy '${strategy}' does not work on ${iceberg ? 'Iceberg' : 'Hive'} tables: take ${allowed.join(', ')}`);
    return undefined;
  }
  if (strategy === 'microbatch')
    plan.note('microbatch: dbt runs the statements once for each batch of event_time; one batch is shown, without its time filter');
  const effective = strategy === 'microbatch' ? (iceberg ? 'merge' : 'insert_overwrite') : strategy;
  if (effective === 'insert_overwrite' && partitionedBy === undefined) {
    if (strategy !== 'microbatch') return 'append';
    plan.refuse('microbatch on a Hive table needs partitioned_by');
    return undefined;
  }
  if (effective === 'merge' && uniqueKey.length === 0) {
    plan.refuse('merge needs unique_key: a column or a list of columns');
    return undefined;
  }
  return effective === 'merge' || effective === 'append' ? effective : 'insert_overwrite';
}

function rebuild(plan: PlanBuilder): void {
  const { alias: identifier } = plan.node;
  const shared = !plan.settings.dataNaming.includes('unique') || plan.settings.externalLocation !== undefined;
  if (plan.existing === 'table' && plan.settings.tableType === 'iceberg' && shared) {
    const temporary = plan.beside('__dbt_tmp');
    plan.create(
      { relation: temporary, identifier: `${identifier}__dbt_tmp`, pathPart: identifier, temporary: false, partitioned: true },
      'build the table anew beside the old one',
    );
    plan.rename(plan.target, plan.beside('__bkp'), 'move the old table away');
    plan.rename(temporary, plan.target, 'move the new table into its place');
    plan.dropTable(plan.beside('__bkp'), 'the old table');
    return;
  }
  if (plan.existing === 'view')
    plan.add({ kind: 'ddl', sql: `drop view if exists ${plan.target}`, purpose: 'drop the view that stands in its place', free: true });
  else plan.dropTable(plan.target, 'the old table');
  plan.create({ relation: plan.target, identifier, temporary: false, partitioned: true }, 'build the table with all rows');
}

function insert(plan: PlanBuilder, temporary: string, columns: readonly { readonly name: string }[]): void {
  const list = columns.map(column => quoted(column.name)).join(', ');
  plan.add({
    kind: 'insert',
    sql: `insert into ${plan.target} (${list})\n  (\n    select ${list}\n    from ${temporary}\n  )`,
    purpose: 'add the new rows to the table',
    free: false,
  });
}
