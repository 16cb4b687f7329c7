/**
 * A relation as templates hold it: dbt-athena's `AthenaRelation`.
 * Invariant: immutable; every method that changes something gives another relation. It is no string and cannot be iterated.
 */
import { bindMethod, methodTable } from '../jinja/values/callable';
import { PyDict } from '../jinja/values/dict';
import { raise } from '../jinja/values/exception';
import { PyObject, str, truth } from '../jinja/values/object';
import type { HashKey, PyArguments, PyValue } from '../jinja/values/object';
import type { QuotePolicy, RelationName } from '../project/relation';
import { quoteAll, relationText } from '../project/relation';

export type RelationType = 'table' | 'view' | 'cte' | 'external' | 'materialized_view' | null;

export interface RelationParts extends RelationName {
  readonly type: RelationType;
  readonly quoting: QuotePolicy;
  readonly included: QuotePolicy;
  /** `ICEBERG` or null, from the catalog. */
  readonly detailedType: string | null;
  readonly metadata: PyValue;
}

export class PyRelation extends PyObject {
  readonly typeName = 'AthenaRelation';
  readonly parts: RelationParts;

  constructor(parts: Partial<RelationParts> & RelationName) {
    super();
    this.parts = { type: null, quoting: quoteAll, included: quoteAll, detailedType: null, metadata: null, ...parts };
  }

  override get describedAs(): string {
    return 'dbt.adapters.athena.relation.AthenaRelation object';
  }

  override str(): string {
    return this.render();
  }

  override repr(): string {
    return `<AthenaRelation ${this.render()}>`;
  }

  override truth(): boolean {
    return true;
  }

  override equals(other: PyValue): boolean {
    if (!(other instanceof PyRelation)) return false;
    const [a, b] = [this.parts, other.parts];
    return a.database === b.database && a.schema === b.schema && a.identifier === b.identifier && a.type === b.type;
  }

  override hashKey(): HashKey {
    return `relation ${this.render()}`;
  }

  override getAttribute(name: string): PyValue | undefined {
    const value = readAttribute(this, name);
    return value === undefined ? bindMethod(relationMethods, this, name) : value;
  }

  override getItem(key: PyValue): PyValue | undefined {
    return typeof key === 'string' ? readAttribute(this, key) : undefined;
  }

  render(quote = '"'): string {
    const { included } = this.parts;
    if (this.parts.type === 'cte') return this.parts.identifier ?? '';
    return relationText(
      {
        database: included.database ? this.parts.database : null,
        schema: included.schema ? this.parts.schema : null,
        identifier: included.identifier ? this.parts.identifier : null,
      },
      this.parts.quoting,
      quote,
    );
  }

  with(change: Partial<RelationParts>): PyRelation {
    return new PyRelation({ ...this.parts, ...change });
  }
}

function readAttribute(relation: PyRelation, name: string): PyValue | undefined {
  const { parts } = relation;
  switch (name) {
    case 'database':
      return parts.database;
    case 'schema':
      return parts.schema;
    case 'identifier':
    case 'name':
    case 'table':
      return parts.identifier;
    case 'type':
      return parts.type;
    case 'is_table':
      return parts.type === 'table';
    case 'is_view':
      return parts.type === 'view';
    case 'is_cte':
      return parts.type === 'cte';
    case 'is_materialized_view':
      return parts.type === 'materialized_view';
    case 'is_pointer':
    case 'require_alias':
      return false;
    case 'can_be_renamed':
    case 'can_be_replaced':
      return false;
    case 'quote_character':
      return '"';
    case 'detailed_table_type':
      return parts.detailedType;
    case 's3_path_table_part':
      return null;
    case 'metadata':
      return parts.metadata;
    case 'path':
      return policyDict({ database: parts.database, schema: parts.schema, identifier: parts.identifier });
    case 'quote_policy':
      return policyDict(parts.quoting);
    case 'include_policy':
      return policyDict(parts.included);
    default:
      return undefined;
  }
}

