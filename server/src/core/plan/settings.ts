/** The configs of a node that decide how it is built, with dbt-athena's defaults. Invariant: types are checked here once, so that planning reads plain values. */
import type { Target } from '../dbt/project/profile';
import type { DbtNode } from '../dbt/project/nodes';
import type { Dict, Value } from '../dbt/value';
import { asDict, asList, asString, isDict, isList, isTruthy, pythonStr, stringList } from '../dbt/value';

export interface BuildSettings {
  readonly tableType: 'hive' | 'iceberg';
  readonly format: string;
  readonly partitionedBy: readonly string[] | undefined;
  readonly bucketedBy: readonly string[] | undefined;
  readonly bucketCount: string | undefined;
  readonly fieldDelimiter: string | undefined;
  readonly writeCompression: string | undefined;
  readonly tableProperties: Dict | undefined;
  readonly externalLocation: string | undefined;
  readonly dataDir: string;
  readonly temporaryDir: string | undefined;
  readonly dataNaming: string;
  readonly highAvailability: boolean;
  readonly forceBatch: boolean;
  readonly strategy: string;
  readonly uniqueKey: readonly string[];
  readonly onSchemaChange: string;
  readonly incrementalPredicates: readonly string[];
  readonly updateCondition: string | undefined;
  readonly deleteCondition: string | undefined;
  readonly insertCondition: string | undefined;
  readonly updateColumns: readonly string[];
  readonly excludeColumns: readonly string[];
  readonly updateRule: string;
  readonly updateRules: Dict;
  readonly temporarySchema: string | undefined;
  readonly fullRefresh: boolean | undefined;
  readonly lfTags: boolean;
  readonly hooks: { readonly before: readonly string[]; readonly after: readonly string[] };
}

export function buildSettings(node: DbtNode, target: Target): BuildSettings {
  const { config } = node;
  const text = (key: string): string | undefined => {
    const value = config.get(key);
    return value === undefined || value === null ? undefined : pythonStr(value);
  };
  const targetText = (key: string): string | undefined => asString(target.settings.get(key));
  const list = (key: string): readonly string[] | undefined => {
    const value = config.get(key);
    return value === undefined || value === null ? undefined : stringList(value);
  };
  const full = config.get('full_refresh');
  const staging = (targetText('s3_staging_dir') ?? 's3://<staging>/').replace(/\/+$/, '');
  const properties = config.get('table_properties');
  return {
    tableType: text('table_type')?.toLowerCase() === 'iceberg' ? 'iceberg' : 'hive',
    format: text('format') ?? 'parquet',
    partitionedBy: list('partitioned_by'),
    bucketedBy: list('bucketed_by'),
    bucketCount: text('bucket_count'),
    fieldDelimiter: text('field_delimiter'),
    writeCompression: text('write_compression'),
    tableProperties: isDict(properties) ? properties : undefined,
    externalLocation: text('external_location')?.replace(/\/+$/, ''),
    dataDir: (text('s3_data_dir') ?? targetText('s3_data_dir') ?? `${staging}/tables`).replace(/\/+$/, ''),
    temporaryDir: (text('s3_tmp_table_dir') ?? targetText('s3_tmp_table_dir'))?.replace(/\/+$/, ''),
    dataNaming: text('s3_data_naming') ?? targetText('s3_data_naming') ?? 'schema_table_unique',
    highAvailability: isTruthy(config.get('ha')),
    forceBatch: isTruthy(config.get('force_batch')),
    strategy: text('incremental_strategy') ?? 'insert_overwrite',
    uniqueKey: list('unique_key') ?? [],
    onSchemaChange: text('on_schema_change') ?? 'ignore',
    incrementalPredicates: list('incremental_predicates') ?? [],
    updateCondition: text('update_condition'),
    deleteCondition: text('delete_condition'),
    insertCondition: text('insert_condition'),
    updateColumns: list('merge_update_columns') ?? [],
    excludeColumns: list('merge_exclude_columns') ?? [],
    updateRule: text('merge_update_columns_default_rule') ?? 'replace',
    updateRules: asDict(config.get('merge_update_columns_rules')),
    temporarySchema: text('temp_schema'),
    fullRefresh: typeof full === 'boolean' ? full : undefined,
    lfTags: isTruthy(asDict(config.get('lf_tags_config')).get('enabled')),
    hooks: { before: hookTexts(config.get('pre-hook')), after: hookTexts(config.get('post-hook')) },
  };
}

function hookTexts(value: Value | undefined): readonly string[] {
  return (isList(value) ? asList(value) : []).flatMap(hook => asString(asDict(hook).get('sql')) ?? []);
}
