{{
    config(
        materialized='view',
        lf_tags_config={
            'enabled': true,
            'tags': {'department': 'support', 'data_lake_layer': 'silver'},
            'tags_columns': {'phi': {'true': ['body']}}
        }
    )
}}

select
    c.id as message_id,
    c.ticket_id,
    c.author_role = 'agent' as from_agent,
    trim(split_part(c.body, '--', 1)) as body,
    c.is_public,
    {{ iso_to_timestamp('c.created_at') }} as sent_at,
    row_number() over (partition by c.ticket_id order by c.created_at, c.id) as message_number
from {{ source('support', 'ticket_comments') }} as c
