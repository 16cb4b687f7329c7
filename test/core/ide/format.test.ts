import { expect, test } from 'vitest';
import { format } from '../../../server/src/core/ide/format';

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
