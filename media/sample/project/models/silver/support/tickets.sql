with latest as (

    {{ latest_record(source('support', 'tickets'), 'id', 'updated_at') }}

),

typed as (

    select
        *,
        {{ iso_to_timestamp('created_at') }} as opened_at,
        {{ iso_to_timestamp('solved_at') }} as closed_at
    from latest

)

select
    id as ticket_id,
    agency_id,
    requester.id as requester_id,
    subject,
    status,
    status in ('{{ var("open_ticket_statuses") | join("', '") }}') as is_open,
    coalesce({{ blank_to_null('priority') }}, 'normal') as priority,
    channel,
    tags,
    {{ blank_to_null('satisfaction') }} as satisfaction,
    opened_at as created_at,
    closed_at as solved_at,
    date_diff('minute', opened_at, closed_at) as minutes_to_solve
from typed
