import { expect, test } from 'vitest';
import { format, formatRange } from '../../../server/src/core/ide/format';

const options = { tabWidth: 2, keywordCase: 'preserve' } as const;

test.each([
  ['a query', 'select a,b from t where a=1 -- why\n', 'select\n  a,\n  b\nfrom\n  t\nwhere\n  a = 1 -- why\n'],
  [
    'a template keeps its Jinja',
    "{{ config(materialized='table') }} select * from {{ ref('x') }} where a = '{{ var(\"day\") }}'",
    "{{ config(materialized='table') }}\nselect\n  *\nfrom\n  {{ ref('x') }}\nwhere\n  a = '{{ var(\"day\") }}'\n",
  ],
])('%s', (_, text, expected) => {
  expect(format(text, options)).toEqual({ kind: 'formatted', text: expected });
});

test.each([
  ['an open string', "select 'abc"],
  ['an open parenthesis of Jinja', 'select {{ ref( from t'],
])('%s: the text is left, with a reason', (_, text) => {
  expect(format(text, options)).toMatchObject({ kind: 'left', why: expect.any(String) as string });
});

/** The lines of the selection between the bars, formatted. */
test.each([
  ['with a as (\n    |select id,name from t|\n) select 1', 'with a as (\n    select\n      id,\n      name\n    from\n      t\n) select 1'],
  ['select 1;\nsel|ect   2|;\nselect 3', 'select 1;\nselect\n  2;\nselect 3'],
  ["  |select {{ a }},'b'|\nfrom t", "  select\n    {{ a }},\n    'b'\nfrom t"],
  ["  |select 'a\n b'|", undefined],
])('a selection: %s', (marked, expected) => {
  const start = marked.indexOf('|');
  const end = marked.lastIndexOf('|') - 1;
  const text = marked.replaceAll('|', '');
  const answer = formatRange(text, { start, end }, { tabWidth: 2, keywordCase: 'preserve' });
  const result = answer.kind === 'formatted' ? text.slice(0, answer.range.start) + answer.text + text.slice(answer.range.end) : undefined;
  expect(result).toBe(expected);
});
