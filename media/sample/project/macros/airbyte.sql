{#- The last delivered version of every record: Airbyte appends, and delivers some records twice. -#}
{% macro latest_record(relation, key, changed_at='_airbyte_extracted_at') -%}
    select *
    from (
        select
            *,
            row_number() over (
                partition by {{ key }}
                order by {{ changed_at }} desc, _airbyte_extracted_at desc, _airbyte_raw_id
            ) as delivery_rank
        from {{ relation }}
    )
    where delivery_rank = 1
{%- endmacro %}

{#- A filter on the partition key of a bronze table: everything on the first run, the last days after that. -#}
{% macro landed_since_last_run(day_column='day', lookback_days=none) -%}
    {%- if is_incremental() -%}
        {%- set days = lookback_days if lookback_days is not none else var('lookback_days') -%}
        {{ day_column }} >= '{{ days_before(var("as_of"), days) }}'
    {%- else -%}
        {{ day_column }} <= '{{ var("as_of") }}'
    {%- endif -%}
{%- endmacro %}

{% macro days_before(day, days) -%}
    {%- set date = modules.datetime.datetime.strptime(day, '%Y-%m-%d') - modules.datetime.timedelta(days=days) -%}
    {{- date.strftime('%Y-%m-%d') -}}
{%- endmacro %}
