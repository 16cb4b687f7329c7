with latest as (

    {{ latest_record(source('billing', 'subscriptions'), 'id', 'updated') }}

)

select
    l.id as subscription_id,
    l.customer as customer_id,
    cast(element_at(l.metadata, 'agency_id') as bigint) as agency_id,
    l.status,
    {{ epoch_to_timestamp('l.created') }} as started_at,
    {{ epoch_to_timestamp('l.canceled_at') }} as canceled_at,
    cast(sum(i.quantity * i.unit_amount) / 100.00 as decimal(12, 2)) as mrr_usd,
    sum(i.quantity) filter (where i.price_id = 'price_seat') as seats
from latest as l
cross join unnest(l.items) as i (price_id, quantity, unit_amount)
group by l.id, l.customer, element_at(l.metadata, 'agency_id'), l.status, l.created, l.canceled_at
