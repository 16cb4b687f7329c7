/** JSON functions over canonical text. Invariant: text that is not JSON fails in json_parse and is NULL in the functions that read a path. */
import type { Rule, Rules } from './CallSite';
import { sameAs } from './CallSite';

/** JSON values and text alike: both are kept as text. */
const overText =
  (name: string): Rule =>
  call =>
    `${name}(${call.node.arguments.map((argument, at) => (at === 0 ? call.t.expression(argument) : call.arg(at))).join(', ')})`;

export const jsonRules: Rules = [
  ['json_parse', sameAs('mz_json_parse')],
  ['json_format', call => call.t.expression(call.argument(0))],
  ['json_extract', overText('mz_json_extract')],
  ['json_extract_scalar', overText('mz_json_extract_scalar')],
  ['json_array_length', overText('mz_json_array_length')],
  ['json_array_get', overText('mz_json_array_get')],
  [
    'json_array_contains',
    call => {
      const type = call.own(1);
      const value = call.t.expression(call.argument(1));
      const json = call.t.expression(call.argument(0));
      if (type.kind === 'varchar') return `mz_json_array_contains(${json}, mz_json_string(${value}))`;
      if (['boolean', 'tinyint', 'smallint', 'integer', 'bigint'].includes(type.base))
        return `mz_json_array_contains(${json}, CAST(${value} AS VARCHAR))`;
      throw call.refuse(`json_array_contains of ${type.display}`);
    },
  ],
  ['json_size', overText('mz_json_size')],
  ['is_json_scalar', overText('mz_is_json_scalar')],
];
