/** The small readers of the dbt project: YAML scalars, MD5, Python models, seeds, names of tests, packages' files. */
import { expect, test } from 'vitest';
import { md5 } from '../../../../server/src/core/dbt/md5';
import { seedColumns } from '../../../../server/src/core/dbt/project/seed';
import { testName } from '../../../../server/src/core/dbt/project/testName';
import { scanPython } from '../../../../server/src/core/dbt/python/scanPython';
import { fromJson, pythonRepr, toJson } from '../../../../server/src/core/dbt/value';
import type { Dict, Json } from '../../../../server/src/core/dbt/value';
import { parseYaml, yamlDict, yamlValue } from '../../../../server/src/core/dbt/yaml/parseYaml';

/** Python's repr of what PyYAML's safe loader makes of a scalar. */
const scalars: readonly (readonly [string, string])[] = [
  ['on', 'True'],
  ['No', 'False'],
  ['y', "'y'"],
  ['~', 'None'],
  ['null', 'None'],
  ['NULL', 'None'],
  ['nUll', "'nUll'"],
  ['12', '12'],
  ['+12', '12'],
  ['1_000', '1000'],
  ['010', '8'],
  ['0o10', "'0o10'"],
  ['0x1F', '31'],
  ['0b11', '3'],
  ['1:30', '90'],
  ['1.0', '1.0'],
  ['1.', '1.0'],
  ['.5', '0.5'],
  ['1e5', "'1e5'"],
  ['1.0e+5', '100000.0'],
  ['1.0e5', "'1.0e5'"],
  ['.inf', 'inf'],
  ['12345678901234567890', '12345678901234567890'],
  ['2024-01-31', 'datetime.date(2024, 1, 31)'],
  ['2024-1-1', "'2024-1-1'"],
  ['"on"', "'on'"],
  ["'1'", "'1'"],
  ['!!str 1', "'1'"],
  ['a: 1', "{'a': 1}"],
  ['{on: [1, null]}', '{True: [1, None]}'],
  ['&x [1]', '[1]'],
];

test.each(scalars)('YAML %s is %s', (text, repr) => {
  expect(pythonRepr(yamlValue(parseYaml(text).root))).toBe(repr);
});

test('merge keys give way to own keys, aliases repeat, a last block keeps no line end', () => {
  const { root, problems } = parseYaml('base: &b {x: 1, y: 2}\nown:\n  <<: *b\n  y: 3\nlast: |\n  one\n  two\n');
  expect(problems).toEqual([]);
  expect(toJson(yamlDict(root))).toEqual({ base: { x: 1, y: 2 }, own: { x: 1, y: 3 }, last: 'one\ntwo' });
});

test.each([
  ['', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['abc', '900150983cd24fb0d6963f7d28e17f72'],
  ['12345678901234567890123456789012345678901234567890123456789012345678901234567890', '57edf4a22be3c955ac49da2e2107b67a'],
  ['été 🚀', 'b89f28b3d281528acf82d4fe947b12e8'],
])('MD5 of %j', (text, hash) => {
  expect(md5(text)).toBe(hash);
});

test('names of generic tests: arguments sorted, cleaned, hashed when long', () => {
  const args = (json: Json): Dict => fromJson(json) as Dict;
  expect(
    testName('accepted_values', 'orders', args({ values: ['a b', "it's", 1.5], quote: true, column_name: 'status', model: 'x' })),
  ).toEqual({
    full: 'accepted_values_orders_status__True__a_b__it_s__1_5',
    short: 'accepted_values_orders_status__True__a_b__it_s__1_5',
  });
  const long = testName(
    'relationships',
    'a_very_long_model_name_indeed',
    args({ to: "ref('x')", field: 'id', column_name: 'some_column_id' }),
  );
  expect([long.full.length >= 64, long.short.slice(0, 31), long.short.length]).toEqual([true, 'relationships_a_very_long_mode_', 63]);
});

test('Python models: calls with literals, whatever the parameter is called', () => {
  const { calls, problems } = scanPython(
    'def model(d, s):\n    d.config(tags=["a"], meta={"k": [1, -2.5, None, True]})\n    x = d.ref("p", "m", v=2)\n    y = d.source(\n        \'s\', "t")\n    z = d.config.get("k", 3)\n    dbt.ref("not this")\n',
  );
  expect(problems).toEqual([]);
  expect(calls.map(({ kind, args, kwargs }) => [kind, pythonRepr(args), pythonRepr(kwargs)])).toEqual([
    ['config', '[]', "{'tags': ['a'], 'meta': {'k': [1, -2.5, None, True]}}"],
    ['ref', "['p', 'm']", "{'v': 2}"],
    ['source', "['s', 't']", '{}'],
    ['configGet', "['k', 3]", '{}'],
  ]);
});

test('seeds: columns with the types that their values look like, column_types first', () => {
  const text =
    '\ufeffid,big,amount,ok,day,at,"the ""name""",none,given\n1,3000000000,1.5,true,2024-01-01,2024-01-01 10:00:00,"a,b",,1\n2,1,2,false,2024-01-02,2024-01-02T00:00:00,"c\nd",NA,2\n';
  const types = seedColumns(text, ',', new Map([['given', 'varchar(3)']])).map(({ name, type }) => `${name} ${type}`);
  expect(types).toEqual([
    'id integer',
    'big bigint',
    'amount double',
    'ok boolean',
    'day date',
    'at timestamp',
    'the "name" varchar',
    'none integer',
    'given varchar(3)',
  ]);
});
