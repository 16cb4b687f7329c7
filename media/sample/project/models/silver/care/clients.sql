{{
    config(
        table_type='iceberg',
        format='parquet',
        lf_tags_config={
            'enabled': true,
            'tags': {'department': 'care', 'data_lake_layer': 'silver'},
            'tags_columns': {
                'phi': {
                    'true': [
                        'external_ref', 'first_name', 'last_name', 'date_of_birth', 'sex', 'phone', 'email', 'city', 'state', 'postal_code',
                        'medicaid_id', 'diagnosis_codes', 'contact_name', 'contact_phone'
                    ]
                }
            }
        }
    )
}}

with latest as (

    {{ latest_record(source('app', 'clients'), 'id', 'updated_at') }}

)

select
    id as client_id,
    agency_id,
    external_ref,
    trim(first_name) as first_name,
    trim(last_name) as last_name,
    -- Imports of 2024 wrote month/day/year.
    if(
        strpos(date_of_birth, '/') > 0,
        cast(try(date_parse(date_of_birth, '%m/%d/%Y')) as date),
        try_cast(date_of_birth as date)
    ) as date_of_birth,
    case lower(trim(sex)) when 'f' then 'female' when 'm' then 'male' when 'x' then 'other' end as sex,
    {{ phone_digits('phone') }} as phone,
    lower({{ blank_to_null('email') }}) as email,
    address.city as city,
    address.state as state,
    address.postal_code as postal_code,
    medicaid_id,
    diagnosis_codes,
    element_at(emergency_contacts, 1).name as contact_name,
    {{ phone_digits('element_at(emergency_contacts, 1).phone') }} as contact_phone,
    lower(status) as status,
    cast(created_at as timestamp(6)) as created_at,
    cast(updated_at as timestamp(6)) as updated_at
from latest
where deleted_at is null
