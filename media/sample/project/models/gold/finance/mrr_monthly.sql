with months as (

    select distinct month_start
    from {{ ref('calendar') }}

),

active as (

    select
        m.month_start,
        s.agency_id,
        s.mrr_usd,
        s.seats
    from months as m
    join {{ ref('subscriptions') }} as s
        on s.started_at < date_add('month', 1, m.month_start)
        and (s.canceled_at is null or s.canceled_at >= m.month_start)

)

select
    cast(month_start as date) as month_start,
    count(distinct agency_id) as paying_agencies,
    sum(mrr_usd) as mrr_usd,
    sum(seats) as seats,
    sum(mrr_usd) - lag(sum(mrr_usd)) over (order by month_start) as mrr_change_usd
from active
group by month_start
