with deals as (
  select i, case when i <= 120 then i else 1000 + (i % 180) + 1 end as company, timestamp '2025-06-01 09:00:00' + spread('deal since', i, 390) * interval 1 day as created_at
  from range(1, 421) t(i)
  where case when i <= 120 then in_scope(i) else getvariable('environment') = 'prod' or (i % 180 + 1) % 6 = 0 end
), landed as (
  select d.*, landed_at(created_at, 0) as landed from deals d
)
select
  raw_id('deals', i) as _airbyte_raw_id, landed as _airbyte_extracted_at, sync_meta(landed) as _airbyte_meta, generation(landed) as _airbyte_generation_id,
  (90000000 + i)::varchar as id,
  {
    'dealname': concat(pick(['New', 'Expansion', 'Renewal'], 'deal kind', i), ' deal ', i),
    'amount': pick([(1200 + spread('amount', i, 20000))::varchar, concat('$', 1200 + spread('amount', i, 20000)), ''], 'amount form', i),
    'dealstage': case when i <= 120 then 'closedwon' else pick(['appointmentscheduled', 'contractsent', 'closedlost', 'ClosedWon'], 'deal stage', i) end,
    'closedate': case when share('no close', i) < 0.9 then strftime(created_at + spread('closing', i, 90) * interval 1 day, '%Y-%m-%d') end,
    'pipeline': 'default'
  } as properties,
  [(70000000 + company)::varchar] as company_ids,
  iso(created_at) as created_at,
  iso(least(created_at + interval 20 day, timestamp '2026-06-30 00:00:00')) as updated_at,
  day_of(landed) as day
from landed
order by day, i
