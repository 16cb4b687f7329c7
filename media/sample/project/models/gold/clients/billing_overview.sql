{{ config(materialized='view') }}

select
    c.agency_id,
    c.payer_code,
    c.submitted_month,
    c.claims,
    c.billed_usd,
    c.paid_usd,
    c.outstanding_usd,
    round(c.days_to_payment, 1) as days_to_payment,
    c.overdue_claims
from {{ ref('claim_settlement') }} as c
join {{ ref('agencies') }} as a on a.agency_id = c.agency_id
where a.portal_enabled
