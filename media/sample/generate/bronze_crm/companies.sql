with companies as (
  select agency_id as n, agency_id, name, created_at - interval 60 day as created_at, case when churned then 'former customer' else 'customer' end as stage from agency
  union all
  select 1000 + i, null, concat(pick(['Autumn', 'Bright', 'Comfort', 'Devoted', 'Family First'], 'prospect', i), ' Care ', i), timestamp '2025-09-01 10:00:00' + spread('prospect since', i, 300) * interval 1 day,
    pick(['lead', 'opportunity', 'Lead'], 'stage', i)
  from range(1, 181) t(i) where getvariable('environment') = 'prod' or i % 6 = 0
), landed as (
  select c.*, landed_at(created_at, d) as landed from companies c, range(0, 2) r(d) where d = 0 or n % 7 = 0
)
select
  raw_id('companies', concat(n, '-', landed)) as _airbyte_raw_id, landed as _airbyte_extracted_at, sync_meta(landed) as _airbyte_meta, generation(landed) as _airbyte_generation_id,
  (70000000 + n)::varchar as id,
  {
    'name': name,
    'domain': lower(regexp_replace(name, '[^A-Za-z0-9]+', '-', 'g')) || '.example.com',
    'lifecycle_stage': stage,
    'agency_id': agency_id::varchar,
    'owner': pick(['m.ortega', 's.lind', 'j.adeyemi'], 'owner', n),
    'number_of_clients': pick([(20 + spread('size', n, 200))::varchar, 'unknown', '', '50-100'], 'size form', n)
  } as properties,
  false as archived,
  iso(created_at) as created_at,
  iso(created_at + interval 30 day) as updated_at,
  day_of(landed) as day
from landed
order by day, n, landed
