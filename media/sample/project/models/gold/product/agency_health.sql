{{ config(table_type='iceberg', format='parquet') }}

with usage as (

    select
        agency_id,
        count(*) as sessions_30d,
        count(distinct user_id) as active_users_30d,
        count_if(crashed) as crashes_30d
    from {{ ref('sessions') }}
    where session_day > date_add('day', -30, date '{{ var("as_of") }}')
    group by agency_id

),

operations as (

    select
        agency_id,
        sum(visits) as visits_30d,
        sum(missed_visits) as missed_30d,
        sum(verified_visits) as verified_30d
    from {{ ref('visit_daily') }}
    where visit_day > date_add('day', -30, date '{{ var("as_of") }}')
    group by agency_id

),

support as (

    select agency_id, sum(tickets) as tickets_total, sum(bad_ratings) as bad_ratings_total
    from {{ ref('support_load') }}
    group by agency_id

)

select
    a.agency_id,
    a.agency_name,
    a.status,
    a.plan_code,
    acc.owner as account_owner,
    s.mrr_usd,
    coalesce(u.sessions_30d, 0) as sessions_30d,
    coalesce(u.active_users_30d, 0) as active_users_30d,
    coalesce(o.visits_30d, 0) as visits_30d,
    cast(o.missed_30d as double) / nullif(o.visits_30d, 0) as missed_share,
    cast(o.verified_30d as double) / nullif(o.visits_30d, 0) as verified_share,
    coalesce(t.tickets_total, 0) as tickets_total,
    coalesce(g.overdue_60_usd, 0) as overdue_60_usd,
    least(100, greatest(0, 60
        + if(coalesce(u.sessions_30d, 0) > 50, 20, -20)
        + if(coalesce(t.bad_ratings_total, 0) > 5, -15, 10)
        + if(coalesce(g.overdue_60_usd, 0) > 0, -20, 10))) as health_score
from {{ ref('agencies') }} as a
left join {{ ref('accounts') }} as acc on acc.agency_id = a.agency_id
left join {{ ref('subscriptions') }} as s on s.agency_id = a.agency_id
left join usage as u on u.agency_id = a.agency_id
left join operations as o on o.agency_id = a.agency_id
left join support as t on t.agency_id = a.agency_id
left join {{ ref('invoice_aging') }} as g on g.agency_id = a.agency_id
