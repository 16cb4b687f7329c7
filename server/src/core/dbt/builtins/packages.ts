/**
 * The global packages `dbt` and `dbt_athena` as macro files of our own: what models and tests call, not what materializes them.
 * Invariant: built once; the same objects serve every project.
 */
import { dispatched } from './dispatched';
import type { Dispatched } from './dispatched';
import { materializationOnly, plainAthena, plainDbt } from './plain';

export interface BuiltinFile {
  readonly package: 'dbt' | 'dbt_athena';
  readonly path: string;
  readonly text: string;
}

export const builtinFiles: readonly BuiltinFile[] = [
  {
    package: 'dbt',
    path: 'macros/global.sql',
    text: [
      ...dispatched.map(dispatcher),
      ...dispatched.flatMap(item => (item.fallback === undefined ? [] : [implementation('default', item, item.fallback)])),
      ...plainDbt,
      ...materializationOnly.map(unavailable),
    ].join('\n'),
  },
  {
    package: 'dbt_athena',
    path: 'macros/athena.sql',
    text: [
      ...dispatched.flatMap(item => (item.athena === undefined ? [] : [implementation('athena', item, item.athena)])),
      ...plainAthena,
    ].join('\n'),
  },
];

/** The names of dbt's tests carry their tag: `test unique`, not `macro test_unique`. */
function head(name: string, parameters: readonly string[]): { readonly open: string; readonly close: string } {
  const test = name.startsWith('test_');
  return {
    open: `{%- ${test ? 'test' : 'macro'} ${test ? name.slice(5) : name}(${parameters.join(', ')}) -%}`,
    close: `{%- end${test ? 'test' : 'macro'} -%}`,
  };
}

function dispatcher({ name, parameters }: Dispatched): string {
  const { open, close } = head(name, parameters);
  const args = parameters.map(parameter => parameter.split('=')[0]).join(', ');
  return `${open}{{ return(adapter.dispatch('${name}', 'dbt')(${args})) }}${close}`;
}

function implementation(prefix: 'athena' | 'default', { name, parameters }: Dispatched, body: string): string {
  return `{% macro ${prefix}__${name}(${parameters.join(', ')}) %}${body}{% endmacro %}`;
}

function unavailable(name: string): string {
  return `{% macro ${name}() %}{% set given = [varargs, kwargs] %}{% if execute %}{{ exceptions.raise_compiler_error("'${name}' belongs to dbt's materializations and runs in dbt only") }}{% endif %}{% endmacro %}`;
}
