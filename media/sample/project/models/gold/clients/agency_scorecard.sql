{{ config(table_type='iceberg', format='parquet') }}

select
    d.agency_id,
    a.agency_name,
    cast(date_trunc('week', d.visit_day) as date) as week_start,
    sum(d.visits) as visits,
    sum(d.completed_visits) as completed_visits,
    sum(d.missed_visits) as missed_visits,
    sum(d.open_shifts) as open_shifts,
    sum(d.worked_hours) as worked_hours,
    cast(sum(d.verified_visits) as double) / nullif(sum(d.completed_visits), 0) as verified_share,
    cast(sum(d.late_visits) as double) / nullif(sum(d.completed_visits), 0) as late_share,
    rank() over (
        partition by date_trunc('week', d.visit_day)
        order by cast(sum(d.missed_visits) as double) / sum(d.visits)
    ) as reliability_rank
from {{ ref('visit_daily') }} as d
join {{ ref('agencies') }} as a on a.agency_id = d.agency_id
where a.portal_enabled
group by d.agency_id, a.agency_name, date_trunc('week', d.visit_day)
