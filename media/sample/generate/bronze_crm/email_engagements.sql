with engagements as (
  select i, timestamp '2026-05-01 08:00:00' + spread('mail at', i, 59 * 1440) * interval 1 minute as occurred_at from range(1, 1801) t(i) where getvariable('environment') = 'prod' or i % 6 = 0
), landed as (
  select e.*, landed_at(occurred_at, 0) as landed from engagements e
)
select
  raw_id('mail', i) as _airbyte_raw_id, landed as _airbyte_extracted_at, sync_meta(landed) as _airbyte_meta, generation(landed) as _airbyte_generation_id,
  (50000000 + i)::varchar as id,
  (70001000 + spread('mail to', i, 180))::varchar as company_id,
  pick(['open', 'open', 'click'], 'mail kind', i) as kind,
  occurred_at,
  day_of(landed) as day
from landed
order by day, i
