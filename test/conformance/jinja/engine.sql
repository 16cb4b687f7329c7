{% macro f(a, b=2) %}{{ a }}-{{ b }}{% endmacro %}
{% macro g(a) %}{{ a }} {{ varargs }} {{ kwargs }}{% endmacro %}
{% macro wrap(t) %}<{{ t }}>{{ caller() }}</{{ t }}>{% endmacro %}
{% macro each(xs) %}{% for x in xs %}{{ caller(x) }}{% endfor %}{% endmacro %}
{% macro recur(n) %}{{ n }}{% if n > 0 %}{{ recur(n - 1) }}{% endif %}{% endmacro %}
{% macro r_list() %} text {{ return([1,2]) }} never {% endmacro %}
{% macro r_loop(xs) %}{% for x in xs %}{% if x > 2 %}{{ return(x) }}{% endif %}{{ x }}{% endfor %}end{% endmacro %}
{% macro r_call() %}{% call wrap('q') %}{{ return('from-call') }}{% endcall %}tail{% endmacro %}
{% macro undef_arg(a) %}[{{ a }}]{{ a is defined }}{{ a is none }}{% endmacro %}
{% macro mut_default(a=[]) %}{% do a.append(1) %}{{ a }}{% endmacro %}
{% macro defaults_see(a, b=a) %}{{ a }}{{ b }}{% endmacro %}
{% macro opt_caller() %}{% if caller %}{{ caller() }}{% else %}none{% endif %}{% endmacro %}
{% macro bad() %}{{ 1 + 'a' }}{% endmacro %}
{% macro outer_bad() %}x{{ bad() }}{% endmacro %}
{% macro undefined_inside() %}{{ zzz.foo }}{% endmacro %}
{% macro setvar() %}{% set x = 5 %}{{ x }}{% endmacro %}
{% macro caller_kw() %}{{ caller(a=1, b=2) }}{% endmacro %}
{% macro loop_macro(xs) %}{% for x in xs %}{{ loop.index }}{{ x }}{{ "," if not loop.last }}{% endfor %}{% endmacro %}
{% macro sees_loop() %}{{ loop is defined }}{% endmacro %}
{% macro with_default_call(a=f(1)) %}{{ a }}{% endmacro %}
{% macro varkw() %}{{ kwargs.items() | list }}{{ varargs | length }}{% endmacro %}
{% macro cycle_m(n) %}{% for i in range(n) %}{{ loop.cycle('a','b') }}{% endfor %}{% endmacro %}
{% macro raise_it(m) %}{{ exceptions.raise_compiler_error(m) }}{% endmacro %}
{% macro uses_ns(ns) %}{% set ns.v = ns.v + 1 %}{% endmacro %}
