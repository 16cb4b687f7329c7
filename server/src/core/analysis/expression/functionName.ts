/** Names of called functions. Invariant: a function that the statement itself declares is never an aggregate. */
import type * as tree from '../../sql/tree';
import type { Analyzer } from '../Analyzer';
import { functionNamed } from '../functions/catalogue';

/** The name functions are looked up by: `system.builtin.` in front means nothing; undefined while the name is being typed. */
export function functionName(name: tree.QualifiedName): string | undefined {
  if (name.parts.some(part => part.kind === 'Missing')) return undefined;
  const full = name.parts.map(part => (part.kind === 'Identifier' ? part.value.toLowerCase() : '')).join('.');
  return full.startsWith('system.builtin.') ? full.slice('system.builtin.'.length) : full;
}

export function isAggregate(a: Analyzer, node: tree.FunctionCall): boolean {
  const name = functionName(node.name);
  return name !== undefined && !a.declaredFunctions.has(name) && functionNamed(name)?.kind === 'aggregate';
}