function policyDict(values: QuotePolicy | RelationName): PyDict {
  return new PyPathDict((['database', 'schema', 'identifier'] as const).map(key => [key, values[key]] as const));
}

/** dbt's Path and Policy answer to attributes and to items. */
class PyPathDict extends PyDict {
  override getAttribute(name: string): PyValue | undefined {
    const value = this.get(name);
    return value === undefined ? super.getAttribute(name) : value;
  }
}

const relationMethods = methodTable<PyRelation>({
  render: [[], relation => relation.render()],
  render_hive: [[], relation => relation.with({ included: { ...relation.parts.included, database: false } }).render('`')],
  render_pure: [[], relation => relation.render('')],
  quoted: [['identifier'], (_relation, [identifier = '']) => `"${str(identifier)}"`],
  quote: [
    ['database?', 'schema?', 'identifier?'],
    (relation, bound) => relation.with({ quoting: changedPolicy(relation.parts.quoting, bound) }),
  ],
  include: [
    ['database?', 'schema?', 'identifier?'],
    (relation, bound) => relation.with({ included: changedPolicy(relation.parts.included, bound) }),
  ],
  without_identifier: [[], relation => relation.with({ included: { ...relation.parts.included, identifier: false } })],
  without_quote: [[], relation => relation.with({ quoting: { database: false, schema: false, identifier: false } })],
  incorporate: [['*kwargs'], (relation, _bound, args) => incorporated(relation, args)],
  replace_path: [['*kwargs'], (relation, _bound, { keyword }) => relation.with(pathOf(keyword))],
  information_schema: [
    ['view_name?'],
    (relation, [view]) =>
      relation.with({
        schema: 'INFORMATION_SCHEMA',
        identifier: view === undefined || view === null ? null : str(view),
        quoting: { database: true, schema: false, identifier: false },
        type: null,
      }),
  ],
  matches: [
    ['database?', 'schema?', 'identifier?'],
    (relation, bound) =>
      (['database', 'schema', 'identifier'] as const).every(
        (part, index) =>
          bound[index] === undefined ||
          bound[index] === null ||
          str(bound[index]).toLowerCase() === (relation.parts[part] ?? '').toLowerCase(),
      ),
  ],
  get: [
    ['key', 'default?'],
    (relation, [key = null, fallback = null]) => {
      const value = typeof key === 'string' ? readAttribute(relation, key) : undefined;
      return value === undefined ? fallback : value;
    },
  ],
});

function changedPolicy(policy: QuotePolicy, [database, schema, identifier]: readonly (PyValue | undefined)[]): QuotePolicy {
  const pick = (given: PyValue | undefined, before: boolean): boolean => (given === undefined || given === null ? before : truth(given));
  return {
    database: pick(database, policy.database),
    schema: pick(schema, policy.schema),
    identifier: pick(identifier, policy.identifier),
  };
}

function incorporated(relation: PyRelation, { keyword, positional }: PyArguments): PyRelation {
  if (positional.length > 0) raise('TypeError', 'incorporate() takes keyword arguments only');
  const path = keyword.get('path');
  const type = keyword.get('type');
  const change = path instanceof PyDict ? pathOf(new Map([...path.entries()].map(([key, value]) => [str(key), value]))) : {};
  return relation.with(type === undefined ? change : { ...change, type: type === null ? null : asType(str(type)) });
}

function pathOf(keyword: ReadonlyMap<string, PyValue>): Partial<RelationName> {
  const change: { database?: string | null; schema?: string | null; identifier?: string | null } = {};
  for (const part of ['database', 'schema', 'identifier'] as const) {
    const value = keyword.get(part);
    if (value !== undefined) change[part] = value === null ? null : str(value);
  }
  return change;
}

export function asType(text: string): RelationType {
  return text === 'table' || text === 'view' || text === 'cte' || text === 'external' || text === 'materialized_view' ? text : null;
}
