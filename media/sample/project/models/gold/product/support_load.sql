with messages as (

    select
        ticket_id,
        count(*) as messages,
        count_if(from_agent) as agent_messages,
        min(sent_at) filter (where from_agent) as first_answer_at
    from {{ ref('ticket_messages') }}
    where is_public
    group by ticket_id

)

select
    t.agency_id,
    cast(date_trunc('week', t.created_at) as date) as week_start,
    t.priority,
    count(*) as tickets,
    count_if(t.is_open) as open_tickets,
    avg(t.minutes_to_solve) / 60e0 as hours_to_solve,
    avg(date_diff('minute', t.created_at, m.first_answer_at)) as minutes_to_first_answer,
    sum(m.messages) as messages,
    count_if(t.satisfaction = 'bad') as bad_ratings
from {{ ref('tickets') }} as t
left join messages as m on m.ticket_id = t.ticket_id
group by t.agency_id, cast(date_trunc('week', t.created_at) as date), t.priority
