with tickets as (
  select i, 1 + spread('ticket agency', i, 120) as agency_id, timestamp '2026-01-02 08:00:00' + spread('ticket at', i, 178 * 1440) * interval 1 minute as created_at from range(1, 3601) t(i)
), changes as (
  select t.*, n, case when n = 0 then created_at else created_at + interval 1 hour + spread('solve', i, 9000) * interval 1 minute end as changed_at from tickets t, range(0, 2) r(n)
  where in_scope(agency_id) and (n = 0 or share('solved', i) < 0.9)
), landed as (
  select c.*, landed_at(changed_at, 0) as landed from changes c where changed_at < end_of_history()
)
select
  raw_id('tickets', concat(i, '-', n)) as _airbyte_raw_id, landed as _airbyte_extracted_at, sync_meta(landed) as _airbyte_meta, generation(landed) as _airbyte_generation_id,
  i as id,
  case when share('unknown requester', i) > 0.05 then agency_id end as agency_id,
  {'id': 9000 + i % 700, 'name': masked(concat(given_name('requester', i % 700), ' ', family_name('requester', i % 700)), i % 700), 'email': concat('requester', i % 700, '@example.com')} as requester,
  concat(pick(['Cannot', 'How to', 'Error when I', 'Please help:'], 'subject', i), ' ', pick(['sync visits', 'export payroll', 'edit a care plan', 'reset a password', 'submit claims'], 'topic', i)) as subject,
  case when n = 1 then pick(['solved', 'closed'], 'solved as', i) else pick(['new', 'open', 'pending'], 'open as', i) end as status,
  pick(['low', 'normal', 'high', 'urgent', null, ''], 'priority', i) as priority,
  pick(['email', 'chat', 'phone'], 'channel', i) as channel,
  list_distinct([pick(['visits', 'billing', 'evv', 'login'], 'tag1', i), pick(['bug', 'question', 'evv'], 'tag2', i)]).list_sort() as tags,
  case when n = 1 then pick(['good', 'good', 'bad', '', ''], 'satisfaction', i) end as satisfaction,
  iso(created_at) as created_at,
  iso(changed_at) as updated_at,
  case when n = 1 then iso(changed_at) end as solved_at,
  day_of(landed) as day
from landed
where landed < end_of_history()
order by day, i, n
