{{ config(materialized='ephemeral') }}

select
    visit_id,
    min(event_at) filter (where event_type = 'check_in') as checked_in_at,
    max(event_at) filter (where event_type = 'check_out') as checked_out_at,
    bool_or(event_type = 'manual') as has_manual_entry,
    count(*) as events
from {{ ref('visit_checkins') }}
group by visit_id
