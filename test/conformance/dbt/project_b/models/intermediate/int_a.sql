-- leading comment
with recursive q as (select 1) select * from q, {{ ref('stg_people') }}
