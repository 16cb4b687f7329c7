{{
    config(
        materialized='incremental',
        incremental_strategy='insert_overwrite',
        table_type='hive',
        format='parquet',
        partitioned_by=['session_day']
    )
}}

with landed as (

    select *
    from {{ source('events', 'app_sessions') }}
    where {{ landed_since_last_run() }}

),

latest as (

    {{ latest_record('landed', 'session_id') }}

)

select
    session_id,
    user_id,
    agency_id,
    {{ iso_to_timestamp('started_at') }} as started_at,
    {{ iso_to_timestamp('ended_at') }} as ended_at,
    date_diff('second', {{ iso_to_timestamp('started_at') }}, {{ iso_to_timestamp('ended_at') }}) as duration_seconds,
    ended_at is null as crashed,
    lower(device.platform) as platform,
    device.model as device_model,
    {{ blank_to_null('app_version') }} as app_version,
    cardinality(screens) as screen_count,
    element_at(screens, 1).name as first_screen,
    cast({{ iso_to_timestamp('started_at') }} as date) as session_day
from latest
