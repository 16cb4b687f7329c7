with changes as (
  select c.*, n, least(case when n = 0 then c.hire_date + interval 9 hour else timestamp '2026-05-02 08:00:00' + spread('caregiver change', caregiver_id, 59) * interval 1 day end, timestamp '2026-06-29 22:00:00') as changed_at
  from caregiver c, range(0, 2) t(n)
  where n = 0 or share('caregiver changes', caregiver_id) < 0.3
), landed as (
  select c.*, landed_at(changed_at, 0) as landed from changes c
)
select
  raw_id('caregivers', concat(caregiver_id, '-', n)) as _airbyte_raw_id, landed as _airbyte_extracted_at, sync_meta(landed) as _airbyte_meta, generation(landed) as _airbyte_generation_id,
  caregiver_id as id,
  agency_id,
  masked(given_name('caregiver', caregiver_id), caregiver_id) as first_name,
  masked(family_name('caregiver', caregiver_id), caregiver_id) as last_name,
  concat(pick(['', ' '], 'mail blank', caregiver_id), 'caregiver.', caregiver_id, pick(['@example.com', '@EXAMPLE.com', '@mail.example.org'], 'mail form', caregiver_id)) as email,
  phone_as_typed('caregiver', caregiver_id) as phone,
  hire_date,
  (14 + spread('rate', caregiver_id, 1800) / 100.0 + n * 0.75)::decimal(8, 2) as hourly_rate,
  list_sort(list_distinct([pick(['CNA', 'HHA', 'CPR', 'RN'], 'cert1', caregiver_id), pick(['CPR', 'First Aid', 'Dementia Care', 'CPR'], 'cert2', caregiver_id)])) as certifications,
  case when n = 1 and share('left', caregiver_id) < 0.2 then pick(['N', 'false'], 'inactive form', caregiver_id) else pick(['Y', 'true', '1'], 'active form', caregiver_id) end as is_active,
  changed_at as updated_at,
  day_of(landed) as day
from landed
order by day, caregiver_id, n
