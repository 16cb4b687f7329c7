/** What the project's generic tests promise of columns, by `schema.table.column` in lower case; memoized by the project's state. */
import { isList, pythonStr } from '../dbt/value';
import type { ProjectAnalysis } from './ProjectAnalysis';
import { relationKey } from './ProjectCatalog';

export interface TestedColumns {
  readonly notNull: ReadonlySet<string>;
  /** Of accepted_values, as texts. */
  readonly accepted: ReadonlyMap<string, readonly string[]>;
}

export function testedColumns(analysis: ProjectAnalysis): TestedColumns {
  let found = kept.get(analysis);
  if (!found) kept.set(analysis, (found = collect(analysis)));
  return found;
}

const kept = new WeakMap<ProjectAnalysis, TestedColumns>();

function collect({ project: { nodes, sources } }: ProjectAnalysis): TestedColumns {
  const notNull = new Set<string>();
  const accepted = new Map<string, readonly string[]>();
  for (const { test, dependsOn } of nodes.values()) {
    if (typeof test?.columnName !== 'string' || (test.name !== 'not_null' && test.name !== 'accepted_values')) continue;
    const id = test.attachedNode ?? dependsOn.nodes[0] ?? '';
    const source = sources.get(id);
    const node = nodes.get(id);
    const schema = source?.schema ?? node?.schema;
    const name = source?.identifier ?? node?.alias;
    if (typeof schema !== 'string' || name === undefined) continue;
    const column = `${relationKey(schema, name)}.${test.columnName.toLowerCase()}`;
    if (test.name === 'not_null') notNull.add(column);
    else {
      const values = test.kwargs.get('values');
      if (isList(values)) accepted.set(column, values.map(pythonStr));
    }
  }
  return { notNull, accepted };
}
