with z as (select * from {{ ref('int_a') }}) select * from z join {{ ref('int_c') }}
