/** Every filter and test that can be written is described, and nothing that cannot. */
import { expect, test } from 'vitest';
import { describeJinja, jinjaDescriptions } from '../../../../server/src/core/dbt/jinja';
import { filters } from '../../../../server/src/core/dbt/jinja/filters/filters';
import { tests } from '../../../../server/src/core/dbt/jinja/filters/tests';

const namesOf = (kind: string): string[] => jinjaDescriptions.filter(item => item.kind === kind).map(item => item.name);

test('filters', () => {
  const shortNames = new Set(['d', 'e', 'forceescape']);
  expect([...filters(false).keys()].filter(name => !shortNames.has(name)).sort()).toEqual(namesOf('filter').sort());
});

test('tests', () => {
  const comparisons = /^(?:[=!<>]=?|==|eq|equalto|ne|gt|greaterthan|ge|lt|lessthan|le|filter|test|escaped)$/;
  expect([...tests.keys()].filter(name => !comparisons.test(name)).sort()).toEqual(namesOf('test').sort());
});

test('a description says how it is written and what it does', () => {
  expect(describeJinja('filter', 'join')).toEqual({
    name: 'join',
    kind: 'filter',
    signature: "items | join(d='', attribute=none)",
    summary: 'The items as one text, with a separator between them.',
  });
  expect(describeJinja('test', 'string')?.summary).toBe('A text. A relation is none: add | string.');
  expect(jinjaDescriptions.filter(({ signature, summary }) => signature === '' || !summary.endsWith('.'))).toEqual([]);
});
