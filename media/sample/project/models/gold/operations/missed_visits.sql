{{ config(materialized='view') }}

select
    v.visit_id,
    v.agency_id,
    a.agency_name,
    v.client_id,
    v.scheduled_start,
    v.service_code,
    v.caregiver_id is null as was_open_shift,
    count(*) over (partition by v.client_id) as missed_by_client
from {{ ref('visits') }} as v
join {{ ref('agencies') }} as a on a.agency_id = v.agency_id
where v.status = 'missed'
