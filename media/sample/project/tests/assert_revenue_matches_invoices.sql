select p.invoice_id, sum(p.amount_usd) as paid_usd, max(i.total_usd) as total_usd
from {{ ref('payments') }} as p
join {{ ref('invoices') }} as i on i.invoice_id = p.invoice_id
where p.succeeded
group by p.invoice_id
having sum(p.amount_usd) > max(i.total_usd)
