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

),

typed as (

    select
        *,
        {{ iso_to_timestamp('started_at') }} as session_start,
        {{ iso_to_timestamp('ended_at') }} as session_end
    from latest

)

select
    session_id,
    user_id,
    agency_id,
    session_start as started_at,
    session_end as ended_at,
    date_diff('second', session_start, session_end) as duration_seconds,
    session_end is null as crashed,
    lower(device.platform) as platform,
    device.model as device_model,
    {{ blank_to_null('app_version') }} as app_version,
    cardinality(screens) as screen_count,
    element_at(screens, 1).name as first_screen,
    cast(session_start as date) as session_day
from typed
