/** Function calls: which function is meant, with which types, and what a call may say. Invariant: arguments are analysed once, in any outcome. */
import { walk } from '../../sql/tree';
import type * as tree from '../../sql/tree';
import type { Analyzer } from '../Analyzer';
import { bindSignature, type Argument } from '../functions/bindSignature';
import { functionNamed, functionNames, type FunctionEntry } from '../functions/catalogue';
import { equivalentOf } from '../functions/foreignNames';
import { resolveSignatures, type Resolution } from '../functions/resolveFunction';
import type { Signature } from '../functions/signature';
import type { Scope } from '../scope/Scope';
import { commonSuperType } from '../types/coercion';
import { canCast, isComparable, isOrderable } from '../types/properties';
import { unknownType, unresolvedType, varcharType, type TrinoType } from '../types/TrinoType';
import { expressionKey } from '../query/expressionKey';
import { didYouMean, nearest } from '../suggest';
import { functionName, isAggregate } from './functionName';
import { tryLambda, type TriedLambda } from './lambdas';
import { commonTypeOf, isComparison, requireBoolean } from './operators';
import { patternFunctionType } from './patternFunctions';
import { expressionText } from './text';
import { analyzeWindow, checkWindowOf } from './windows';

export function functionCallType(a: Analyzer, node: tree.FunctionCall, scope: Scope): TrinoType {
  const name = functionName(node.name);
  if (name === undefined) {
    for (const argument of node.arguments) if (argument.kind !== 'LambdaExpression') a.expression(argument, scope);
    return unresolvedType;
  }
  if (node.processingMode) checkProcessingMode(a, node, name);
  const special = specialForm(a, node, name, scope) ?? (a.pattern ? patternFunctionType(a, node, name, scope) : undefined);
  if (special) return special;
  if (a.brokenFunctions.has(name)) {
    for (const argument of node.arguments) if (argument.kind !== 'LambdaExpression') a.expression(argument, scope);
    return unresolvedType;
  }
  const declared = a.declaredFunctions.get(name);
  const entry = functionNamed(name, a.context.dialect);
  if (entry?.kind === 'aggregate') a.sawAggregate = true;
  checkStar(a, node);
  if (!declared && !node.window && entry?.kind !== 'aggregate' && checkNoAggregate(a, node, entry !== undefined)) {
    for (const argument of node.arguments) if (argument.kind !== 'LambdaExpression') a.expression(argument, scope);
    return unresolvedType;
  }
  if (node.window && a.pattern) {
    a.error('NESTED_WINDOW', node, 'Cannot nest window functions or row pattern measures inside pattern recognition expressions');
  }
  if (node.window) analyzeWindow(a, node.window, scope);
  if (node.filter) requireBoolean(a, node.filter, scope, actual => `Filter expression must evaluate to a boolean (actual: ${actual})`);
  const type = call(a, node, scope, declared ? [declared, ...(entry ? [entry.signatures] : [])] : entry ? [entry.signatures] : [], name);
  if (entry && !declared) {
    checkKind(a, node, entry);
    if (entry.kind === 'window' && node.window) checkWindowOf(a, name, node.window);
  }
  orderArguments(a, node, scope);
  return type;
}

/** RUNNING and FINAL say when a measure of a row pattern is computed. */
function checkProcessingMode(a: Analyzer, node: tree.FunctionCall, name: string): void {
  const mode = node.processingMode ?? '';
  if (!a.pattern) a.error('INVALID_PROCESSING_MODE', node, `${mode} semantics is not supported out of pattern recognition context`);
  else if (name !== 'first' && name !== 'last' && !isAggregate(a, node)) {
    a.error('INVALID_PROCESSING_MODE', node, `${mode} semantics is not supported with ${name} pattern recognition function`);
  } else if (mode === 'FINAL' && a.pattern.clause === 'definition') {
    a.error('INVALID_PROCESSING_MODE', node, 'FINAL semantics is not supported in DEFINE clause');
  }
}

/** `a || b` is concat(a, b); an error stands at the operator. */
export function concatenationType(a: Analyzer, node: tree.Concatenation, scope: Scope): TrinoType {
  const given = [a.expression(node.left, scope), a.expression(node.right, scope)];
  const resolution = resolveSignatures(functionNamed('concat')?.signatures ?? [], given);
  return conclude(a, resolution, 'concat', given, { start: node.operatorAt, end: node.operatorAt + 2 });
}

