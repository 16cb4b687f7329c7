select * from {{ ref('int_b') }} {{ ref('int_b').identifier }} {{ ref('stg_orgs').name }}
