/**
 * `adapter` and `api` in templates, answered from the catalog's snapshot.
 * Invariant: nothing is executed; what only a running engine could answer is recorded as unanswered and looks like an empty answer.
 */
import type { CatalogRelation, Lookup as CatalogLookup } from '../../catalog/CatalogSnapshot';
import { PyFunction, bindMethod, methodTable } from '../jinja/values/callable';
import { PyList } from '../jinja/values/containers';
import { PyDict } from '../jinja/values/dict';
import { raise, raiseDbt } from '../jinja/values/exception';
import { PyObject, iterate, str, truth } from '../jinja/values/object';
import type { PyArguments, PyValue } from '../jinja/values/object';
import { quotePolicy } from '../project/relation';
import { toPython } from '../jinja/values/convert';
import { pyDict, pyTuple } from './pyCollections';
import { PyColumn, PyColumnClass } from './columnObject';
import { asType, PyRelation } from './relationObject';
import type { Session } from './session';

/** Finds the macro that a dispatch means. */
export type Dispatch = (name: string, namespace: string | null) => PyValue;

export class PyAdapter extends PyObject {
  readonly typeName: string;
  readonly session: Session;
  readonly dispatch: Dispatch;

  constructor(session: Session, dispatch: Dispatch) {
    super();
    this.session = session;
    this.dispatch = dispatch;
    this.typeName = session.phase === 'parse' ? 'ParseDatabaseWrapper' : 'RuntimeDatabaseWrapper';
  }

  override get describedAs(): string {
    return `dbt.context.providers.${this.typeName} object`;
  }

  override truth(): boolean {
    return true;
  }

  override getAttribute(name: string): PyValue | undefined {
    if (name === 'Relation') return new PyRelationClass(this.session);
    if (name === 'Column') return new PyColumnClass();
    if (name === 'behavior') return behavior;
    return bindMethod(adapterMethods, this, name);
  }
}

/** Behaviour flags, all at their defaults. */
class PyBehavior extends PyObject {
  readonly typeName = 'Behavior';

  override truth(): boolean {
    return true;
  }

  override getAttribute(): PyValue | undefined {
    return new PyFlag();
  }
}

class PyFlag extends PyObject {
  readonly typeName = 'BehaviorFlagRendered';

  override truth(): boolean {
    return false;
  }

  override getAttribute(name: string): PyValue | undefined {
    return name === 'setting' || name === 'no_warn' ? false : undefined;
  }
}

const behavior = new PyBehavior();

/** `api.Relation`, `adapter.Relation`. */
export class PyRelationClass extends PyObject {
  readonly typeName = 'RelationProxy';
  readonly session: Session;

  constructor(session: Session) {
    super();
    this.session = session;
  }

  override truth(): boolean {
    return true;
  }

  override getAttribute(name: string): PyValue | undefined {
    switch (name) {
      case 'create':
        return new PyFunction('create', ['*args'], (_bound, args) => created(this.session, args));
      case 'Table':
        return 'table';
      case 'View':
        return 'view';
      case 'CTE':
        return 'cte';
      case 'External':
        return 'external';
      case 'MaterializedView':
        return 'materialized_view';
      default:
        return undefined;
    }
  }
}

function created(session: Session, { positional, keyword }: PyArguments): PyRelation {
  const text = (name: string, index: number): string | null => {
    const value = positional[index] ?? keyword.get(name) ?? null;
    return value === null ? null : str(value);
  };
  const type = text('type', 3);
  const quoting = keyword.get('quote_policy');
  const given =
    quoting instanceof PyDict
      ? new Map([...quoting.entries()].map(([key, value]) => [str(key), truth(value)] as const))
      : new Map<string, boolean>();
  return new PyRelation({
    database: text('database', 0),
    schema: text('schema', 1),
    identifier: text('identifier', 2),
    type: type === null ? null : asType(type),
    quoting: quotePolicy(session.frame.quoting, given),
  });
}

