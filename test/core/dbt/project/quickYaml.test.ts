/** The quick reader agrees with the full parser wherever it answers, on written cases and on generated texts. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseFully } from '../../../../server/src/core/dbt/yaml/parseYaml';
import { quickYaml } from '../../../../server/src/core/dbt/yaml/quickYaml';
import type { YamlNode } from '../../../../server/src/core/dbt/yaml/yamlTree';
import { pythonRepr } from '../../../../server/src/core/dbt/value';

/** Values with the places of keys and scalars; of collections where they begin. */
function outline(node: YamlNode | undefined): unknown {
  if (!node) return undefined;
  switch (node.kind) {
    case 'scalar':
      // Nothing has no place that both could agree on.
      return node.value === null ? null : [pythonRepr(node.value), node.range.start, node.range.end];
    case 'seq':
      return { at: node.range.start, items: node.items.map(outline) };
    case 'map':
      return {
        at: node.range.start,
        entries: node.entries.map(({ key, keyRange, node: value }) => [pythonRepr(key), keyRange.start, keyRange.end, outline(value)]),
      };
  }
}

function agrees(text: string): 'agrees' | 'left to the full parser' {
  const quick = quickYaml(text);
  if (!quick) return 'left to the full parser';
  const full = parseFully(text);
  expect([full.problems, outline(quick)]).toEqual([[], outline(full.root)]);
  return 'agrees';
}

const quick = [
  'a: 1',
  'version: 2\nmodels:\n  - name: m\n    description: "a: b # c"\n    columns:\n      - name: id # key\n        data_tests: [unique, not_null]\n      - {name: v, quote: true, tags: [], meta: {}}\n',
  'a:\n- 1\n- x: 1\n  y:\n  - z\nb: 2',
  'a: \'it\'\'s\'\n"b": "q\\"\\n"\nc: http://x.y/z#w',
  'a:\nb:\n  c:\n',
  '- a\n-\n- b: c\n  d: e',
  'on: yes\nx: 2024-01-01\nf: 1.50\nn: -1\nt: {a: -1, b: "x, y", c: s3://b/k}',
  '# head\n\na: 1   # tail\n\n  # odd comment\nb: 2',
];

test.each(quick)('reads by itself: %j', text => {
  expect(agrees(text)).toBe('agrees');
});

const hard = [
  'a: |\n  x\n',
  'a: >-\n  x\n',
  'a: &x 1\nb: *x',
  'a: 1\n  b',
  'a: "x\n  y"',
  'a: [1,\n 2]',
  'a: 1\na: 2',
  'a: b: c',
  '- - 1',
  '--- \na: 1',
  '? a\n: b',
  'a:\tb',
  'a: !!str 1',
  'a\nb',
  'a: [',
  'x: {a b}',
  '<<: {a: 1}',
  'a: @x',
  'just text',
];

test.each(hard)('leaves to the full parser: %j', text => {
  expect(agrees(text)).toBe('left to the full parser');
});

test('agrees on every YAML file of the repository', () => {
  const root = join(import.meta.dirname, '../../../..');
  const files: string[] = [];
  const visit = (folder: string): void => {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (name === 'node_modules' || name.startsWith('.')) continue;
      if (statSync(path).isDirectory()) visit(path);
      else if (/\.ya?ml$/.test(name)) files.push(path);
    }
  };
  visit(join(root, 'test/conformance'));
  visit(join(root, 'media/sample'));
  const answers = files.map(file => agrees(readFileSync(file, 'utf8').trimEnd()));
  expect(answers.filter(answer => answer === 'agrees').length / files.length).toBeGreaterThan(0.5);
});

test('agrees on texts put together at random', () => {
  const pieces = [
    'a: ',
    'b: 1',
    '- ',
    '  ',
    '\n',
    '\n',
    '\n  ',
    '\n    ',
    '- x',
    'k:',
    '[1, b]',
    '{a: 1}',
    '"q: r"',
    "'s'",
    ' # c',
    ':',
    '#',
    '{',
    ']',
    ',',
    '- - ',
    'x y',
    '~',
    'on',
    '!',
    '*',
    '|',
  ];
  let seed = 20260101;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % below;
  };
  let agreed = 0;
  for (let round = 0; round < 6000; round++) {
    let text = '';
    for (let length = 1 + random(14); length > 0; length--) text += pieces[random(pieces.length)] ?? '';
    text = text.trimEnd();
    if (text.trim() !== '' && agrees(text) === 'agrees') agreed++;
  }
  expect(agreed).toBeGreaterThan(100);
});
