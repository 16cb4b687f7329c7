{{ config(materialized='incremental', incremental_strategy='append', table_type='iceberg', format='parquet', partitioned_by=['month(occurred_at)']) }}

select
    event_id,
    session_id,
    user_id,
    event_name,
    element_at(properties, 'screen') as screen,
    cast(element_at(properties, 'duration_ms') as bigint) as duration_ms,
    context.network as network,
    context.app.version as app_version,
    cast(occurred_at as timestamp(6)) as occurred_at
from {{ source('events', 'app_events') }}
where event_name = 'screen_view'
{% if is_incremental() %}
    and day > (select cast(max(occurred_at) as date) from {{ this }})
{% endif %}
