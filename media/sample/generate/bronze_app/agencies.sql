-- Up to three changes of an agency's record; every ninth row is delivered twice.
with changes as (
  select a.*, n, least(case when n = 0 then a.created_at else timestamp '2026-04-02 09:00:00' + n * spread('agency change', agency_id, 40) * interval 1 day end, timestamp '2026-06-29 20:00:00') as changed_at
  from agency a, range(0, 3) t(n)
), landed as (
  select c.*, landed_at(changed_at, d) as landed from changes c, range(0, 2) r(d)
  where d = 0 or hash(agency_id, n, 'again') % 9 = 0
)
select
  raw_id('agencies', concat(agency_id, '-', n, '-', landed)) as _airbyte_raw_id, landed as _airbyte_extracted_at, sync_meta(landed) as _airbyte_meta, generation(landed) as _airbyte_generation_id,
  agency_id as id,
  name,
  case when churned and n = 2 then pick(['churned', 'Churned', 'CHURNED '], 'status form', agency_id) else pick(['active', 'Active', 'ACTIVE ', 'trial'], 'status form', agency_id) end as status,
  case when n = 2 and plan_code = 'starter' then 'growth' else plan_code end as plan_code,
  timezone,
  street_address('agency', agency_id) as address,
  concat('{"evv_required":', share('evv', agency_id) < 0.7, ',"portal":{"enabled":', share('portal', agency_id) < 0.6, ',"language":"', pick(['en', 'es'], 'lang', agency_id), '"}}') as settings,
  created_at,
  changed_at as updated_at,
  day_of(landed) as day
from landed
order by day, agency_id, n, landed
