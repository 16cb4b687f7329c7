/**
 * Macros of dbt's global project that go through `adapter.dispatch`: the cross-database functions, generic tests and names.
 * Invariant: calling one means dispatching it in namespace `dbt`, so a project's own `athena__…` or `default__…` wins as it does in dbt.
 */

/** A macro whose implementation an adapter may replace. `athena` is what dbt-athena brings, `fallback` what dbt has for every adapter. */
export interface Dispatched {
  readonly name: string;
  /** As in the macro's head, with defaults. */
  readonly parameters: readonly string[];
  readonly athena?: string;
  readonly fallback?: string;
}

const cast = (expression: string): string => `CAST({{ ${expression} }} AS TIMESTAMP)`;

/** Differences in calendar units: years from their numbers, smaller units on top of the next larger one. */
const dateDifference = [
  "{%- if datepart == 'year' -%}",
  `(year(${cast('second_date')}) - year(${cast('first_date')}))`,
  ...(
    [
      ['quarter', 'year', 4],
      ['month', 'year', 12],
    ] as const
  ).flatMap(([part, larger, factor]) => [
    `{%- elif datepart == '${part}' -%}`,
    `({{ datediff(first_date, second_date, '${larger}') }} * ${factor}) + ${part}(${cast('second_date')}) - ${part}(${cast('first_date')})`,
  ]),
  "{%- elif datepart == 'day' -%}",
  `((to_milliseconds((CAST(${cast('second_date')} AS DATE) - CAST(${cast('first_date')} AS DATE)))) / 86400000)`,
  "{%- elif datepart == 'week' -%}",
  `({{ datediff(first_date, second_date, 'day') }} / 7 + case
            when dow(CAST({{ first_date }} AS TIMESTAMP)) <= dow(CAST({{ second_date }} AS TIMESTAMP)) then
                case when {{ first_date }} <= {{ second_date }} then 0 else -1 end
            else
                case when {{ first_date }} <= {{ second_date }} then 1 else 0 end
        end)`,
  ...(
    [
      ['hour', 'day', 24],
      ['minute', 'hour', 60],
      ['second', 'minute', 60],
    ] as const
  ).flatMap(([part, larger, factor]) => [
    `{%- elif datepart == '${part}' -%}`,
    `({{ datediff(first_date, second_date, '${larger}') }} * ${factor} + ${part}(${cast('second_date')}) - ${part}(${cast('first_date')}))`,
  ]),
  "{%- elif datepart == 'millisecond' -%}",
  `(to_milliseconds((${cast('second_date')} - ${cast('first_date')})))`,
  '{%- elif execute -%}',
  '{{ exceptions.raise_compiler_error("Unsupported datepart for macro datediff in Athena: {!r}".format(datepart)) }}',
  '{%- endif -%}',
].join('');

const spaced = (name: string, ...args: readonly string[]): string =>
  `\n    ${name}(\n        ${args.map(arg => `{{ ${arg} }}`).join(',\n        ')}\n    )`;

