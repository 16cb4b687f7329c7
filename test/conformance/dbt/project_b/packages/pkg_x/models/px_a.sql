select '{{ var("over") }}' as o, '{{ var("only") }}' as p, {{ helper() }} as h, {{ pkg_x.helper() }} as h2
