/**
 * Macros of dbt and dbt-athena that are called directly, and the heads of those that only dbt's own materializations call.
 * Invariant: what is not implemented here is known by name, so that calling it is "not available here" and never "no such macro".
 */

/** name → whole macro. */
export const plainDbt: readonly string[] = [
  `{% macro is_incremental() %}{% if not execute %}{{ return(False) }}{% endif %}{% set existing = adapter.get_relation(this.database, this.schema, this.table) %}{{ return(existing is not none and existing.type == 'table' and model.config.materialized == 'incremental' and not should_full_refresh()) }}{% endmacro %}`,
  `{% macro should_full_refresh() %}{% set wanted = config.get('full_refresh') %}{% do return(flags.FULL_REFRESH if wanted is none else wanted) %}{% endmacro %}`,
  `{% macro should_store_failures() %}{% set wanted = config.get('store_failures') %}{% do return(flags.STORE_FAILURES if wanted is none else wanted) %}{% endmacro %}`,
  `{% macro statement(name=None, fetch_result=False, auto_begin=True, language='sql') %}{% if execute %}{% do medallion_unanswered(name, caller()) %}{% endif %}{% endmacro %}`,
  `{% macro noop_statement(name=None, message=None, code=None, rows_affected=None, res=None) %}{% set ignored = caller() %}{% endmacro %}`,
  `{% macro run_query(sql) %}{% call statement('run_query_statement', fetch_result=true, auto_begin=false) %}{{ sql }}{% endcall %}{% do return(load_result('run_query_statement').table) %}{% endmacro %}`,
  `{% macro generate_schema_name_for_env(custom_schema_name, node) -%}{{ custom_schema_name | trim if target.name == 'prod' and custom_schema_name is not none else target.schema }}{%- endmacro %}`,
  `{% macro default_last_day(date, datepart) -%}
    cast(
        {{ dbt.dateadd('day', '-1', dbt.dateadd(datepart, '1', dbt.date_trunc(datepart, date))) }}
        as date)
{%- endmacro %}`,
  `{% macro _split_part_negative(string_text, delimiter_text, part_number) %}
    split_part(
        {{ string_text }},
        {{ delimiter_text }},
          length({{ string_text }})
          - length(
              replace({{ string_text }},  {{ delimiter_text }}, '')
          ) + 2 + {{ part_number }}
        )
{% endmacro %}`,
  `{% macro convert_datetime(date_str, date_fmt) %}{{ return(try_or_compiler_error("The provided partition date '" ~ date_str ~ "' does not match the expected format '" ~ date_fmt ~ "'", modules.datetime.datetime.strptime, date_str.strip(), date_fmt)) }}{% endmacro %}`,
  `{% macro dates_in_range(start_date_str, end_date_str=none, in_fmt='%Y%m%d', out_fmt='%Y%m%d') %}{% set first = convert_datetime(start_date_str, in_fmt) %}{% set last = convert_datetime(start_date_str if end_date_str is none else end_date_str, in_fmt) %}{% if last < first %}{{ exceptions.raise_compiler_error('Partition start date is after the end date (' ~ first ~ ', ' ~ last ~ ')', model) }}{% endif %}{% set days = [] %}{% for step in range((last - first).days + 1) %}{% set day = modules.datetime.timedelta(days=step) + first %}{% do days.append(day.strftime(out_fmt) if out_fmt else day) %}{% endfor %}{{ return(days) }}{% endmacro %}`,
  `{% macro partition_range(raw_partition_date, date_fmt='%Y%m%d') %}{% set ends = (raw_partition_date | string).split(',') %}{% if ends | length > 2 %}{{ exceptions.raise_compiler_error('Invalid partition time. Expected format: {Start Date}[,{End Date}]. Got: ' ~ raw_partition_date) }}{% endif %}{{ return(dates_in_range(ends[0], ends[1] if ends | length == 2 else none, in_fmt=date_fmt)) }}{% endmacro %}`,
  `{% macro py_current_timestring() %}{% do return(modules.datetime.datetime.now().strftime('%Y%m%d%H%M%S%f')) %}{% endmacro %}`,
  `{% macro get_quoted_csv(column_names) %}{% set quoted = [] %}{% for name in column_names %}{% do quoted.append(adapter.quote(name)) %}{% endfor %}{{ return(quoted | join(', ')) }}{% endmacro %}`,
  `{% macro diff_columns(source_columns, target_columns) %}{% set missing = [] %}{% set known = target_columns | map(attribute='column') | list %}{% for column in source_columns %}{% if column.name not in known %}{% do missing.append(column) %}{% endif %}{% endfor %}{{ return(missing) }}{% endmacro %}`,
  `{% macro load_relation(relation) %}{% do return(adapter.get_relation(database=relation.database, schema=relation.schema, identifier=relation.identifier)) %}{% endmacro %}`,
  `{% macro load_cached_relation(relation) %}{% do return(adapter.get_relation(database=relation.database, schema=relation.schema, identifier=relation.identifier)) %}{% endmacro %}`,
  `{% macro make_temp_relation(base_relation, suffix='__dbt_tmp') %}{{ return(base_relation.incorporate(path={'schema': base_relation.schema, 'identifier': base_relation.identifier ~ suffix})) }}{% endmacro %}`,
  `{% macro run_hooks(hooks, inside_transaction=True) %}{% for hook in hooks %}{% call statement(auto_begin=inside_transaction) %}{{ hook.get('sql') }}{% endcall %}{% endfor %}{% endmacro %}`,
  `{% macro set_sql_header(config) %}{{ config.set('sql_header', caller()) }}{% endmacro %}`,
  `{% macro before_begin(sql) %}{{ tojson({'sql': sql, 'transaction': false}) }}{% endmacro %}`,
  `{% macro in_transaction(sql) %}{{ tojson({'sql': sql, 'transaction': true}) }}{% endmacro %}`,
  `{% macro after_commit(sql) %}{{ tojson({'sql': sql, 'transaction': false}) }}{% endmacro %}`,
];

