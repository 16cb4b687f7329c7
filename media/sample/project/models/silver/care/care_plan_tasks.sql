{{ config(materialized='view') }}

select
    p.care_plan_id,
    p.client_id,
    p.agency_id,
    t.position as task_position,
    t.code as task_code,
    t.label as task_label,
    t.frequency,
    t.minutes,
    case t.frequency
        when 'twice daily' then 14 * t.minutes
        when 'daily' then 7 * t.minutes
        else t.minutes
    end as minutes_week
from {{ ref('care_plans') }} as p
cross join unnest(p.tasks) with ordinality as t (code, label, frequency, minutes, position)
where p.is_current
