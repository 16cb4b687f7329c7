{{
    config(
        materialized='incremental',
        incremental_strategy='insert_overwrite',
        table_type='hive',
        format='parquet',
        partitioned_by=['visit_month']
    )
}}

select
    v.agency_id,
    cast(v.scheduled_start as date) as visit_day,
    count(*) as visits,
    count_if(v.status = 'completed') as completed_visits,
    count_if(v.status = 'missed') as missed_visits,
    count_if(v.status = 'cancelled') as cancelled_visits,
    count_if(v.caregiver_id is null) as open_shifts,
    count(distinct v.client_id) as clients_served,
    sum(v.planned_minutes) / 60e0 as planned_hours,
    sum(v.worked_minutes) / 60e0 as worked_hours,
    count_if(v.minutes_late > {{ var('evv_tolerance_minutes') }}) as late_visits,
    count_if(e.checked_in_at is not null and e.checked_out_at is not null) as verified_visits,
    cast(date_trunc('month', v.scheduled_start) as date) as visit_month
from {{ ref('visits') }} as v
left join {{ ref('int_visit_verification') }} as e on e.visit_id = v.visit_id
where v.scheduled_start < date_add('day', 1, date '{{ var("as_of") }}')
{% if is_incremental() %}
    and v.scheduled_start >= date_trunc('month', date '{{ var("as_of") }}')
{% endif %}
group by v.agency_id, cast(v.scheduled_start as date), cast(date_trunc('month', v.scheduled_start) as date)