export function trimType(a: Analyzer, node: tree.Trim, scope: Scope): TrinoType {
  const name = node.specification === 'LEADING' ? 'ltrim' : node.specification === 'TRAILING' ? 'rtrim' : 'trim';
  const given = [node.source, ...(node.trimCharacter ? [node.trimCharacter] : [])].map(argument => a.expression(argument, scope));
  return conclude(a, resolveSignatures(functionNamed(name)?.signatures ?? [], given), name, given, node);
}

/** The function that a form with words between its arguments stands for. */
function functionOf(a: Analyzer, node: tree.FunctionCall, name: string, given: readonly TrinoType[]): TrinoType {
  return conclude(a, resolveSignatures(functionNamed(name)?.signatures ?? [], given), name, given, node);
}

function call(a: Analyzer, node: tree.FunctionCall, scope: Scope, groups: readonly (readonly Signature[])[], name: string): TrinoType {
  const lambdas = new Map<number, TriedLambda>();
  const given: Argument[] = node.arguments.map((argument, i) => {
    if (argument.kind !== 'LambdaExpression') return a.expression(argument, scope);
    const tried = tryLambda(a, argument, scope);
    lambdas.set(i, tried);
    return tried.argument;
  });
  // An argument that was not typed yet, or may still follow, must not make the call wrong.
  let resolution: Resolution | undefined;
  for (const signatures of groups) {
    resolution = resolveSignatures(signatures, given);
    if (resolution.kind !== 'mismatch') break;
  }
  const incomplete = resolution?.kind !== 'resolved' && (node.argumentsEnd >= node.end || lacksPart(node));
  let lambdaFailed = false;
  for (const [i, lambda] of lambdas) {
    const type =
      resolution?.kind === 'resolved' ? resolution.argumentTypes[i] : incomplete ? formalsSoFar(groups.flat(), given)?.[i] : undefined;
    lambdaFailed =
      lambda.settle(type?.kind === 'function' ? type.parameters : undefined, !resolution || resolution.kind === 'mismatch') || lambdaFailed;
  }
  if (incomplete) return unresolvedType;
  if (!resolution) {
    const equivalent = equivalentOf(name);
    const suggestions = equivalent === undefined ? nearest(name, functionNames()) : /^\w+$/.test(equivalent) ? [equivalent] : [];
    const hint = equivalent === undefined ? didYouMean(suggestions) : `; here it is ${equivalent}`;
    const place = { start: node.start, end: Math.max(node.name.end, node.start) };
    a.error('FUNCTION_NOT_FOUND', place, `Function '${name}' not registered${hint}`, { suggestions });
    return unresolvedType;
  }
  if (resolution.kind === 'resolved') {
    const { signature, argumentTypes, resultType } = resolution;
    a.functions.set(node, { signature, argumentTypes, resultType });
  }
  return lambdaFailed && resolution.kind !== 'resolved' ? unresolvedType : conclude(a, resolution, name, given, node);
}

function lacksPart(node: tree.FunctionCall): boolean {
  const missing: tree.Node[] = [];
  for (const argument of node.arguments) {
    walk(argument, below => {
      if (below.kind === 'Missing') missing.push(below);
      return missing.length > 0 ? 'skip' : undefined;
    });
  }
  return missing.length > 0;
}

/** What a call whose arguments are still being written gives those that it has: as the first overload has it that they fit. */
function formalsSoFar(signatures: readonly Signature[], given: readonly Argument[]): readonly TrinoType[] | undefined {
  const open = { kind: 'concrete', type: unresolvedType } as const;
  for (const signature of signatures) {
    if (signature.arguments.length <= given.length) continue;
    const begun = bindSignature({ ...signature, arguments: signature.arguments.slice(0, given.length), result: open }, given, 'coercion');
    if (begun?.kind === 'bound') return begun.argumentTypes;
  }
  return undefined;
}