export const dispatched: readonly Dispatched[] = [
  { name: 'any_value', parameters: ['expression'], athena: 'arbitrary({{ expression }})', fallback: 'any_value({{ expression }})' },
  {
    name: 'array_append',
    parameters: ['array', 'new_element'],
    athena: '{{ array }} || {{ new_element }}',
    fallback: 'array_append({{ array }}, {{ new_element }})',
  },
  {
    name: 'array_concat',
    parameters: ['array_1', 'array_2'],
    athena: '{{ array_1 }} || {{ array_2 }}',
    fallback: 'array_cat({{ array_1 }}, {{ array_2 }})',
  },
  {
    name: 'array_construct',
    parameters: ['inputs=[]', "data_type='integer'"],
    athena:
      "{% if inputs %}\n    array[ {{ inputs | join(' , ') }} ]\n    {% else %}\n    {{ safe_cast('array[]', 'array(' ~ data_type ~ ')') }}\n    {% endif %}",
  },
  { name: 'bool_or', parameters: ['expression'], athena: 'bool_or({{ expression }})', fallback: 'bool_or({{ expression }})' },
  { name: 'cast', parameters: ['field', 'type'], fallback: '\n    cast({{ field }} as {{ type }})\n' },
  { name: 'cast_bool_to_text', parameters: ['field'], fallback: "\n    cast({{ field }} as {{ api.Column.translate_type('string') }})\n" },
  { name: 'concat', parameters: ['fields'], fallback: "{{ fields | join(' || ') }}" },
  { name: 'current_timestamp', parameters: [], athena: "{{ cast_timestamp('now()') }}" },
  { name: 'current_timestamp_backcompat', parameters: [], fallback: '\n    current_timestamp::timestamp\n' },
  {
    name: 'current_timestamp_in_utc_backcompat',
    parameters: [],
    fallback: "\n    {{ return(adapter.dispatch('current_timestamp_backcompat', 'dbt')()) }}\n",
  },
  {
    name: 'date',
    parameters: ['year', 'month', 'day'],
    fallback: "to_date('{{ modules.datetime.date(year, month, day).strftime('%Y-%m-%d') }}', 'YYYY-MM-DD')",
  },
  {
    name: 'date_trunc',
    parameters: ['datepart', 'date'],
    athena: "date_trunc('{{ datepart }}', {{ date }})",
    fallback: "date_trunc('{{ datepart }}', {{ date }})",
  },
  {
    name: 'dateadd',
    parameters: ['datepart', 'interval', 'from_date_or_timestamp'],
    athena: "date_add('{{ datepart }}', {{ interval }}, {{ from_date_or_timestamp }})",
    fallback: `${spaced('dateadd', 'datepart', 'interval', 'from_date_or_timestamp')}\n`,
  },
  {
    name: 'datediff',
    parameters: ['first_date', 'second_date', 'datepart'],
    athena: dateDifference,
    fallback: spaced('datediff', 'datepart', 'first_date', 'second_date'),
  },
  {
    name: 'equals',
    parameters: ['expr1', 'expr2'],
    athena: '({{ expr1 }} = {{ expr2 }})',
    fallback: '({{ expr1 }} = {{ expr2 }})\n',
  },
  { name: 'escape_single_quotes', parameters: ['expression'], fallback: `{{ expression | replace("'", "''") }}` },
  { name: 'except', parameters: [], fallback: '\n    except\n' },
  { name: 'intersect', parameters: [], fallback: '\n    intersect\n' },
  {
    name: 'hash',
    parameters: ['field'],
    athena: 'lower(to_hex(md5(to_utf8(cast({{ field }} as varchar)))))',
    fallback: "md5(cast({{ field }} as {{ api.Column.translate_type('string') }}))",
  },
  { name: 'last_day', parameters: ['date', 'datepart'], fallback: '{{ dbt.default_last_day(date, datepart) }}' },
  { name: 'length', parameters: ['expression'], fallback: spaced('length', 'expression') },
  {
    name: 'listagg',
    parameters: ['measure', `delimiter_text="','"`, 'order_by_clause=none', 'limit_num=none'],
    athena: [
      'array_join(',
      '{%- if limit_num %}\n          slice(\n        {%- endif %}',
      '\n          array_agg(\n              {{ measure }}',
      '{%- if order_by_clause %}\n                {{ order_by_clause }}\n              {%- endif %}',
      '\n          )',
      '{%- if limit_num %}\n            , 1, {{ limit_num }}\n          )\n        {%- endif %}',
      '\n        , {{ delimiter_text }}\n    )',
    ].join(''),
  },
  { name: 'string_literal', parameters: ['value'], fallback: "'{{ value }}'" },
  {
    name: 'position',
    parameters: ['substring_text', 'string_text'],
    fallback: '\n    position(\n        {{ substring_text }} in {{ string_text }}\n    )',
  },
  {
    name: 'replace',
    parameters: ['field', 'old_chars', 'new_chars'],
    fallback: `${spaced('replace', 'field', 'old_chars', 'new_chars')}\n`,
  },
  {
    name: 'right',
    parameters: ['string_text', 'length_expression'],
    athena:
      "\n    case when {{ length_expression }} = 0\n        then ''\n    else\n        substr({{ string_text }}, -1 * ({{ length_expression }}))\n    end",
    fallback: spaced('right', 'string_text', 'length_expression'),
  },
  {
    name: 'safe_cast',
    parameters: ['field', 'type'],
    athena: 'try_cast({{ field }} as {{ type }})',
    fallback: '\n    cast({{ field }} as {{ type }})\n',
  },
  {
    name: 'split_part',
    parameters: ['string_text', 'delimiter_text', 'part_number'],
    fallback: `${spaced('split_part', 'string_text', 'delimiter_text', 'part_number')}\n`,
  },
  { name: 'type_string', parameters: [], athena: 'VARCHAR', fallback: "{{ return(api.Column.translate_type('string')) }}" },
  { name: 'type_timestamp', parameters: [], fallback: "{{ return(api.Column.translate_type('timestamp')) }}" },
  { name: 'type_float', parameters: [], athena: 'DOUBLE', fallback: "{{ return(api.Column.translate_type('float')) }}" },
  { name: 'type_numeric', parameters: [], athena: 'DECIMAL(38,6)', fallback: "{{ return(api.Column.numeric_type('numeric', 28, 6)) }}" },
  { name: 'type_bigint', parameters: [], fallback: "{{ return(api.Column.translate_type('bigint')) }}" },
  { name: 'type_int', parameters: [], athena: 'INTEGER', fallback: "{{ return(api.Column.translate_type('integer')) }}" },
  { name: 'type_boolean', parameters: [], fallback: "{{ return(api.Column.translate_type('boolean')) }}" },
  {
    name: 'get_powers_of_two',
    parameters: ['upper_bound'],
    fallback:
      "{% if upper_bound <= 0 %}{{ exceptions.raise_compiler_error('upper bound must be positive') }}{% endif %}{% for power in range(1, 100) %}{% if upper_bound <= 2 ** power %}{{ return(power) }}{% endif %}{% endfor %}",
  },
  {
    name: 'generate_series',
    parameters: ['upper_bound'],
    fallback: [
      '\n\n    {% set n = dbt.get_powers_of_two(upper_bound) %}\n\n    with p as (\n        select 0 as generated_number union all select 1\n    ), unioned as (\n\n    select\n\n    ',
      '{% for i in range(n) %}\n    p{{ i }}.generated_number * power(2, {{ i }})\n    {% if not loop.last %} + {% endif %}\n    {% endfor %}',
      '\n    + 1\n    as generated_number\n\n    from\n\n    ',
      '{% for i in range(n) %}\n    p as p{{ i }}\n    {% if not loop.last %} cross join {% endif %}\n    {% endfor %}',
      '\n\n    )\n\n    select *\n    from unioned\n    where generated_number <= {{ upper_bound }}\n    order by generated_number\n\n',
    ].join(''),
  },
  {
    name: 'get_intervals_between',
    parameters: ['start_date', 'end_date', 'datepart'],
    fallback: [
      "{%- call statement('get_intervals_between', fetch_result=True) %} select {{ dbt.datediff(start_date, end_date, datepart) }} {%- endcall -%}",
      "{%- set answer = load_result('get_intervals_between') -%}",
      "{{ return(answer['data'][0][0] if answer and answer['data'] else 1) }}",
    ].join(''),
  },
  {
    name: 'date_spine',
    parameters: ['datepart', 'start_date', 'end_date'],
    fallback: [
      '\n    with rawdata as (\n\n        {{ dbt.generate_series(dbt.get_intervals_between(start_date, end_date, datepart)) }}\n\n    ),\n\n',
      "    all_periods as (\n\n        select (\n            {{ dbt.dateadd(datepart, 'row_number() over (order by 1) - 1', start_date) }}\n        ) as date_{{ datepart }}\n        from rawdata\n\n    ),\n\n",
      '    filtered as (\n\n        select *\n        from all_periods\n        where date_{{ datepart }} <= {{ end_date }}\n\n    )\n\n    select * from filtered\n\n',
    ].join(''),
  },
  {
    name: 'get_where_subquery',
    parameters: ['relation'],
    fallback:
      "{% set where = config.get('where', '') %}{% if where %}{%- set filtered -%}(select * from {{ relation }} where {{ where }}) dbt_subquery{%- endset -%}{% do return(filtered) %}{% else %}{% do return(relation) %}{% endif %}",
  },
  {
    name: 'test_accepted_values',
    parameters: ['model', 'column_name', 'values', 'quote=True'],
    fallback: [
      '\n\nwith all_values as (\n\n    select\n        {{ column_name }} as value_field,\n        count(*) as n_records\n\n    from {{ model }}\n    group by {{ column_name }}\n\n)\n\n',
      'select *\nfrom all_values\nwhere value_field not in (\n    ',
      '{% for value in values -%}{{ "\'" ~ value ~ "\'" if quote else value }}{{ \',\' if not loop.last }}{%- endfor %}\n)\n\n',
    ].join(''),
  },
  {
    name: 'test_not_null',
    parameters: ['model', 'column_name'],
    fallback:
      "\n\n{% set shown = '*' if should_store_failures() else column_name %}\n\nselect {{ shown }}\nfrom {{ model }}\nwhere {{ column_name }} is null\n\n",
  },
  {
    name: 'test_relationships',
    parameters: ['model', 'column_name', 'to', 'field'],
    fallback: [
      '\n\nwith child as (\n    select {{ column_name }} as from_field\n    from {{ model }}\n    where {{ column_name }} is not null\n),\n\n',
      'parent as (\n    select {{ field }} as to_field\n    from {{ to }}\n)\n\nselect\n    from_field\n\nfrom child\nleft join parent\n    on child.from_field = parent.to_field\n\nwhere parent.to_field is null\n\n',
    ].join(''),
  },
  {
    name: 'test_unique',
    parameters: ['model', 'column_name'],
    fallback:
      '\n\nselect\n    {{ column_name }} as unique_field,\n    count(*) as n_records\n\nfrom {{ model }}\nwhere {{ column_name }} is not null\ngroup by {{ column_name }}\nhaving count(*) > 1\n\n',
  },
  {
    name: 'generate_alias_name',
    parameters: ['custom_alias_name=none', 'node=none'],
    fallback:
      "{%- if custom_alias_name -%}{{ custom_alias_name | trim }}{%- elif node.version -%}{{ return(node.name ~ '_v' ~ (node.version | replace('.', '_'))) }}{%- else -%}{{ node.name }}{%- endif -%}",
  },
  {
    name: 'generate_database_name',
    parameters: ['custom_database_name=none', 'node=none'],
    fallback: '{{ target.database if custom_database_name is none else custom_database_name }}',
  },
  {
    name: 'generate_schema_name',
    parameters: ['custom_schema_name=none', 'node=none'],
    fallback:
      '{%- if custom_schema_name is none -%}{{ target.schema }}{%- else -%}{{ target.schema }}_{{ custom_schema_name | trim }}{%- endif -%}',
  },
  { name: 'snapshot_get_time', parameters: [], fallback: '\n    {{ current_timestamp() }}\n' },
  { name: 'end_of_time', parameters: [], athena: "cast('9999-01-01' AS timestamp)" },
  { name: 'get_limit_sql', parameters: ['sql', 'limit'], fallback: '{{ sql }}\n{% if limit is not none %}limit {{ limit }}{% endif %}' },
  { name: 'get_columns_in_relation', parameters: ['relation'], fallback: '{{ return(adapter.get_columns_in_relation(relation)) }}' },
  { name: 'resolve_model_name', parameters: ['input_model_name'], fallback: "{{ input_model_name | string | replace('\"', '\\\"') }}" },
];
