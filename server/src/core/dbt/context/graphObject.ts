/**
 * `graph`: the manifest as templates see it, while they run.
 * Invariant: empty while parsing; nodes are made into Python only when one is looked at.
 */
import { PyDict } from '../jinja/values/dict';
import type { PyValue } from '../jinja/values/object';
import { PyList } from '../jinja/values/containers';
import type { DbtSource } from '../project/nodes';
import { toPython } from '../jinja/values/convert';
import { pyDict } from './pyCollections';
import { nodeFields } from './nodeObject';
import type { Session } from './session';

export function graphObject({ view, recorded }: Session): PyDict {
  recorded.usedGraph = true;
  if (!view)
    return pyDict({ nodes: new PyDict(), sources: new PyDict(), exposures: new PyDict(), metrics: new PyDict(), groups: new PyDict() });
  return pyDict({
    nodes: new PyDict([...view.nodes].map(([id, node]) => [id, new PyDict([...nodeFields(node)])] as const)),
    sources: new PyDict([...view.sources].map(([id, source]) => [id, sourceDict(source)] as const)),
    exposures: new PyDict(),
    metrics: new PyDict(),
    groups: new PyDict(),
  });
}

function sourceDict(source: DbtSource): PyValue {
  return pyDict({
    unique_id: source.uniqueId,
    resource_type: 'source',
    name: source.name,
    source_name: source.sourceName,
    package_name: source.packageName,
    database: source.database,
    schema: source.schema,
    identifier: source.identifier,
    relation_name: source.relationName,
    description: source.description,
    source_description: source.sourceDescription,
    loader: source.loader,
    fqn: new PyList([...source.fqn]),
    tags: new PyList([...source.tags]),
    meta: toPython(source.meta),
    config: toPython(source.config),
    columns: new PyDict(
      source.columns.map(
        column =>
          [column.name, pyDict({ name: column.name, description: column.description, data_type: column.dataType ?? null })] as const,
      ),
    ),
  });
}