const nothingAtParse = (
  answer: (adapter: PyAdapter, bound: readonly (PyValue | undefined)[], args: PyArguments) => PyValue,
  empty: PyValue = null,
) => {
  return (adapter: PyAdapter, bound: readonly (PyValue | undefined)[], args: PyArguments): PyValue =>
    adapter.session.view ? answer(adapter, bound, args) : empty;
};

const quoted = (identifier: PyValue | undefined): string => `"${identifier === undefined ? '' : str(identifier)}"`;

const adapterMethods = methodTable<PyAdapter>({
  dispatch: [
    ['macro_name', 'macro_namespace?', 'packages?'],
    (adapter, [name = '', namespace = null, packages = null]) => {
      if (packages !== null) return raiseDbt('MacroDispatchArgError', 'The "packages" argument of adapter.dispatch() has been deprecated.');
      if (namespace !== null && typeof namespace !== 'string')
        return raiseDbt('CompilationError', `In adapter.dispatch, macro_namespace should be None or a string`);
      return adapter.dispatch(str(name), namespace);
    },
  ],
  type: [[], adapter => adapter.session.frame.target.type],
  quote: [['identifier'], (_adapter, [identifier]) => quoted(identifier)],
  quote_as_configured: [
    ['identifier', 'quote_key'],
    (adapter, [identifier = '', key = '']) => (quotes(adapter.session, str(key)) ? quoted(identifier) : str(identifier)),
  ],
  quote_seed_column: [
    ['column', 'quote_config?'],
    (_adapter, [column = '', config = null]) => (config !== null && truth(config) ? quoted(column) : str(column)),
  ],
  get_relation: [['database?', 'schema?', 'identifier?'], nothingAtParse((adapter, bound) => existing(adapter.session, bound))],
  load_relation: [
    ['relation'],
    nothingAtParse((adapter, [relation = null]) =>
      relation instanceof PyRelation
        ? existing(adapter.session, [relation.parts.database, relation.parts.schema, relation.parts.identifier])
        : null,
    ),
  ],
  get_columns_in_relation: [['relation'], (adapter, [relation = null]) => columnsOf(adapter.session, relation)],
  get_missing_columns: [['from_relation', 'to_relation'], (adapter, [from = null, to = null]) => missingColumns(adapter.session, from, to)],
  check_schema_exists: [
    ['database?', 'schema?'],
    nothingAtParse(
      (adapter, [, schema = null]) =>
        adapter.session.view?.catalog.databases.has(schema === null ? '' : str(schema).toLowerCase()) === true,
      false,
    ),
  ],
  list_schemas: [
    ['database?'],
    (adapter, [database]) =>
      database === undefined
        ? raise('TypeError', "AthenaAdapter.list_schemas() missing 1 required positional argument: 'database'")
        : new PyList([...(adapter.session.view?.catalog.databases.keys() ?? [])]),
  ],
  format_value_for_partition: [['value', 'column_type'], (_adapter, [value = null, type = '']) => partitionValue(value, str(type))],
  list_relations_without_caching: [
    ['schema_relation'],
    nothingAtParse((adapter, [relation = null]) => relationsIn(adapter.session, relation), new PyList([])),
  ],
  list_relations: [
    ['database?', 'schema?'],
    nothingAtParse(
      (adapter, [, schema = null]) =>
        relationsIn(adapter.session, new PyRelation({ database: null, schema: schema === null ? null : str(schema), identifier: null })),
      new PyList([]),
    ),
  ],
  already_exists: [
    ['schema', 'name'],
    nothingAtParse((adapter, [schema = null, name = null]) => existing(adapter.session, [null, schema, name]) !== null, false),
  ],
  execute: [
    ['sql', '*kwargs'],
    (adapter, [sql = '']) => {
      if (adapter.session.view) adapter.session.recorded.unanswered.push(str(sql));
      return pyTuple('OK', emptyTable());
    },
  ],
  add_query: [['sql', '*kwargs'], (adapter, [sql = '']) => (adapter.session.recorded.unanswered.push(str(sql)), null)],
  get_columns_in_query: [['sql'], (adapter, [sql = '']) => unansweredList(adapter.session, sql)],
  get_column_schema_from_query: [['sql'], (adapter, [sql = '']) => unansweredList(adapter.session, sql)],
  valid_snapshot_target: [['*args'], () => null],
  is_work_group_output_location_enforced: [[], () => false],
  generate_s3_location: [['*args'], adapter => str(toPython(adapter.session.frame.target.settings.get('s3_data_dir') ?? ''))],
  get_glue_table: [['relation'], () => null],
  get_glue_table_type: [
    ['relation'],
    nothingAtParse((adapter, [relation = null]) => (relation instanceof PyRelation ? glueType(adapter.session, relation) : null)),
  ],
  is_list: [['value'], (_adapter, [value]) => value instanceof PyList],
  format_partition_keys: [
    ['partition_keys'],
    (_adapter, [keys = null]) => [...iterate(keys)].map(key => formattedKey(str(key))).join(', '),
  ],
  format_one_partition_key: [['partition_key'], (_adapter, [key = '']) => formattedKey(str(key))],
  generate_unique_temporary_table_suffix: [['suffix_initial?'], (_adapter, [suffix = '__dbt_tmp']) => `${str(suffix)}_0`],
  standardize_grants_dict: [['grants_table'], () => new PyDict()],
  build_catalog_relation: [['model'], () => null],
  commit: [[], () => null],
  cache_added: [['relation?'], () => ''],
  cache_dropped: [['relation?'], () => ''],
  ...Object.fromEntries(
    [
      'create_schema',
      'drop_schema',
      'drop_relation',
      'rename_relation',
      'truncate_relation',
      'expand_target_column_types',
      'delete_from_s3',
      'clean_up_table',
      'clean_up_partitions',
      'add_lf_tags',
      'persist_docs_to_glue',
    ].map((name): [string, [readonly string[], (adapter: PyAdapter) => PyValue]] => [
      name,
      [
        ['*args'],
        adapter => (adapter.session.view ? raise('RuntimeError', `adapter.${name} changes the lake: it runs in dbt only`) : null),
      ],
    ]),
  ),
});

