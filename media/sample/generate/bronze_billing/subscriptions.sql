with changes as (
  select a.*, n, case when n = 0 then created_at + interval 14 day else timestamp '2026-05-05 06:00:00' + spread('sub change', agency_id, 50) * interval 1 day end as changed_at
  from agency a, range(0, 2) t(n)
  where n = 0 or churned or share('sub changes', agency_id) < 0.3
), landed as (
  select c.*, landed_at(changed_at, 0) as landed from changes c
)
select
  raw_id('subscriptions', concat(agency_id, '-', n)) as _airbyte_raw_id, landed as _airbyte_extracted_at, sync_meta(landed) as _airbyte_meta, generation(landed) as _airbyte_generation_id,
  concat('sub_', lpad(agency_id::varchar, 5, '0')) as id,
  concat('cus_', lpad(agency_id::varchar, 5, '0')) as customer,
  case when churned and n = 1 then 'canceled' when share('past due', agency_id) < 0.05 then 'past_due' else 'active' end as status,
  [{'price_id': concat('price_', plan_code), 'quantity': 1::integer, 'unit_amount': (case plan_code when 'starter' then 9900 when 'growth' then 29900 else 99900 end)::bigint},
   {'price_id': 'price_seat', 'quantity': (10 + spread('seats', agency_id, 60) + 5 * n)::integer, 'unit_amount': 1200::bigint}] as items,
  map {'agency_id': agency_id::varchar, 'source': pick(['sales', 'self-serve'], 'sub source', agency_id)} as metadata,
  epoch_s(created_at + interval 14 day) as created,
  case when churned and n = 1 then epoch_s(changed_at) end as canceled_at,
  epoch_s(changed_at) as updated,
  day_of(landed) as day
from landed
order by day, agency_id, n
