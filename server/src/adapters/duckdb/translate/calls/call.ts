/** Function calls. Invariant: the allow-list: a function that no table names is refused by its name. */
import type * as tree from '../../../../core/sql/tree';
import { aggregateRules } from './aggregates';
import { arrayRules } from './arrays';
import { CallSite, type Rule } from './CallSite';
import { conditionalRules } from './conditionals';
import { dateRules } from './dates';
import { jsonRules } from './json';
import { mapRules } from './maps';
import { numberRules } from './numbers';
import { stringRules } from './strings';
import type { Translator } from '../Translator';

const scalarRules: ReadonlyMap<string, Rule> = new Map([
  ...conditionalRules,
  ...numberRules,
  ...stringRules,
  ...dateRules,
  ...arrayRules,
  ...mapRules,
  ...jsonRules,
]);

const windowedRules: ReadonlyMap<string, Rule> = new Map(aggregateRules);

export function translateCall(t: Translator, node: tree.FunctionCall): string {
  const last = node.name.parts.at(-1);
  const name = last?.kind === 'Identifier' ? last.value.toLowerCase() : '';
  if (node.name.parts.length > 1)
    throw t.refuse(node, `the function ${node.name.parts.map(part => (part.kind === 'Identifier' ? part.value : '')).join('.')}`);
  if (node.processingMode) throw t.refuse(node, 'row pattern recognition');
  const windowed = windowedRules.get(name);
  if (windowed && (!scalarRules.has(name) || node.window)) return windowed(new CallSite(t, node, name));
  const rule = scalarRules.get(name);
  if (!rule || node.window || node.distinct || node.filter || node.orderBy || node.star) throw t.refuse(node, name);
  return rule(new CallSite(t, node, name));
}

/** Names with a rule, for the documentation and its test. */
export function supportedFunctions(): readonly string[] {
  return [...new Set([...scalarRules.keys(), ...windowedRules.keys()])].sort();
}
