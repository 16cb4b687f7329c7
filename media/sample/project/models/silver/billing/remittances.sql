select
    remit_no,
    upper(claim_id) as claim_id,
    p.payer_code,
    {{ text_to_amount('paid_amount') }} as paid_usd,
    cast(date_parse(paid_date, '%m/%d/%Y') as date) as paid_on,
    {{ blank_to_null('adjustment_code') }} as adjustment_code,
    cast(day as date) as received_on
from {{ source('billing', 'remittances') }} as r
left join {{ ref('payers') }} as p on p.payer_name = r.payer
