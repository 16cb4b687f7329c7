/** TABLE(f(…)): the table functions of Trino. Invariant: a function of a connector is not known here, and neither are its columns. */
import type * as tree from '../../sql/tree';
import type { Analyzer } from '../Analyzer';
import { unknownFields, visibleFields, type Field, type RelationType } from '../scope/Field';
import { requireConstant } from '../expression/constants';
import { rootScope, type Scope } from '../scope/Scope';
import { canCoerce } from '../types/coercion';
import { dataTypeOf } from '../types/dataTypeOf';
import { bigintType } from '../types/TrinoType';

type Arguments = ReadonlyMap<string, tree.TableFunctionArgument>;

export function tableFunctionRelation(a: Analyzer, node: tree.TableFunctionInvocation, scope: Scope): RelationType {
  const parts = node.name.parts.map(part => (part.kind === 'Identifier' ? part.value.toLowerCase() : ''));
  const name = parts.at(-1) ?? '';
  const builtIn = parts.length === 1 || parts.slice(0, -1).join('.') === 'system.builtin';
  const known = builtIn && Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (!known) {
    analyzeValues(a, node, scope);
    if (builtIn && name !== '') a.error('FUNCTION_NOT_FOUND', node.name, `Table function '${name}' not registered`);
    return unknownFields;
  }
  const given = matchArguments(a, node, known);
  if (!given || !judgeArguments(a, given, scope)) return unknownFields;
  const missing = known.find(parameter => !given.has(parameter) && !optional.has(parameter));
  if (missing !== undefined) {
    // Without arguments Trino points at the function.
    a.error('MISSING_ARGUMENT', node.arguments[0] ?? node.name, `Missing argument: ${missing}`);
    return unknownFields;
  }
  return name === 'sequence' ? sequence() : excludeColumns(a, node, given);
}

const parameters: Readonly<Record<string, readonly string[]>> = {
  sequence: ['START', 'STOP', 'STEP'],
  exclude_columns: ['INPUT', 'COLUMNS'],
};
const optional: ReadonlySet<string> = new Set(['START', 'STEP']);

/** The arguments by parameter; undefined after an error. */
function matchArguments(a: Analyzer, node: tree.TableFunctionInvocation, names: readonly string[]): Arguments | undefined {
  const [extra] = node.arguments.slice(names.length);
  if (extra) {
    a.error(
      'INVALID_ARGUMENTS',
      node.arguments[0] ?? node,
      `Too many arguments. Expected at most ${names.length} arguments, got ${node.arguments.length} arguments`,
    );
    return undefined;
  }
  const byName = node.arguments.filter(argument => argument.name);
  if (byName.length > 0 && byName.length < node.arguments.length) {
    a.error('INVALID_ARGUMENTS', node.arguments[0] ?? node, 'All arguments must be passed by name or all must be passed positionally');
    return undefined;
  }
  const given = new Map<string, tree.TableFunctionArgument>();
  for (const [i, argument] of node.arguments.entries()) {
    const name = argument.name ? argument.name.value.toUpperCase() : (names[i] ?? '');
    if (!names.includes(name)) {
      a.error('INVALID_FUNCTION_ARGUMENT', argument, `Unexpected argument name: ${name}`);
      return undefined;
    }
    if (given.has(name)) a.error('INVALID_FUNCTION_ARGUMENT', argument, `Duplicate argument name: ${name}`);
    given.set(name, argument);
  }
  return given;
}

const kinds: Readonly<Record<string, 'table' | 'descriptor'>> = { INPUT: 'table', COLUMNS: 'descriptor' };

