{{ config(materialized='view') }}
{{ dbt.date_spine(datepart="day", start_date="cast('2024-01-01' as date)", end_date="cast('2024-02-01' as date)") }}
{{ dates_in_range('20240101', '20240103') }} {{ partition_range('20240101,20240102') }}
