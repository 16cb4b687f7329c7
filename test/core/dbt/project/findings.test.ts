import { expect, test } from 'vitest';
import { compileNode } from '../../../../server/src/core/dbt/project/compileNode';
import { findings, inlineProject } from '../../../support/dbtProject';

/** What is wrong with a project, and where. */
const cases: readonly { readonly name: string; readonly files: Readonly<Record<string, string>>; readonly finds: readonly string[] }[] = [
  {
    name: 'an unknown model is reported at its name',
    files: { 'models/a.sql': "select 1\nfrom {{ ref('b') }}" },
    finds: ["models/a.sql:2:14 REF_NOT_FOUND no model, seed or snapshot is named 'b'"],
  },
  {
    name: 'of a package that is not there',
    files: { 'models/a.sql': "{{ ref('crm', 'b') }}" },
    finds: ["models/a.sql:1:16 REF_NOT_FOUND no model, seed or snapshot is named 'b' in package 'crm'"],
  },
  {
    name: 'an unknown source table, leading blank lines counted',
    files: { 'models/a.sql': "\n\nselect * from {{ source('crm', 'users') }}" },
    finds: ["models/a.sql:3:33 SOURCE_NOT_FOUND no source table is named 'crm.users'"],
  },
  {
    name: 'a disabled model is not a missing one',
    files: { 'models/a.sql': "select * from {{ ref('b') }}", 'models/b.sql': '{{ config(enabled=false) }} select 1' },
    finds: ["models/a.sql:1:23 REF_DISABLED 'b' is disabled"],
  },
  {
    name: 'a disabled source is not a missing one',
    files: {
      'models/a.sql': "select * from {{ source('s', 't') }}",
      'models/s.yml': 'sources:\n  - name: s\n    tables:\n      - {name: t, config: {enabled: false}}\n',
    },
    finds: ["models/a.sql:1:31 SOURCE_DISABLED 's.t' is disabled"],
  },
  {
    name: 'models that go in a circle are reported once',
    files: {
      'models/a.sql': "select * from {{ ref('b') }}",
      'models/b.sql': "select * from {{ ref('c') }}",
      'models/c.sql': "select * from {{ ref('a') }}",
    },
    finds: ['models/a.sql:1:23 REF_CYCLE models go in a circle: a → b → c → a'],
  },
  {
    name: 'a model that reads itself',
    files: { 'models/a.sql': "select * from {{ ref('a') }}" },
    finds: ['models/a.sql:1:23 REF_CYCLE models go in a circle: a → a'],
  },
  {
    name: 'two models of one name',
    files: { 'models/x/a.sql': 'select 1', 'models/y/a.sql': 'select 2' },
    finds: ["models/y/a.sql:1:1 DUPLICATE_NAME a model named 'a' is also in models/x/a.sql"],
  },
  {
    name: 'two models of one relation',
    files: { 'models/a.sql': "{{ config(alias='t') }} select 1", 'models/b.sql': "{{ config(alias='T') }} select 2" },
    finds: ['models/b.sql:1:1 DUPLICATE_RELATION "awsdatacatalog"."dev"."T" is also built by model.shop.a'],
  },
  {
    name: 'two macros of one name',
    files: { 'macros/a.sql': '{% macro m() %}1{% endmacro %}', 'macros/b.sql': '{% macro m() %}2{% endmacro %}' },
    finds: ["macros/b.sql:1:10 DUPLICATE_NAME the macro 'm' is also defined in macros/a.sql"],
  },
  {
    name: 'one model in two schema files',
    files: { 'models/a.sql': 'select 1', 'models/a.yml': 'models:\n  - name: a\n', 'models/b.yml': 'models:\n  - name: a\n' },
    finds: ["models/b.yml:2:11 DUPLICATE_NAME 'a' is also described in models/a.yml"],
  },
  {
    name: 'YAML for a model that is not there',
    files: { 'models/a.yml': 'models:\n  - name: gone\n' },
    finds: ["models/a.yml:2:11 UNPATCHED no model is named 'gone'"],
  },
  {
    name: 'broken YAML in one file leaves the others working',
    files: {
      'models/a.sql': "select * from {{ source('s', 't') }}",
      'models/s.yml': 'sources:\n  - name: s\n    tables: [{name: t}]\n',
      'models/bad.yml': 'models:\n  - name: a\n   columns: [',
    },
    finds: ['models/bad.yml:3:1 YAML_SYNTAX'],
  },
  {
    name: 'a list where YAML has something else',
    files: { 'models/a.yml': 'models: nope\n' },
    finds: ["models/a.yml:1:9 YAML_SHAPE 'models' must be a list"],
  },
  {
    name: 'an entry without a name',
    files: { 'models/a.yml': 'models:\n  - description: x\n' },
    finds: ["models/a.yml:2:5 YAML_SHAPE an entry needs a 'name'"],
  },
  {
    name: 'a key written twice',
    files: { 'models/a.sql': 'select 1', 'models/a.yml': 'models:\n  - name: a\n    description: x\n    description: y\n' },
    finds: ["models/a.yml:4:5 YAML_DUPLICATE_KEY the key 'description' stands here twice: the last one counts"],
  },
  {
    name: 'an environment variable that is not set',
    files: { 'models/s.yml': 'sources:\n  - name: s\n    schema: "{{ env_var(\'NOPE\') }}"\n    tables: [{name: t}]\n' },
    finds: ["models/s.yml:3:14 ENV_VAR_MISSING Env var required but not provided: 'NOPE'"],
  },
  {
    name: 'a package that is wanted and not installed',
    files: { 'packages.yml': 'packages:\n  - package: dbt-labs/dbt_utils\n    version: 1.3.0\n' },
    finds: ["packages.yml:2:14 PACKAGE_MISSING package 'dbt_utils' is not installed: run dbt deps"],
  },
  {
    name: 'a local package that is not there',
    files: { 'packages.yml': 'packages:\n  - local: ../lib\n' },
    finds: ['packages.yml:2:12 PACKAGE_MISSING no dbt_project.yml in lib/'],
  },
  {
    name: 'a template that is not closed',
    files: { 'models/a.sql': 'select {{ 1 ' },
    finds: ["models/a.sql:1:12 JINJA_SYNTAX unexpected end of template, expected 'end of print statement'."],
  },
  {
    name: 'a Python model without its function',
    files: { 'models/p.py': 'x = 1\n' },
    finds: ["models/p.py:1:1 PYTHON_MODEL a Python model defines 'def model(dbt, session)'"],
  },
  {
    name: 'a Python model that computes a name',
    files: { 'models/p.py': 'def model(dbt, session):\n    return dbt.ref("a" + x)\n' },
    finds: ['models/p.py:2:20 PYTHON_MODEL dbt.ref takes literals only: dbt does not run the model to find out'],
  },
  {
    name: 'private models stay in their group',
    files: {
      'models/a.sql': "{{ config(group='g', access='private') }} select 1",
      'models/b.sql': "select * from {{ ref('a') }}",
      'models/g.yml': 'groups: [{name: g, owner: {name: x}}]\n',
    },
    finds: ["models/b.sql:1:23 REF_NOT_ALLOWED 'a' is private to the group 'g'"],
  },
  {
    name: 'an exposure of a model that is not there',
    files: { 'models/e.yml': "exposures:\n  - name: board\n    type: dashboard\n    owner: {name: x}\n    depends_on: [ref('gone')]\n" },
    finds: ["models/e.yml:2:11 REF_NOT_FOUND no model, seed or snapshot is named 'gone'"],
  },
];

