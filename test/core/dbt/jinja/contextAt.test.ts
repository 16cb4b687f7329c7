/** What stands at a caret, `|` in the text, while a template is typed. */
import { expect, test } from 'vitest';
import { jinjaContextAt } from '../../../../server/src/core/dbt/jinja';

/** The context in a few words: kind, what is typed so far, and the calls around it. */
function contextOf(marked: string): string {
  const offset = marked.indexOf('¦');
  const context = jinjaContextAt(marked.replace('¦', ''), offset);
  if (context.kind === 'text' || context.kind === 'comment') return context.kind;
  const path = context.kind === 'attribute' ? ` of ${context.path.join('.')}` : '';
  const calls = context.kind === 'tag' ? [] : context.calls;
  const around = calls.map(
    ({ callee, argument, keyword, strings }) => `${callee}#${keyword ?? argument}${strings.length > 0 ? `(${strings.join(',')})` : ''}`,
  );
  return [`${context.kind} '${context.prefix}'${path}`, ...around].join(' in ');
}

test.each<[string, string]>([
  ['select ¦', 'text'],
  ['{{ x }}¦', 'text'],
  ['{# a ¦ b #}', 'comment'],
  ['{{ ¦', "name ''"],
  ['{{ re¦', "name 're'"],
  ['{{ re¦ }}', "name 're'"],
  ["{{ ref('¦", "string '' in ref#0"],
  ["select * from {{ ref('stg_¦ }} where x", "string 'stg_' in ref#0"],
  ["{{ ref('stg_¦') }}", "string 'stg_' in ref#0"],
  ["{{ source('raw', 'or¦", "string 'or' in source#1(raw)"],
  ["{{ source('raw', ¦", "name '' in source#1(raw)"],
  ["{{ config(materialized='¦", "string '' in config#materialized"],
  ["{{ config(materialized='table', tags=['¦", "string '' in config#tags(table)"],
  ['{{ adapter.¦', "attribute '' of adapter"],
  ['{{ dbt_utils.st¦(1) }}', "attribute 'st' of dbt_utils"],
  ["{{ dbt_utils.star(ref('¦", "string '' in ref#0 in dbt_utils.star#0"],
  ["{{ dbt_utils.star(ref('a'), except=[¦", "name '' in dbt_utils.star#except"],
  ['{{ x | ¦', "filter ''"],
  ['{{ x | up¦ }}', "filter 'up'"],
  ['{{ x is ¦', "test ''"],
  ['{{ x is not de¦', "test 'de'"],
  ['{% ¦', "tag ''"],
  ['{% fo¦ %}', "tag 'fo'"],
  ['{%- if ¦', "name ''"],
  ["{% set x = var('¦", "string '' in var#0"],
  ['{{ f(1, b=¦', "name '' in f#b"],
  ['{{ f(1)¦', "name ''"],
  ['{% raw %}{{ ¦ }}{% endraw %}', 'text'],
])('%s → %s', (marked, expected) => {
  expect(contextOf(marked)).toBe(expected);
});
