/** SQL functions that a statement declares (WITH FUNCTION …, CREATE FUNCTION …): their signature and their body. Invariant: a body sees parameters and variables only. */
import { walk } from '../../sql/tree';
import type * as tree from '../../sql/tree';
import type { Analyzer } from '../Analyzer';
import { functionName } from '../expression/functionName';
import type { Signature } from '../functions/signature';
import type { Field } from '../scope/Field';
import { childScope, resolveField, rootScope, type Scope } from '../scope/Scope';
import { canCoerce } from '../types/coercion';
import { dataTypeOf } from '../types/dataTypeOf';
import { booleanType, unresolvedType, type TrinoType } from '../types/TrinoType';

export function declareFunctions(a: Analyzer, functions: readonly tree.FunctionSpecification[]): void {
  for (const specification of functions) declareFunction(a, specification);
}

export function declareFunction(a: Analyzer, node: tree.FunctionSpecification): void {
  const before = a.errors.length;
  const names = new Set<string>();
  const parameters: Field[] = [];
  for (const parameter of node.parameters) {
    const type = typeAt(a, parameter.type, parameter);
    if (parameter.name === undefined) a.error('INVALID_ARGUMENTS', parameter, 'Function parameters must have a name');
    if (parameter.name?.kind !== 'Identifier') continue;
    const key = parameter.name.value.toLowerCase();
    if (names.has(key)) a.error('INVALID_ARGUMENTS', parameter, `Duplicate function parameter name: ${parameter.name.value}`);
    names.add(key);
    parameters.push(variable(parameter.name, type));
  }
  const result = typeAt(a, node.returns, { start: returnsPlace(node), end: node.returns.end });
  const last = node.name.parts.at(-1);
  if (last?.kind === 'Identifier') {
    const name = last.value.toLowerCase();
    if (a.errors.length > before) a.brokenFunctions.add(name);
    a.declaredFunctions.set(name, [...(a.declaredFunctions.get(name) ?? []), signatureOf(name, parameters, result)]);
  }
  if (node.body.kind === 'Missing' || node.body.kind === 'ExternalBody') return;
  const scope = childScope(rootScope, { fields: parameters, open: false }, { outer: false });
  const body: Body = { result, labels: new Set(), variables: new Set(names) };
  routine(a, node.body, scope, body);
  const own = last?.kind === 'Identifier' ? callOf(a, node.body, last.value.toLowerCase()) : undefined;
  if (own) a.error('NOT_SUPPORTED', { start: node.start, end: own.end }, 'Recursive language functions are not supported');
  if (!endsInReturn(node.body)) a.error('MISSING_RETURN', node.body, 'Function must end in a RETURN statement');
}

function callOf(a: Analyzer, body: tree.RoutineStatement, name: string): tree.Node | undefined {
  let found: tree.Node | undefined;
  walk(body, node => {
    if (
      node.kind === 'FunctionCall' &&
      functionName(node.name) === name &&
      a.functions.get(node)?.signature === a.declaredFunctions.get(name)?.at(-1)
    )
      found ??= node;
    return undefined;
  });
  return found;
}

interface Body {
  readonly result: TrinoType;
  readonly labels: ReadonlySet<string>;
  readonly variables: ReadonlySet<string>;
}

/** The word RETURNS stands between the parameters and the type; the tree keeps no place of its own for it. */
function returnsPlace(node: tree.FunctionSpecification): number {
  return Math.max(node.returns.start - 'returns '.length, node.name.end);
}

function typeAt(a: Analyzer, node: tree.DataType, place: { readonly start: number; readonly end: number }): TrinoType {
  const type = dataTypeOf(node);
  if (type.kind !== 'error') return type;
  a.error(type.code, place, type.message);
  return unresolvedType;
}

function variable(name: tree.Identifier, type: TrinoType): Field {
  return {
    name: name.value,
    type,
    qualifier: undefined,
    hidden: false,
    sources: [],
    definition: { kind: 'name', node: name },
    aliased: false,
    lambda: true,
  };
}

function signatureOf(name: string, parameters: readonly Field[], result: TrinoType): Signature {
  return {
    name,
    kind: 'scalar',
    arguments: parameters.map(({ type }) => ({ kind: 'concrete', type })),
    variadic: false,
    result: { kind: 'concrete', type: result },
    generic: false,
    constraints: new Map(),
    argumentTexts: parameters.map(({ type }) => type.display),
    resultText: result.display,
  };
}

