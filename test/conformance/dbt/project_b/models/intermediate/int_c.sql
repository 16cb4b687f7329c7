select {{ dbt.date_trunc('day', 'ts') }} d, {{ dateadd('day', 1, 'ts') }} e, {{ datediff('a', 'b', 'week') }} f from {{ ref('stg_orgs') }}
