/** Descriptions as a reader sees them, with the docs blocks they name. */
import { expect, test } from 'vitest';
import { updateFile } from '../../../../server/src/core/dbt/project/loadProject';
import type { DbtProject } from '../../../../server/src/core/dbt/project/DbtProject';
import { findings, inlineProject } from '../../../support/dbtProject';

const files = {
  'models/a.sql': 'select 1 as x, 2 as y',
  'models/b.sql': 'select 1 as x',
  'models/docs.md': '{% docs orders %}\nAll **orders**.\n{% enddocs %}\n{% docs key %}Its key.{% enddocs %}',
};

const yaml = (description: string): string =>
  `models:\n  - name: a\n    description: "${description}"\n    columns:\n      - {name: x, description: "{{ doc('key') }}"}\n      - {name: y, description: plain}\n  - name: b\n    description: plain\n`;

const model = (project: DbtProject, name = 'a'): unknown => project.nodes.get(`model.shop.${name}`)?.description;

test.each([
  ['a block', "{{ doc('orders') }}", 'All **orders**.', []],
  ['a block inside of text', "Table: {{ doc('orders') }} {{ doc('key') }}", 'Table: All **orders**. Its key.', []],
  ['a block of a named package', "{{ doc('shop', 'key') }}", 'Its key.', []],
  ['an unknown block', "See {{ doc('nope') }}", "See {{ doc('nope') }}", ["models/a.yml:3:26 DOC_NOT_FOUND no docs block is named 'nope'"]],
  [
    'an unknown package',
    "{{ doc('crm', 'key') }}",
    "{{ doc('crm', 'key') }}",
    ["models/a.yml:3:22 DOC_NOT_FOUND no docs block is named 'key' in package 'crm'"],
  ],
  ['something else', "{{ var('x') }} {{ target.name }}", "{{ var('x') }} {{ target.name }}", []],
  ['plain text', 'plain', 'plain', []],
])('a description with %s', (_, description, shown, found) => {
  const project = inlineProject({ ...files, 'models/a.yml': yaml(description) });
  expect([model(project), findings(project)]).toEqual([shown, found]);
  expect(project.nodes.get('model.shop.a')?.columns.map(column => column.description)).toEqual(['Its key.', 'plain']);
});

test('sources, their tables and columns, and versions are described too', () => {
  const project = inlineProject({
    ...files,
    'models/c_v1.sql': 'select 1 as x',
    'models/a.yml': `sources:\n  - name: s\n    description: "{{ doc('orders') }}"\n    tables:\n      - name: t\n        description: "{{ doc('key') }}"\n        columns:\n          - {name: x, description: "{{ doc('key') }}"}\nmodels:\n  - name: c\n    columns:\n      - {name: x, description: "{{ doc('key') }}"}\n    versions:\n      - {v: 1, description: "{{ doc('orders') }}"}\n`,
  });
  const source = project.sources.get('source.shop.s.t');
  const version = project.nodes.get('model.shop.c.v1');
  expect(findings(project)).toEqual([]);
  expect([source?.sourceDescription, source?.description, source?.columns[0]?.description]).toEqual([
    'All **orders**.',
    'Its key.',
    'Its key.',
  ]);
  expect([version?.description, version?.columns[0]?.description]).toEqual(['All **orders**.', 'Its key.']);
});

test('an edited block reaches those that name it, and no others', () => {
  const before = inlineProject({ ...files, 'models/a.yml': yaml("{{ doc('orders') }}") });
  const same = updateFile(before, 'models/docs.md', `${files['models/docs.md']}\n{% docs other %}{% enddocs %}`);
  const after = updateFile(before, 'models/docs.md', files['models/docs.md'].replace('All', 'No'));
  expect([model(after), model(same)]).toEqual(['No **orders**.', 'All **orders**.']);
  expect(
    [after, same].map(project =>
      ['a', 'b'].map(name => project.nodes.get(`model.shop.${name}`) === before.nodes.get(`model.shop.${name}`)),
    ),
  ).toEqual([
    [false, true],
    [true, true],
  ]);
  const gone = updateFile(before, 'models/docs.md', undefined);
  expect([model(gone), findings(gone).length]).toEqual(["{{ doc('orders') }}", 2]);
});