function quotes({ frame }: Session, key: string): boolean {
  return key === 'database' || key === 'schema' || key === 'identifier' ? frame.quoting[key] : true;
}

function findInCatalog(
  { view }: Session,
  database: PyValue | undefined,
  schema: PyValue | undefined,
  identifier: PyValue | undefined,
): CatalogLookup<CatalogRelation> | undefined {
  if (!view || schema === undefined || schema === null || identifier === undefined || identifier === null) return undefined;
  return view.catalog.relation(database === undefined || database === null ? undefined : str(database), str(schema), str(identifier));
}

function existing(session: Session, [database, schema, identifier]: readonly (PyValue | undefined)[]): PyValue {
  const found = findInCatalog(session, database, schema, identifier);
  if (found?.kind !== 'found') return null;
  const { type, iceberg } = kindOf(found.value);
  return new PyRelation({
    database: database === undefined || database === null ? null : str(database),
    schema: str(schema ?? null),
    identifier: str(identifier ?? null),
    type,
    detailedType: iceberg ? 'ICEBERG' : null,
  });
}

function kindOf(relation: CatalogRelation): { readonly type: 'table' | 'view'; readonly iceberg: boolean } {
  if (relation.kind === 'foreign') return { type: relation.relation.type, iceberg: false };
  const { table } = relation.entry;
  return {
    type: table.TableType === 'VIRTUAL_VIEW' ? 'view' : 'table',
    iceberg: table.Parameters?.table_type?.toLowerCase() === 'iceberg',
  };
}

function glueType(session: Session, { parts }: PyRelation): PyValue {
  const found = findInCatalog(session, parts.database, parts.schema, parts.identifier);
  if (found?.kind !== 'found') return null;
  const { type, iceberg } = kindOf(found.value);
  return iceberg ? 'iceberg_table' : type;
}

