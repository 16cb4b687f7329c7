/** Relations of FROM. Invariant: every relation gives a scope whose parent is the scope it was written in. */
import type * as tree from '../../sql/tree';
import type { Analyzer } from '../Analyzer';
import { walk } from '../../sql/tree';
import { isNullConstant, requireConstant } from '../expression/constants';
import { joined, unknownFields, visibleFields, type Field, type RelationType } from '../scope/Field';
import { childScope, rootScope, type Scope } from '../scope/Scope';
import { isNumeric } from '../types/properties';
import { bigintType, unknownType, unresolvedType, type TrinoType } from '../types/TrinoType';
import { requireScalar } from './functionSearch';
import { joinScope } from './join';
import { jsonTableRelation } from './jsonTable';
import { mayUseLeft } from './lateral';
import { patternRecognitionRelation } from './rowPattern';
import { tableRelation } from './table';
import { tableFunctionRelation } from './tableFunction';

/** FROM with commas: each relation is cross joined to those before it. */
export function fromScope(a: Analyzer, node: tree.From, scope: Scope): Scope {
  let left: Scope | undefined;
  for (const relation of node.relations) {
    if (!left) left = a.relation(relation, scope);
    else {
      const right = a.relation(relation, mayUseLeft(relation) ? left : scope);
      left = childScope(scope, joined(left.relation, right.relation), { outer: true });
    }
  }
  return a.setScope(node, left ?? childScope(scope, unknownFields, { outer: true }));
}

export function relationScope(a: Analyzer, node: tree.Relation, scope: Scope): Scope {
  if (node.kind === 'Join') return a.setScope(node, joinScope(a, node, scope));
  return a.setScope(node, childScope(scope, relationType(a, node, scope), { outer: true }));
}

function relationType(a: Analyzer, node: Exclude<tree.Relation, tree.Join>, scope: Scope): RelationType {
  switch (node.kind) {
    case 'Missing':
      return unknownFields;
    case 'Table':
      return tableRelation(a, node, scope);
    case 'AliasedRelation':
      return aliased(a, node, scope);
    case 'SampledRelation': {
      checkPercentage(a, node.percentage);
      return a.relation(node.relation, scope).relation;
    }
    case 'TableSubquery':
      return a.query(node.query, scope).relation;
    case 'Lateral':
      return a.query(node.query, scope).relation;
    case 'Unnest':
      return unnest(a, node, scope);
    case 'TableFunctionInvocation':
      return tableFunctionRelation(a, node, scope);
    case 'PatternRecognitionRelation':
      return patternRecognitionRelation(a, node, scope);
    case 'JsonTable':
      return jsonTableRelation(a, node, scope);
  }
}

/** The share of TABLESAMPLE: a constant from 0 to 100. */
function checkPercentage(a: Analyzer, percentage: tree.Expression): void {
  const column = firstColumn(percentage);
  if (column) {
    a.error('EXPRESSION_NOT_CONSTANT', column, 'Sample percentage cannot contain column references');
    return;
  }
  const type = a.expression(percentage, rootScope);
  requireConstant(a, percentage);
  if (type.resolved && type !== unknownType && !isNumeric(type))
    a.error('TYPE_MISMATCH', percentage, 'Sample percentage should be a numeric expression');
  else if (isNullConstant(percentage)) a.error('INVALID_ARGUMENTS', percentage, 'Sample percentage cannot be NULL');
  const text =
    percentage.kind === 'LongLiteral' || percentage.kind === 'DecimalLiteral' || percentage.kind === 'DoubleLiteral' ? percentage.text : '';
  if (Number(text) > 100) a.error('NUMERIC_VALUE_OUT_OF_RANGE', percentage, 'Sample percentage must be less than or equal to 100');
  if (Number(text) < 0) a.error('NUMERIC_VALUE_OUT_OF_RANGE', percentage, 'Sample percentage must be greater than or equal to 0');
}

