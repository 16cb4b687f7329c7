/**
 * Snapshots: the first run keeps every row as valid; later runs stage what changed and close and add versions.
 * Invariant: Iceberg targets are merged in place; Hive targets are written anew, since their rows cannot be updated.
 */
import { asDict, asString, stringList } from '../dbt/value';
import { quoted } from './mergeInto';
import type { PlanBuilder } from './PlanBuilder';

interface Strategy {
  readonly key: string;
  readonly updatedAt: string;
  readonly scdId: string;
  readonly changed: string;
}

const clock = 'cast(now() as timestamp)';

export function planSnapshot(plan: PlanBuilder): void {
  const strategy = strategyOf(plan);
  if (!strategy) return;
  const { alias: identifier } = plan.node;
  const names = columnNames(plan);
  if (plan.existing === 'absent' || plan.existing === 'unknown') {
    const first = `select *,\n  ${strategy.scdId} as ${names.id},\n  ${strategy.updatedAt} as ${names.updated},\n  ${strategy.updatedAt} as ${names.from},\n  ${validTo(plan, strategy.updatedAt)} as ${names.to}\nfrom (\n${plan.sql}\n) sbq`;
    plan.create({ relation: plan.target, identifier, temporary: false, partitioned: true }, 'keep every row as its first version', first);
    return;
  }
  const staging = plan.beside('__dbt_tmp');
  plan.create(
    { relation: staging, identifier: `${identifier}__dbt_tmp`, temporary: true, partitioned: false },
    'stage new, changed and deleted rows',
    stagingQuery(plan, strategy, names),
  );
  const columns = plan.columns().map(column => quoted(column.name));
  if (plan.settings.tableType === 'iceberg') {
    const sql = [
      `merge into ${plan.target} as dbt_internal_dest`,
      `using ${staging} as dbt_internal_source`,
      `on dbt_internal_source.${names.id} = dbt_internal_dest.${names.id}`,
      `when matched and dbt_internal_dest.${names.to} is null and dbt_internal_source.dbt_change_type in ('update', 'delete')`,
      `  then update set ${names.to} = dbt_internal_source.${names.to}`,
      `when not matched and dbt_internal_source.dbt_change_type = 'insert'`,
      `  then insert (${columns.join(', ')})`,
      `  values (${columns.map(column => `dbt_internal_source.${column}`).join(', ')})`,
    ].join('\n');
    plan.add({ kind: 'merge', sql, purpose: 'close old versions and add new ones; the snapshot is scanned for them', free: false });
  } else {
    const next = plan.beside('__dbt_tmp_snapshot');
    plan.create(
      { relation: next, identifier: `${identifier}__dbt_tmp_snapshot`, temporary: false, partitioned: true },
      'write the whole snapshot anew: unchanged, closed and new versions',
      rewritten(plan, staging, columns, names),
    );
    plan.dropTable(plan.target, 'the old snapshot');
    plan.create(
      { relation: plan.target, identifier, temporary: false, partitioned: true },
      'copy the new snapshot to its place',
      `select * from ${next}`,
    );
    plan.dropTable(next, 'the copy');
  }
  plan.dropTable(staging, 'the staged rows');
}

interface SnapshotColumns {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly updated: string;
}

function columnNames(plan: PlanBuilder): SnapshotColumns {
  const given = asDict(plan.node.config.get('snapshot_meta_column_names'));
  const name = (key: string): string => asString(given.get(key)) ?? key;
  return { id: name('dbt_scd_id'), from: name('dbt_valid_from'), to: name('dbt_valid_to'), updated: name('dbt_updated_at') };
}

function strategyOf(plan: PlanBuilder): Strategy | undefined {
  const { config } = plan.node;
  const kind = asString(config.get('strategy'));
  const keys = plan.settings.uniqueKey;
  if (kind === undefined || keys.length === 0) {
    plan.refuse('a snapshot needs strategy and unique_key');
    return undefined;
  }
  const key = keys.join(', ');
  if (kind === 'timestamp') {
    const updatedAt = asString(config.get('updated_at'));
    if (updatedAt === undefined) {
      plan.refuse('the strategy timestamp needs updated_at');
      return undefined;
    }
    return { key, updatedAt, scdId: hashed([...keys, updatedAt]), changed: `(snapshotted_data.dbt_valid_from < source_data.${updatedAt})` };
  }
  if (kind !== 'check') {
    plan.note(`'${kind}' is a strategy of the project: only dbt knows how it finds changes`);
    return { key, updatedAt: clock, scdId: hashed([...keys, clock]), changed: 'true' };
  }
  const columns =
    config.get('check_cols') === 'all'
      ? plan
          .columns()
          .map(column => column.name)
          .filter(name => !name.startsWith('dbt_'))
      : stringList(config.get('check_cols'));
  if (columns.length === 0 && plan.existing === 'table')
    plan.note('which columns are compared is known only where the catalog knows the snapshot');
  const changed = columns
    .map(
      name =>
        `snapshotted_data.${quoted(name)} != source_data.${quoted(name)} or (snapshotted_data.${quoted(name)} is null) <> (source_data.${quoted(name)} is null)`,
    )
    .join('\n      or ');
  const updatedAt = asString(config.get('updated_at')) ?? clock;
  return { key, updatedAt, scdId: hashed([...keys, updatedAt]), changed: `(${changed === '' ? 'false' : changed})` };
}

