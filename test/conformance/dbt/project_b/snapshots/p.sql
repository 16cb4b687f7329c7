{%- snapshot snap_p -%}
{{ config(unique_key='id', strategy='timestamp', updated_at='at', alias='hist_p') }}
select * from {{ ref('stg_people') }}
{%- endsnapshot -%}
