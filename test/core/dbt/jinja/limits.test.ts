/** Templates that would never end, or never fit: each is an error, soon, and nothing is thrown. */
import { describe, expect, test } from 'vitest';
import { parseTemplate } from '../../../../server/src/core/dbt/jinja';
import { renderAlone } from '../../../support/jinja';

const recursive = [
  '{% macro deeper(n) %}{{ deeper(n + 1) }}{% endmacro %}',
  '{% macro ping() %}{% for x in [1] %}{% if x %}{{ pong() | upper }}{% endif %}{% endfor %}{% endmacro %}',
  '{% macro pong() %}{% set x %}{{ ping() }}{% endset %}{{ x }}{% endmacro %}',
  '{% macro calls() %}{% call shows() %}{{ calls() }}{% endcall %}{% endmacro %}',
  '{% macro shows() %}{{ caller() }}{% endmacro %}',
].join('\n');

describe('running', () => {
  test.each<[string, string, string]>([
    ['a loop in a loop in a loop', '{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}', 'TimeoutError'],
    ['a list that grows while it is read', '{% set l = [1] %}{% for x in l %}{% do l.append(x) %}{% endfor %}', 'TimeoutError'],
    ['an endless iterator', '{{ modules.itertools.count() | list }}', 'TimeoutError'],
    ['a macro that calls itself', '{{ deeper(0) }}', 'RecursionError'],
    ['macros that call each other', '{{ ping() }}', 'RecursionError'],
    ['call blocks inside call blocks', '{{ calls() }}', 'RecursionError'],
    ['a recursive loop over itself', '{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}', 'RecursionError'],
    [
      'a text that doubles',
      "{% set ns = namespace(x='ab') %}{% for i in range(100) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
      'MemoryError',
    ],
    [
      'a list that doubles',
      '{% set ns = namespace(x=[1]) %}{% for i in range(100) %}{% set ns.x = ns.x + ns.x %}{% endfor %}',
      'MemoryError',
    ],
    ['a number that explodes', '{{ 7 ** 100000000 }}', 'MemoryError'],
    ['a text a billion times', "{{ 'x' * 1000000000 }}", 'MemoryError'],
    ['a field of a billion columns', "{{ '%1000000000d' % 1 }}", 'MemoryError'],
    ['all tuples of a hundred numbers', '{{ modules.itertools.product(range(100), repeat=6) | list }}', 'MemoryError'],
    ['more output than anyone reads', "{% set x = 'a' * 1000000 %}{% for i in range(1000) %}{{ x }}{% endfor %}", 'MemoryError'],
    ['a range beyond what the sandbox allows', '{{ range(100001) | list }}', 'OverflowError'],
    ['a list that holds itself, as JSON', '{% set l = [] %}{% do l.append(l) %}{{ l | tojson }}', 'RecursionError'],
    [
      'two lists that hold themselves, compared',
      '{% set a = [] %}{% do a.append(a) %}{% set b = [] %}{% do b.append(b) %}{{ a == b }}',
      'RecursionError',
    ],
  ])('%s', (_, template, cause) => {
    const { errors } = renderAlone(template, { macros: recursive, options: { fuel: 200_000 } });
    expect(errors.map(error => error.cause)).toEqual([cause]);
  });

  test('the stack of an error names every macro and its line', () => {
    const macros = '{% macro inner() %}\n{{ 1 / 0 }}{% endmacro %}\n\n{% macro outer() %}{{ inner() }}{% endmacro %}';
    const [error] = renderAlone('a\nb {{ outer() }}', { macros }).errors;
    expect(error?.stack.map(({ macro, file, line }) => `${macro ?? 'template'} ${file}:${line}`)).toEqual([
      'template model.sql:2',
      'outer macros.sql:4',
      'inner macros.sql:2',
    ]);
    expect(error).toMatchObject({ message: 'division by zero', file: 'model.sql', line: 2 });
  });
});

describe('parsing', () => {
  test.each<[string, string]>([
    ['parentheses', `{{ ${'('.repeat(20_000)}1${')'.repeat(20_000)} }}`],
    ['not', `{{ ${'not '.repeat(20_000)}1 }}`],
    ['lists', `{{ ${'['.repeat(5000)}${']'.repeat(5000)} }}`],
    ['a sum of many', `{{ ${'1+'.repeat(20_000)}1 }}`],
    ['attributes', `{{ x${'.a'.repeat(20_000)} }}`],
    ['filters', `{{ 1${'|string'.repeat(20_000)} }}`],
    ['blocks', `${'{% if 1 %}'.repeat(5000)}${'{% endif %}'.repeat(5000)}`],
  ])('nesting without end: %s', (_, template) => {
    expect(renderAlone(template).errors).not.toEqual([]);
  });

  test('a template of 5 MB', () => {
    const text = 'select 1 as some_column, 2 as another_column,\n'.repeat(115_000);
    expect(text.length).toBeGreaterThan(5_000_000);
    const { output, errors } = renderAlone(`${text}{{ 1 }}`);
    expect(errors).toEqual([]);
    expect(output.length).toBe(text.length + 1);
  });

  test('ten thousand tags that are never closed', () => {
    expect(parseTemplate('{{ x '.repeat(10_000)).errors.length).toBeGreaterThan(0);
  });
});
