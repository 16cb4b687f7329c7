{{ config(table_type='iceberg', format='parquet') }}

with latest as (

    {{ latest_record(source('app', 'agencies'), 'id', 'updated_at') }}

)

select
    id as agency_id,
    trim(name) as agency_name,
    lower(trim(status)) as status,
    plan_code,
    timezone,
    address.city as city,
    address.state as state,
    coalesce(cast(json_extract_scalar(settings, '$.evv_required') as boolean), false) as evv_required,
    coalesce(cast(json_extract_scalar(settings, '$.portal.enabled') as boolean), false) as portal_enabled,
    coalesce(json_extract_scalar(settings, '$.portal.language'), 'en') as portal_language,
    cast(created_at as timestamp(6)) as created_at,
    cast(updated_at as timestamp(6)) as updated_at
from latest
