/** Functions that exist only inside MATCH_RECOGNIZE: navigation, CLASSIFIER, MATCH_NUMBER. Invariant: asked only while a pattern is analysed. */
import type * as tree from '../../sql/tree';
import type { Analyzer } from '../Analyzer';
import type { Scope } from '../scope/Scope';
import { bigintType, unresolvedType, varcharType, type TrinoType } from '../types/TrinoType';
import { functionName, isAggregate } from './functionName';
import { walk } from '../../sql/tree';

const physical: ReadonlySet<string> = new Set(['prev', 'next']);
const logical: ReadonlySet<string> = new Set(['first', 'last']);

/** The type of a pattern function, or undefined where the call is an ordinary one. */
export function patternFunctionType(a: Analyzer, node: tree.FunctionCall, name: string, scope: Scope): TrinoType | undefined {
  if (name === 'match_number') return bigintType;
  if (name === 'classifier') return varcharType();
  const navigation = physical.has(name) || logical.has(name);
  if (!navigation) {
    if (isAggregate(a, node)) checkNesting(a, node, name, false);
    return undefined;
  }
  checkNesting(a, node, name, true);
  const [value, offset] = node.arguments;
  const type = value ? a.expression(value, scope) : unresolvedType;
  if (offset) {
    a.expression(offset, scope);
    const number = negativeNumber(offset);
    if (number !== undefined) {
      const message = `${name} pattern recognition navigation function requires a non-negative number as the second argument (actual: ${number})`;
      a.error('NUMERIC_VALUE_OUT_OF_RANGE', node, message);
    }
  }
  return type;
}

function checkNesting(a: Analyzer, node: tree.FunctionCall, name: string, navigation: boolean): void {
  for (const argument of node.arguments) {
    walk(argument, inner => {
      if (inner.kind !== 'FunctionCall') return undefined;
      const innerName = functionName(inner.name) ?? '';
      const innerNavigation = physical.has(innerName) || logical.has(innerName);
      if (innerNavigation && navigation && physical.has(name) && logical.has(innerName) && inner === node.arguments[0]) return undefined;
      if (innerNavigation) {
        const kind = navigation ? 'pattern navigation function' : 'function';
        a.error('INVALID_NAVIGATION_NESTING', inner, `Cannot nest ${innerName} pattern navigation function inside ${name} ${kind}`);
        return 'skip';
      }
      if (isAggregate(a, inner)) {
        a.error('NESTED_AGGREGATION', inner, `Cannot nest ${innerName} aggregate function inside ${name} function`);
        return 'skip';
      }
      return undefined;
    });
  }
}

function negativeNumber(node: tree.Expression): bigint | undefined {
  if (node.kind === 'LongLiteral') return node.value < 0n ? node.value : undefined;
  return node.kind === 'ArithmeticUnary' && node.operator === '-' && node.value.kind === 'LongLiteral' ? -node.value.value : undefined;
}
