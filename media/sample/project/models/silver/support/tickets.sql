with latest as (

    {{ latest_record(source('support', 'tickets'), 'id', 'updated_at') }}

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
    {{ iso_to_timestamp('created_at') }} as created_at,
    {{ iso_to_timestamp('solved_at') }} as solved_at,
    date_diff(
        'minute',
        {{ iso_to_timestamp('created_at') }},
        {{ iso_to_timestamp('solved_at') }}
    ) as minutes_to_solve
from latest
