-- A phone with a wrong clock would pay hours that nobody worked.
select event_id, event_at, received_at
from {{ ref('visit_checkins') }}
where event_at > date_add('hour', 1, received_at)
