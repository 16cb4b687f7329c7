with paid as (

    select
        upper(claim_id) as claim_id,
        sum({{ text_to_amount('paid_amount') }}) as paid_usd,
        min(cast(date_parse(paid_date, '%m/%d/%Y') as date)) as first_paid_on
    from {{ source('billing', 'remittances') }}
    group by upper(claim_id)

)

select
    c.agency_id,
    c.payer_code,
    c.payer_kind,
    cast(date_trunc('month', c.submitted_on) as date) as submitted_month,
    count(*) as claims,
    sum(c.billed_usd) as billed_usd,
    sum(paid.paid_usd) as paid_usd,
    sum(c.billed_usd) - sum(coalesce(paid.paid_usd, 0)) as outstanding_usd,
    avg(date_diff('day', c.submitted_on, paid.first_paid_on)) as days_to_payment,
    count_if(paid.claim_id is null and c.expected_on < date '{{ var("as_of") }}') as overdue_claims
from {{ ref('claims') }} as c
left join paid on paid.claim_id = c.claim_id
where c.submitted_on is not null
group by c.agency_id, c.payer_code, c.payer_kind, cast(date_trunc('month', c.submitted_on) as date)
