-- Check-in and check-out of every visit that was done; phones without signal deliver late.
with events as (
  select v.*, kind,
    case kind when 'check_in' then scheduled_start + (spread('early', visit_id, 30) - 10) * interval 1 minute else scheduled_end + (spread('over', visit_id, 25) - 8) * interval 1 minute end + spread('second', visit_id, 60) * interval 1 second as event_at
  from visit v, (values ('check_in'), ('check_out')) t(kind)
  where outcome >= 0.09 and caregiver_id is not null and (kind = 'check_in' or share('no check-out', visit_id) > 0.02)
), received as (
  select e.*, event_at + case when share('no signal', visit_id) < 0.05 then spread('hours', visit_id, 60) * interval 1 hour else spread('delay', visit_id, 90) * interval 1 second end as received_at
  from events e
), landed as (
  select r.*, d, landed_at(received_at, d) as landed from received r, range(0, 2) t(d)
  where (d = 0 or hash(visit_id, kind, 'again') % 29 = 0) and received_at < end_of_history()
)
select
  raw_id('evv', concat(visit_id, kind, d)) as _airbyte_raw_id, landed as _airbyte_extracted_at, sync_meta(landed) as _airbyte_meta, generation(landed) as _airbyte_generation_id,
  raw_id('event', concat(visit_id, kind)) as event_id,
  visit_id,
  caregiver_id,
  case when share('by hand', visit_id) < 0.03 then 'manual' else kind end as event_type,
  iso(event_at) as event_at,
  case when share('no gps', visit_id) > 0.06 then {
    'lat': round(41.0 + spread('lat', client_id, 100000) / 50000.0, 5),
    'lon': round(-83.0 + spread('lon', client_id, 100000) / 50000.0, 5),
    'accuracy_m': (3 + spread('accuracy', visit_id, 80))::double
  } end as location,
  {
    'platform': pick(['ios', 'android', 'Android'], 'platform', caregiver_id),
    'os_version': pick(['17.5', '18.1', '14', '15'], 'os', caregiver_id),
    'app_version': pick(['5.2.0', '5.3.1', '5.4.0'], 'app', caregiver_id)
  } as device,
  received_at,
  day_of(landed) as day
from landed
where landed < end_of_history()
order by day, visit_id, kind, d
