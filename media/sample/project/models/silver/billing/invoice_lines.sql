{{ config(materialized='view') }}

with latest as (

    {{ latest_record(source('billing', 'invoices'), 'id', 'updated') }}

)

select
    line.id as invoice_line_id,
    latest.id as invoice_id,
    line.description,
    line.quantity,
    line.price_id,
    {{ cents_to_usd('line.amount') }} as amount_usd
from latest
cross join unnest(latest.lines) as line (id, description, quantity, amount, price_id)
