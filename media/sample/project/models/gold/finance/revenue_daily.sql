{{ config(table_type='iceberg', format='parquet') }}

select
    cast(p.paid_at as date) as paid_on,
    i.currency,
    p.method,
    count(*) as payments,
    sum(p.amount_usd) as revenue_usd,
    sum(sum(p.amount_usd)) over (partition by i.currency order by cast(p.paid_at as date)) as revenue_to_date_usd
from {{ ref('payments') }} as p
join {{ ref('invoices') }} as i on i.invoice_id = p.invoice_id
where p.succeeded
group by cast(p.paid_at as date), i.currency, p.method
