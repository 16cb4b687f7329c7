{{ config(tags='t1', where="1=1", limit=10) }} select * from {{ ref('people') }} where {{ config.get('severity') }} is null