test.each(cases)('$name', ({ files, finds }) => {
  const found = findings(inlineProject(files));
  expect(found.map((finding, index) => (finds[index] !== undefined && finding.startsWith(finds[index]) ? finds[index] : finding))).toEqual(
    finds,
  );
});

test('a folder without dbt_project.yml, an unknown profile and an unknown target are said', () => {
  expect(findings(inlineProject({ 'dbt_project.yml': 'name: shop\nprofile: other\n' }))).toEqual([
    "profiles.yml:1:1 PROFILE_MISSING profiles.yml has no profile 'other'",
  ]);
  expect(findings(inlineProject({}, { target: 'prod' }))).toEqual([
    "profiles.yml:2:11 TARGET_MISSING profile 'shop' has no target 'prod' (it has: dev)",
  ]);
  expect(findings(inlineProject({ 'dbt_project.yml': 'name: 1-2\n' }))[0]).toBe(
    "dbt_project.yml:1:7 PROJECT_FILE_INVALID '1-2' is no project name: letters, digits and underscores",
  );
});

test('secrets of a profile are not kept', () => {
  const profiles =
    'shop:\n  target: dev\n  outputs:\n    dev: {type: athena, schema: s, aws_access_key_id: AKIA1, aws_secret_access_key: verysecret, aws_session_token: tok}\n';
  const project = inlineProject({ 'profiles.yml': profiles });
  expect(project.frame.target.schema).toBe('s');
  expect([...project.frame.target.settings.keys()]).toEqual(['type', 'schema']);
});

/** Mistakes that only rendering shows. */
const compiling: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[]])[] = [
  ['a macro that is not there', { 'models/a.sql': 'select {{ nope(1) }}' }, ["models/a.sql:1:11 MACRO_NOT_FOUND 'nope' is undefined"]],
  [
    'a var that is not there',
    { 'models/a.sql': "select {{ var('day') }}" },
    ["models/a.sql:1:11 VAR_MISSING Required var 'day' not found"],
  ],
  [
    'a macro that calls itself for ever',
    { 'models/a.sql': 'select {{ m() }}', 'macros/m.sql': '{% macro m() %}{{ m() }}{% endmacro %}' },
    ['models/a.sql:1:11 JINJA_ERROR maximum recursion depth exceeded'],
  ],
  [
    'a loop without end',
    { 'models/a.sql': '{% for i in range(90000) %}{% for j in range(90000) %}{% endfor %}{% endfor %}' },
    ['models/a.sql:1:'],
  ],
  [
    'a mistake inside of a macro is told at the call',
    {
      'models/a.sql': 'select\n  {{ m() }}',
      'macros/m.sql': "{% macro m() %}\n{{ exceptions.raise_compiler_error('no way') }}{% endmacro %}",
    },
    ['models/a.sql:2:6 JINJA_ERROR no way (in macro m, macros/m.sql line 2)'],
  ],
  [
    'a query that only the engine can answer',
    { 'models/a.sql': "{% set r = run_query('select 1') %} select 1" },
    ['models/a.sql:1:1 UNKNOWN_AT_COMPILE this model asks the engine while it is compiled'],
  ],
  [
    'a reference that parsing could not see',
    { 'models/a.sql': "{% if execute %}{{ ref('b') }}{% endif %}", 'models/b.sql': 'select 1' },
    ['models/a.sql:1:20 JINJA_ERROR dbt was unable to infer all dependencies'],
  ],
];

test.each(compiling)('compiling: %s', (_name, files, finds) => {
  const project = inlineProject(files);
  const found = findings(project, compileNode(project, 'model.shop.a')?.diagnostics ?? []);
  expect(found.map((finding, index) => (finding.startsWith(finds[index] ?? '?') ? finds[index] : finding))).toEqual(finds);
});
