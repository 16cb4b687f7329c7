/** Names in expressions: columns, qualified columns, fields of rows, elements. Invariant: a resolved reference is counted once as a value. */
import type * as tree from '../../sql/tree';
import type { Analyzer } from '../Analyzer';
import type { Field } from '../scope/Field';
import { resolveField, type Resolved, type Scope } from '../scope/Scope';
import { canCoerce, commonSuperType } from '../types/coercion';
import { bigintType, unknownType, unresolvedType, type RowType, type TrinoType } from '../types/TrinoType';
import { didYouMean, nearest } from '../suggest';
import { expressionText } from './text';

export function identifierType(a: Analyzer, node: tree.Identifier, scope: Scope): TrinoType {
  if (node.value === '') return unresolvedType;
  const resolved = resolveField(scope, [node.value.toLowerCase()]);
  return resolved.kind === 'field' ? reference(a, node, resolved.field) : unresolvedName(a, node, scope, node.value, resolved);
}

export function dereferenceType(a: Analyzer, node: tree.DereferenceExpression, scope: Scope): TrinoType {
  const parts = nameParts(node);
  if (parts) {
    const spelled = withoutLabel(a, parts);
    const resolved = resolveField(
      scope,
      spelled.map(part => part.value.toLowerCase()),
    );
    if (resolved.kind === 'field') return reference(a, node, resolved.field);
    const aliased = resolved.kind === 'absent' ? underOtherCatalogName(a, spelled, scope) : undefined;
    if (aliased) return reference(a, node, aliased);
    if (resolved.kind !== 'insideColumn') return unresolvedName(a, node, scope, parts.map(part => part.value).join('.'), resolved);
  }
  // Behind the dot nothing is typed yet: what stands before it may be a relation as well as a column.
  const base = node.field.kind === 'Missing' ? a.trying(() => a.expression(node.base, scope)).value : a.expression(node.base, scope);
  if (node.field.kind === 'Missing' || !base.resolved) return fieldOf(base, node.field)?.type ?? unresolvedType;
  if (base.kind !== 'row') {
    a.error('TYPE_MISMATCH', node.base, `Expression ${expressionText(node.base)} is not of type ROW`);
    return unresolvedType;
  }
  const name = node.field.value.toLowerCase();
  const matches = base.fields.filter(f => f.name?.toLowerCase() === name);
  const [first] = matches;
  if (matches.length > 1) a.error('AMBIGUOUS_NAME', node.field, `Ambiguous row field reference: ${node.field.value}`);
  else if (!first) {
    const whole = parts ? parts.map(part => part.value).join('.') : node.field.value;
    a.error('INVALID_COLUMN_REFERENCE', node, `Column reference '${whole}' is invalid: ${base.display} has no field ${node.field.value}`);
  }
  return matches.length === 1 ? (first?.type ?? unresolvedType) : unresolvedType;
}

export function subscriptType(a: Analyzer, node: tree.SubscriptExpression, scope: Scope): TrinoType {
  const base = a.expression(node.base, scope);
  const index = a.expression(node.index, scope);
  if (base === unresolvedType) return unresolvedType;
  if (base === unknownType) return unknownType;
  switch (base.kind) {
    case 'row':
      return rowElement(a, node, base);
    case 'array':
      if (canCoerce(index, bigintType)) return base.element;
      break;
    case 'map':
      if (!base.resolved || commonSuperType(index, base.key)) return base.value;
      break;
    default:
  }
  if (!index.resolved) return unresolvedType;
  a.error('TYPE_MISMATCH', node, `Cannot use ${index.display} for subscript of ${base.display}`);
  return unresolvedType;
}

/** The identifiers of `a.b.c`; undefined where the base is more than names or a part was not typed yet. */
export function nameParts(node: tree.Expression): readonly tree.Identifier[] | undefined {
  if (node.kind === 'Identifier') return node.value === '' ? undefined : [node];
  if (node.kind !== 'DereferenceExpression' || node.field.kind === 'Missing') return undefined;
  const base = nameParts(node.base);
  return base && [...base, node.field];
}

/** Inside row patterns `A.x` is column x of the rows that variable A matched. */
function withoutLabel(a: Analyzer, parts: readonly tree.Identifier[]): readonly tree.Identifier[] {
  const [first] = parts;
  return a.pattern && first && parts.length > 1 && a.pattern.labels.has(first.value.toLowerCase()) ? parts.slice(1) : parts;
}

