{% macro blank_to_null(column) -%}
    nullif(trim({{ column }}), '')
{%- endmacro %}

{#- Only digits, without the country code; null where that leaves no number. -#}
{% macro phone_digits(column) -%}
    nullif(regexp_replace(regexp_replace({{ column }}, '[^0-9]', ''), '^1([0-9]{10})$', '$1'), '')
{%- endmacro %}

{#- Text with a currency sign or a thousands separator. -#}
{% macro text_to_amount(column) -%}
    try_cast(nullif(regexp_replace({{ column }}, '[^0-9.]', ''), '') as decimal(12, 2))
{%- endmacro %}

{% macro cents_to_usd(column) -%}
    cast({{ column }} / 100.00 as decimal(12, 2))
{%- endmacro %}

{% macro epoch_to_timestamp(column) -%}
    cast(from_unixtime({{ column }}) at time zone 'UTC' as timestamp(3))
{%- endmacro %}

{% macro iso_to_timestamp(column, precision=3) -%}
    cast(from_iso8601_timestamp({{ blank_to_null(column) }}) at time zone 'UTC' as timestamp({{ precision }}))
{%- endmacro %}
