/** Random templates of fixed seeds: nothing throws, every run ends, every source map is sound, tolerant renders go on. */
import { expect, test } from 'vitest';
import { jinjaContextAt, parseTemplate } from '../../../../server/src/core/dbt/jinja';
import { renderAlone } from '../../../support/jinja';
import { wrongSegments } from '../../../support/sourceMaps';

const macros =
  '{% macro f(a, b=2) %}({{ a }}{{ caller() if caller }}{{ kwargs }}){% endmacro %}{% macro g() %}{{ return(f(1)) }}{% endmacro %}';
const words = [
  'x',
  'f',
  'g',
  '1',
  '2.5',
  "'a'",
  '"b"',
  'none',
  'true',
  'zzz',
  'loop',
  'range(3)',
  '[1, 2]',
  "{'k': 1}",
  '(1,)',
  'namespace(a=1)',
  'modules.re',
];
const joints = [
  ' + ',
  ' - ',
  ' * ',
  ' / ',
  ' // ',
  ' % ',
  ' ** ',
  ' ~ ',
  ' == ',
  ' < ',
  ' in ',
  ' not in ',
  ' and ',
  ' or ',
  ' if ',
  ' else ',
  '.',
  '[',
  ']',
  '(',
  ')',
  ' | ',
  ' is ',
  ', ',
  ':',
  '=',
];
const tails = [
  '| upper',
  '| list',
  '| join(",")',
  '| length',
  '| int',
  '| map("string")',
  '| tojson',
  '| sort',
  'is defined',
  'is none',
  'is mapping',
  '.a',
  '[0]',
  '[1:]',
  '()',
  '.items()',
  ".split(',')",
  '.format(1)',
];
const tags = [
  '{% if @ %}',
  '{% elif @ %}',
  '{% else %}',
  '{% endif %}',
  '{% for x in @ %}',
  '{% endfor %}',
  '{% set x = @ %}',
  '{% set y %}',
  '{% endset %}',
  '{% do @ %}',
  '{% call f(@) %}',
  '{% endcall %}',
  '{% macro m(a) %}',
  '{% endmacro %}',
  '{% raw %}',
  '{% endraw %}',
  '{% break %}',
  '{% continue %}',
  '{% with a = @ %}',
  '{% endwith %}',
  '{% filter upper %}',
  '{% endfilter %}',
  '{{ @ }}',
  '{{- @ -}}',
  '{# @ #}',
  '{%- if @ -%}',
];
const debris = [
  '{{',
  '}}',
  '{%',
  '%}',
  '{#',
  '#}',
  "'",
  '"',
  '\\',
  '\r\n',
  '\n',
  ' ',
  '-',
  '}',
  '{',
  '😀',
  'é',
  '\0',
  'select 1',
  '/* */',
  '--',
];

/** A small generator of numbers; the same seed gives the same ones. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function templateOf(seed: number): string {
  const random = randomOf(seed);
  const pick = (from: readonly string[]): string => from[random(from.length)] ?? '';
  const expression = (): string => {
    let text = pick(words);
    for (let length = random(4); length > 0; length--) text += random(2) === 0 ? pick(joints) + pick(words) : ` ${pick(tails)}`;
    return text;
  };
  let text = '';
  for (let length = 1 + random(12); length > 0; length--) {
    const kind = random(10);
    text += kind < 6 ? pick(tags).replace('@', expression) : kind < 9 ? pick(['select ', 'a, ', '\n', 'from t ']) : pick(debris);
  }
  return text;
}

test.each([0, 1, 2, 3])('templates of seeds %i,000 and following', block => {
  for (let seed = block * 1000; seed < block * 1000 + 1000; seed++) {
    const template = templateOf(seed);
    const tree = parseTemplate(template);
    for (const { range } of tree.errors)
      expect(range.start <= range.end && range.end <= template.length, `seed ${seed}: ${template}`).toBe(true);
    for (const tolerant of [false, true]) {
      const { output, sourceMap } = renderAlone(template, {
        macros,
        options: { tolerant, fuel: 20_000, undefinedNames: seed % 2 === 0 ? 'strict' : 'forgiving' },
      });
      const texts = new Map([
        ['model.sql', template],
        ['macros.sql', macros],
      ]);
      expect(wrongSegments(sourceMap, output, texts), `seed ${seed}: ${template}`).toEqual([]);
    }
    renderAlone(template, { macros, options: { native: true, fuel: 20_000 } });
    jinjaContextAt(template, Math.floor(template.length / 2));
  }
});
