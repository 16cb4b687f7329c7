{{
    config(
        materialized='incremental',
        incremental_strategy='merge',
        unique_key='visit_id',
        table_type='iceberg',
        format='parquet',
        partitioned_by=['day(scheduled_start)']
    )
}}

select
    v.visit_id,
    v.agency_id,
    v.client_id,
    cg.full_name as caregiver_name,
    v.service_code,
    v.status,
    v.scheduled_start,
    v.actual_start,
    v.actual_end,
    v.worked_minutes,
    e.checked_in_at is not null as is_verified,
    v.visit_note as summary
from {{ ref('visits') }} as v
join {{ ref('agencies') }} as a on a.agency_id = v.agency_id and a.portal_enabled
left join {{ ref('caregivers') }} as cg on cg.caregiver_id = v.caregiver_id
left join {{ ref('int_visit_verification') }} as e on e.visit_id = v.visit_id
where v.scheduled_start >= date_add('day', -{{ 7 if is_incremental() else 30 }}, date '{{ var("as_of") }}')
