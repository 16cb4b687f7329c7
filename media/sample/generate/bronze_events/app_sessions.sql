with sessions as (
  select i, 1 + spread('session agency', i, 120) as agency_id, timestamp '2026-04-01 05:00:00' + (i // 82) * interval 1 day + spread('session at', i, 1080) * interval 1 minute as started_at
  from range(1, 7501) t(i)
), landed as (
  select s.*, d, landed_at(started_at + case when share('late session', i) < 0.03 then interval 2 day else interval 1 hour end, d) as landed from sessions s, range(0, 2) r(d)
  where in_scope(agency_id) and (d = 0 or i % 53 = 0)
)
select
  raw_id('sessions', concat(i, '-', d)) as _airbyte_raw_id, landed as _airbyte_extracted_at, sync_meta(landed) as _airbyte_meta, generation(landed) as _airbyte_generation_id,
  raw_id('session', i) as session_id,
  case when share('staff', i) < 0.4 then agency_id * 5 + spread('staff who', i, 4) else 1001 + spread('session user', i, 2800) end as user_id,
  agency_id,
  iso(started_at) as started_at,
  case when share('crash', i) > 0.04 then iso(started_at + (30 + spread('stay', i, 2400)) * interval 1 second) end as ended_at,
  {'platform': pick(['ios', 'android', 'web', 'Web'], 'session platform', i), 'model': pick(['phone', 'tablet', 'desktop'], 'model', i), 'os_version': pick(['17.5', '18.1', '14', '15'], 'session os', i)} as device,
  pick(['5.2.0', '5.3.1', '5.4.0', ''], 'session version', i) as app_version,
  list_transform(range(0, 1 + spread('screens', i, 4)), s -> {
    'name': ['schedule', 'visit', 'care_plan', 'timesheet', 'messages', 'claims'][1 + ((hash(i, 'screen') + s::ubigint * 5) % 6)::integer],
    'entered_at': iso(started_at + s * interval 20 second),
    'ms': (2000 + (hash(i, 'ms') + s::ubigint * 7919) % 60000)::bigint
  }) as screens,
  day_of(landed) as day
from landed
where landed < end_of_history()
order by day, i, d
