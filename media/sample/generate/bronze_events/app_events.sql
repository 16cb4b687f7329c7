with events as (
  select i, i // 4 + 1 as session, 1 + spread('session agency', i // 4 + 1, 120) as agency_id,
    timestamp '2026-04-01 05:00:00' + ((i // 4 + 1) // 82) * interval 1 day + spread('session at', i // 4 + 1, 1080) * interval 1 minute + (i % 4) * interval 11 second as occurred_at
  from range(1, 30001) t(i)
), landed as (
  select e.*, landed_at(occurred_at, 0) as landed from events e where in_scope(agency_id)
)
select
  raw_id('app_events', i) as _airbyte_raw_id, landed as _airbyte_extracted_at, sync_meta(landed) as _airbyte_meta, generation(landed) as _airbyte_generation_id,
  raw_id('app_event', i) as event_id,
  raw_id('session', session) as session_id,
  case when share('staff', session) < 0.4 then agency_id * 5 + spread('staff who', session, 4) else 1001 + spread('session user', session, 2800) end as user_id,
  pick(['screen_view', 'screen_view', 'button_click', 'form_submit', 'error', 'search'], 'event', i) as event_name,
  occurred_at,
  map {'screen': pick(['schedule', 'visit', 'care_plan', 'timesheet', 'messages', 'claims'], 'event screen', i), 'duration_ms': (hash(i, 'duration') % 9000)::varchar} as properties,
  {'locale': pick(['en-US', 'es-US'], 'locale', session), 'network': pick(['wifi', '4g', 'offline'], 'network', i), 'app': {'version': pick(['5.2.0', '5.3.1', '5.4.0'], 'session version', session), 'build': (5200 + spread('build', session, 200))::integer}} as context,
  day_of(landed) as day
from landed
where landed < end_of_history()
order by day, i
