/* c */ with x as (select 1) select * from x join {{ ref('int_a') }} on true -- {{ ref('people', v=1) }} {{ ref('beta_lake','px_b') if false }}
