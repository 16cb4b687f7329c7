select * from {{ ref('revs') if false else ref('rev') }}
