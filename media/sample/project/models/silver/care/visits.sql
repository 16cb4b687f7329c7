{{
    config(
        materialized='incremental',
        incremental_strategy='merge',
        unique_key='visit_id',
        table_type='iceberg',
        format='parquet',
        partitioned_by=['month(scheduled_start)'],
        lf_tags_config={
            'enabled': true,
            'tags': {'department': 'care', 'data_lake_layer': 'silver'},
            'tags_columns': {'phi': {'true': ['visit_note']}}
        }
    )
}}

with landed as (

    select *
    from {{ source('visits', 'visits') }}
    where {{ landed_since_last_run() }}

),

latest as (

    {{ latest_record('landed', 'visit_id', 'updated_at') }}

)

select
    v.visit_id,
    v.agency_id,
    v.client_id,
    v.caregiver_id,
    v.service_code,
    s.status,
    s.is_final,
    cast(v.scheduled_start as timestamp(6)) as scheduled_start,
    cast(v.scheduled_end as timestamp(6)) as scheduled_end,
    cast(v.actual_start as timestamp(6)) as actual_start,
    cast(v.actual_end as timestamp(6)) as actual_end,
    date_diff('minute', v.scheduled_start, v.scheduled_end) as planned_minutes,
    date_diff('minute', v.actual_start, v.actual_end) as worked_minutes,
    date_diff('minute', v.scheduled_start, v.actual_start) as minutes_late,
    v.mileage_km,
    {{ blank_to_null('v.notes') }} as visit_note,
    cast(v.updated_at as timestamp(6)) as updated_at
from latest as v
left join {{ ref('visit_statuses') }} as s on s.status_code = v.status
where v.is_deleted = 0
