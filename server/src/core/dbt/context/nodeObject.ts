/**
 * A node as templates see it: the mapping `model`, the object `node`.
 * Invariant: the fields are those of dbt's manifest, by its names.
 */
import { PyList } from '../jinja/values/containers';
import { PyDict } from '../jinja/values/dict';
import { PyObject } from '../jinja/values/object';
import type { PyValue } from '../jinja/values/object';
import { bindMethod, methodTable } from '../jinja/values/callable';
import type { Draft } from '../project/draft';
import type { ColumnEntry } from '../project/schemaFile';
import type { Dict } from '../value';
import type { DbtNode, RefCall } from '../project/nodes';
import { toPython } from '../jinja/values/convert';
import { pyDict } from './pyCollections';

type Known = Omit<Draft, 'relationName' | 'macros' | 'captured' | 'nameTrace'> & Partial<Pick<DbtNode, 'relationName' | 'dependsOn'>>;

export function nodeFields(node: Known): ReadonlyMap<string, PyValue> {
  return new Map<string, PyValue>([
    ['unique_id', node.uniqueId],
    ['resource_type', node.type],
    ['name', node.name],
    ['package_name', node.packageName],
    ['path', node.path],
    ['original_file_path', node.originalFilePath],
    ['fqn', new PyList([...node.fqn])],
    ['database', node.database],
    ['schema', node.schema],
    ['alias', node.alias],
    ['identifier', node.alias],
    ['relation_name', node.relationName ?? null],
    ['config', configDict(node.config)],
    ['tags', new PyList([...node.tags])],
    ['meta', toPython(node.meta)],
    ['description', node.description],
    ['columns', new PyDict(node.columns.map(column => [column.name, columnDict(column)] as const))],
    ['constraints', new PyList(node.constraints.map(toPython))],
    ['access', node.access],
    ['group', node.group],
    ['version', toPython(node.version)],
    ['latest_version', toPython(node.latestVersion)],
    ['language', node.language],
    ['raw_code', node.rawCode],
    ['refs', new PyList(node.refs.map(refDict))],
    ['sources', new PyList(node.sources.map(({ source, table }) => new PyList([source, table])))],
    [
      'depends_on',
      pyDict({ nodes: new PyList([...(node.dependsOn?.nodes ?? [])]), macros: new PyList([...(node.dependsOn?.macros ?? [])]) }),
    ],
    ['compiled', false],
    ['contract', toPython(node.config.get('contract') ?? null)],
    ['docs', toPython(node.config.get('docs') ?? null)],
    ...testFields(node),
  ]);
}

function testFields(node: Known): readonly [string, PyValue][] {
  if (!node.test) return [];
  const { name, namespace, kwargs, columnName, attachedNode, fileKeyName } = node.test;
  return [
    ['test_metadata', pyDict({ name, namespace, kwargs: toPython(kwargs) })],
    ['column_name', columnName],
    ['attached_node', attachedNode],
    ['file_key_name', fileKeyName],
  ];
}

function columnDict(column: ColumnEntry): PyDict {
  return pyDict({
    name: column.name,
    description: column.description,
    data_type: column.dataType ?? null,
    quote: column.quote ?? null,
    meta: toPython(column.meta),
    tags: new PyList([...column.tags]),
    constraints: new PyList(column.constraints.map(toPython)),
  });
}

function refDict({ name, package: packageName, version }: RefCall): PyDict {
  return pyDict({ name, package: packageName, version: toPython(version) });
}

export function configDict(config: Dict): PyDict {
  return new PyConfigDict([...config].map(([key, value]) => [toPython(key), toPython(value)] as const));
}

/** The mapping `model`: without what has no value, as dbt writes nodes. */
export function modelDict(fields: ReadonlyMap<string, PyValue>): PyDict {
  return new PyDict(
    [...fields].flatMap(([name, value]): [string, PyValue][] => {
      if (value === null) return [];
      if (name !== 'config' || !(value instanceof PyDict)) return [[name, value]];
      const config = [...value.entries()].flatMap(([key, item]) =>
        item === null ? [] : [[key, key === 'docs' && item instanceof PyDict ? withoutNone(item) : item] as const],
      );
      return [[name, new PyConfigDict(config)]];
    }),
  );
}

function withoutNone(dict: PyDict): PyDict {
  return new PyDict([...dict.entries()].filter(([, item]) => item !== null));
}

/** `model.config.x` and `model.config['x']` are the same. */
class PyConfigDict extends PyDict {
  override getAttribute(name: string): PyValue | undefined {
    const method = super.getAttribute(name);
    if (method !== undefined) return method;
    const value = this.get(name);
    return value === undefined ? this.get(name.replace('_', '-')) : value;
  }
}

/** The node object that name macros get. */
export class PyNode extends PyObject {
  readonly typeName = 'ModelNode';
  private readonly read: () => ReadonlyMap<string, PyValue>;
  private known: ReadonlyMap<string, PyValue> | undefined;

  constructor(read: () => ReadonlyMap<string, PyValue>) {
    super();
    this.read = read;
  }

  /** Made when a macro first looks: most never do. */
  get fields(): ReadonlyMap<string, PyValue> {
    return (this.known ??= this.read());
  }

  override truth(): boolean {
    return true;
  }

  override getAttribute(name: string): PyValue | undefined {
    const field = this.fields.get(name);
    return field === undefined ? bindMethod(nodeMethods, this, name) : field;
  }

  override getItem(key: PyValue): PyValue | undefined {
    return typeof key === 'string' ? this.fields.get(key) : undefined;
  }
}

const nodeMethods = methodTable<PyNode>({
  get: [
    ['key', 'default?'],
    (node, [key = null, fallback = null]) => {
      const field = typeof key === 'string' ? node.fields.get(key) : undefined;
      return field === undefined ? fallback : field;
    },
  ],
  to_dict: [['*kwargs'], node => new PyDict([...node.fields])],
});
