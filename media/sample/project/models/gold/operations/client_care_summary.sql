{{
    config(
        table_type='iceberg',
        format='parquet',
        lf_tags_config={
            'enabled': true,
            'tags': {'department': 'care', 'data_lake_layer': 'gold'},
            'tags_columns': {'phi': {'true': ['client_name', 'age_band', 'diagnosis_count', 'last_visit_note']}}
        }
    )
}}

with recent as (

    select
        client_id,
        count(*) as visits_30d,
        count_if(status = 'missed') as missed_30d,
        sum(worked_minutes) / 60e0 as hours_30d,
        max_by(visit_note, actual_end) as last_visit_note,
        max(actual_end) as last_visit_at
    from {{ ref('visits') }}
    where scheduled_start >= date_add('day', -30, date '{{ var("as_of") }}')
    group by client_id

),

weekly_tasks as (

    select
        client_id,
        sum(minutes_week) / 60e0 as planned_task_hours_week,
        array_join(array_agg(task_label order by task_position), ', ') as task_list
    from {{ ref('care_plan_tasks') }}
    group by client_id

)

select
    c.client_id,
    c.agency_id,
    concat(c.first_name, ' ', c.last_name) as client_name,
    case
        when date_diff('year', c.date_of_birth, date '{{ var("as_of") }}') >= 85 then '85+'
        when date_diff('year', c.date_of_birth, date '{{ var("as_of") }}') >= 75 then '75-84'
        when date_diff('year', c.date_of_birth, date '{{ var("as_of") }}') >= 65 then '65-74'
        else 'under 65'
    end as age_band,
    cardinality(c.diagnosis_codes) as diagnosis_count,
    c.status,
    p.authorized_hours_week,
    t.planned_task_hours_week,
    t.task_list,
    coalesce(r.visits_30d, 0) as visits_30d,
    coalesce(r.missed_30d, 0) as missed_30d,
    coalesce(r.hours_30d, 0e0) as hours_30d,
    r.last_visit_note,
    r.last_visit_at,
    coalesce(r.hours_30d, 0e0) < p.authorized_hours_week as is_underserved
from {{ ref('clients') }} as c
left join {{ ref('care_plans') }} as p on p.client_id = c.client_id and p.is_current
left join weekly_tasks as t on t.client_id = c.client_id
left join recent as r on r.client_id = c.client_id
