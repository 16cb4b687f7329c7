{{ config(table_type='iceberg', format='parquet') }}

with latest as (

    {{ latest_record(source('app', 'caregivers'), 'id', 'updated_at') }}

)

select
    id as caregiver_id,
    agency_id,
    first_name,
    last_name,
    concat(first_name, ' ', last_name) as full_name,
    lower({{ blank_to_null('email') }}) as email,
    {{ phone_digits('phone') }} as phone,
    hire_date,
    hourly_rate,
    certifications,
    contains(certifications, 'RN') as is_nurse,
    lower(is_active) in ('y', 'true', '1') as is_active,
    cast(updated_at as timestamp(6)) as updated_at
from latest
