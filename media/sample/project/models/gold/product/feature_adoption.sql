select
    u.agency_id,
    v.screen,
    cast(date_trunc('month', v.occurred_at) as date) as month_start,
    count(*) as views,
    count(distinct v.user_id) as users,
    approx_percentile(v.duration_ms, 0.5) as median_duration_ms,
    count_if(v.network = 'offline') as offline_views
from {{ ref('screen_views') }} as v
join {{ ref('users') }} as u on u.user_id = v.user_id
group by u.agency_id, v.screen, cast(date_trunc('month', v.occurred_at) as date)
