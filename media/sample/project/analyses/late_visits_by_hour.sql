select
    hour(scheduled_start) as hour_of_day,
    count(*) as visits,
    avg(minutes_late) as minutes_late
from {{ ref('visits') }}
where status = 'completed'
group by hour(scheduled_start)
order by hour_of_day
