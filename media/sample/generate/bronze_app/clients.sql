-- A client's record and one later change; every eleventh row is delivered twice.
with changes as (
  select c.*, n, least(case when n = 0 then c.created_at else timestamp '2026-04-20 12:00:00' + spread('client change', client_id, 71) * interval 1 day + spread('client change minute', client_id, 600) * interval 1 minute end, timestamp '2026-06-29 22:00:00') as changed_at
  from client c, range(0, 2) t(n)
  where n = 0 or share('client changes', client_id) < 0.4
), landed as (
  select c.*, landed_at(changed_at, d) as landed from changes c, range(0, 2) r(d)
  where d = 0 or hash(client_id, n, 'again') % 11 = 0
)
select
  raw_id('clients', concat(client_id, '-', n, '-', landed)) as _airbyte_raw_id, landed as _airbyte_extracted_at, sync_meta(landed) as _airbyte_meta, generation(landed) as _airbyte_generation_id,
  client_id as id,
  agency_id,
  concat('L-', lpad(client_id::varchar, 6, '0')) as external_ref,
  masked(given_name('client', client_id), client_id) as first_name,
  concat(masked(family_name('client', client_id), client_id), pick(['', '', '', ' '], 'blank', client_id)) as last_name,
  case when share('old import', client_id) < 0.25 then strftime(date '1928-01-01' + spread('born', client_id, 14000), '%m/%d/%Y') else strftime(date '1928-01-01' + spread('born', client_id, 14000), '%Y-%m-%d') end as date_of_birth,
  pick(['f', 'm', 'F', 'x', ''], 'sex', client_id) as sex,
  phone_as_typed('client', client_id) as phone,
  case when share('has mail', client_id) < 0.6 then concat(upper(left(family_name('client', client_id), 1)), substr(family_name('client', client_id), 2), client_id, '@example.com') end as email,
  street_address('client', client_id) as address,
  concat('MD', lpad((hash(client_id, 'medicaid') % 1000000000)::varchar, 9, '0')) as medicaid_id,
  list_distinct([pick(['I10', 'E11.9', 'F03.90', 'G20', 'I50.9', 'J44.9'], 'dx1', client_id), pick(['M17.0', 'N18.3', 'Z74.1', 'R26.81'], 'dx2', client_id)]).list_sort() as diagnosis_codes,
  case when share('contact', client_id) < 0.8 then [{
    'name': masked(concat(given_name('contact', client_id), ' ', family_name('client', client_id)), client_id),
    'relation': pick(['daughter', 'son', 'spouse', 'neighbor'], 'relation', client_id),
    'phone': phone_as_typed('contact', client_id)
  }] else [] end as emergency_contacts,
  case when n = 1 and fate < 0.15 then 'discharged' when fate > 0.95 then 'paused' else pick(['active', 'active', 'Active'], 'client status', client_id) end as status,
  created_at,
  changed_at as updated_at,
  case when n = 1 and fate < 0.02 then changed_at end as deleted_at,
  day_of(landed) as day
from landed
order by day, client_id, n, landed