function columnsOf(session: Session, relation: PyValue): PyList {
  if (!(relation instanceof PyRelation))
    return session.view
      ? raise('AttributeError', `'${relation === null ? 'NoneType' : 'str'}' object has no attribute 'database'`)
      : new PyList([]);
  const { database, schema, identifier } = relation.parts;
  const found = findInCatalog(session, database, schema, identifier);
  if (found?.kind === 'unknown') session.recorded.unanswered.push(`columns of ${relation.render()}`);
  if (found?.kind !== 'found') return new PyList([]);
  const { value } = found;
  if (value.kind === 'foreign') return new PyList(value.relation.columns.map(column => new PyColumn(column.name, column.type)));
  const { iceberg } = kindOf(value);
  const { StorageDescriptor, PartitionKeys = [] } = value.entry.table;
  const current = (StorageDescriptor?.Columns ?? []).filter(column => column.Parameters?.['iceberg.field.current'] !== 'false');
  return new PyList([...current, ...PartitionKeys].map(column => new PyColumn(column.Name, column.Type ?? 'string', iceberg)));
}

function missingColumns(session: Session, from: PyValue, to: PyValue): PyList {
  const known = new Set(columnsOf(session, to).items.map(column => (column instanceof PyColumn ? column.column : '')));
  return new PyList(columnsOf(session, from).items.filter(column => column instanceof PyColumn && !known.has(column.column)));
}

function relationsIn(session: Session, relation: PyValue): PyList {
  if (!(relation instanceof PyRelation) || relation.parts.schema === null) return new PyList([]);
  const { schema } = relation.parts;
  const tables = session.view?.catalog.databases.get(schema.toLowerCase())?.tables ?? new Map<string, never>();
  return new PyList(
    [...tables.keys()].map(name => existing(session, [relation.parts.database ?? session.frame.target.database, schema, name])),
  );
}

function unansweredList({ recorded, view }: Session, sql: PyValue): PyList {
  if (view) recorded.unanswered.push(str(sql));
  return new PyList([]);
}

/** A result without rows, as the fields of an agate table that macros read. */
export function emptyTable(): PyDict {
  return new PyTable([
    ['rows', new PyList([])],
    ['columns', new PyList([])],
    ['column_names', pyTuple()],
    ['column_types', pyTuple()],
  ]);
}

class PyTable extends PyDict {
  override truth(): boolean {
    return true;
  }

  override getAttribute(name: string): PyValue | undefined {
    const value = this.get(name);
    return value === undefined ? super.getAttribute(name) : value;
  }

  override iterate(): Iterable<PyValue> {
    return [];
  }
}

/** A value of a partition key in a condition, and how it is compared. */
function partitionValue(value: PyValue, type: string): PyValue {
  if (value === null) return pyTuple('null', ' is ');
  switch (type) {
    case 'integer':
      return pyTuple(str(value), '=');
    case 'date':
      return pyTuple(`DATE'${str(value)}'`, '=');
    case 'timestamp':
      return pyTuple(`TIMESTAMP'${str(value)}'`, '=');
    default:
      return pyTuple(`'${str(value)}'`, '=');
  }
}

/** `partitioned_by` entries as a SELECT list: transforms of Iceberg become expressions over the column. */
function formattedKey(key: string): string {
  const hidden = /^(hour|day|month|year)\((.+)\)$/i.exec(key.trim());
  if (hidden) return `date_trunc('${(hidden[1] ?? '').toLowerCase()}', ${hidden[2] ?? ''})`;
  const bucket = /^bucket\((.+),.+\)$/i.exec(key.trim());
  return bucket ? (bucket[1] ?? '') : key.toLowerCase();
}

export function apiObject(session: Session): PyDict {
  return new PyTable(Object.entries(pyDictEntries(session)));
}

function pyDictEntries(session: Session): Readonly<Record<string, PyValue>> {
  return { Relation: new PyRelationClass(session), Column: new PyColumnClass() };
}

/** `load_result(name)` after a statement that was not run. */
export function unansweredResult(): PyDict {
  return new PyTable(Object.entries({ response: 'OK', data: new PyList([]), table: emptyTable(), status: pyDict({}) }));
}
