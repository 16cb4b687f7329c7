with latest as (

    {{ latest_record(source('billing', 'payments'), 'id', 'created') }}

)

select
    id as payment_id,
    invoice as invoice_id,
    {{ cents_to_usd('amount') }} as amount_usd,
    method,
    status = 'succeeded' as succeeded,
    {{ epoch_to_timestamp('created') }} as paid_at
from latest
