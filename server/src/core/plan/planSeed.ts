/** Seeds: the CSV goes to S3, a table over the file is read into the target by CTAS. */
import type { PlanBuilder } from './PlanBuilder';
import { seedColumns } from '../dbt/project/seed';
import { asDict, asString } from '../dbt/value';
import { quoted } from './mergeInto';

export function planSeed(plan: PlanBuilder): void {
  const { config, file, alias } = plan.node;
  const text = plan.project.files.get(file)?.text ?? '';
  const columns = seedColumns(text, asString(config.get('delimiter')) ?? ',', asDict(config.get('column_types')));
  if (columns.length === 0) {
    plan.refuse('the CSV has no header');
    return;
  }
  const temporary = plan.beside('__dbt_tmp');
  if (plan.existing === 'table') plan.dropTable(plan.target, 'the old table');
  plan.add({ kind: 'catalog', sql: `s3:PutObject ${plan.settings.dataDir}/…/${alias}.csv`, purpose: 'upload the CSV', free: true });
  const list = columns.map(column => `\`${column.name}\` string`).join(', ');
  plan.add({
    kind: 'ddl',
    sql: `create external table ${temporary.replaceAll('"', '`').split('.').slice(-2).join('.')} (${list})\nrow format serde 'org.apache.hadoop.hive.serde2.OpenCSVSerde'`,
    purpose: 'a table over the file',
    free: true,
  });
  const selected = columns
    .map(column => `  cast(nullif(${quoted(column.name)}, '') as ${column.type}) as ${quoted(column.name)}`)
    .join(',\n');
  plan.create(
    { relation: plan.target, identifier: alias, temporary: false, partitioned: true },
    'read the file into the table',
    `select\n${selected}\nfrom ${temporary}`,
  );
  plan.dropTable(temporary, 'the table over the file');
}
