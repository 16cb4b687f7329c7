/** SQL/JSON functions. Invariant: the path is checked only for the parameters it names. */
import type * as tree from '../../sql/tree';
import type { Analyzer } from '../Analyzer';
import type { Scope } from '../scope/Scope';
import { canCoerce } from '../types/coercion';
import { dataTypeOf } from '../types/dataTypeOf';
import { isNumeric } from '../types/properties';
import { parseJsonPath } from './jsonPath';
import { booleanType, unknownType, unresolvedType, varcharType, type TrinoType } from '../types/TrinoType';

export function jsonExistsType(a: Analyzer, node: tree.JsonExists, scope: Scope): TrinoType {
  analyzeJsonPath(a, node.invocation, scope);
  return booleanType;
}

export function jsonValueType(a: Analyzer, node: tree.JsonValue, scope: Scope): TrinoType {
  analyzeJsonPath(a, node.invocation, scope);
  const type = returned(a, node, node.returning) ?? varcharType();
  defaultValues(a, node, type, scope);
  if (!isJsonScalar(type)) a.error('TYPE_MISMATCH', node, `Invalid return type of function JSON_VALUE: ${type.display}`);
  return type;
}

/** DEFAULT … ON EMPTY and ON ERROR must give the column's or function's type. */
export function defaultValues(a: Analyzer, node: tree.JsonValue | tree.ValueColumn, type: TrinoType, scope: Scope): void {
  for (const behavior of [node.onEmpty, node.onError]) {
    if (!behavior?.defaultValue) continue;
    const actual = a.expression(behavior.defaultValue, scope);
    if (actual.resolved && type.resolved && !canCoerce(actual, type)) {
      const on = behavior === node.onEmpty ? 'EMPTY' : 'ERROR';
      const message = `Function JSON_VALUE default ON ${on} result must evaluate to ${type.display} (actual: ${actual.display})`;
      a.error('TYPE_MISMATCH', behavior.defaultValue, message);
    }
  }
}

export function jsonQueryType(a: Analyzer, node: tree.JsonQuery, scope: Scope): TrinoType {
  analyzeJsonPath(a, node.invocation, scope);
  if (node.quotes && (node.wrapper === 'CONDITIONAL' || node.wrapper === 'UNCONDITIONAL')) {
    const message = `${node.quotes} QUOTES behavior specified with WITH ${node.wrapper} ARRAY WRAPPER behavior`;
    a.error('INVALID_FUNCTION_ARGUMENT', node, message);
  }
  return jsonOutput(a, node, node.returning);
}

export function jsonObjectType(a: Analyzer, node: tree.JsonObject, scope: Scope): TrinoType {
  for (const member of node.members) {
    const key = a.expression(member.key, scope);
    if (key.resolved && key.kind !== 'varchar' && key.kind !== 'char') {
      a.error('INVALID_FUNCTION_ARGUMENT', member.key, `Invalid type of JSON object key: ${key.display}`);
    }
    jsonInput(a, node, member, scope, 'JSON_OBJECT');
  }
  return jsonOutput(a, node, node.returning);
}

export function jsonArrayType(a: Analyzer, node: tree.JsonArray, scope: Scope): TrinoType {
  for (const element of node.elements) jsonInput(a, node, element, scope, 'JSON_ARRAY');
  return jsonOutput(a, node, node.returning);
}

/** The input, the path and what is passed to it. */
export function analyzeJsonPath(a: Analyzer, node: tree.JsonPathInvocation, scope: Scope): void {
  const input = a.expression(node.input, scope);
  if (input.resolved && input !== unknownType && !isText(input) && input.base !== 'varbinary') {
    a.error('TYPE_MISMATCH', node.input, `Cannot read input of type ${input.display} as JSON using formatting JSON`);
  }
  const passed = new Set<string>();
  for (const parameter of node.parameters) {
    a.expression(parameter.value, scope);
    if (parameter.name.kind === 'Identifier') passed.add(parameter.name.quoted ? parameter.name.value : parameter.name.value.toUpperCase());
  }
  if (node.path.kind === 'StringLiteral') checkPath(a, node.path, passed);
}

/** A path that cannot be read, or names something that was not passed. */
export function checkPath(a: Analyzer, literal: tree.StringLiteral, passed: ReadonlySet<string>): void {
  const { error, variables } = parseJsonPath(literal.value);
  if (error) {
    const start = literal.start + 1 + error.offset;
    a.error('SYNTAX_ERROR', { start, end: Math.min(start + error.length, literal.end) }, error.message);
    return;
  }
  const missing = variables.find(name => !passed.has(name));
  if (missing !== undefined) a.error('INVALID_PATH', literal, `no value passed for parameter ${missing}`);
}

function jsonInput(
  a: Analyzer,
  node: tree.Expression,
  part: tree.JsonObjectMember | tree.JsonArrayElement,
  scope: Scope,
  name: string,
): void {
  const type = a.expression(part.value, scope);
  if (part.format) {
    if (type.resolved && !isText(type) && type.base !== 'varbinary' && type !== unknownType) {
      a.error('TYPE_MISMATCH', part.value, `Cannot read input of type ${type.display} as JSON using formatting ${part.format}`);
    }
    return;
  }
  const accepted = !type.resolved || isJsonScalar(type) || type === unknownType || type.base === 'json';
  if (!accepted) a.error('NOT_SUPPORTED', node, `Unsupported type of value passed to ${name} function: ${type.display}`);
}

function jsonOutput(a: Analyzer, node: tree.Expression, type: tree.DataType | undefined): TrinoType {
  const output = returned(a, node, type) ?? varcharType();
  if (output.resolved && !isText(output) && output.base !== 'varbinary') {
    a.error('TYPE_MISMATCH', node, `Cannot output JSON value as ${output.display} using formatting JSON`);
  }
  return output;
}

function returned(a: Analyzer, node: tree.Expression, type: tree.DataType | undefined): TrinoType | undefined {
  if (!type) return undefined;
  const found = dataTypeOf(type);
  if (found.kind !== 'error') return found;
  a.error(found.code, node, found.message);
  return unresolvedType;
}

function isText(type: TrinoType): boolean {
  return type.kind === 'varchar' || type.kind === 'char';
}

function isJsonScalar(type: TrinoType): boolean {
  return (
    !type.resolved ||
    isText(type) ||
    isNumeric(type) ||
    type === booleanType ||
    type.base === 'date' ||
    type.kind === 'time' ||
    type.kind === 'timestamp'
  );
}
