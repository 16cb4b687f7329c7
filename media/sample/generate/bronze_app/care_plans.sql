with plans as (
  select
    client_id * 10 + version as id, client_id, agency_id, version, created_at,
    (created_at + (version - 1) * interval 90 day)::date + 2 as starts_on,
    case when version = 1 and share('second plan', client_id) < 0.35 then (created_at + interval 90 day)::date + 1 end as ends_on
  from client, range(1, 3) t(version)
  where version = 1 or share('second plan', client_id) < 0.35
), landed as (
  select p.*, least(starts_on - interval 10 hour, timestamp '2026-06-29 18:00:00') as changed_at, landed_at(least(starts_on - interval 10 hour, timestamp '2026-06-29 18:00:00'), 0) as landed
  from plans p
)
select
  raw_id('care_plans', id) as _airbyte_raw_id, landed as _airbyte_extracted_at, sync_meta(landed) as _airbyte_meta, generation(landed) as _airbyte_generation_id,
  id,
  client_id,
  agency_id,
  version::integer as version,
  starts_on,
  ends_on,
  list_transform(
    list_slice([
      {'code': 'BATH', 'label': 'Bathing', 'frequency': 'daily', 'minutes': 30},
      {'code': 'MEAL', 'label': 'Meal preparation', 'frequency': 'daily', 'minutes': 45},
      {'code': 'MEDS', 'label': 'Medication reminder', 'frequency': 'twice daily', 'minutes': 10},
      {'code': 'WALK', 'label': 'Walking', 'frequency': 'weekly', 'minutes': 40},
      {'code': 'LNDR', 'label': 'Laundry', 'frequency': 'weekly', 'minutes': 60}
    ], 1 + spread('first task', id, 3), 3 + spread('last task', id, 3)),
    task -> {'code': task.code, 'label': task.label, 'frequency': task.frequency, 'minutes': task.minutes::integer}
  ) as tasks,
  concat(pick(['Stay at home', 'Recover from hip surgery', 'Keep blood pressure stable', 'Prevent falls'], 'goal', id), '; ', pick(['review monthly', 'family informed', 'nurse visits weekly'], 'goal detail', id)) as goals,
  (4 + spread('hours', id, 60) / 2.0)::double as authorized_hours_week,
  changed_at as updated_at,
  day_of(landed) as day
from landed
order by day, id
