with comments as (
  select i * 10 + c as id, i as ticket_id, c, 1 + spread('ticket agency', i, 120) as agency_id,
    timestamp '2026-01-02 08:00:00' + spread('ticket at', i, 178 * 1440) * interval 1 minute + c * spread('answer', i, 700) * interval 1 minute as created_at
  from range(1, 3601) t(i), range(0, 4) r(c)
  where c <= spread('length of talk', i, 4) + 1
), landed as (
  select x.*, landed_at(created_at, 0) as landed from comments x where in_scope(agency_id) and created_at < end_of_history()
)
select
  raw_id('comments', id) as _airbyte_raw_id, landed as _airbyte_extracted_at, sync_meta(landed) as _airbyte_meta, generation(landed) as _airbyte_generation_id,
  id,
  ticket_id,
  case when c % 2 = 0 then 'end-user' else 'agent' end as author_role,
  concat(pick(['Hello,', 'Hi team,', ''], 'greeting', id), ' ', pick(['the visit of this morning is missing', 'please try again after an update', 'we see "error 412" on the tablet', 'client fell on Tuesday, note was lost', 'solved, thank you'], 'body', id), case when c = 0 then chr(10) || '-- sent from my phone' else '' end) as body,
  share('internal', id) > 0.1 as is_public,
  iso(created_at) as created_at,
  day_of(landed) as day
from landed
order by day, id
