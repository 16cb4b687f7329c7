-- Planned two weeks ahead, changed when done, some rows late by days and some delivered twice.
with changes as (
  select v.*, n,
    case when n = 0 then scheduled_start - interval 14 day else scheduled_end + case when share('late', visit_id) < 0.04 then spread('late days', visit_id, 9) * interval 1 day else interval 20 minute end end as changed_at
  from visit v, range(0, 2) t(n)
), landed as (
  select c.*, landed_at(changed_at, d) as landed from changes c, range(0, 2) r(d)
  where (d = 0 or hash(visit_id, n, 'again') % 41 = 0)
    and changed_at < end_of_history()
    -- The first sync copies the table as it stands, so of older visits only the last change.
    and (n = 1 or scheduled_end + interval 10 day > first_load_at())
)
select
  raw_id('visits', concat(visit_id, '-', n, '-', landed)) as _airbyte_raw_id, landed as _airbyte_extracted_at, sync_meta(landed) as _airbyte_meta, generation(landed) as _airbyte_generation_id,
  visit_id,
  agency_id,
  client_id,
  caregiver_id,
  pick(['T1019', 'S5130', 'S5125', 'T1020'], 'service', visit_id) as service_code,
  (case when n = 0 then case when caregiver_id is null then 0 else 1 end when caregiver_id is null or outcome < 0.04 then 4 when outcome < 0.09 then 5 else 3 end)::tinyint as status,
  scheduled_start,
  scheduled_end,
  case when n = 1 and outcome >= 0.09 and caregiver_id is not null then scheduled_start + (spread('early', visit_id, 30) - 10) * interval 1 minute end as actual_start,
  case when n = 1 and outcome >= 0.09 and caregiver_id is not null then case when share('no check-out', visit_id) > 0.02 then scheduled_end + (spread('over', visit_id, 25) - 8) * interval 1 minute end end as actual_end,
  (spread('km', visit_id, 4000) / 100.0)::decimal(7, 2) as mileage_km,
  case when n = 1 and outcome >= 0.09 and caregiver_id is not null then concat(
    pick(['Client in good spirits', 'Client tired', 'Client reported knee pain', 'Client confused in the morning', 'Client slept well'], 'note1', visit_id), '; ',
    pick(['breakfast eaten', 'lunch half eaten', 'refused bath', 'took all medication', 'walked to the mailbox'], 'note2', visit_id), '; ',
    pick(['family visited', 'called daughter', 'bandage changed', 'laundry done', 'nothing unusual'], 'note3', visit_id), '. ',
    'BP ', 105 + spread('sys', visit_id, 60), '/', 60 + spread('dia', visit_id, 35), pick(['', '', ' - call nurse'], 'note4', visit_id)) end as notes,
  (case when n = 1 and share('deleted', visit_id) < 0.005 then 1 else 0 end)::tinyint as is_deleted,
  changed_at as updated_at,
  day_of(landed) as day
from landed
where landed < end_of_history()
order by day, visit_id, n, landed