function conclude(
  a: Analyzer,
  resolution: Resolution,
  name: string,
  given: readonly Argument[],
  place: { readonly start: number; readonly end: number },
): TrinoType {
  switch (resolution.kind) {
    case 'resolved':
    case 'undecided':
      return resolution.resultType;
    case 'mismatch': {
      // An argument that is wrong in itself is told already; what the call would take is the next question.
      const isOpen = given.some(argument => argument.kind !== 'lambda' && !argument.resolved);
      if (isOpen && a.errors.some(error => error.start >= place.start && error.end <= place.end)) return unresolvedType;
      const actual = given.map(argument => (argument.kind === 'lambda' ? '<function>' : argument.display)).join(', ');
      a.error(
        'FUNCTION_NOT_FOUND',
        place,
        `Unexpected parameters (${actual}) for function ${name}. Expected: ${resolution.expected.join(', ')}`,
      );
      return unresolvedType;
    }
    case 'ambiguous':
      a.error(
        'AMBIGUOUS_FUNCTION_CALL',
        place,
        `Several forms of ${name} fit; add casts to choose one of: ${resolution.candidates.join(', ')}`,
      );
      return unresolvedType;
    case 'impossibleResult':
      a.error('TYPE_NOT_FOUND', place, `Unknown type: ${resolution.type}`);
      return unresolvedType;
  }
}

/** Forms with rules of their own that no signature can say. */
function specialForm(a: Analyzer, node: tree.FunctionCall, name: string, scope: Scope): TrinoType | undefined {
  const [first, second, third] = node.arguments;
  switch (name) {
    case 'coalesce':
      return commonTypeOf(a, node.arguments, scope, 'All COALESCE operands');
    case 'if':
      if (!first || !second) return undefined;
      requireBoolean(a, first, scope, actual => `IF condition must evaluate to a boolean (actual: ${actual})`);
      return ifType(a, node, second, third, scope);
    case 'nullif': {
      if (!first || !second) return undefined;
      const [left, right] = [a.expression(first, scope), a.expression(second, scope)];
      if (!isComparison('=', left, right)) {
        a.error('TYPE_MISMATCH', node, `Types are not comparable with NULLIF: ${left.display} vs ${right.display}`);
      }
      return left;
    }
    case 'try':
      return first && node.arguments.length === 1 ? a.expression(first, scope) : undefined;
    case 'format':
      return first && formatType(a, node, first, scope);
    case 'position': {
      if (!node.infix || !first || !second) return undefined;
      return functionOf(a, node, 'strpos', [a.expression(second, scope), a.expression(first, scope)]);
    }
    case 'substring':
      // With FROM it is another function than with commas, and takes binary values too.
      return node.infix
        ? functionOf(
            a,
            node,
            'substr',
            node.arguments.map(argument => a.expression(argument, scope)),
          )
        : undefined;
    case 'normalize':
      if (!first || node.arguments.length > 2) return undefined;
      // The form behind the comma is a word, which the server hands over as text.
      return functionOf(a, node, 'normalize', [
        a.expression(first, scope),
        varcharType(second?.kind === 'Identifier' ? second.value.length : 3),
      ]);
    case 'listagg':
      a.sawAggregate = true;
      return listaggType(a, node, scope);
    case 'version':
      return node.arguments.length === 0 ? varcharType() : undefined;
    default:
      return undefined;
  }
}

/** Trino points at the whole IF, whichever result does not fit. */
function ifType(
  a: Analyzer,
  node: tree.FunctionCall,
  whenTrue: tree.Expression,
  whenFalse: tree.Expression | undefined,
  scope: Scope,
): TrinoType {
  const first = a.expression(whenTrue, scope);
  if (!whenFalse) return first;
  const second = a.expression(whenFalse, scope);
  const common = commonSuperType(first, second);
  if (!common) a.error('TYPE_MISMATCH', node, `Result types for IF must be the same: ${first.display} vs ${second.display}`);
  return common ?? unresolvedType;
}

function formatType(a: Analyzer, node: tree.FunctionCall, pattern: tree.Expression, scope: Scope): TrinoType {
  const [type, ...values] = node.arguments.map(argument => a.expression(argument, scope));
  const unwritable = values.find(value => !hasText(value));
  const second = node.arguments[1];
  if (!second) a.error('INVALID_FUNCTION_ARGUMENT', node, 'There must be at least two arguments to function format');
  else if (type?.resolved && type.kind !== 'varchar') {
    a.error('TYPE_MISMATCH', pattern, `Type of first argument to format() must be VARCHAR (actual: ${type.display})`);
  } else if (unwritable) {
    // Trino points at the first of the values, whichever it is.
    a.error('NOT_SUPPORTED', second, `Type not supported for formatting: ${unwritable.display}`);
  }
  return varcharType();
}

