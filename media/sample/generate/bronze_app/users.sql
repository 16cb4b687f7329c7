with users as (
  select caregiver_id + 1000 as id, agency_id, caregiver_id, 'caregiver' as role, hire_date + interval 10 hour as created_at from caregiver where share('has login', caregiver_id) < 0.5
  union all
  select agency_id * 5 + n, agency_id, null, ['owner', 'scheduler', 'scheduler', 'nurse'][n + 1], created_at + n * interval 3 day from agency, range(0, 4) t(n)
), landed as (
  select u.*, landed_at(least(created_at, timestamp '2026-06-29 12:00:00'), 0) as landed from users u
)
select
  raw_id('users', id) as _airbyte_raw_id, landed as _airbyte_extracted_at, sync_meta(landed) as _airbyte_meta, generation(landed) as _airbyte_generation_id,
  id,
  agency_id,
  caregiver_id,
  concat('user', id, pick(['@example.com', '@Example.com'], 'user mail', id)) as email,
  role,
  created_at,
  case when share('logged in', id) < 0.85 then least(landed, timestamp '2026-06-30 20:00:00') - spread('last login', id, 4000) * interval 7 minute end as last_login_at,
  created_at as updated_at,
  day_of(landed) as day
from landed
order by day, id
