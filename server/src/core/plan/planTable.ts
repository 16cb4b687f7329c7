/** Tables: Hive ones are dropped and made anew, or swapped in Glue with `ha`; Iceberg ones are built aside and renamed. */
import type { PlanBuilder } from './PlanBuilder';

export function planTable(plan: PlanBuilder): void {
  const { settings, node, existing } = plan;
  const { alias: identifier } = node;
  const unique = settings.dataNaming.includes('unique') && settings.externalLocation === undefined;
  const exists = existing === 'table' || existing === 'view';
  if (settings.tableType === 'iceberg' && !unique && node.language === 'sql') {
    plan.refuse(
      'an Iceberg table needs a location of its own for each run: set s3_data_naming to unique, table_unique or schema_table_unique, without external_location',
    );
    return;
  }
  if (settings.tableType === 'hive' && settings.highAvailability && !unique) {
    plan.refuse(
      'ha needs a location of its own for each run: set s3_data_naming to unique, table_unique or schema_table_unique, without external_location',
    );
    return;
  }
  if (settings.tableType === 'hive') {
    if (settings.highAvailability && exists && !plan.fullRefresh) {
      plan.create(
        { relation: plan.beside('__ha'), identifier: `${identifier}__ha`, pathPart: identifier, temporary: false, partitioned: true },
        'build the new table beside the old one',
      );
      plan.add({
        kind: 'catalog',
        sql: `glue:UpdateTable ${plan.target}`,
        purpose: "point the table to the new one's files and partitions",
        free: true,
      });
      plan.add({
        kind: 'catalog',
        sql: `glue:DeleteTable ${plan.beside('__ha')}`,
        purpose: 'forget the helper table; its files are the table now',
        free: true,
      });
      return;
    }
    if (exists) plan.dropTable(plan.target, 'the old table');
    plan.create({ relation: plan.target, identifier, temporary: false, partitioned: true }, 'build the table');
    return;
  }
  if (!exists) {
    plan.create({ relation: plan.target, identifier, temporary: false, partitioned: true }, 'build the table');
    return;
  }
  plan.create(
    { relation: plan.beside('__ha'), identifier: `${identifier}__ha`, pathPart: identifier, temporary: false, partitioned: true },
    'build the new table beside the old one',
  );
  if (existing === 'view')
    plan.add({ kind: 'ddl', sql: `drop view if exists ${plan.target}`, purpose: 'drop the view that stands in its place', free: true });
  else if (plan.existingIceberg) plan.rename(plan.target, plan.beside('__bkp'), 'move the old table away');
  else plan.add({ kind: 'catalog', sql: `glue:DeleteTable ${plan.target}`, purpose: 'forget the old Hive table', free: true });
  plan.rename(plan.beside('__ha'), plan.target, 'move the new table into its place');
  if (existing === 'table' && plan.existingIceberg) plan.dropTable(plan.beside('__bkp'), 'the old table');
}
