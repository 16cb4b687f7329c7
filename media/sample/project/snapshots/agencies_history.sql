{% snapshot agencies_history %}

{{
    config(
        unique_key='agency_id',
        strategy='timestamp',
        updated_at='updated_at',
        table_type='iceberg'
    )
}}

select agency_id, agency_name, status, plan_code, updated_at
from {{ ref('agencies') }}

{% endsnapshot %}
