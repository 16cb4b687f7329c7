/** The columns of a query's body, before a set operation unites them. Invariant: types are those that the body's own SQL gives. */
import { commonSuperType } from '../../../core/analysis/types/coercion';
import { fieldsOfPrefix, visibleFields } from '../../../core/analysis/scope/Field';
import { unknownType, type TrinoType } from '../../../core/analysis/types/TrinoType';
import { integerType } from '../../../core/analysis/types/TrinoType';
import type * as tree from '../../../core/sql/tree';
import type { Translator } from './Translator';

export interface OutputField {
  readonly name: string | undefined;
  readonly type: TrinoType;
}

export function outputOf(t: Translator, body: tree.QueryBody): readonly OutputField[] {
  switch (body.kind) {
    case 'QuerySpecification':
      return body.select.items.flatMap(item => itemFields(t, item, body));
    case 'SetOperation': {
      const right = outputOf(t, body.right);
      return outputOf(t, body.left).map(({ name, type }, at) => ({ name, type: shared(t, type, right[at]?.type, body) }));
    }
    case 'TableSubquery':
      return outputOf(t, body.query.body);
    case 'Values':
      return valuesFields(t, body);
    case 'Table': {
      const columns = t.facts.columnsOf(body);
      if (!columns) throw t.refuse(body, 'TABLE of unknown columns');
      return visibleFields(columns);
    }
    case 'Missing':
      throw t.refuse(body, 'an unfinished query');
  }
}

function shared(t: Translator, a: TrinoType, b: TrinoType | undefined, node: tree.Node): TrinoType {
  const type = b && commonSuperType(a, b);
  if (!type) throw t.refuse(node, 'columns of different types');
  return type;
}

/** The cells of a row of VALUES. */
export function cellsOf(row: tree.Expression): readonly tree.Expression[] {
  return row.kind === 'Row' ? row.fields.map(field => field.expression) : [row];
}

function valuesFields(t: Translator, body: tree.Values): readonly OutputField[] {
  const [first, ...rest] = body.rows.map(row => cellsOf(row).map(cell => t.typeOf(cell)));
  return (first ?? []).map((type, at) => ({ name: undefined, type: rest.reduce((all, row) => shared(t, all, row[at], body), type) }));
}

/** A NULL that nothing gives a type is selected as an integer. */
export function selected(type: TrinoType): TrinoType {
  return type === unknownType ? integerType : type;
}

function itemFields(t: Translator, item: tree.SelectItem, specification: tree.QuerySpecification): readonly OutputField[] {
  if (item.kind === 'SingleColumn') {
    const { alias, expression } = item;
    const name = alias?.kind === 'Identifier' ? alias.value : expression.kind === 'Identifier' ? expression.value : undefined;
    const dereferenced =
      expression.kind === 'DereferenceExpression' && expression.field.kind === 'Identifier' ? expression.field.value : undefined;
    return [{ name: name ?? dereferenced, type: t.typeOf(expression) }];
  }
  const { target } = item;
  if (target) {
    const type = t.facts.typeOf(target);
    if (type?.kind === 'row') return type.fields.map(field => ({ name: field.name, type: field.type }));
  }
  const source = t.facts.columnsOf(specification);
  if (!source || source.open) throw t.refuse(item, '* over unknown columns');
  if (!target) return visibleFields(source);
  return visibleFields({ fields: fieldsOfPrefix(source, prefixOf(target)), open: false });
}

function prefixOf(node: tree.Expression): readonly string[] {
  if (node.kind === 'Identifier') return [node.value.toLowerCase()];
  if (node.kind === 'DereferenceExpression' && node.field.kind === 'Identifier')
    return [...prefixOf(node.base), node.field.value.toLowerCase()];
  return [];
}
