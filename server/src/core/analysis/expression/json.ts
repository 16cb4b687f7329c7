/** SQL/JSON functions. Invariant: the path is checked only for the parameters it names. */
import type * as tree from '../../sql/tree';
import type { Analyzer } from '../Analyzer';
import type { Scope } from '../scope/Scope';
import { canCoerce } from '../types/coercion';
import { dataTypeOf } from '../types/dataTypeOf';
import { canCast, isNumeric } from '../types/properties';
import { parseJsonPath } from './jsonPath';
import { booleanType, unknownType, unresolvedType, varcharType, type TrinoType } from '../types/TrinoType';

export function jsonExistsType(a: Analyzer, node: tree.JsonExists, scope: Scope): TrinoType {
  analyzeJsonPath(a, node, node.invocation, scope);
  return booleanType;
}

export function jsonValueType(a: Analyzer, node: tree.JsonValue, scope: Scope): TrinoType {
  analyzeJsonPath(a, node, node.invocation, scope);
  const type = returned(a, node, node.returning) ?? varcharType();
  defaultValues(a, node, type, scope);
  checkJsonScalar(a, node, type);
  return type;
}

/** JSON_VALUE, and a column of JSON_TABLE that is one, gives a single item. */
export function checkJsonScalar(a: Analyzer, node: tree.Node, type: TrinoType): void {
  if (!isJsonScalar(type)) a.error('TYPE_MISMATCH', node, `Invalid return type of function JSON_VALUE: ${type.display}`);
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
  analyzeJsonPath(a, node, node.invocation, scope);
  if (node.quotes && (node.wrapper === 'CONDITIONAL' || node.wrapper === 'UNCONDITIONAL')) {
    const message = `${node.quotes} QUOTES behavior specified with WITH ${node.wrapper} ARRAY WRAPPER behavior`;
    a.error('INVALID_FUNCTION_ARGUMENT', node, message);
  }
  return jsonOutput(a, node, node.returning, node.returningFormat);
}

export function jsonObjectType(a: Analyzer, node: tree.JsonObject, scope: Scope): TrinoType {
  for (const member of node.members) {
    const key = a.expression(member.key, scope);
    if (key.resolved && key.kind !== 'varchar' && key.kind !== 'char') {
      a.error('INVALID_FUNCTION_ARGUMENT', member.key, `Invalid type of JSON object key: ${key.display}`);
    }
    jsonInput(a, node, member, scope, 'Unsupported type of value passed to JSON_OBJECT function');
  }
  return jsonOutput(a, node, node.returning, node.returningFormat);
}

export function jsonArrayType(a: Analyzer, node: tree.JsonArray, scope: Scope): TrinoType {
  for (const element of node.elements) jsonInput(a, node, element, scope, 'Unsupported type of value passed to JSON_ARRAY function');
  return jsonOutput(a, node, node.returning, node.returningFormat);
}

/** The input, the path and what is passed to it. */
export function analyzeJsonPath(a: Analyzer, owner: tree.Node, node: tree.JsonPathInvocation, scope: Scope): void {
  const input = a.expression(node.input, scope);
  checkFormatted(a, node.input, input, node.inputFormat ?? 'JSON');
  const passed = new Set<string>();
  for (const parameter of node.parameters) {
    jsonInput(a, owner, parameter, scope, 'Unsupported type of JSON path parameter');
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

/** A value that becomes a JSON item: read as JSON where it says FORMAT, otherwise by its text. */
function jsonInput(
  a: Analyzer,
  owner: tree.Node,
  part: tree.JsonObjectMember | tree.JsonArrayElement | tree.JsonPathParameter,
  scope: Scope,
  problem: string,
): void {
  const type = a.expression(part.value, scope);
  if (part.format) checkFormatted(a, part.value, type, part.format);
  else if (!canCast(type, varcharType()) || type.kind === 'array' || type.kind === 'map' || type.kind === 'row') {
    // Binary values have no text of their own; that is found a little later, and told of the value.
    a.error('NOT_SUPPORTED', type.base === 'varbinary' ? part.value : owner, `${problem}: ${type.display}`);
  }
}

/** Text is read as JSON; binary values too, and they alone in other encodings. */
function checkFormatted(a: Analyzer, node: tree.Expression, type: TrinoType, format: tree.JsonFormat): void {
  const isRead = type.kind === 'varchar' ? format === 'JSON' : type.base === 'varbinary' || type === unknownType || !type.resolved;
  if (!isRead) a.error('TYPE_MISMATCH', node, `Cannot read input of type ${type.display} as JSON using formatting ${format}`);
}

function jsonOutput(a: Analyzer, node: tree.Expression, type: tree.DataType | undefined, format: tree.JsonFormat | undefined): TrinoType {
  const output = returned(a, node, type) ?? varcharType();
  checkJsonOutput(a, node, output, format);
  return output;
}

/** Whole JSON documents come as text or binary; in another encoding only as binary. */
export function checkJsonOutput(a: Analyzer, node: tree.Node, output: TrinoType, format: tree.JsonFormat = 'JSON'): void {
  const fits = !output.resolved || output.base === 'varbinary' || (isText(output) && format === 'JSON');
  if (!fits) a.error('TYPE_MISMATCH', node, `Cannot output JSON value as ${output.display} using formatting ${format}`);
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
