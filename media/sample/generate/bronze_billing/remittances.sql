-- Files arrive on weekdays; what was paid before the first day of the lake is in the first file.
with paid as (
  select v.*, scheduled_end + (15 + spread('remit after', visit_id, 20)) * interval 1 day as paid_at, share('short paid', visit_id) < 0.12 as short_paid,
    (epoch(scheduled_end - scheduled_start) / 3600.0 * (22 + spread('claim rate', client_id, 1400) / 100.0))::decimal(10, 2) as amount
  from visit v
  where outcome >= 0.09 and caregiver_id is not null and share('claimed', visit_id) < 0.55 and share('remitted', visit_id) < 0.8
)
select
  concat('R', strftime(paid_at, '%y%m%d'), '-', pick(['OHM', 'PAM', 'MIM', 'VA', 'PRIV'], 'payer', client_id)) as remit_no,
  concat(pick(['CL', 'CL', 'cl'], 'claim case', visit_id), lpad(visit_id::varchar, 8, '0')) as claim_id,
  pick(['Ohio Medicaid', 'Pennsylvania Medicaid', 'Michigan Medicaid', 'Veterans Affairs', 'Private, insured'], 'payer', client_id) as payer,
  case when short_paid then (amount * 0.8)::decimal(10, 2) else amount end::varchar as paid_amount,
  strftime(paid_at, '%m/%d/%Y') as paid_date,
  case when short_paid then pick(['CO-45', 'CO-97', 'PR-1'], 'adjustment', visit_id) else '' end as adjustment_code,
  strftime(greatest(paid_at, first_load_at()), '%Y-%m-%d') as day
from paid
where paid_at < end_of_history()
order by day, visit_id
