{{
    config(
        materialized='incremental',
        incremental_strategy='insert_overwrite',
        table_type='hive',
        format='parquet',
        partitioned_by=['issued_month']
    )
}}

with latest as (

    {{ latest_record(source('billing', 'invoices'), 'id', 'updated') }}

)

select
    id as invoice_id,
    customer as customer_id,
    subscription as subscription_id,
    status,
    lower(currency) as currency,
    {{ cents_to_usd('total') }} as total_usd,
    cardinality(lines) as line_count,
    {{ epoch_to_timestamp('created') }} as issued_at,
    cast({{ epoch_to_timestamp('due_date') }} as date) as due_on,
    {{ epoch_to_timestamp('paid_at') }} as paid_at,
    cast(date_trunc('month', {{ epoch_to_timestamp('created') }}) as date) as issued_month
from latest
{% if is_incremental() %}
where {{ epoch_to_timestamp('created') }} >= date_add('month', -2, date_trunc('month', date '{{ var("as_of") }}'))
{% endif %}
