-- One invoice a month and agency; a paid one is delivered twice, open and paid.
with months as (
  select a.*, m, timestamp '2025-07-01 05:00:00' + to_months(m::integer) as issued_at from agency a, range(0, 12) t(m)
  where a.created_at + interval 14 day < timestamp '2025-07-01 05:00:00' + to_months(m::integer)
), changes as (
  select i.*, n, case when n = 0 then issued_at else issued_at + interval 9 hour + spread('pays after', agency_id * 100 + m, 40) * interval 1 day end as changed_at
  from months i, range(0, 2) t(n)
  where n = 0 or share('pays', agency_id * 100 + m) < 0.94
), landed as (
  select c.*, landed_at(changed_at, 0) as landed from changes c where changed_at < end_of_history()
)
select
  raw_id('invoices', concat(agency_id, '-', m, '-', n)) as _airbyte_raw_id, landed as _airbyte_extracted_at, sync_meta(landed) as _airbyte_meta, generation(landed) as _airbyte_generation_id,
  concat('in_', lpad(agency_id::varchar, 5, '0'), lpad(m::varchar, 2, '0')) as id,
  concat('cus_', lpad(agency_id::varchar, 5, '0')) as customer,
  concat('sub_', lpad(agency_id::varchar, 5, '0')) as subscription,
  case when n = 1 then 'paid' when share('void', agency_id * 100 + m) < 0.01 then 'void' else 'open' end as status,
  pick(['usd', 'usd', 'USD'], 'currency', agency_id * 100 + m) as currency,
  ((case plan_code when 'starter' then 9900 when 'growth' then 29900 else 99900 end) + 1200 * (10 + spread('seats', agency_id, 60)))::bigint as total,
  [{'id': concat('il_', agency_id, '_', m, '_1'), 'description': concat('Plan ', plan_code), 'quantity': 1::integer, 'amount': (case plan_code when 'starter' then 9900 when 'growth' then 29900 else 99900 end)::bigint, 'price_id': concat('price_', plan_code)},
   {'id': concat('il_', agency_id, '_', m, '_2'), 'description': 'Caregiver seats', 'quantity': (10 + spread('seats', agency_id, 60))::integer, 'amount': (1200 * (10 + spread('seats', agency_id, 60)))::bigint, 'price_id': 'price_seat'}] as lines,
  epoch_s(issued_at) as created,
  epoch_s(issued_at + interval 30 day) as due_date,
  case when n = 1 then epoch_s(changed_at) end as paid_at,
  epoch_s(changed_at) as updated,
  day_of(landed) as day
from landed
order by day, agency_id, m, n
