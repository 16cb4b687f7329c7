{{ config(table_type='iceberg', format='parquet') }}

with latest as (

    {{ latest_record(source('app', 'users'), 'id', 'updated_at') }}

)

select
    id as user_id,
    agency_id,
    caregiver_id,
    lower(email) as email,
    role,
    caregiver_id is null as is_office_staff,
    cast(created_at as timestamp(6)) as created_at,
    cast(last_login_at as timestamp(6)) as last_login_at
from latest
