select
    cast(d.day as date) as day,
    date_trunc('week', d.day) as week_start,
    date_trunc('month', d.day) as month_start,
    day_of_week(d.day) as iso_weekday,
    day_of_week(d.day) in (6, 7) as is_weekend
from unnest(
    sequence(date '{{ var("history_start") }}', date '{{ var("as_of") }}', interval '1' day)
) as d (day)
