/** Forms that choose among values. Invariant: branches share the result's type. */
import { commonSuperType } from '../../../../core/analysis/types/coercion';
import { booleanType } from '../../../../core/analysis/types/TrinoType';
import { text } from '../../sqlText';
import { compare, concatenate } from '../operators';
import { instant } from '../operators';
import type { CallSite, Rules } from './CallSite';

export const conditionalRules: Rules = [
  [
    'if',
    call => {
      const otherwise = call.count > 2 ? ` ELSE ${call.t.as(call.argument(2), call.result)}` : '';
      return `CASE WHEN ${call.t.as(call.argument(0), booleanType)} THEN ${call.t.as(call.argument(1), call.result)}${otherwise} END`;
    },
  ],
  ['coalesce', call => `coalesce(${call.node.arguments.map(argument => call.t.as(argument, call.result)).join(', ')})`],
  [
    'nullif',
    call => {
      const type = commonSuperType(call.own(0), call.own(1));
      if (!type) throw call.refuse();
      const same = compare(call.t, '=', call.t.as(call.argument(0), type), call.t.as(call.argument(1), type), type, call.node);
      return `CASE WHEN ${same} THEN NULL ELSE ${call.t.expression(call.argument(0))} END`;
    },
  ],
  ['try', call => `TRY(${call.t.expression(call.argument(0))})`],
  ['greatest', call => extreme(call, '>')],
  ['least', call => extreme(call, '<')],
  ['typeof', call => text(call.own(0).display)],
  ['concat', call => concatenate(call.t, call.node, call.node.arguments)],
];

/** NULL where any argument is; NaN yields to every number. */
function extreme(call: CallSite, operator: '<' | '>'): string {
  const values = call.node.arguments.map(argument => call.t.as(argument, call.result));
  const type = call.result;
  if (type.kind === 'array' || type.kind === 'row' || type.kind === 'map') throw call.refuse(`${call.name} of ${type.display}`);
  const anyNull = values.map(value => `${value} IS NULL`).join(' OR ');
  const floating = type.base === 'double' || type.base === 'real';
  const best = values.reduce((a, b) => {
    const better = floating
      ? `(isnan(${a}) OR (${b} ${operator} ${a} AND NOT isnan(${b})))`
      : `(${instant(b, type)} ${operator} ${instant(a, type)})`;
    return `CASE WHEN ${better} THEN ${b} ELSE ${a} END`;
  });
  return `CASE WHEN ${anyNull} THEN NULL ELSE ${best} END`;
}