/** Whether every argument is of the parameter's kind and right in itself. What is of another kind is not looked into. */
function judgeArguments(a: Analyzer, given: Arguments, scope: Scope): boolean {
  const before = a.errors.length;
  for (const [name, argument] of given) {
    const { value } = argument;
    const wanted = kinds[name] ?? 'expression';
    const found =
      value.kind === 'TableFunctionTableArgument'
        ? 'table'
        : value.kind === 'TableFunctionDescriptorArgument'
          ? 'descriptor'
          : 'expression';
    if (wanted === 'table' && value.kind === 'FunctionCall') {
      a.error('NOT_SUPPORTED', argument, `Invalid table argument ${name}. Table functions are not allowed as table function arguments`);
    } else if (found !== wanted) {
      a.error('INVALID_FUNCTION_ARGUMENT', argument, `Invalid argument ${name}. Expected ${wanted}, got ${found}`);
    } else if (value.kind === 'TableFunctionTableArgument') tableArgument(a, name, argument, value, scope);
    else if (value.kind === 'TableFunctionDescriptorArgument') descriptor(a, value);
    else bigint(a, value);
  }
  return a.errors.length === before;
}

/** These functions take their table row by row. */
function tableArgument(
  a: Analyzer,
  name: string,
  argument: tree.TableFunctionArgument,
  value: tree.TableFunctionTableArgument,
  scope: Scope,
): void {
  a.relation(value.table, scope);
  const what = value.partitionBy ? 'Partitioning' : value.orderBy ? 'Ordering' : undefined;
  if (what !== undefined) {
    a.error('INVALID_FUNCTION_ARGUMENT', argument, `Invalid argument ${name}. ${what} specified for table argument with row semantics`);
  }
}

function descriptor(a: Analyzer, value: tree.TableFunctionDescriptorArgument): void {
  for (const { type } of value.fields ?? []) {
    const found = type && dataTypeOf(type);
    if (type && found?.kind === 'error') a.error(found.code, type, found.message);
  }
}

/** Arguments of SEQUENCE are constants: no column is in their sight. */
function bigint(a: Analyzer, value: tree.Expression): void {
  const type = a.expression(value, rootScope);
  requireConstant(a, value);
  if (!canCoerce(type, bigintType)) a.error('TYPE_MISMATCH', value, `Cannot cast type ${type.display} to bigint`);
}

function analyzeValues(a: Analyzer, node: tree.TableFunctionInvocation, scope: Scope): void {
  for (const { value } of node.arguments) {
    if (value.kind === 'TableFunctionTableArgument') a.relation(value.table, scope);
    else if (value.kind !== 'TableFunctionDescriptorArgument') a.expression(value, scope);
  }
}

function sequence(): RelationType {
  const definition = { kind: 'none' } as const;
  return {
    fields: [{ name: 'sequential_number', type: bigintType, qualifier: undefined, hidden: false, sources: [], definition, aliased: false }],
    open: false,
  };
}

function excludeColumns(a: Analyzer, node: tree.TableFunctionInvocation, given: Arguments): RelationType {
  const input = given.get('INPUT')?.value;
  const columns = given.get('COLUMNS')?.value;
  if (input?.kind !== 'TableFunctionTableArgument') return unknownFields;
  const relation = a.scopes.get(input.table)?.relation ?? unknownFields;
  if (columns?.kind !== 'TableFunctionDescriptorArgument') return relation;
  const excluded = new Set((columns.fields ?? []).map(field => (field.name.kind === 'Identifier' ? field.name.value.toLowerCase() : '')));
  const fields = visibleFields(relation);
  const names = new Set(fields.map(field => field.name?.toLowerCase()));
  const unknown = [...excluded].find(name => name !== '' && !names.has(name));
  if (columns.fields?.some(field => field.type)) a.error('INVALID_FUNCTION_ARGUMENT', node, 'COLUMNS descriptor contains types');
  else if (unknown !== undefined && !relation.open) {
    a.error('INVALID_FUNCTION_ARGUMENT', node, `Excluded columns: [${unknown}] not present in the table`);
  }
  // The rows are the function's own: what the table is called is not in sight.
  const kept = fields
    .filter((field: Field) => !excluded.has(field.name?.toLowerCase() ?? ''))
    .map(field => ({ ...field, qualifier: undefined }));
  if (kept.length === 0 && !relation.open) a.error('INVALID_FUNCTION_ARGUMENT', node, 'All columns are excluded');
  return { fields: kept, open: relation.open };
}
