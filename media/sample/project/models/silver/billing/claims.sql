with latest as (

    {{ latest_record(source('billing', 'claims'), 'claim_id', 'updated_at') }}

)

select
    c.claim_id,
    c.visit_id,
    c.agency_id,
    c.payer_code,
    p.payer_kind,
    {{ text_to_amount('c.billed_amount') }} as billed_usd,
    lower(c.status) as status,
    try_cast({{ blank_to_null('c.submitted_on') }} as date) as submitted_on,
    date_add('day', p.days_to_pay, try_cast({{ blank_to_null('c.submitted_on') }} as date)) as expected_on
from latest as c
left join {{ ref('payers') }} as p on p.payer_code = c.payer_code
