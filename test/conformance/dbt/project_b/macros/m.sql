{% macro default__helper() %}2{% endmacro %}
{% macro hook_it(r) %}/* {{ r }} {{ this }} {{ model.name }} */ select 1{% endmacro %}
{% macro athena__hash(field) %}my_hash({{ field }}){% endmacro %}
{% macro cols(rel) %}{% if execute %}{% for c in adapter.get_columns_in_relation(rel) %}{{ c.name }} {{ c.data_type }},{% endfor %}{% endif %}{% endmacro %}
{% macro q() %}{% set r = run_query('select 1') %}{% if execute %}{{ r.rows | length }}{% endif %}{% endmacro %}
{% macro ref(model_name) %}{% do return(builtins.ref(model_name, *varargs, **kwargs)) %}{% endmacro %}
{% macro generate_alias_name(custom_alias_name=none, node=none) -%}{{ node.fqn[1] if node.resource_type == 'model' and node.fqn | length > 3 else 'x' }}_{{ custom_alias_name or node.name }}{% if node.version %}_{{ node.version }}{% endif %}{%- endmacro %}
