/**
 * Exposures, semantic models, metrics, saved queries and unit tests: read, named, and tied to what they depend on.
 * Invariant: they refer by literal `ref('…')` and `source('…')` texts only, as dbt takes them.
 */
import type { DbtDiagnostic } from '../diagnostics';
import { parsed } from '../jinja/render';
import type { Dict, Value } from '../value';
import { asDict, asList, asString, isDict, isList } from '../value';
import type { ProjectFile } from './files';
import type { Lookup } from './lookup';
import type { DbtLeaf, DbtNode, RefCall, SourceCall } from './nodes';
import { hasJinja } from './renderYaml';
import type { PlainEntry, PlainSection } from './schemaFile';
import { callsIn } from './staticCalls';

interface Placed {
  readonly entry: PlainEntry;
  readonly place: ProjectFile;
}

export function buildLeaves(
  entries: (section: PlainSection) => readonly Placed[],
  lookup: Lookup<DbtNode>,
  diagnostics: DbtDiagnostic[],
): ReadonlyMap<string, DbtLeaf> {
  const leaves = new Map<string, DbtLeaf>();
  const add = (
    type: DbtLeaf['type'],
    { entry, place }: Placed,
    id: string,
    texts: readonly Value[],
    more: readonly string[] = [],
  ): void => {
    const { refs, sources } = referencesIn(texts);
    const dependsOn = [...more];
    for (const call of sources) {
      const found = lookup.source(call, place.settings.name);
      if (found.kind === 'found') dependsOn.push(found.value.uniqueId);
      else
        diagnostics.push({
          code: 'SOURCE_NOT_FOUND',
          severity: 'error',
          message: `no source table is named '${call.source}.${call.table}'`,
          file: entry.file,
          range: entry.nameRange,
        });
    }
    for (const call of refs) {
      const found = lookup.ref(call, place.settings.name);
      if (found.kind === 'found') dependsOn.push(found.value.uniqueId);
      else
        diagnostics.push({
          code: 'REF_NOT_FOUND',
          severity: 'error',
          message: `no model, seed or snapshot is named '${call.name}'`,
          file: entry.file,
          range: entry.nameRange,
        });
    }
    if (leaves.has(id))
      diagnostics.push({
        code: 'DUPLICATE_NAME',
        severity: 'error',
        message: `'${entry.name}' is defined twice`,
        file: entry.file,
        range: entry.nameRange,
      });
    else
      leaves.set(id, {
        uniqueId: id,
        type,
        name: entry.name,
        packageName: place.settings.name,
        file: entry.file,
        range: entry.range,
        nameRange: entry.nameRange,
        values: entry.values,
        refs,
        sources,
        dependsOn: [...new Set(dependsOn)],
      });
  };
  for (const item of entries('exposures'))
    if (isEnabled(item.entry.values))
      add('exposure', item, `exposure.${item.place.settings.name}.${item.entry.name}`, asList(item.entry.values.get('depends_on')));
  for (const item of entries('semantic_models'))
    if (isEnabled(item.entry.values))
      add('semantic_model', item, `semantic_model.${item.place.settings.name}.${item.entry.name}`, [
        item.entry.values.get('model') ?? null,
      ]);
  const measures = measureOwners(entries('semantic_models'));
  for (const item of entries('metrics'))
    if (isEnabled(item.entry.values))
      add('metric', item, `metric.${item.place.settings.name}.${item.entry.name}`, [], metricParents(item, measures));
  for (const item of entries('saved_queries')) {
    const metrics = asList(asDict(item.entry.values.get('query_params')).get('metrics'));
    add(
      'saved_query',
      item,
      `saved_query.${item.place.settings.name}.${item.entry.name}`,
      [],
      metrics.flatMap(name => (typeof name === 'string' ? [`metric.${item.place.settings.name}.${name}`] : [])),
    );
  }
  for (const item of entries('unit_tests')) {
    const model = asString(item.entry.values.get('model')) ?? '';
    add('unit_test', item, `unit_test.${item.place.settings.name}.${model}.${item.entry.name}`, [`ref('${model}')`]);
  }
  return leaves;
}

function isEnabled(values: Dict): boolean {
  return asDict(values.get('config')).get('enabled') !== false;
}

/** References in texts like `ref('x', v=1)`, braces or not. */
function referencesIn(texts: readonly Value[]): { readonly refs: readonly RefCall[]; readonly sources: readonly SourceCall[] } {
  const refs: RefCall[] = [];
  const sources: SourceCall[] = [];
  for (const text of texts) {
    if (typeof text !== 'string') continue;
    const template = hasJinja(text) ? text : `{{ ${text} }}`;
    if (parsed(template).errors.length > 0) continue;
    for (const call of callsIn({ rawCode: template, language: 'sql' })) {
      if (call.kind === 'ref') refs.push({ package: call.owner ?? null, name: call.name, version: call.version ?? null });
      else sources.push({ source: call.owner ?? '', table: call.name });
    }
  }
  return { refs, sources };
}

/** Which semantic model brings a measure. */
function measureOwners(models: readonly Placed[]): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const { entry, place } of models) {
    for (const measure of asList(entry.values.get('measures'))) {
      const name = asString(asDict(measure).get('name'));
      if (name !== undefined) owners.set(name, `semantic_model.${place.settings.name}.${entry.name}`);
    }
  }
  return owners;
}

const measureKeys = new Set(['measure', 'base_measure', 'conversion_measure']);
const metricKeys = new Set(['metrics', 'numerator', 'denominator']);

function metricParents({ entry, place }: Placed, measures: ReadonlyMap<string, string>): readonly string[] {
  const parents: string[] = [];
  const nameOf = (value: Value): string | undefined => asString(value) ?? asString(asDict(value).get('name'));
  const visit = (value: Value): void => {
    if (isList(value)) value.forEach(visit);
    if (!isDict(value)) return;
    for (const [key, item] of value) {
      if (measureKeys.has(String(key))) {
        const owner = measures.get(nameOf(item) ?? '');
        if (owner !== undefined) parents.push(owner);
      } else if (metricKeys.has(String(key))) {
        for (const metric of isList(item) ? item : [item]) {
          const name = nameOf(metric);
          if (name !== undefined) parents.push(`metric.${place.settings.name}.${name}`);
        }
      }
      visit(item);
    }
  };
  visit(entry.values.get('type_params') ?? null);
  return parents;
}