function routine(a: Analyzer, node: tree.RoutineStatement, scope: Scope, body: Body): void {
  switch (node.kind) {
    case 'ReturnStatement':
      requireType(
        a,
        node.value,
        scope,
        body.result,
        actual => `Value of RETURN must evaluate to ${body.result.display} (actual: ${actual})`,
      );
      return;
    case 'SetVariable':
      setVariable(a, node, scope);
      return;
    case 'JumpStatement':
      if (node.label.kind === 'Identifier' && !body.labels.has(node.label.value.toLowerCase())) {
        a.error('NOT_FOUND', node.label, `Label not defined: ${node.label.value}`);
      }
      return;
    case 'IfStatement':
      for (const { condition, statements } of node.branches) {
        if (condition)
          requireType(a, condition, scope, booleanType, actual => `Condition of IF statement must evaluate to boolean (actual: ${actual})`);
        for (const statement of statements) routine(a, statement, scope, body);
      }
      return;
    case 'CaseStatement':
      caseStatement(a, node, scope, body);
      return;
    case 'LoopStatement': {
      const label = node.label?.kind === 'Identifier' ? node.label.value.toLowerCase() : undefined;
      if (label !== undefined && body.labels.has(label)) a.error('ALREADY_EXISTS', node, `Label already declared in this scope: ${label}`);
      const labels = label === undefined ? body.labels : new Set([...body.labels, label]);
      if (node.condition) {
        requireType(
          a,
          node.condition,
          scope,
          booleanType,
          actual => `Condition of ${node.type} statement must evaluate to boolean (actual: ${actual})`,
        );
      }
      for (const statement of node.statements) routine(a, statement, scope, { ...body, labels });
      return;
    }
    case 'CompoundStatement':
      compound(a, node, scope, body);
  }
}

function compound(a: Analyzer, node: tree.CompoundStatement, scope: Scope, body: Body): void {
  const names = new Set(body.variables);
  let inner = scope;
  for (const declaration of node.declarations) {
    const type = typeAt(a, declaration.type, declaration);
    if (declaration.default) {
      requireType(a, declaration.default, inner, type, actual => `Value of DEFAULT must evaluate to ${type.display} (actual: ${actual})`);
    }
    const fields: Field[] = [];
    for (const name of declaration.names) {
      if (name.kind !== 'Identifier') continue;
      const key = name.value.toLowerCase();
      if (names.has(key)) a.error('ALREADY_EXISTS', name, `Variable already declared in this scope: ${name.value}`);
      names.add(key);
      fields.push(variable(name, type));
    }
    inner = childScope(inner, { fields, open: false }, { outer: false });
  }
  for (const statement of node.statements) routine(a, statement, inner, { ...body, variables: names });
}

function caseStatement(a: Analyzer, node: tree.CaseStatement, scope: Scope, body: Body): void {
  const operand = node.operand ? a.expression(node.operand, scope) : undefined;
  for (const { condition, statements } of node.branches) {
    if (condition && operand) {
      requireType(
        a,
        condition,
        scope,
        operand,
        actual => `WHEN clause value must evaluate to CASE value type ${operand.display} (actual: ${actual})`,
      );
    } else if (condition) {
      requireType(a, condition, scope, booleanType, actual => `Condition of WHEN clause must evaluate to boolean (actual: ${actual})`);
    }
    for (const statement of statements) routine(a, statement, scope, body);
  }
}

function setVariable(a: Analyzer, node: tree.SetVariable, scope: Scope): void {
  if (node.target.kind === 'Missing') {
    a.expression(node.value, scope);
    return;
  }
  const resolved = resolveField(scope, [node.target.value.toLowerCase()]);
  if (resolved.kind !== 'field') {
    a.error('NOT_FOUND', node.target, `Variable cannot be resolved: ${node.target.value}`);
    a.expression(node.value, scope);
    return;
  }
  const { type } = resolved.field;
  a.fields.set(node.target, resolved.field);
  requireType(
    a,
    node.value,
    scope,
    type,
    actual => `Value of SET '${resolved.field.name ?? ''}' must evaluate to ${type.display} (actual: ${actual})`,
  );
}

function requireType(a: Analyzer, node: tree.Expression, scope: Scope, type: TrinoType, message: (actual: string) => string): void {
  const queries: tree.Node[] = [];
  walk(node, inner => {
    if (inner.kind !== 'SubqueryExpression' && inner.kind !== 'ExistsPredicate') return undefined;
    queries.push(inner);
    return 'skip';
  });
  const [query] = queries;
  if (query) {
    a.error('NOT_SUPPORTED', query, 'Queries are not allowed in functions');
    return;
  }
  const actual = a.expression(node, scope);
  if (actual.resolved && type.resolved && !canCoerce(actual, type)) a.error('TYPE_MISMATCH', node, message(actual.display));
}

/** The server looks no deeper than the last statement of the body, whatever else always returns. */
function endsInReturn(node: tree.RoutineStatement): boolean {
  return node.kind === 'ReturnStatement' || (node.kind === 'CompoundStatement' && node.statements.at(-1)?.kind === 'ReturnStatement');
}