export const plainAthena: readonly string[] = [
  `{% macro cast_timestamp(timestamp_col) -%}{%- set settings = model.get('config', {}) -%}cast({{ timestamp_col }} as timestamp{{ '(6)' if settings.get('table_type', 'hive') == 'iceberg' and settings.get('materialized', 'table') not in ['view', 'ephemeral'] }}){%- endmacro %}`,
  `{% macro ddl_data_type(col_type, table_type='hive') %}{% set type = modules.re.sub('(?:varchar|character varying)(?:\\\\(\\\\d+\\\\))?', 'string', col_type) %}{% if 'array' in type or 'map' in type %}{% set type = type.replace('(', '<').replace(')', '>') %}{% endif %}{% set type = type.replace('integer', 'int') %}{% if table_type == 'iceberg' %}{% if 'timestamp' in type %}{% set type = 'timestamp' %}{% endif %}{% if 'binary' in type %}{% set type = 'binary' %}{% endif %}{% endif %}{{ return(type) }}{% endmacro %}`,
  `{% macro dml_data_type(col_type) %}{% set type = modules.re.sub('\\\\bint\\\\b', 'integer', col_type) %}{{ return(type.replace('string', 'varchar').replace('float', 'real')) }}{% endmacro %}`,
];

/** Called by materializations only; a template that calls one gets told so. */
export const materializationOnly: readonly string[] = [
  ...[
    'alter_column_comment',
    'alter_column_type',
    'alter_relation_add_remove_columns',
    'alter_relation_comment',
    'apply_grants',
    'build_snapshot_table',
    'call_dcl_statements',
    'check_for_schema_changes',
    'check_schema_exists',
    'collect_freshness',
    'copy_grants',
    'create_columns',
    'create_csv_table',
  ],
  ...[
    'create_indexes',
    'create_schema',
    'create_table_as',
    'create_view_as',
    'drop_relation',
    'drop_relation_if_exists',
    'drop_schema',
    'get_catalog',
    'get_columns_in_query',
    'get_create_table_as_sql',
    'get_create_view_as_sql',
    'get_csv_sql',
    'get_empty_schema_sql',
    'get_empty_subquery_sql',
    'get_grant_sql',
  ],
  ...[
    'get_merge_sql',
    'get_delete_insert_merge_sql',
    'get_insert_overwrite_merge_sql',
    'get_merge_update_columns',
    'get_or_create_relation',
    'get_select_subquery',
    'get_show_grant_sql',
    'get_test_sql',
    'get_unit_test_sql',
    'incremental_validate_on_schema_change',
    'information_schema_name',
    'list_relations_without_caching',
  ],
  ...[
    'list_schemas',
    'load_csv_rows',
    'make_backup_relation',
    'make_intermediate_relation',
    'persist_docs',
    'post_snapshot',
    'process_schema_changes',
    'rename_relation',
    'reset_csv_table',
    'snapshot_merge_sql',
    'snapshot_staging_table',
    'snapshot_hash_arguments',
    'sync_column_schemas',
    'truncate_relation',
    'validate_sql',
  ],
];
