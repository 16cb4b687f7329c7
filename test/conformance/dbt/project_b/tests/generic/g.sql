{% test positive(model, column_name=none, cols=[]) %}select * from {{ model }} where {{ column_name or cols | join('+') }} < 0{% endtest %}
