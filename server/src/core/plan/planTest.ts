/** Tests: one query that counts the failing rows; with store_failures the rows are kept in a table first. */
import { asString, pythonStr } from '../dbt/value';
import type { PlanBuilder } from './PlanBuilder';

export function planTest(plan: PlanBuilder): void {
  const { config, alias } = plan.node;
  const text = (key: string, fallback: string): string => asString(config.get(key)) ?? fallback;
  const limit = config.get('limit');
  let source = plan.sql;
  if (config.get('store_failures') === true) {
    if (asString(config.get('store_failures_as')) === 'view')
      plan.add({
        kind: 'view',
        sql: `create or replace view\n  ${plan.target}\nas\n${plan.sql}`,
        purpose: 'keep the failing rows as a view',
        free: true,
      });
    else {
      if (plan.existing === 'table') plan.dropTable(plan.target, 'the failures of the last run');
      plan.create({ relation: plan.target, identifier: alias, temporary: false, partitioned: false }, 'keep the failing rows');
    }
    source = `select *\nfrom ${plan.target}`;
  }
  const fail = text('fail_calc', 'count(*)');
  const limited = limit === undefined || limit === null ? '' : `\nlimit ${pythonStr(limit)}`;
  plan.add({
    kind: 'select',
    sql: `select\n  ${fail} as failures,\n  ${fail} ${text('warn_if', '!= 0')} as should_warn,\n  ${fail} ${text('error_if', '!= 0')} as should_error\nfrom (\n${source}${limited}\n) dbt_internal_test`,
    purpose: 'count the failing rows',
    free: false,
  });
}