function hashed(parts: readonly string[]): string {
  return `to_hex(md5(to_utf8(${parts.map(part => `coalesce(cast(${part} as varchar), '')`).join(" || '|' || ")})))`;
}

function validTo(plan: PlanBuilder, updatedAt: string): string {
  return asString(plan.node.config.get('dbt_valid_to_current')) ?? `nullif(${updatedAt}, ${updatedAt})`;
}

/** What the source holds now, beside the versions that are valid: rows to add, versions to close. */
function stagingQuery(plan: PlanBuilder, strategy: Strategy, names: SnapshotColumns): string {
  const join = plan.settings.uniqueKey
    .map((_key, index) => `source_data.dbt_unique_key_${index + 1} = snapshotted_data.dbt_unique_key_${index + 1}`)
    .join(' and ');
  const keyColumns = plan.settings.uniqueKey.map((key, index) => `${key} as dbt_unique_key_${index + 1}`).join(', ');
  const source = (columns: string): string => `select *, ${keyColumns}${columns}\n    from snapshot_query`;
  const deletes = asString(plan.node.config.get('hard_deletes'));
  const closing = deletes === 'invalidate' || deletes === 'new_record' || plan.node.config.get('invalidate_hard_deletes') === true;
  const parts = [
    `with snapshot_query as (\n${plan.sql}\n)`,
    `snapshotted_data as (\n    select *, ${keyColumns}\n    from ${plan.target}\n    where ${names.to} is null\n  )`,
    `source_data as (\n    ${source(`, ${strategy.updatedAt} as ${names.updated}, ${strategy.updatedAt} as ${names.from}, ${validTo(plan, strategy.updatedAt)} as ${names.to}, ${strategy.scdId} as ${names.id}`)}\n  )`,
  ];
  const first = plan.settings.uniqueKey.length > 0 ? 'snapshotted_data.dbt_unique_key_1 is null' : 'true';
  const selects = [
    `select 'insert' as dbt_change_type, source_data.*\nfrom source_data\nleft outer join snapshotted_data on ${join}\nwhere ${first}\n  or (snapshotted_data.dbt_unique_key_1 is not null and ${strategy.changed})`,
    `select 'update' as dbt_change_type, source_data.*\nfrom source_data\njoin snapshotted_data on ${join}\nwhere ${strategy.changed}`,
  ];
  if (closing)
    selects.push(
      `select 'delete' as dbt_change_type, snapshotted_data.*\nfrom snapshotted_data\nleft join source_data on ${join}\nwhere source_data.dbt_unique_key_1 is null`,
    );
  return `${parts.join(',\n  ')}\n${selects.join('\nunion all\n')}`;
}

function rewritten(plan: PlanBuilder, staging: string, columns: readonly string[], names: SnapshotColumns): string {
  const from = (alias: string): string => columns.map(column => `${alias}.${column}`).join(', ');
  const closed = columns
    .map(column => (column === quoted(names.to) ? `dbt_internal_source.${column}` : `dbt_internal_dest.${column}`))
    .join(', ');
  const on = `dbt_internal_source.${names.id} = dbt_internal_dest.${names.id}`;
  return [
    `select ${from('dbt_internal_dest')}\nfrom ${plan.target} as dbt_internal_dest\nleft join ${staging} as dbt_internal_source on ${on}\nwhere dbt_internal_source.${names.id} is null`,
    `select ${closed}\nfrom ${plan.target} as dbt_internal_dest\njoin ${staging} as dbt_internal_source on ${on}\nwhere dbt_internal_dest.${names.to} is null and dbt_internal_source.dbt_change_type in ('update', 'delete')`,
    `select ${from('dbt_internal_source')}\nfrom ${staging} as dbt_internal_source\nleft join ${plan.target} as dbt_internal_dest on ${on}\nwhere dbt_internal_dest.${names.id} is null`,
  ].join('\nunion all\n');
}
