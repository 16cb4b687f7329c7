with latest as (

    {{ latest_record(source('crm', 'deals'), 'id', 'updated_at') }}

)

select
    id as deal_id,
    element_at(company_ids, 1) as account_id,
    properties.dealname as deal_name,
    {{ text_to_amount('properties.amount') }} as amount_usd,
    lower(properties.dealstage) as stage,
    lower(properties.dealstage) = 'closedwon' as is_won,
    try_cast(properties.closedate as date) as closed_on,
    {{ iso_to_timestamp('created_at') }} as created_at
from latest
