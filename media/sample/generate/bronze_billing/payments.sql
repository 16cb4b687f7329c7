with paid as (
  select a.*, m, timestamp '2025-07-01 14:00:00' + to_months(m::integer) + spread('pays after', agency_id * 100 + m, 40) * interval 1 day as paid_at, n
  from agency a, range(0, 12) t(m), range(0, 2) r(n)
  where a.created_at + interval 14 day < timestamp '2025-07-01 05:00:00' + to_months(m::integer)
    and share('pays', agency_id * 100 + m) < 0.94 and (n = 1 or share('fails first', agency_id * 100 + m) < 0.06)
), landed as (
  select p.*, landed_at(paid_at, 0) as landed from paid p where paid_at < end_of_history()
)
select
  raw_id('payments', concat(agency_id, '-', m, '-', n)) as _airbyte_raw_id, landed as _airbyte_extracted_at, sync_meta(landed) as _airbyte_meta, generation(landed) as _airbyte_generation_id,
  concat('py_', lpad(agency_id::varchar, 5, '0'), lpad(m::varchar, 2, '0'), n) as id,
  concat('in_', lpad(agency_id::varchar, 5, '0'), lpad(m::varchar, 2, '0')) as invoice,
  ((case plan_code when 'starter' then 9900 when 'growth' then 29900 else 99900 end) + 1200 * (10 + spread('seats', agency_id, 60)))::bigint as amount,
  'usd' as currency,
  pick(['card', 'ach'], 'method', agency_id) as method,
  case when n = 0 then 'failed' else 'succeeded' end as status,
  epoch_s(paid_at - (1 - n) * interval 2 hour) as created,
  day_of(landed) as day
from landed
order by day, agency_id, m, n
