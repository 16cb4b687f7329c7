with claims as (
  select v.*, scheduled_end + (1 + spread('claim after', visit_id, 9)) * interval 1 day as submitted_at,
    (epoch(scheduled_end - scheduled_start) / 3600.0 * (22 + spread('claim rate', client_id, 1400) / 100.0))::decimal(10, 2) as amount
  from visit v
  where outcome >= 0.09 and caregiver_id is not null and share('claimed', visit_id) < 0.55
), landed as (
  select c.*, landed_at(submitted_at, 0) as landed from claims c where submitted_at < end_of_history()
)
select
  raw_id('claims', visit_id) as _airbyte_raw_id, landed as _airbyte_extracted_at, sync_meta(landed) as _airbyte_meta, generation(landed) as _airbyte_generation_id,
  concat('CL', lpad(visit_id::varchar, 8, '0')) as claim_id,
  visit_id,
  agency_id,
  pick(['OHM', 'PAM', 'MIM', 'VA', 'PRIV'], 'payer', client_id) as payer_code,
  pick([concat('$', amount), amount::varchar, concat('$ ', amount), concat('USD ', amount)], 'claim form', visit_id) as billed_amount,
  pick(['submitted', 'Submitted', 'accepted', 'rejected'], 'claim status', visit_id) as status,
  case when share('no date', visit_id) < 0.98 then strftime(submitted_at, '%Y-%m-%d') else '' end as submitted_on,
  submitted_at as updated_at,
  day_of(landed) as day
from landed
where landed < end_of_history()
order by day, visit_id
