{{ config(materialized='view') }}

select
    i.customer_id,
    s.agency_id,
    count(*) as open_invoices,
    sum(i.total_usd) as open_usd,
    sum(case when days_overdue between 1 and 30 then i.total_usd else 0 end) as overdue_1_30_usd,
    sum(case when days_overdue between 31 and 60 then i.total_usd else 0 end) as overdue_31_60_usd,
    sum(case when days_overdue > 60 then i.total_usd else 0 end) as overdue_60_usd
from (
    select *, date_diff('day', due_on, date '{{ var("as_of") }}') as days_overdue
    from {{ ref('invoices') }}
    where status = 'open'
) as i
left join {{ ref('subscriptions') }} as s on s.subscription_id = i.subscription_id
group by i.customer_id, s.agency_id
