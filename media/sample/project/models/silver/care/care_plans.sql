{{
    config(
        table_type='iceberg',
        format='parquet',
        lf_tags_config={
            'enabled': true,
            'tags': {'department': 'care', 'data_lake_layer': 'silver'},
            'tags_columns': {'phi': {'true': ['goals']}}
        }
    )
}}

with latest as (

    {{ latest_record(source('app', 'care_plans'), 'id', 'updated_at') }}

)

select
    id as care_plan_id,
    client_id,
    agency_id,
    version as plan_version,
    starts_on,
    ends_on,
    tasks,
    cardinality(tasks) as task_count,
    goals,
    authorized_hours_week,
    row_number() over (partition by client_id order by version desc) = 1 as is_current,
    cast(updated_at as timestamp(6)) as updated_at
from latest