/** `other.schema.table.column`: a catalog that nothing is known of may be another name of the one in FROM. */
function underOtherCatalogName(a: Analyzer, parts: readonly tree.Identifier[], scope: Scope): Field | undefined {
  const [catalog, schema, table, column] = parts.map(part => part.value.toLowerCase());
  if (catalog === undefined || schema === undefined || table === undefined || column === undefined || parts.length !== 4) return undefined;
  if (a.context.catalog.relation(catalog, schema, table).kind !== 'unknown') return undefined;
  const resolved = resolveField(scope, [schema, table, column]);
  return resolved.kind === 'field' ? resolved.field : undefined;
}

function reference(a: Analyzer, node: tree.Expression, field: Field): TrinoType {
  a.fields.set(node, field);
  a.count(field);
  return field.type;
}

function unresolvedName(a: Analyzer, node: tree.Expression, scope: Scope, name: string, resolved: Resolved): TrinoType {
  if (resolved.kind === 'absent') absentName(a, node, scope, name);
  else if (resolved.kind === 'ambiguous') {
    // Either column may be meant: lineage keeps both rather than losing one.
    for (const field of resolved.fields) a.count(field);
    const related = resolved.fields.flatMap(field => {
      const node = field.definition.kind === 'item' || field.definition.kind === 'name' ? field.definition.node : undefined;
      return node ? [{ message: `one '${name}' is defined here`, start: node.start, end: node.end }] : [];
    });
    const owners = [...new Set(resolved.fields.flatMap(f => f.qualifier?.join('.') ?? []))];
    const hint = owners.length > 1 ? `: it is in ${owners.join(' and ')}` : '';
    a.error('AMBIGUOUS_NAME', node, `Column '${name}' is ambiguous${hint}`, { related });
  }
  return unresolvedType;
}

function absentName(a: Analyzer, node: tree.Expression, scope: Scope, name: string): void {
  const alias = node.kind === 'Identifier' ? a.aliases.get(node.value.toLowerCase()) : undefined;
  if (alias && alias !== node) {
    const related = [{ message: `'${alias.value}' is an alias of the SELECT list`, start: alias.start, end: alias.end }];
    a.error(
      'COLUMN_NOT_FOUND',
      node,
      `Column '${name}' cannot be resolved; aliases of the SELECT list are not in sight here: repeat the expression`,
      { related },
    );
    return;
  }
  const parts = name.toLowerCase().split('.');
  const suggestions = nearest(parts.at(-1) ?? '', namesInSight(scope, parts.at(-2)));
  const isText = suggestions.length === 0 && node.kind === 'Identifier' && node.quoted;
  const hint = isText ? '; text stands in single quotes' : didYouMean(suggestions);
  a.error('COLUMN_NOT_FOUND', node, `Column '${name}' cannot be resolved${hint}`, { suggestions });
}

/** Column names here and further out, of one relation where the name is qualified. */
function* namesInSight(scope: Scope, qualifier: string | undefined): Generator<string> {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    for (const { name, hidden, qualifier: own } of at.relation.fields) {
      if (name !== undefined && !hidden && (qualifier === undefined || own?.at(-1) === qualifier.toLowerCase())) yield name;
    }
  }
}

function fieldOf(base: TrinoType, name: tree.Name): { readonly type: TrinoType } | undefined {
  return base.kind === 'row' && name.kind === 'Identifier'
    ? base.fields.find(f => f.name?.toLowerCase() === name.value.toLowerCase())
    : undefined;
}

function rowElement(a: Analyzer, node: tree.SubscriptExpression, base: RowType): TrinoType {
  if (node.index.kind === 'Missing') return unresolvedType;
  if (node.index.kind !== 'LongLiteral') {
    a.error('EXPRESSION_NOT_CONSTANT', node.index, 'Subscript expression on ROW requires a constant index');
    return unresolvedType;
  }
  const index = Number(node.index.value);
  if (index <= 0) a.error('INVALID_FUNCTION_ARGUMENT', node.index, `Invalid subscript index: ${index}. ROW indices start at 1`);
  else if (index > base.fields.length) {
    a.error('INVALID_FUNCTION_ARGUMENT', node.index, `Subscript index out of bounds: ${index}, max value is ${base.fields.length}`);
  }
  return base.fields[index - 1]?.type ?? unresolvedType;
}
