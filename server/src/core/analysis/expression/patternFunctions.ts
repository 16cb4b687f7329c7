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
  if (name === 'match_number' || name === 'classifier' || physical.has(name) || logical.has(name)) {
    const extra = node.distinct ? 'DISTINCT' : node.orderBy ? 'ORDER BY' : node.filter ? 'FILTER' : undefined;
    if (extra) a.error('INVALID_PATTERN_RECOGNITION_FUNCTION', node, `Cannot use ${extra} with ${name} pattern recognition function`);
  }
  if (name === 'match_number') {
    if (node.arguments.length > 0)
      a.error('INVALID_FUNCTION_ARGUMENT', node, 'MATCH_NUMBER pattern recognition function takes no arguments');
    return bigintType;
  }
  if (name === 'classifier') return classifierType(a, node);
  if (physical.has(name) || logical.has(name)) return navigationType(a, node, name, scope);
  if (isAggregate(a, node)) checkAggregate(a, node, name);
  return undefined;
}

function classifierType(a: Analyzer, node: tree.FunctionCall): TrinoType {
  const [label, ...more] = node.arguments;
  if (more.length > 0) {
    a.error('INVALID_FUNCTION_ARGUMENT', node, 'CLASSIFIER pattern recognition function takes no arguments or 1 argument');
  } else if (label?.kind === 'Identifier') requireLabel(a, label);
  else if (label && label.kind !== 'Missing') {
    a.error('TYPE_MISMATCH', label, 'CLASSIFIER function argument should be primary pattern variable or subset name');
  }
  return varcharType();
}

function requireLabel(a: Analyzer, label: tree.Identifier): void {
  if (label.value === '' || a.pattern?.labels.has(label.value.toLowerCase()) !== false) return;
  a.error('INVALID_FUNCTION_ARGUMENT', label, `${label.value} is not a primary pattern variable or subset name`);
}

function navigationType(a: Analyzer, node: tree.FunctionCall, name: string, scope: Scope): TrinoType {
  const [value, offset, ...more] = node.arguments;
  if (!value || more.length > 0) {
    if (value?.kind !== 'Missing' && node.argumentsEnd < node.end)
      a.error('INVALID_FUNCTION_ARGUMENT', node, `${name} pattern recognition function requires 1 or 2 arguments`);
    for (const argument of node.arguments) a.expression(argument, scope);
    return value ? a.typeOf(value) : unresolvedType;
  }
  checkNesting(a, node, name, true);
  const before = a.errors.length;
  const type = a.expression(value, scope);
  if (offset && offset.kind !== 'Missing') checkOffset(a, node, name, offset);
  if (offset) a.trying(() => a.expression(offset, scope));
  if (a.errors.length === before) checkLabels(a, node, name, value);
  return type;
}

function checkOffset(a: Analyzer, node: tree.FunctionCall, name: string, offset: tree.Expression): void {
  const number = numberOf(offset);
  const what = `${name} pattern recognition navigation function requires`;
  if (number === undefined) a.error('INVALID_FUNCTION_ARGUMENT', node, `${what} a number as the second argument`);
  else if (number > largestOffset)
    a.error('NUMERIC_VALUE_OUT_OF_RANGE', node, `${what} a second argument of at most ${largestOffset} (actual: ${number})`);
  else if (number < 0n)
    a.error('NUMERIC_VALUE_OUT_OF_RANGE', node, `${what} a non-negative number as the second argument (actual: ${number})`);
}

const largestOffset = 2147483647n;

function checkAggregate(a: Analyzer, node: tree.FunctionCall, name: string): void {
  checkNesting(a, node, name, false);
  const extra = node.distinct ? 'DISTINCT' : node.orderBy ? 'ORDER BY' : node.filter ? 'FILTER' : undefined;
  if (extra) a.error('NOT_SUPPORTED', node, `Cannot use ${extra} with ${name} aggregate function in pattern recognition context`);
  if (node.star?.label && name !== 'count') {
    a.error('INVALID_FUNCTION_ARGUMENT', node.star, 'label.* syntax is only supported as the only argument of row pattern count function');
  } else if (node.star?.label?.kind === 'Identifier') requireLabel(a, node.star.label);
  if (node.arguments.length === 0) return;
  const labels = new Set<string>();
  for (const argument of node.arguments) collectLabels(a, argument, labels);
  if (labels.size > 1) a.error('INVALID_ARGUMENTS', node, `All labels and classifiers inside the call to '${name}' must match`);
}

/** A navigation function goes to a row of one variable: of the one that its columns name. */
function checkLabels(a: Analyzer, node: tree.FunctionCall, name: string, value: tree.Expression): void {
  const labels = new Set<string>();
  collectLabels(a, value, labels);
  if (labels.size > 1) a.error('INVALID_ARGUMENTS', node, `All labels and classifiers inside the call to '${name}' must match`);
  else if (labels.size === 0) {
    const message = `Pattern navigation function '${name.toUpperCase()}' must contain at least one column reference or CLASSIFIER()`;
    a.error('INVALID_ARGUMENTS', node, message);
  }
}

/** The variables whose rows an expression looks at; the empty name for a column that names none. */
function collectLabels(a: Analyzer, expression: tree.Expression, labels: Set<string>): void {
  walk(expression, node => {
    if (node.kind === 'Identifier' && a.fields.has(node)) labels.add('');
    else if (node.kind === 'DereferenceExpression' && a.fields.has(node)) {
      const first = firstName(node);
      labels.add(a.pattern?.labels.has(first) ? first : '');
      return 'skip';
    } else if (node.kind === 'FunctionCall' && functionName(node.name) === 'classifier') {
      const [label] = node.arguments;
      labels.add(label?.kind === 'Identifier' ? label.value.toLowerCase() : '');
      return 'skip';
    }
    return undefined;
  });
}

function firstName(node: tree.Expression): string {
  if (node.kind === 'DereferenceExpression') return firstName(node.base);
  return node.kind === 'Identifier' ? node.value.toLowerCase() : '';
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

function numberOf(node: tree.Expression): bigint | undefined {
  return node.kind === 'LongLiteral' ? node.value : undefined;
}
