/** Templates that are still being typed: what is wrong is named, and the rest is read and rendered. */
import { describe, expect, test } from 'vitest';
import { parseTemplate } from '../../../../server/src/core/dbt/jinja';
import { renderAlone } from '../../../support/jinja';

describe('a broken tag is one error, and the rest is rendered', () => {
  test.each<[template: string, first: string, at: string, rest: string]>([
    ['a {{ x y }} b', "expected token 'end of print statement', got 'y'", 'y', 'a  b'],
    ["a {{ ref('x }} b", 'unexpected char "\'" at 9', "'x", 'a  b'],
    ['a {{ 1 + }} b {{ 2 }}', "unexpected 'end of print statement'", '}}', 'a  b 2'],
    ['{% if 1 %}a{% endif %}{% foo %}b', "Encountered unknown tag 'foo'.", 'foo', 'ab'],
    [
      '{% if 1 %}a',
      "Unexpected end of template. Jinja was looking for the following tags: 'elif' or 'else' or 'endif'. The innermost block that needs to be closed is 'if'.",
      '{% if 1 %}',
      'a',
    ],
    ['{{ (1 }} b {{ 2 }}', "unexpected '}', expected ')'", '', ' b 2'],
    ['a {{ x | nope }} b', "No filter named 'nope'.", 'nope', 'a  b'],
    ['a {{ 1 {% if 1 %}b{% endif %}', "unexpected char '%' at 8", '{%', 'a b'],
  ])('%j', (template, first, at, rest) => {
    const { output, errors } = renderAlone(template, { options: { tolerant: true } });
    const [error] = errors;
    expect({ message: error?.message.split('\n')[0], at: template.slice(error?.range.start, error?.range.end), output }).toEqual({
      message: first,
      at,
      output: rest,
    });
  });
});

test('a failure while rendering leaves out its own tag', () => {
  const { output, errors } = renderAlone('a {{ 1 / 0 }} b {{ nope.x }} c', { options: { tolerant: true } });
  expect(output).toBe('a  b  c');
  expect(errors.map(({ cause, line }) => `${cause} ${line}`)).toEqual(['ZeroDivisionError 1', 'UndefinedError 1']);
});

test('ranges cover just the text of each node', () => {
  const template = "x {%- set a = f(1, 'b') | upper -%}  y";
  const [, set] = parseTemplate(template).body;
  const shown =
    set?.kind === 'set' ? [set.range, set.target.range, set.value.range].map(({ start, end }) => template.slice(start, end)) : [];
  expect(shown).toEqual(["{%- set a = f(1, 'b') | upper -%}", 'a', "f(1, 'b') | upper"]);
});