function hasText(type: TrinoType): boolean {
  return type === unknownType || (type.kind !== 'array' && type.kind !== 'map' && type.kind !== 'row' && canCast(type, varcharType()));
}

function listaggType(a: Analyzer, node: tree.FunctionCall, scope: Scope): TrinoType {
  const [value, ...rest] = node.arguments;
  if (value) requireVarchar(a, value, a.expression(value, scope), node);
  for (const argument of rest) a.expression(argument, scope);
  if (node.filter) requireBoolean(a, node.filter, scope, actual => `Filter expression must evaluate to a boolean (actual: ${actual})`);
  if (node.window) analyzeWindow(a, node.window, scope);
  orderArguments(a, node, scope);
  return varcharType();
}

function requireVarchar(a: Analyzer, node: tree.Expression, type: TrinoType, place: tree.Expression = node): void {
  if (!type.resolved || type.kind === 'varchar' || type === unknownType) return;
  a.error('TYPE_MISMATCH', place, `Expected expression of varchar, but '${expressionText(node)}' has ${type.display} type`);
}

function checkStar(a: Analyzer, node: tree.FunctionCall): void {
  if (node.star?.label && !a.pattern) {
    a.error('INVALID_FUNCTION_ARGUMENT', node.star, 'label.* syntax is only supported as the only argument of row pattern count function');
  }
}

const acceptsNullTreatment: ReadonlySet<string> = new Set(['lag', 'lead', 'first_value', 'last_value', 'nth_value']);

/** What only aggregates take. DISTINCT is refused before it is asked whether there is such a function. @returns whether something was wrong */
function checkNoAggregate(a: Analyzer, node: tree.FunctionCall, exists: boolean): boolean {
  if (node.distinct) a.error('FUNCTION_NOT_AGGREGATE', node, 'DISTINCT is not supported for non-aggregation functions');
  else if (node.filter && exists) a.error('FUNCTION_NOT_AGGREGATE', node, 'Filter is only valid for aggregation functions');
  else if (node.orderBy && exists) a.error('FUNCTION_NOT_AGGREGATE', node, 'ORDER BY is only valid for aggregation functions');
  else return false;
  return true;
}

function checkKind(a: Analyzer, node: tree.FunctionCall, entry: FunctionEntry): void {
  const text = functionName(node.name) ?? '';
  if (entry.kind === 'window' && !node.window && a.functions.has(node)) {
    a.error('MISSING_OVER', node, `Window function system.builtin.${text} requires an OVER clause`);
  }
  if (node.nullTreatment && !acceptsNullTreatment.has(text)) {
    a.error('NULL_TREATMENT_NOT_ALLOWED', node, `Cannot specify null treatment clause for ${text} function`);
  }
  if (node.distinct && entry.kind === 'aggregate') {
    for (const argument of node.arguments) {
      const type = a.typeOf(argument);
      if (!isComparable(type)) a.error('TYPE_MISMATCH', node, `DISTINCT can only be applied to comparable types (actual: ${type.display})`);
    }
  }
}

function orderArguments(a: Analyzer, node: tree.FunctionCall, scope: Scope): void {
  if (!node.orderBy) return;
  for (const { sortKey } of node.orderBy.items) {
    const type = a.expression(sortKey, scope);
    if (!isOrderable(type)) a.error('TYPE_MISMATCH', node, `ORDER BY can only be applied to orderable types (actual: ${type.display})`);
  }
  if (!node.distinct) return;
  const given = new Set(node.arguments.map(argument => expressionKey(a, argument)));
  for (const { sortKey } of node.orderBy.items) {
    if (sortKey.kind === 'Missing' || given.has(expressionKey(a, sortKey))) continue;
    a.error('EXPRESSION_NOT_IN_DISTINCT', sortKey, 'For aggregate function with DISTINCT, ORDER BY expressions must appear in arguments');
    return;
  }
}
