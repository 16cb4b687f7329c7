/** Where each part of a rendered text came from, through loops, blocks and macros. */
import { describe, expect, test } from 'vitest';
import { renderAlone } from '../../../support/jinja';
import { wrongSegments } from '../../../support/sourceMaps';

const macros = [
  '{% macro plain(x) %}before {{ x }} after{% endmacro %}',
  '{% macro twice(x) %}[{{ plain(x) }}]{{ plain(x) }}{% endmacro %}',
  '{% macro returned(x) %}{{ return(plain(x)) }}{% endmacro %}',
  '{% macro around() %}<{{ caller() }}>{% endmacro %}',
].join('\n');

/** The output's parts with the text of the template they map to: `=` verbatim, `~` expanded; those of macros are left out. */
function mapped(template: string): string[] {
  const { output, sourceMap, errors } = renderAlone(template, { macros });
  expect(errors).toEqual([]);
  expect(wrongSegments(sourceMap, output, texts(template))).toEqual([]);
  return sourceMap.segments
    .filter(({ file, depth }) => file === 'model.sql' && depth === 0)
    .map(segment => {
      const from = template.slice(segment.templateStart, segment.templateEnd);
      const to = output.slice(segment.outputStart, segment.outputEnd);
      return segment.kind === 'verbatim' ? `= ${to}` : `~ ${from} → ${to}`;
    });
}

function texts(template: string): ReadonlyMap<string, string> {
  return new Map([
    ['model.sql', template],
    ['macros.sql', macros],
  ]);
}

describe('segments', () => {
  test.each<[string, string[]]>([
    ['select 1', ['= select 1']],
    ['select {{ 1 + 1 }} as x', ['= select ', '~ {{ 1 + 1 }} → 2', '=  as x']],
    ['a {{- 1 -}} b', ['= a', '~ {{- 1 -}} → 1', '= b']],
    ['{% for c in [1, 2] %}c{{ c }},{% endfor %}', ['= c', '~ {{ c }} → 1', '= ,', '= c', '~ {{ c }} → 2', '= ,']],
    ['{% set x %}q {{ 1 }}{% endset %}{{ x }}', ['~ {{ x }} → q 1']],
    ['{{ plain(1) }}', ['~ {{ plain(1) }} → before 1 after']],
    ['{% call around() %}in{% endcall %}', ['~ {% call around() %}in{% endcall %} → <in>']],
    ['{# note #}x{% raw %}{{ y }}{% endraw %}', ['= x', '= {{ y }}']],
    ['a\r\nb{{ 1 }}', ['= a', '~ \r\n → \n', '= b', '~ {{ 1 }} → 1']],
  ])('%j', (template, expected) => {
    expect(mapped(template)).toEqual(expected);
  });

  test('the text of a macro maps into the file of the macro, also through return()', () => {
    for (const template of ['{{ plain(5) }}', 'x {{ returned(5) }}', '{% set m = plain(5) %}{{ m }}']) {
      const { output, sourceMap } = renderAlone(template, { macros });
      expect(wrongSegments(sourceMap, output, texts(template))).toEqual([]);
      const inner = sourceMap.segments
        .filter(({ file }) => file === 'macros.sql')
        .map(({ outputStart, outputEnd, kind }) => `${kind} ${output.slice(outputStart, outputEnd)}`);
      expect({ template, inner }).toEqual({ template, inner: ['verbatim before ', 'expanded 5', 'verbatim  after'] });
    }
  });

  test('the body of a call block is verbatim inside the macro that prints it', () => {
    const template = 'a {% call around() %}select {{ 1 }}{% endcall %}';
    const { output, sourceMap } = renderAlone(template, { macros });
    const at = output.indexOf('select');
    expect(sourceMap.toTemplate({ start: at, end: at + 6 }, 'model.sql')).toEqual({
      start: template.indexOf('select'),
      end: template.indexOf('select') + 6,
    });
    expect(sourceMap.isVerbatim({ start: at, end: at + 6 }, 'model.sql')).toBe(true);
  });
});

describe('positions', () => {
  const template = 'select a, {{ 1 + 1 }} as two\nfrom {% for t in ["x", "y"] %}{{ t }} cross join {% endfor %}z';
  const { output, sourceMap } = renderAlone(template);
  const placeOf = (text: string): { readonly start: number; readonly end: number } => ({
    start: output.indexOf(text),
    end: output.indexOf(text) + text.length,
  });

  test.each<[string, string]>([
    ['select', 'select'],
    ['a', 'a'],
    ['2', '{{ 1 + 1 }}'],
    ['two', 'two'],
    ['x', '{{ t }}'],
    ['cross', 'cross'],
    ['z', 'z'],
  ])('%j comes from %j', (text, from) => {
    const place = sourceMap.toTemplate(placeOf(text), 'model.sql');
    expect(template.slice(place?.start, place?.end)).toBe(from);
  });

  test('a place inside a loop stands several times in the output', () => {
    expect(sourceMap.toOutput(template.indexOf('cross'), 'model.sql').map(at => output.slice(at, at + 5))).toEqual(['cross', 'cross']);
    expect(sourceMap.toOutput(2, 'other.sql')).toEqual([]);
  });
});
