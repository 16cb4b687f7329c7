select
    i.issued_month,
    coalesce(p.plan_code, 'seats') as plan_code,
    count(distinct i.invoice_id) as invoices,
    sum(l.quantity) as quantity,
    sum(l.amount_usd) as billed_usd,
    sum(case when i.status = 'paid' then l.amount_usd else 0 end) as paid_usd,
    max(p.monthly_price_usd) as list_price_usd
from {{ ref('invoice_lines') }} as l
join {{ ref('invoices') }} as i on i.invoice_id = l.invoice_id
left join {{ ref('plan_prices') }} as p on p.price_id = l.price_id
group by i.issued_month, coalesce(p.plan_code, 'seats')
