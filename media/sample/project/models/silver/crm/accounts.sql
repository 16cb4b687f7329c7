with latest as (

    {{ latest_record(source('crm', 'companies'), 'id', 'updated_at') }}

)

select
    id as account_id,
    try_cast(properties.agency_id as bigint) as agency_id,
    properties.name as account_name,
    properties.domain as domain,
    lower(properties.lifecycle_stage) as lifecycle_stage,
    properties.owner as owner,
    try_cast({{ blank_to_null('properties.number_of_clients') }} as integer) as client_estimate,
    {{ iso_to_timestamp('created_at') }} as created_at
from latest
where not archived
