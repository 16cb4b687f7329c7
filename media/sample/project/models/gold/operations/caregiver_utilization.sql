with weeks as (

    select
        caregiver_id,
        cast(date_trunc('week', scheduled_start) as date) as week_start,
        sum(planned_minutes) / 60e0 as planned_hours,
        sum(worked_minutes) / 60e0 as worked_hours,
        count(*) as visits,
        count_if(status = 'missed') as missed_visits,
        sum(mileage_km) as mileage_km
    from {{ ref('visits') }}
    where caregiver_id is not null
    group by caregiver_id, cast(date_trunc('week', scheduled_start) as date)

)

select
    w.caregiver_id,
    c.agency_id,
    c.full_name,
    c.is_nurse,
    w.week_start,
    w.planned_hours,
    w.worked_hours,
    w.visits,
    w.missed_visits,
    w.mileage_km,
    cast(w.worked_hours * c.hourly_rate as decimal(12, 2)) as wages_usd,
    avg(w.worked_hours) over (
        partition by w.caregiver_id
        order by w.week_start
        rows between 3 preceding and current row
    ) as worked_hours_4w,
    lag(w.visits) over (partition by w.caregiver_id order by w.week_start) as visits_week_before
from weeks as w
join {{ ref('caregivers') }} as c on c.caregiver_id = w.caregiver_id
