{{ config(materialized='incremental', schema=none, unique_key='id', incremental_strategy='append', tags=['q'], meta={'z': 3}) }}
with a as (select * from {{ source('crm','orgs') }} ), b as (select * from {{ source('plain', 'T_2') }})
select * from a {% if is_incremental() %} where x > (select max(x) from {{ this }}){% endif %}
{{ config.get('unique_key') }} {{ config.get('nope', 'd') }} {{ config.require('unique_key') }}