function firstColumn(expression: tree.Expression): tree.Node | undefined {
  let found: tree.Node | undefined;
  walk(expression, node => {
    if (node.kind === 'QualifiedName' || node.kind === 'Query' || node.kind.endsWith('DataType')) return 'skip';
    if (node.kind !== 'Identifier' && node.kind !== 'DereferenceExpression') return undefined;
    found ??= node;
    return 'skip';
  });
  return found;
}

function aliased(a: Analyzer, node: tree.AliasedRelation, scope: Scope): RelationType {
  const inner = a.relation(node.relation, scope).relation;
  const qualifier = node.alias.kind === 'Identifier' ? [node.alias.value.toLowerCase()] : undefined;
  if (inner.open && qualifier?.[0] !== undefined) a.openRelations.add(qualifier[0]);
  const names = node.columnNames?.names;
  if (!names) return { fields: inner.fields.map(field => ({ ...field, qualifier })), open: inner.open };
  const fields = visibleFields(inner);
  if (!inner.open && names.length !== fields.length && names.every(name => name.kind === 'Identifier')) {
    const alias = node.alias.kind === 'Identifier' ? node.alias.value : '';
    const message = `Column alias list has ${names.length} entries but '${alias}' has ${fields.length} columns available`;
    a.error('MISMATCHED_COLUMN_ALIASES', node, message);
    if (qualifier?.[0] !== undefined) a.openRelations.add(qualifier[0]);
    return { ...unknownFields, fields: fields.map((field, i) => ({ ...field, name: nameAt(names, i) ?? field.name, qualifier })) };
  }
  // A table function's columns take their aliases in upper case unless quoted, as Trino gives them.
  const upper = node.relation.kind === 'TableFunctionInvocation';
  const renamed = fields.map((field, i): Field => {
    const name = names[i];
    if (name?.kind !== 'Identifier') return { ...field, qualifier };
    const spelled = upper && !name.quoted ? name.value.toUpperCase() : name.value;
    return { ...field, name: spelled, qualifier, aliased: true, definition: { kind: 'name', node: name } };
  });
  if (!inner.open) return { fields: renamed, open: false };
  const known = names.slice(renamed.length).flatMap((name): Field[] =>
    name.kind === 'Identifier'
      ? [
          {
            name: name.value,
            type: unresolvedType,
            qualifier,
            hidden: false,
            sources: [],
            definition: { kind: 'name', node: name },
            aliased: true,
          },
        ]
      : [],
  );
  return { fields: [...renamed, ...known], open: false };
}

function nameAt(names: readonly tree.Name[], i: number): string | undefined {
  const name = names[i];
  return name?.kind === 'Identifier' ? name.value : undefined;
}

function unnest(a: Analyzer, node: tree.Unnest, scope: Scope): RelationType {
  const fields: Field[] = [];
  let open = false;
  for (const expression of node.expressions) {
    const { value: type, sources } = a.sourcesOf(() => a.expression(expression, scope));
    requireScalar(a, expression, 'UNNEST');
    a.using('unnest', () => a.countAll(sources));
    const add = (type: TrinoType, name?: string): void => {
      fields.push({
        name,
        type,
        qualifier: undefined,
        hidden: false,
        sources,
        definition: { kind: 'name', node: expression },
        aliased: false,
      });
    };
    if (!type.resolved && type.kind === 'simple') {
      open = true;
      add(unresolvedType);
    } else if (type.kind === 'array') {
      if (type.element.kind === 'row') for (const field of type.element.fields) add(field.type, field.name);
      else {
        open ||= !type.element.resolved;
        add(type.element);
      }
    } else if (type.kind === 'map') {
      add(type.key);
      add(type.value);
    } else a.error('INVALID_FUNCTION_ARGUMENT', expression, `Cannot unnest type: ${type.display}`);
  }
  if (node.withOrdinality) {
    const definition = { kind: 'name', node } as const;
    fields.push({ name: undefined, type: bigintType, qualifier: undefined, hidden: false, sources: [], definition, aliased: false });
  }
  return { fields, open };
}
