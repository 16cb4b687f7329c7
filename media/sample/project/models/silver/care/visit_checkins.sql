{{
    config(
        materialized='incremental',
        incremental_strategy='merge',
        unique_key='event_id',
        table_type='iceberg',
        format='parquet',
        partitioned_by=['month(event_at)'],
        lf_tags_config={
            'enabled': true,
            'tags': {'department': 'care', 'data_lake_layer': 'silver'},
            'tags_columns': {'phi': {'true': ['latitude', 'longitude']}}
        }
    )
}}

with landed as (

    select *
    from {{ source('visits', 'evv_events') }}
    where {{ landed_since_last_run(lookback_days=7) }}

),

latest as (

    {{ latest_record('landed', 'event_id', 'received_at') }}

),

typed as (

    select
        *,
        {{ iso_to_timestamp('event_at', 6) }} as happened_at
    from latest

)

select
    event_id,
    visit_id,
    caregiver_id,
    event_type,
    happened_at as event_at,
    location.lat as latitude,
    location.lon as longitude,
    location.accuracy_m as accuracy_m,
    lower(device.platform) as platform,
    device.app_version as app_version,
    cast(received_at as timestamp(6)) as received_at,
    date_diff('second', happened_at, received_at) as delivery_seconds
from typed
