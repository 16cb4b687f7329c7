{% macro helper() %}{{ return(adapter.dispatch('helper', 'pkg_x')()) }}{% endmacro %}
{% macro default__helper() %}1{% endmacro %}
{% macro generate_schema_name(custom_schema_name, node) %}pkgschema_{{ custom_schema_name }}{% endmacro %}
{% test at_least(model, column_name, n, label='x y') %}
{{ config(severity='warn', warn_if='>' ~ n) }}
select * from {{ model }} where {{ column_name }} < {{ n }} -- {{ label }}
{% endtest %}
